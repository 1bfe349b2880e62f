/** Scenarios over the fixture's signals, and cards that say when their goal is reached. */
import { sql } from 'kysely';
import type { Deps } from '#src/base/deps.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import type { ScenarioDocument } from '#src/scenarios/domain.ts';
import { saveScenario } from '#src/scenarios/service.ts';
import { documentWith } from '../goals/make-goal.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';

/** What a scenario of the benchmark is made of; each step has one event. */
export interface BenchScenario {
  name: string;
  trigger: string;
  action: string;
  facilitators: readonly string[];
  stuckDays: number;
}

/** The goal of every card; only the target is a card's own. */
export const KPI = 'leads_per_month';
export const TARGET = 50;
const FOUNDING = 'bench-card';
/** One account in so many has a card of its own. */
const OWN_CARD_OF = 100;

/** A funnel through which some come to the end. */
export const FUNNEL: BenchScenario = {
  name: 'From the tracking code to leads',
  trigger: 'tracking_installed',
  action: 'page_published',
  facilitators: ['form_published'],
  stuckDays: 30,
};

/** Scenarios of which none has the steps of another. */
export function manyScenarios(count: number): BenchScenario[] {
  const events = ['login', 'email_sent', 'page_published', 'report_opened', 'form_published'];
  const event = (at: number) => events[at % events.length]!;
  return Array.from({ length: count }, (_, index) => ({
    name: `Scenario ${index + 1}`,
    trigger: event(index),
    action: event(index + 1),
    facilitators: [event(index + 2 + Math.floor(index / events.length))],
    stuckDays: 30 + 10 * index,
  }));
}

/** Takes scenarios and cards away. */
export async function forgetScenarios({ db }: Pick<OpenDatabase, 'db'>): Promise<void> {
  for (const table of ['scenario', 'scenario_card', 'goal_card', 'goal_card_version'])
    await sql`delete from ${sql.table(table)} where workspace_id = ${WORKSPACE_ID}`.execute(db);
  await sql`delete from audit where workspace_id = ${WORKSPACE_ID} and action = 'scenario.grow'`.execute(db);
}

/** Makes the cards, and grows the scenarios from one of them; the others have joined them. @returns the scenarios' ids */
export async function growScenarios(deps: Deps, scenarios: readonly BenchScenario[]): Promise<string[]> {
  const { db, dialect } = deps.database;
  const { rows } = await sql<{ id: string; key: string }>`
    select id, key from account where workspace_id = ${WORKSPACE_ID} order by key`.execute(db);
  const cards = rows
    .filter((_, index) => index % OWN_CARD_OF === 0)
    .map(({ id }, index) => ({
      id: index === 0 ? FOUNDING : `${FOUNDING}-${index}`,
      account_id: id,
      target: TARGET + (index % 5) * 10,
      document: JSON.stringify(documentWith({ name: `Card ${index}` })),
    }));
  const columns = { id: 'text', account_id: 'text', target: 'real', document: 'text' } as const;
  await sql`insert into goal_card (workspace_id, id, account_id, name, state, version, document, kpi, baseline, target,
      created_by, created_at, updated_by, updated_at)
    select ${WORKSPACE_ID}, r.id, r.account_id, 'Leads', 'active', 1, r.document, ${KPI}, 0, r.target, 'bench', '', 'bench', ''
    from ${rowsAs(dialect, 'r', columns, cards)}`.execute(db);
  const ids: string[] = [];
  for (const scenario of scenarios) {
    const scenarioId = deps.makeId();
    const edit = { scenarioId, cardId: FOUNDING, version: 0, name: scenario.name };
    const press = { personId: 'bench', today: DATE };
    const saved = await saveScenario(deps, WORKSPACE_ID, { ...edit, document: documentOf(scenario) }, press);
    if (!saved.ok) throw new Error(saved.problem);
    await sql`insert into scenario_card (workspace_id, scenario_id, card_id)
      select ${WORKSPACE_ID}, ${scenarioId}, c.id from goal_card c
      where c.workspace_id = ${WORKSPACE_ID} and c.id <> ${FOUNDING}`.execute(db);
    ids.push(scenarioId);
  }
  return ids;
}

function documentOf({ name, trigger, action, facilitators, stuckDays }: BenchScenario): ScenarioDocument {
  return {
    trigger: { events: [trigger], commitment: null },
    action: { events: [action] },
    facilitators: facilitators.map((event, index) => ({
      id: `f${index}`,
      name: event,
      kind: 'feature' as const,
      event,
      effect: 10,
    })),
    // Of its own for each scenario, so that whoever is stuck gets one.
    reward: { catalogue: ['A mug', 'A book'].map((reward) => `${reward} (${name})`), stuckDays },
    pricing: { currency: null, limits: [] },
  };
}
