/** The sample portfolio: the same for the same seed, and with every situation that the rules and lists know. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { KnownBlock } from '@slack/types';
import { sql } from 'kysely';
import { morningMessages } from '#blocks/morning-list.ts';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createLog } from '#src/base/log.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import type { Database } from '#src/db/schema.ts';
import { instantOf } from '#src/jobs/slots.ts';
import { paceOf, reportJourney } from '#src/journey/domain.ts';
import { listUnassessed, loadSignals } from '#src/journey/store.ts';
import type { MorningList } from '#src/morning/domain.ts';
import { doMorning, rehearseMorning } from '#src/morning/service.ts';
import { journeyOfSegment, STAGES, type AppliedProgram } from '#src/program/domain.ts';
import { createProgramSource } from '#src/program/service.ts';
import type { Clause, Rule } from '#src/rules/domain.ts';
import { selectListed } from '#src/rules/store.ts';
import { daysNewlyPast, workingDayBefore } from '#src/sandbox/sample/dates.ts';
import { dueStories, PRESSED } from '#src/sandbox/sample/due-stories.ts';
import { loadSample } from '#src/sandbox/sample/load.ts';
import { madeUpStories } from '#src/sandbox/sample/made-up.ts';
import { otherStories } from '#src/sandbox/sample/other-stories.ts';
import { SAMPLE_ADMIN, sampleChannels, samplePeople } from '#src/sandbox/sample/people.ts';
import type { AccountStory } from '#src/sandbox/sample/story.ts';
import { seededRandom } from '#src/sandbox/seeded-random.ts';
import { createTestDatabase, onEachDatabase, type TestDatabase } from '../support/database.ts';

/** A Monday. */
const TODAY = '2026-11-23';
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
] as const satisfies (keyof Database)[];

let workspaces = 0;

/** Ids that a test can foretell. */
function countedIds(): Deps['makeId'] {
  let made = 0;
  return () => `id-${String((made += 1)).padStart(6, '0')}`;
}

async function load(
  database: OpenDatabase,
  options: { today?: BusinessDate; seed?: number } = {},
): Promise<{ deps: Deps; workspaceId: string; applied: AppliedProgram; today: BusinessDate }> {
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
  return { deps, workspaceId, applied, today };
}

async function contentOf({ db }: OpenDatabase, workspaceId: string): Promise<Record<string, unknown[]>> {
  const content: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}
      where workspace_id = ${workspaceId}`.execute(db);
    content[table] = rows.map((row) => JSON.stringify({ ...row, workspace_id: '' })).toSorted();
  }
  return content;
}

function storiesOf(today: BusinessDate, seed = 1): AccountStory[] {
  const lastList = workingDayBefore(addDays(today, -1), 0);
  return [
    ...dueStories(daysNewlyPast(3, lastList, today)),
    ...otherStories(),
    ...madeUpStories(seededRandom(seed)),
  ];
}

onEachDatabase('the sample portfolio', (use) => {
  let sample: Awaited<ReturnType<typeof load>>;
  let list: MorningList;

  beforeAll(async () => {
    sample = await load(use());
    list = await rehearseMorning(sample.deps, sample.workspaceId, sample.applied, TODAY);
  });

  const rowOf = (name: string) => list.rows.find(({ accountName }) => accountName === name);
  const ctasOf = async (name: string) =>
    use()
      .db.selectFrom('cta as c')
      .innerJoin('account as a', (join) =>
        join.onRef('a.workspace_id', '=', 'c.workspace_id').onRef('a.id', '=', 'c.account_id'),
      )
      .select(['c.state', 'c.snoozed_until', 'c.closed_on', 'c.type'])
      .where('c.workspace_id', '=', sample.workspaceId)
      .where('a.name', '=', name)
      .execute();

  it('is the same for the same seed and another one for another', async () => {
    const first = await contentOf(use(), sample.workspaceId);
    const again = await load(use());
    expect(await contentOf(use(), again.workspaceId)).toEqual(first);
    const other = await load(use(), { seed: 7 });
    expect(await contentOf(use(), other.workspaceId)).not.toEqual(first);
  });

  it('stays small', async () => {
    const content = await contentOf(use(), sample.workspaceId);
    expect(content['account']).toHaveLength(40);
    for (const rows of Object.values(content)) expect(rows.length).toBeLessThan(1000);
  });

  it('lists twelve accounts for four leads and one without, and says what changed since Friday', () => {
    const reviews = list.rows.filter(({ type }) => type === 'ebr');
    expect(list.summary).toMatchObject({
      due: 12,
      isNew: 3,
      resolved: 2,
      previousDate: '2026-11-20',
      unassessed: 5,
      planItems: 2,
      hidden: 0,
    });
    expect([...new Set(reviews.map(({ owner }) => owner?.name ?? null))]).toEqual([
      'Grace Adeyemi',
      'Linh Tran',
      'Priya Nair',
      'Tomás Herrera',
      null,
    ]);
    expect(
      reviews.filter(({ openedOn }) => openedOn === TODAY).map(({ accountName }) => accountName),
    ).toEqual(['Juniper Dental Group', 'Kumasi Logistics', 'São Bento Móveis']);
    expect(new Set(reviews.map(({ openedOn }) => openedOn)).size).toBeGreaterThan(3);
  });

  it('has an account that is claimed, booked, snoozed until tomorrow and dismissed last week', async () => {
    expect(rowOf(PRESSED.claimed)).toMatchObject({
      state: 'claimed',
      claimedBy: { name: 'Linh Tran' },
      booked: null,
    });
    expect(rowOf(PRESSED.booked)).toMatchObject({ booked: { on: '2026-11-26', by: { name: 'Priya Nair' } } });
    expect(await ctasOf(PRESSED.snoozed)).toMatchObject([{ state: 'snoozed', snoozed_until: '2026-11-24' }]);
    expect(await ctasOf(PRESSED.dismissed)).toMatchObject([{ state: 'dismissed', closed_on: '2026-11-16' }]);
    expect(await ctasOf(PRESSED.held)).toContainEqual(
      expect.objectContaining({ type: 'ebr', state: 'done' }),
    );
    for (const name of [PRESSED.snoozed, PRESSED.dismissed, PRESSED.held])
      expect(rowOf(name)).toBeUndefined();
  });

  it('has plans that were kept and broken, an item due today and a late one', async () => {
    const items = await use()
      .db.selectFrom('plan_item')
      .select(['state', 'due_on'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    const open = items.filter(({ state }) => state === 'open').map(({ due_on }) => due_on);
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['open', 'kept', 'broken']));
    expect(open.filter((due) => due === TODAY)).toHaveLength(1);
    expect(open.filter((due) => due < TODAY)).toHaveLength(1);
    expect(open.filter((due) => due > TODAY).length).toBeGreaterThan(2);
  });

  it('puts each account where its story says', async () => {
    const { deps, workspaceId, applied } = await load(use());
    await doMorning(deps, workspaceId, applied, TODAY);
    const found = await use()
      .db.selectFrom('account as a')
      .leftJoin('assessment as s', (join) =>
        join.onRef('s.workspace_id', '=', 'a.workspace_id').onRef('s.account_id', '=', 'a.id'),
      )
      .select(['a.name', 's.position', 's.since', 's.slipped', 's.churned'])
      .where('a.workspace_id', '=', workspaceId)
      .execute();
    const expected = storiesOf(TODAY).map((story) => {
      const journey = journeyOfSegment(applied.program, story.segment);
      if (journey === undefined || story.started === null || story.started < 0) {
        return { name: story.name, position: null, since: null, slipped: null, churned: null };
      }
      const ago = story.reached?.at(-1) ?? story.started;
      const slipped = journey.phases
        .filter(({ milestone }) => milestone.tasks.some(({ id }) => story.slipped?.includes(id)))
        .map(({ milestone }) => milestone.id);
      return {
        name: story.name,
        position: (story.reached?.length ?? 0) + 1,
        since: addDays(TODAY, -ago),
        slipped: slipped.length === 0 ? null : JSON.stringify(slipped),
        churned: story.churn?.at(-1)?.returned === false || story.stage === 'Churned' ? 1 : 0,
      };
    });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(found.toSorted(byName)).toEqual(expected.toSorted(byName));
    const standings = found.flatMap(({ position, since }) => {
      const journey = applied.program.journeys[0];
      if (position === null || since === null || journey === undefined) return [];
      return [`${position} ${paceOf(journey, { position, since }, TODAY) ?? 'finished'}`];
    });
    for (const position of [1, 2, 3, 4]) expect(standings).toContain(`${position} on_track`);
    for (const position of [1, 2, 3, 4]) expect(standings).toContain(`${position} stuck`);
    expect(standings).toContain('1 slow');
    expect(standings).toContain('2 slow');
    expect(standings).toContain('5 finished');
  });

  it('has KPI values that are missing, too old and below the minimum', async () => {
    const standingsOf = async (name: string) => {
      const { db } = use();
      const account = await db
        .selectFrom('account')
        .select(['id', 'started_on', 'segment'])
        .where('workspace_id', '=', sample.workspaceId)
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      const journey = journeyOfSegment(sample.applied.program, account.segment);
      if (journey === undefined || account.started_on === null) throw new Error(`${name} is on no journey`);
      const signals = await loadSignals(db, sample.workspaceId, account.id);
      const current = reportJourney(journey, account.started_on, signals, TODAY).find(
        ({ isCurrent }) => isCurrent,
      );
      return Object.fromEntries(
        (current?.tasks ?? []).map(({ task, standing, actual }) => [
          task.id,
          { standing, isMeasured: actual !== null },
        ]),
      );
    };
    expect(await standingsOf('Pixel Bäckerei')).toMatchObject({
      leads: { standing: 'no_data', isMeasured: false },
    });
    expect(await standingsOf('Helvetia Pumpen AG')).toMatchObject({
      cost: { standing: 'no_data', isMeasured: true },
      share: { standing: 'not_met' },
    });
    expect(await standingsOf('Acme Robotics')).toMatchObject({
      leads: { standing: 'not_met' },
      pages: { standing: 'done' },
    });
  });

  it('has accounts that cannot be assessed, each for a reason of its own', async () => {
    const { db } = use();
    const rows = await listUnassessed(db, sample.workspaceId, sample.applied.program, TODAY, 100);
    expect(rows.filter(({ started_on }) => started_on === null)).toHaveLength(3);
    expect(rows.filter(({ started_on }) => started_on !== null && started_on > TODAY)).toHaveLength(1);
    expect(rows.filter(({ segment }) => segment === 'reseller')).toHaveLength(1);
  });

  it('has every stage, persona and qualifier, several currencies, and ARR that only subscriptions tell', async () => {
    const { db } = use();
    const accounts = await db
      .selectFrom('account')
      .select(['stage', 'currency', 'arr'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    const contacts = await db
      .selectFrom('contact')
      .select(['persona', 'qualifiers'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    expect(new Set(accounts.map(({ stage }) => stage))).toEqual(new Set(STAGES));
    expect(new Set(accounts.map(({ currency }) => currency)).size).toBeGreaterThan(5);
    expect(new Set(contacts.map(({ persona }) => persona))).toEqual(
      new Set(['decision_maker', 'influencer', 'user']),
    );
    expect(new Set(contacts.flatMap(({ qualifiers }) => JSON.parse(qualifiers) as string[])).size).toBe(3);
    const bySubscription = await db
      .selectFrom('assessment as s')
      .innerJoin('account as a', (join) =>
        join.onRef('a.workspace_id', '=', 's.workspace_id').onRef('a.id', '=', 's.account_id'),
      )
      .select(['a.name', 's.arr'])
      .where('a.workspace_id', '=', sample.workspaceId)
      .where('a.arr', 'is', null)
      .orderBy('a.name')
      .execute();
    expect(bySubscription).toEqual([
      { name: 'Acme Foods', arr: 16_800 },
      { name: 'Copper Kettle Brewing', arr: 15_000 },
    ]);
  });

  it('gives every rule somebody to list and somebody to leave out, those that are off included', async () => {
    const { applied, workspaceId } = sample;
    for (const rule of applied.program.rules)
      await expectToDivide(use(), workspaceId, applied, rule.id, rule.when);
  });

  it('divides the accounts by every comparison that a rule can make', async () => {
    const { applied, workspaceId } = sample;
    const milestones = applied.program.journeys[0]?.phases.map(({ milestone }) => milestone.id) ?? [];
    const clauses: Clause[] = [
      ...milestones.map((milestone): Clause => ({ kind: 'working_on', milestones: [milestone] })),
      ...[1, 2, 3, 4, 5].map((value): Clause => ({ kind: 'position', compare: 'is', value })),
      { kind: 'position', compare: 'at_least', value: 3 },
      { kind: 'position', compare: 'at_most', value: 2 },
      { kind: 'days_at_milestone', moreThan: 60 },
      { kind: 'months_at_milestone', moreThan: 3 },
      { kind: 'pace', paces: ['on_track'] },
      { kind: 'pace', paces: ['slow'] },
      { kind: 'pace', paces: ['stuck'] },
      { kind: 'slipped', is: true },
      { kind: 'finished', is: true },
      { kind: 'no_ebr_in_months', months: 3 },
      { kind: 'no_ebr_since_milestone_start' },
      ...['Implementation', 'Adoption', 'Maintenance', 'Change', 'Renewal'].map((stage): Clause => ({
        kind: 'stage',
        stages: [stage],
      })),
      ...applied.program.segments.map(({ id }): Clause => ({ kind: 'segment', segments: [id] })),
      { kind: 'arr', compare: 'at_least', value: 50_000 },
      { kind: 'arr', compare: 'below', value: 10_000 },
      { kind: 'days_to_renewal', atMost: 60 },
      { kind: 'days_since_signal', moreThan: 30 },
    ];
    for (const clause of clauses) {
      await expectToDivide(use(), workspaceId, applied, JSON.stringify(clause), clause);
    }
  });

  it('shows nothing that anybody typed as formatting', () => {
    const moment = { now: sample.deps.now().toISOString(), today: TODAY };
    const texts = morningMessages(list, moment).flatMap(({ blocks }) => mrkdwnIn(blocks));
    const shown = texts.join('\n');
    expect(shown).toContain('R&amp;D &lt;Labs&gt;');
    expect(shown).not.toContain('*Star*');
    expect(shown.replaceAll(/<@U[A-Z0-9]+>/g, '')).not.toMatch(/[<>]/);
  });

  it('leaves nothing to be posted but the list of today, and that only once', async () => {
    const { deps, workspaceId, applied } = await load(use());
    expect((await contentOf(use(), workspaceId))['outbox']).toEqual([]);
    expect(await doMorning(deps, workspaceId, applied, '2026-11-20')).toMatchObject({ posted: false });
    expect(await doMorning(deps, workspaceId, applied, TODAY)).toMatchObject({ posted: true });
    expect(await doMorning(deps, workspaceId, applied, TODAY)).toMatchObject({ posted: false });
  });

  it('tells the history of every account in order of time', async () => {
    const trail = await use()
      .db.selectFrom('audit')
      .select(['id', 'at'])
      .where('workspace_id', '=', sample.workspaceId)
      .orderBy('id')
      .execute();
    expect(trail.map(({ at }) => at)).toEqual(trail.map(({ at }) => at).toSorted());
    expect(trail.at(-1)!.at < instantOf(TODAY, '00:00', 'America/Sao_Paulo').toISOString()).toBe(true);
  });

  it('gives everybody their role, and the accounts their people', async () => {
    const people = await use()
      .db.selectFrom('person')
      .select(['slack_user_id', 'role'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    const ids = (role: string) =>
      people.filter((person) => person.role === role).map((person) => person.slack_user_id);
    expect(people).toHaveLength(samplePeople.length);
    expect(ids('admin')).toEqual([SAMPLE_ADMIN]);
    expect(ids('leader')).toHaveLength(1);
    expect(ids('viewer')).toHaveLength(1);
    expect(ids('csm')).toHaveLength(4);
  });
});

describe('the day on which the sample is loaded', () => {
  // After a short month nobody passes three months on that day; the others begin, end or are a weekend.
  it.each(['2026-06-01', '2026-08-01', '2027-01-01', '2026-05-31', '2028-02-29', '2026-12-01', '2026-11-25'])(
    'may be %s',
    async (today) => {
      const database: TestDatabase = await createTestDatabase('sqlite');
      const { deps, workspaceId, applied } = await load(database, { today });
      const { list } = await doMorning(deps, workspaceId, applied, today);
      expect(list.summary).toMatchObject({ due: 12, isNew: 3, resolved: 2, unassessed: 5, planItems: 2 });
      await database.remove();
    },
  );
});

it('names the channels that the program posts to', () => {
  expect(sampleChannels.map(({ name }) => name)).toEqual(['cs-daily', 'leadership', 'all-hands', 'general']);
});

/** Expects a condition to hold for some of the assessed accounts and not for all. */
async function expectToDivide(
  { db }: OpenDatabase,
  workspaceId: string,
  applied: AppliedProgram,
  what: string,
  when: Rule['when'],
): Promise<void> {
  const then: Rule['then'] = {
    cta: 'ebr',
    priority: 'low',
    dueInBusinessDays: 1,
    owner: 'lead',
    repeatAfterDays: 1,
  };
  const rule: Rule = { id: 'asked', name: 'Asked', enabled: true, when, then };
  const listed = await selectListed(db, workspaceId, rule, applied.program, TODAY);
  const others = await selectListed(
    db,
    workspaceId,
    { ...rule, when: { kind: 'not', of: when } },
    applied.program,
    TODAY,
  );
  expect(listed.length, `${what} lists nobody`).toBeGreaterThan(0);
  expect(others.length, `${what} lists everybody`).toBeGreaterThan(0);
}

/** Every text in the blocks that Slack reads as mrkdwn. */
function mrkdwnIn(blocks: readonly KnownBlock[]): string[] {
  const texts: string[] = [];
  JSON.stringify(blocks, (_key, value: unknown) => {
    if (
      typeof value === 'object' &&
      value !== null &&
      'type' in value &&
      value.type === 'mrkdwn' &&
      'text' in value
    ) {
      texts.push(String(value.text));
    }
    return value;
  });
  return texts;
}
