/** The sample portfolio in a database of a test. */
import { sql } from 'kysely';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createLog } from '#src/base/log.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import type { Database } from '#src/db/schema.ts';
import { instantOf } from '#src/jobs/slots.ts';
import { doMorning } from '#src/morning/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { createProgramSource } from '#src/program/service.ts';
import { daysNewlyPast, workingDayBefore } from '#src/sandbox/sample/dates.ts';
import { dueStories } from '#src/sandbox/sample/due-stories.ts';
import { goneStories } from '#src/sandbox/sample/gone-stories.ts';
import { leftStories } from '#src/sandbox/sample/left-stories.ts';
import { loadSample } from '#src/sandbox/sample/load.ts';
import { madeUpStories } from '#src/sandbox/sample/made-up.ts';
import { otherStories } from '#src/sandbox/sample/other-stories.ts';
import { samplePeople } from '#src/sandbox/sample/people.ts';
import { quickStories } from '#src/sandbox/sample/quick-stories.ts';
import type { AccountStory } from '#src/sandbox/sample/story.ts';
import { trialStories } from '#src/sandbox/sample/trial-stories.ts';
import { seededRandom } from '#src/sandbox/seeded-random.ts';
import { startHarness, type Harness } from '../slack/harness.ts';

/** A Monday. */
export const TODAY = '2026-11-23';
const TABLES = [
  'person',
  'program_version',
  'account',
  'contact',
  'subscription',
  'churn',
  'event',
  'kpi_value',
  'task_tick',
  'assessment',
  'stale_account',
  'cta',
  'ebr',
  'plan_item',
  'note',
  'audit',
  'morning_list',
  'slot',
  'outbox',
  'goal_card',
  'goal_card_version',
  'goal_alternative',
  'feedback',
  'evidence',
  'scenario',
  'scenario_card',
  'scenario_price',
  'scenario_reward',
  'scenario_trigger',
  'requirement',
  'fit_assessment',
  'acquisition',
  'gap',
  'touchpoint',
  'survey_answer',
  'judgement',
  'health_snapshot',
  'play_run',
  'play_step',
  'release',
  'initiative',
  'initiative_answer',
  'digest',
  'digest_section',
  'digest_setting',
  'digest_comment',
  'leadership_action',
] as const satisfies (keyof Database)[];

export interface Sample {
  deps: Deps;
  workspaceId: string;
  applied: AppliedProgram;
}

let workspaces = 0;

/** Ids that a test can foretell. */
function countedIds(): Deps['makeId'] {
  let made = 0;
  return () => `id-${String((made += 1)).padStart(6, '0')}`;
}

/** Loads the sample into a new workspace, with a clock half an hour after the morning of its day. */
export async function load(
  database: OpenDatabase,
  options: { today?: BusinessDate; seed?: number } = {},
): Promise<Sample> {
  const { today = TODAY, ...rest } = options;
  const deps: Deps = {
    database,
    makeId: countedIds(),
    now: () => instantOf(today, '09:00', 'America/Sao_Paulo'),
    log: createLog('silent'),
  };
  workspaces += 1;
  const workspaceId = `sample-${workspaces}`;
  await database.db
    .insertInto('workspace')
    .values({ id: workspaceId, slack_team_id: null, name: 'Sample', created_at: deps.now().toISOString() })
    .execute();
  await loadSample(deps, workspaceId, { today, ...rest });
  const applied = await createProgramSource().load(database.db, workspaceId);
  if (applied === null) throw new Error('the sample has no program');
  return { deps, workspaceId, applied };
}

/** The bot on the sample, after the morning of its day. */
export async function startSample(database: OpenDatabase): Promise<Harness> {
  const harness = await startHarness(database, { users: samplePeople, program: null, firstAdmin: null });
  const { deps, workspaceId } = harness;
  await loadSample(deps, workspaceId, { today: TODAY });
  const applied = await createProgramSource().load(database.db, workspaceId);
  await doMorning(deps, workspaceId, applied!, TODAY);
  await harness.settle();
  return harness;
}

/** What a person is answered to what they type. */
export async function answerTo({ sandbox }: Harness, personId: string, typed: string): Promise<string> {
  const [command = '', ...rest] = typed.split(' ');
  const call = await sandbox.as(personId).command(command, rest.join(' '));
  return (await call.nextReply()).plain();
}

/** Every row of the workspace as text, by table, in no order. */
export async function contentOf(
  { db }: OpenDatabase,
  workspaceId: string,
): Promise<Record<string, unknown[]>> {
  const content: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}
      where workspace_id = ${workspaceId}`.execute(db);
    content[table] = rows.map((row) => JSON.stringify({ ...row, workspace_id: '' })).toSorted();
  }
  return content;
}

/** What the sample tells when it is loaded on that day. */
export function storiesOf(today: BusinessDate, seed = 1): AccountStory[] {
  const lastList = workingDayBefore(addDays(today, -1), 0);
  return [
    ...dueStories(daysNewlyPast(3, lastList, today)),
    ...leftStories(),
    ...otherStories(),
    ...madeUpStories(seededRandom(seed)),
    ...goneStories(),
    ...quickStories(),
    ...trialStories(),
  ];
}
