/** Scenarios, cards and accounts written straight into a test's database. */
import type { GoalState } from '#src/goals/domain.ts';
import type { ScenarioDocument } from '#src/scenarios/domain.ts';
import type { Outcome } from '#src/scenarios/figures.ts';
import { documentWith } from '../goals/make-goal.ts';
import { saveScenario } from '#src/scenarios/service.ts';
import type { Deps } from '#src/base/deps.ts';

export const UNMEASURED: Outcome = { kpi: null, baseline: null, target: null, by: null, milestoneId: null };

export async function insertCard(
  deps: Deps,
  workspaceId: string,
  card: { accountId: string; name?: string; state?: GoalState; outcome?: Partial<Outcome> },
): Promise<string> {
  const id = deps.makeId();
  const { kpi, baseline, target, by, milestoneId } = { ...UNMEASURED, ...card.outcome };
  await deps.database.db
    .insertInto('goal_card')
    .values({
      workspace_id: workspaceId,
      id,
      account_id: card.accountId,
      name: card.name ?? '50 leads a month',
      state: card.state ?? 'active',
      version: 1,
      document: JSON.stringify(
        documentWith({
          name: card.name ?? '50 leads a month',
          measure: { kpi, baseline, target, by },
          milestoneId,
        }),
      ),
      milestone_id: milestoneId,
      kpi,
      baseline,
      target,
      measure_by: by,
      created_by: 'test',
      created_at: '2026-11-02T09:00:00.000Z',
      updated_by: 'test',
      updated_at: '2026-11-02T09:00:00.000Z',
    })
    .execute();
  return id;
}

export const EMPTY: ScenarioDocument = {
  trigger: { events: [], commitment: null },
  action: { events: ['entered'] },
  facilitators: [],
  reward: { catalogue: [], stuckDays: null },
  pricing: { currency: null, limits: [] },
};

/** Grows a scenario from a card. @returns its id */
export async function growScenario(
  deps: Deps,
  workspaceId: string,
  cardId: string,
  document: Partial<ScenarioDocument> = {},
  name = 'Weekly digest',
): Promise<string> {
  const edit = { scenarioId: deps.makeId(), cardId, version: 0, name, document: { ...EMPTY, ...document } };
  const saved = await saveScenario(deps, workspaceId, edit, { personId: 'priya', today: '2026-11-23' });
  if (!saved.ok) throw new Error(saved.problem);
  return saved.scenario.id;
}
