/** Fills a workspace with the sample portfolio: a team, their accounts, and what happened so far. */
import { readFile } from 'node:fs/promises';
import { addDays, type BusinessDate } from '../../base/business-date.ts';
import { inTransaction, type Deps } from '../../base/deps.ts';
import type { MakeId } from '../../base/ids.ts';
import { instantOf } from '../../jobs/slots.ts';
import { changeRole, findPersonBySlackId, savePeople } from '../../people/service.ts';
import type { SlackProfile } from '../../people/domain.ts';
import type { AppliedProgram, Program } from '../../program/domain.ts';
import { parseProgram } from '../../program/parse.ts';
import { applyProgram } from '../../program/service.ts';
import { seededRandom } from '../seeded-random.ts';
import { accountRows, identify, type AccountRows, type Telling, type ToldAccount } from './account-rows.ts';
import { daysNewlyPast, workingDayBefore } from './dates.ts';
import { digestHappenings } from './digest-acts.ts';
import { digestStory } from './digest-story.ts';
import { dueStories } from './due-stories.ts';
import { feedbackHappenings } from './feedback-acts.ts';
import { feedbackStories } from './feedback-stories.ts';
import { fitRows } from './fit-rows.ts';
import { fitStories } from './fit-stories.ts';
import { gapHappenings } from './gap-acts.ts';
import { gapStories } from './gap-stories.ts';
import { goneStories } from './gone-stories.ts';
import { goalHappenings } from './goal-acts.ts';
import { goalStories } from './goal-stories.ts';
import { inOrderOfTime, type Happening, type Scene } from './happenings.ts';
import { healthRows, type HealthRows } from './health-rows.ts';
import { healthStories } from './health-stories.ts';
import { initiativeHappenings, releaseHappenings } from './initiative-acts.ts';
import { initiativeStories, releaseStories } from './initiative-stories.ts';
import { lastWeeks } from './last-weeks.ts';
import { leftStories } from './left-stories.ts';
import { madeUpStories } from './made-up.ts';
import { otherStories } from './other-stories.ts';
import { SAMPLE_ADMIN, samplePeople, sampleRoles, type PersonKey } from './people.ts';
import { playHappenings } from './play-acts.ts';
import { quickStories } from './quick-stories.ts';
import { reachedGoalStories } from './reached-goal-stories.ts';
import { scenarioHappenings } from './scenario-acts.ts';
import { scenarioStories } from './scenario-stories.ts';
import { settledFitStories } from './settled-fit-stories.ts';
import { forgetPosts, insertRows } from './store.ts';
import { trialStories } from './trial-stories.ts';
import { wonRows } from './won-rows.ts';
import { WON_STORIES } from './won-stories.ts';
import { workRows, type AuditDraft, type WorkRows } from './work-rows.ts';

export interface SampleOptions {
  /** The business date, in the program's time zone, on which the sample is looked at. */
  today: BusinessDate;
  /** The same seed tells the same stories. */
  seed?: number;
}

const PROGRAM = new URL('../../../examples/inbound/program.yml', import.meta.url);
/** The team has worked with Milepost for so long. */
const DAYS_OF_USE = 420;
/** The months at a milestone after which the program's review rule lists an account. */
const REVIEW_MONTHS = 3;

const TABLES = [
  'account',
  'contact',
  'subscription',
  'churn',
  'event',
  'kpi_value',
  'task_tick',
  'stale_account',
  'ebr',
  'plan_item',
  'cta',
  'note',
  'fit_assessment',
  'acquisition',
  'touchpoint',
  'survey_answer',
  'judgement',
] as const satisfies (
  | keyof AccountRows
  | keyof WorkRows
  | keyof HealthRows['rows']
  | 'fit_assessment'
  | 'acquisition'
)[];

/**
 * Writes the sample into a workspace that has no program and no accounts; all of it or nothing. It is as if the team
 * had worked up to the evening before `today`: the last list is that of the working day before, and the morning of
 * `today` is still to be done.
 * @throws Error when the example program can not be read, or the workspace has accounts of these names
 */
export async function loadSample(deps: Deps, workspaceId: string, options: SampleOptions): Promise<void> {
  const { today, seed = 1 } = options;
  const { text, program } = await readExample();
  const at = (day: BusinessDate, time: string) => instantOf(day, time, program.timezone);
  await inTransaction(deps, async (trx) => {
    const depsAt = (now: Date): Deps => ({
      ...deps,
      database: { ...deps.database, db: trx },
      now: () => now,
    });
    const inUseSince = addDays(today, -DAYS_OF_USE);
    const begin = depsAt(at(inUseSince, '09:00'));
    const people = await gatherTeam(begin, workspaceId);
    const applied = await applyExample(begin, workspaceId, text, program);
    const told = await tellStories(begin, workspaceId, {
      today,
      inUseSince,
      program,
      random: seededRandom(seed),
      healthRandom: seededRandom(seed + 1),
      makeId: deps.makeId,
      people,
      at: (day, time) => at(day, time).toISOString(),
    });
    const goTo = async (day: BusinessDate, time: string): Promise<Deps> => {
      const now = at(day, time);
      await continueTrail(begin, workspaceId, told.trail, now);
      return depsAt(now);
    };
    const { accountId } = told;
    const scene: Scene = { workspaceId, today, applied, people, accountId, idOf: idsByKey(deps.makeId) };
    const happenings = happeningsOf(scene, deps.now());
    for (const { day, time, run } of inOrderOfTime(happenings)) await run(await goTo(day, time));
    await goTo(today, '00:00');
    await forgetPosts(trx, workspaceId, at(today, '00:00').toISOString());
  });
}

/** All that happened after the accounts were written down. */
function happeningsOf(scene: Scene, now: Date): Happening[] {
  return [
    ...goalHappenings(scene, [...goalStories(), ...reachedGoalStories()]),
    ...scenarioHappenings(scene, scenarioStories()),
    ...gapHappenings(scene, gapStories()),
    ...feedbackHappenings(scene, feedbackStories()),
    ...lastWeeks(scene),
    ...playHappenings(scene),
    ...releaseHappenings(scene, releaseStories()),
    ...initiativeHappenings(scene, initiativeStories()),
    ...digestHappenings(scene, digestStory(), now),
  ];
}

/** Makes the id of a thing when it is named first, so that ids are in order of time. */
function idsByKey(makeId: MakeId): Scene['idOf'] {
  const ids = new Map<string, string>();
  return (kind, key) => {
    const name = `${kind} ${key}`;
    const id = ids.get(name) ?? makeId();
    ids.set(name, id);
    return id;
  };
}

/** The time zone of the sample's program: by it the date is chosen on which the sample is looked at. */
export async function sampleTimezone(): Promise<string> {
  return (await readExample()).program.timezone;
}

/** Writes down the team with its roles. @returns the id of each person */
async function gatherTeam(deps: Deps, workspaceId: string): Promise<Record<PersonKey, string>> {
  await savePeople(deps, workspaceId, samplePeople.map(profileOf), SAMPLE_ADMIN);
  const { db } = deps.database;
  const admin = await findPersonBySlackId(db, workspaceId, SAMPLE_ADMIN);
  const ids: [PersonKey, string][] = [];
  for (const { key, slackUserId, role } of sampleRoles) {
    const changed = await changeRole(deps, workspaceId, admin?.id ?? 'cli', slackUserId, role);
    if (!changed.ok) throw new Error(`${key} can not have the role ${role}: ${changed.problem}`);
    ids.push([key, changed.person.id]);
  }
  return Object.fromEntries(ids) as Record<PersonKey, string>;
}

/** Makes the example the workspace's program. */
async function applyExample(
  deps: Deps,
  workspaceId: string,
  text: string,
  program: Program,
): Promise<AppliedProgram> {
  const result = await applyProgram(deps, workspaceId, text, 'cli');
  if (!result.ok) throw new Error('the example program was not applied');
  return { version: result.version, appliedAt: deps.now().toISOString(), program };
}

/** What was told: where to find an account by its name, and the audit trail, which is still to be written. */
interface Told {
  accountId: (name: string) => string;
  trail: AuditDraft[];
}

/** Writes all accounts with what is known of them. */
async function tellStories(deps: Deps, workspaceId: string, telling: Telling): Promise<Told> {
  const { dialect } = deps.database;
  const { today, random, healthRandom } = telling;
  const lastList = workingDayBefore(addDays(today, -1), 0);
  const stories = [
    ...dueStories(daysNewlyPast(REVIEW_MONTHS, lastList, today)),
    ...leftStories(),
    ...otherStories(),
    ...madeUpStories(random),
    ...goneStories(),
    ...quickStories(),
    ...trialStories(),
  ];
  const accounts = identify(telling, stories);
  const accountId = idsByName(accounts);
  const fit = fitRows(telling, accountId, [...fitStories(), ...settledFitStories()]);
  const won = wonRows(telling, accountId, WON_STORIES);
  const health = healthStories(stories, healthRandom);
  const facts = accountRows(telling, accounts, { verdicts: fit.verdicts, health });
  const work = workRows(telling, accounts, facts);
  const said = healthRows(telling, accounts, health, facts);
  const touchpoint = [...work.rows.touchpoint, ...said.rows.touchpoint];
  const rows = {
    ...facts,
    ...work.rows,
    ...said.rows,
    touchpoint,
    fit_assessment: fit.rows,
    acquisition: won.rows,
  };
  await inTransaction(deps, async (trx) => {
    for (const table of TABLES) await insertRows(trx, dialect, workspaceId, table, rows[table]);
  });
  const trail = [...work.trail, ...said.trail, ...fit.trail, ...won.trail];
  return { accountId, trail: trail.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))) };
}

function idsByName(accounts: readonly ToldAccount[]): (name: string) => string {
  const ids = new Map(accounts.map(({ id, story }) => [story.name, id]));
  return (name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`the sample has no account ${name}`);
    return id;
  };
}

/** Writes the entries of the trail from before `now`, and takes them off it: ids are in order of time. */
async function continueTrail(deps: Deps, workspaceId: string, trail: AuditDraft[], now: Date): Promise<void> {
  const later = trail.findIndex(({ at }) => at >= now.toISOString());
  const entries = trail.splice(0, later === -1 ? trail.length : later);
  const rows = entries.map((entry) => Object.assign({ id: deps.makeId() }, entry));
  const { dialect } = deps.database;
  await inTransaction(deps, (trx) => insertRows(trx, dialect, workspaceId, 'audit', rows));
}

/** @throws Error when the program file of the example is not right */
async function readExample(): Promise<{ text: string; program: Program }> {
  const text = await readFile(PROGRAM, 'utf8');
  const parsed = parseProgram(text);
  if (!parsed.ok) throw new Error(`the example program can not be read: ${parsed.problems[0]?.problem}`);
  return { text, program: parsed.program };
}

function profileOf(user: (typeof samplePeople)[number]): SlackProfile {
  return {
    slackUserId: user.id,
    name: user.real_name ?? user.name,
    email: user.email ?? null,
    timezone: user.tz ?? null,
    isGuest: false,
    isDeleted: false,
    isBot: false,
    isStranger: false,
  };
}
