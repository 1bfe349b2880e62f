/** Growing, changing and retiring scenarios, and asking what people would pay. */
import { asTyped } from '../base/text.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { findAccountById } from '../accounts/service.ts';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { resolveCtas, type Press, type ShowCtas } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { endDraft, type DraftKey } from '../drafts/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { documentOf, type Price, type Scenario, type ScenarioDocument } from './domain.ts';
import { listScenarioCtas } from './moments-store.ts';
import { findPrice, savePrice } from './price-store.ts';
import {
  findScenario,
  findScenarioByName,
  findScenarioCard,
  insertScenario,
  insertScenarioCard,
  updateScenario,
} from './store.ts';

export {
  findScenario,
  findScenarioByName,
  findScenarioCard,
  listActiveScenarios,
  listScenarioNames,
  listScenarios,
  listScenariosOfCard,
  searchCards,
} from './store.ts';

/** A form as it was sent. */
export interface ScenarioEdit {
  /** Of a new scenario too: a form that is sent twice makes one. */
  scenarioId: string;
  /** The card from which a new one grows. */
  cardId: string;
  /** The version that was read; 0: a new scenario. */
  version: number;
  name: string;
  /** Facilitators without an id get one. */
  document: ScenarioDocument;
}

export type ScenarioSaved =
  | { ok: true; scenario: Scenario }
  | { ok: false; problem: 'scenario-not-found' | 'card-not-found' }
  | { ok: false; problem: 'name-taken'; name: string }
  /** Somebody else has saved it since it was read: `scenario` is as they left it. */
  | { ok: false; problem: 'changed-meanwhile'; scenario: Scenario };

/** Saves a form: a new scenario of a card, or a new version of a known one. The presser's draft is done with. */
export async function saveScenario(
  deps: Deps,
  workspaceId: string,
  edit: ScenarioEdit,
  press: Press,
): Promise<ScenarioSaved> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findScenario(trx, workspaceId, edit.scenarioId);
    const endOf = ({ id, version }: Scenario) =>
      endDraft(deps, trx, workspaceId, draftKey(press.personId, edit), { formId: id, version });
    if (before === null && edit.version > 0) return { ok: false, problem: 'scenario-not-found' };
    // The same form, sent again.
    if (before !== null && isSaved(before, edit)) {
      await endOf(before);
      return { ok: true, scenario: before };
    }
    if (before !== null && before.version !== edit.version) {
      return { ok: false, problem: 'changed-meanwhile', scenario: before };
    }
    if (before === null && (await findScenarioCard(trx, workspaceId, edit.cardId)) === null) {
      return { ok: false, problem: 'card-not-found' };
    }
    const named = await findScenarioByName(trx, workspaceId, edit.name);
    if (named !== null && named.id !== edit.scenarioId)
      return { ok: false, problem: 'name-taken', name: named.name };
    const scenario = written(deps, edit, before, press);
    if (before === null) {
      await insertScenario(trx, workspaceId, scenario);
      await insertScenarioCard(trx, workspaceId, scenario.id, scenario.cardId);
    } else {
      await updateScenario(trx, workspaceId, scenario);
    }
    await audit(
      deps,
      trx,
      workspaceId,
      press,
      before === null ? 'scenario.grow' : 'scenario.edit',
      before,
      scenario,
    );
    await endOf(scenario);
    return { ok: true, scenario };
  });
}

/** Where a person's draft lies: of a known scenario under it, of a new one under its card. */
export function draftKey(
  personId: string,
  { scenarioId, cardId, version }: Pick<ScenarioEdit, 'scenarioId' | 'cardId' | 'version'>,
): DraftKey {
  return { personId, form: 'scenario', subject: version === 0 ? `new:${cardId}` : scenarioId };
}

/** Whether the scenario says already what the form says; a facilitator that is new in the form has no id there. */
function isSaved(known: Scenario, { name, document }: ScenarioEdit): boolean {
  const facilitators = known.facilitators.map((one, index) =>
    document.facilitators[index]?.id === '' ? { ...one, id: '' } : one,
  );
  return (
    known.name === name && isDeepStrictEqual(documentOf({ ...known, facilitators }), documentOf(document))
  );
}

function written(deps: Deps, edit: ScenarioEdit, before: Scenario | null, press: Press): Scenario {
  const now = deps.now().toISOString();
  const facilitators = edit.document.facilitators.map((one) =>
    one.id === '' ? { ...one, id: deps.makeId() } : one,
  );
  return {
    ...documentOf(edit.document),
    facilitators,
    id: edit.scenarioId,
    name: edit.name,
    cardId: before?.cardId ?? edit.cardId,
    state: before?.state ?? 'active',
    version: (before?.version ?? 0) + 1,
    salt: before?.salt ?? deps.makeId(),
    createdBy: before?.createdBy ?? press.personId,
    createdAt: before?.createdAt ?? now,
    updatedBy: press.personId,
    updatedAt: now,
  };
}

export type JoinResult =
  | { ok: true; scenario: Scenario }
  | { ok: false; problem: 'scenario-not-found' | 'card-not-found' | 'in-it-already' };

/** Lets a further card join a scenario. */
export async function joinScenario(
  deps: Deps,
  workspaceId: string,
  { scenarioId, cardId }: { scenarioId: string; cardId: string },
  press: Press,
): Promise<JoinResult> {
  return inTransaction(deps, async (trx) => {
    const scenario = await findScenario(trx, workspaceId, scenarioId);
    if (scenario === null) return { ok: false, problem: 'scenario-not-found' };
    const card = await findScenarioCard(trx, workspaceId, cardId);
    if (card === null) return { ok: false, problem: 'card-not-found' };
    if (!(await insertScenarioCard(trx, workspaceId, scenarioId, cardId))) {
      return { ok: false, problem: 'in-it-already' };
    }
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: 'scenario.join',
        accountId: card.accountId,
        subjectId: scenarioId,
        after: { title: scenario.name, card: card.name },
      },
    ]);
    return { ok: true, scenario };
  });
}

/**
 * Retires a scenario, or takes it up again. Of a retired one nothing is watched or drawn, and its CTAs that are under
 * way resolve themselves.
 * @param after shows that in the messages that list them
 * @returns null when it is not there
 */
export async function setScenarioState(
  deps: Deps,
  workspaceId: string,
  scenarioId: string,
  state: Scenario['state'],
  press: Press,
  after: ShowCtas,
): Promise<Scenario | null> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findScenario(trx, workspaceId, scenarioId);
    if (before === null || before.state === state) return before;
    const scenario = {
      ...before,
      state,
      version: before.version + 1,
      updatedBy: press.personId,
      updatedAt: deps.now().toISOString(),
    };
    await updateScenario(trx, workspaceId, scenario);
    await audit(
      deps,
      trx,
      workspaceId,
      press,
      state === 'retired' ? 'scenario.retire' : 'scenario.resume',
      before,
      scenario,
    );
    if (state === 'retired') {
      const ctas = await listScenarioCtas(trx, workspaceId, scenarioId);
      await resolveCtas(deps, trx, workspaceId, ctas, press.today);
      await after(
        trx,
        ctas.map((id) => ({ id })),
      );
    }
    return scenario;
  });
}

export type PriceSaved =
  | { ok: true; price: Price; before: Price | null }
  | { ok: false; problem: 'scenario-not-found' | 'account-not-found' };

/** Keeps what a person said they would pay; the same person of the account asked again, the newer answer counts. */
export async function askPrice(
  deps: Deps,
  workspaceId: string,
  said: Omit<Price, 'id' | 'askedBy'>,
  press: Press,
): Promise<PriceSaved> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const scenario = await findScenario(trx, workspaceId, said.scenarioId);
    if (scenario === null) return { ok: false, problem: 'scenario-not-found' };
    if ((await findAccountById(trx, workspaceId, said.accountId)) === null) {
      return { ok: false, problem: 'account-not-found' };
    }
    const person = asTyped(said.person);
    const before = await findPrice(trx, workspaceId, { ...said, person });
    const price: Price = { ...said, person, id: before?.id ?? deps.makeId(), askedBy: press.personId };
    await savePrice(trx, workspaceId, price);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: 'scenario.price',
        accountId: said.accountId,
        subjectId: said.scenarioId,
        before: before ?? undefined,
        after: { ...price, title: scenario.name },
      },
    ]);
    return { ok: true, price, before };
  });
}

async function audit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  press: Press,
  action: string,
  before: Scenario | null,
  after: Scenario,
): Promise<void> {
  const card = await findScenarioCard(trx, workspaceId, after.cardId);
  const shown = (scenario: Scenario) => ({
    title: scenario.name,
    state: scenario.state,
    ...documentOf(scenario),
  });
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: press.personId,
      action,
      accountId: card?.accountId ?? null,
      subjectId: after.id,
      before: before === null ? undefined : shown(before),
      after: shown(after),
    },
  ]);
}
