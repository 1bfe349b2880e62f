/** Writes down who was spoken with, and takes it back. */
import type { Transaction } from 'kysely';
import { findContactNamesake, findContacts } from '../accounts/contact-service.ts';
import { findAccountById } from '../accounts/service.ts';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { UNDO_MS } from '../ctas/domain.ts';
import type { Press, ShowCtas } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { countEndedSince, endSpoken } from '../plays/seen-service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { addNewcomer, keepPersonas, takeContactsBack } from './contact-service.ts';
import {
  readSpoken,
  REVIEW_KEY,
  type Spoken,
  type SpokenProblems,
  type Touchpoint,
  type TouchpointKind,
  type With,
} from './domain.ts';
import {
  deleteTouchpoints,
  findTouchpoint,
  forgetDecisionMaker,
  insertTouchpoints,
  isReviewImported,
  listByKeyStart,
} from './store.ts';
import { withWords } from './words.ts';

export { findTouchpoint, listTouchpoints, readLastSpoken } from './store.ts';

export interface SpokenForm {
  /** Made when the form was opened: sent twice, it writes once, and what was corrected takes the place of the first. */
  formId: string;
  accountId: string;
  spoken: Spoken;
}

export type LogResult =
  /** `stepsEnded`: so many steps of plays were waiting for it. */
  | { ok: true; met: With[]; stepsEnded: number }
  | { ok: false; problem: 'account-not-found' }
  | { ok: false; problem: 'invalid'; fields: SpokenProblems };

/**
 * Writes one conversation down: a touchpoint for each one who was spoken with; a new name becomes a contact. Steps of plays
 * that wait for it end with it. @param show brings the messages that show their CTAs up to date
 */
export async function logSpoken(
  deps: Deps,
  workspaceId: string,
  form: SpokenForm,
  press: Press,
  show: ShowCtas,
): Promise<LogResult> {
  const { accountId, formId, spoken } = form;
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    if ((await findAccountById(trx, workspaceId, accountId)) === null)
      return { ok: false, problem: 'account-not-found' };
    const before = await listByKeyStart(trx, workspaceId, keyOfForm(formId));
    const contacts = await findContacts(trx, workspaceId, accountId, spoken.contactIds);
    if (contacts.length < new Set(spoken.contactIds).size)
      return { ok: false, problem: 'invalid', fields: { contacts: CONTACT_GONE } };
    const namesake =
      spoken.newName === null ? null : await findContactNamesake(trx, workspaceId, accountId, spoken.newName);
    const chosen = namesake === null ? contacts : [...contacts, namesake];
    const read = readSpoken(namesake === null ? spoken : { ...spoken, newName: null }, chosen, press.today);
    if (!read.ok) return { ok: false, problem: 'invalid', fields: read.problems };
    const scope = { workspaceId, accountId, personId: press.personId };
    const met = await keepPersonas(deps, trx, scope, chosen, await addNewcomer(deps, trx, scope, read));
    const said = touchpointsOf(deps, accountId, met, spoken, keyOfForm(formId), press.personId);
    if (isSame(before, said)) return { ok: true, met, stepsEnded: 0 };
    const touchpoints = said.map((one) => ({
      ...one,
      contactBefore:
        one.contactBefore ?? before.find((other) => isSameContact(one, other))?.contactBefore ?? null,
    }));
    await deleteTouchpoints(
      trx,
      workspaceId,
      before.map(({ id }) => id),
    );
    await insertTouchpoints(trx, workspaceId, touchpoints);
    const corrected = before.filter((one) => !touchpoints.some((other) => isSameContact(one, other)));
    await takeContactsBack(deps, trx, scope, corrected);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: 'touchpoint.log',
        accountId,
        subjectId: formId,
        ...(before.length === 0 ? {} : { before: before.map(audited) }),
        after: { title: withWords(met), spokenOn: spoken.day, kind: spoken.kind, reason: spoken.note },
      },
    ]);
    const { steps, ctaIds } = await endSpoken(deps, trx, workspaceId, accountId, press.today);
    await show(
      trx,
      ctaIds.map((id) => ({ id })),
    );
    return { ok: true, met, stepsEnded: steps };
  });
}

function isSameContact(one: Touchpoint, other: Touchpoint): boolean {
  return one.contactId !== null && one.contactId === other.contactId;
}

const CONTACT_GONE = 'Somebody of these is no longer a contact of the account. Choose again.';

/** The keys of what one form wrote begin so. */
function keyOfForm(formId: string): string {
  return `form|${formId}|`;
}

function touchpointsOf(
  deps: Deps,
  accountId: string,
  met: readonly With[],
  { day, kind, note }: { day: BusinessDate; kind: TouchpointKind; note: string | null },
  keyStart: string,
  loggedBy: string,
): Touchpoint[] {
  return met.map(({ contactId, persona, contactBefore = null }) => ({
    id: deps.makeId(),
    accountId,
    persona,
    contactId,
    contactBefore,
    day,
    kind,
    note,
    key: `${keyStart}${contactId ?? persona}`,
    loggedBy,
    loggedAt: deps.now().toISOString(),
  }));
}

function isSame(before: readonly Touchpoint[], after: readonly Touchpoint[]): boolean {
  const told = (touchpoints: readonly Touchpoint[]) =>
    JSON.stringify(
      touchpoints
        .map(({ key, persona, day, kind, note }) => [key, persona, day, kind, note])
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
  return told(before) === told(after);
}

function audited({ persona, contactId, day, kind, note }: Touchpoint) {
  return { persona, contactId, day, kind, note };
}

export type TakeBackResult = { ok: true; touchpoints: Touchpoint[] } | { ok: false; problem: 'not-found' };

export type UndoResult =
  /** `stepsStay`: so many steps of plays ended with it, and stay done. */
  | { ok: true; stepsStay: number }
  | { ok: false; problem: 'not-found' }
  | { ok: false; problem: 'too-late-to-undo'; accountId: string };

/** Takes back all that one form wrote, the contact that it added among it, while the minute for it lasts. */
export function undoSpoken(
  deps: Deps,
  workspaceId: string,
  formId: string,
  press: Press,
): Promise<UndoResult> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const found = await listByKeyStart(trx, workspaceId, keyOfForm(formId));
    const late = found.find(({ loggedAt }) => Date.parse(loggedAt) + UNDO_MS < deps.now().getTime());
    if (late !== undefined) return { ok: false, problem: 'too-late-to-undo', accountId: late.accountId };
    const [first] = found;
    if (first === undefined) return { ok: false, problem: 'not-found' };
    const { accountId, loggedAt } = first;
    await removeAll(deps, trx, workspaceId, found, press);
    const scope = { workspaceId, accountId, personId: press.personId };
    await takeContactsBack(deps, trx, scope, found);
    return { ok: true, stepsStay: await countEndedSince(trx, workspaceId, accountId, loggedAt) };
  });
}

/**
 * Takes one touchpoint back, whenever it was written and by whom. A review of which no decision maker is left then says
 * no more that one was there; what came with an imported review is corrected in its source.
 */
export function takeBackTouchpoint(
  deps: Deps,
  workspaceId: string,
  id: string,
  press: Press,
): Promise<TakeBackResult | { ok: false; problem: 'imported-review' }> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const found = await findTouchpoint(trx, workspaceId, id);
    if (found === null) return { ok: false, problem: 'not-found' };
    const reviewId = reviewOf(found);
    if (reviewId !== null && (await isReviewImported(trx, workspaceId, reviewId)))
      return { ok: false, problem: 'imported-review' };
    const removed = await removeAll(deps, trx, workspaceId, [found], press);
    if (reviewId === null || found.persona !== 'decision_maker') return removed;
    const others = await listByKeyStart(trx, workspaceId, keyOfReview(reviewId));
    if (others.every(({ persona }) => persona !== 'decision_maker'))
      await forgetDecisionMaker(trx, workspaceId, reviewId);
    return removed;
  });
}

/** Removes touchpoints of one account. */
async function removeAll(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  touchpoints: Touchpoint[],
  { personId }: Press,
): Promise<TakeBackResult> {
  const [first] = touchpoints;
  if (first === undefined) return { ok: false, problem: 'not-found' };
  const contacts = await findContacts(
    trx,
    workspaceId,
    first.accountId,
    touchpoints.flatMap(({ contactId }) => contactId ?? []),
  );
  const met = touchpoints.map(({ contactId, persona }) => ({
    name: contacts.find(({ id }) => id === contactId)?.name ?? null,
    persona,
  }));
  await deleteTouchpoints(
    trx,
    workspaceId,
    touchpoints.map(({ id }) => id),
  );
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: personId,
      action: 'touchpoint.take_back',
      accountId: first.accountId,
      subjectId: first.id,
      before: touchpoints.map(audited),
      after: { title: withWords(met), spokenOn: first.day, kind: first.kind },
    },
  ]);
  return { ok: true, touchpoints };
}

/** The keys of what one review wrote begin so. */
function keyOfReview(ebrId: string): string {
  return `${REVIEW_KEY}${ebrId}|`;
}

/** The id of the review that wrote a touchpoint; null: none did. */
function reviewOf({ key }: Touchpoint): string | null {
  return key?.startsWith(REVIEW_KEY) === true ? (key.split('|')[1] ?? null) : null;
}

/** A held review in which people of the customer were spoken with. */
export interface SpokenReview {
  ebrId: string;
  accountId: string;
  heldOn: BusinessDate;
  met: readonly With[];
}

/** Writes down who was at a review, in the transaction that keeps it; again for the same review, anew. */
export async function logReview(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { ebrId, accountId, heldOn, met }: SpokenReview,
  { personId }: Press,
): Promise<void> {
  const keyStart = keyOfReview(ebrId);
  const before = await listByKeyStart(trx, workspaceId, keyStart);
  await deleteTouchpoints(
    trx,
    workspaceId,
    before.map(({ id }) => id),
  );
  const spoken = { day: heldOn, kind: 'meeting' as const, note: null };
  await insertTouchpoints(trx, workspaceId, touchpointsOf(deps, accountId, met, spoken, keyStart, personId));
}
