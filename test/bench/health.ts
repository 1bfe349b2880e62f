/** The health of every account for a day, 12 metrics each, against SQL by hand that reads the same and keeps nothing. */
import { sql } from 'kysely';
import { addDays } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import { openDatabase, type DialectName, type OpenDatabase } from '#src/db/open.ts';
import type { HealthPersona, Metric, MetricSource } from '#src/health/domain.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import { parseProgram } from '#src/program/parse.ts';
import { makeScorecard } from '../health/make-scorecard.ts';
import { compared, type Figure } from './figures.ts';
import { DATE, PROGRAM, WORKSPACE_ID } from './fixture.ts';
import { clearHealth, fillHealth } from './health-fixture.ts';

const W = `'${WORKSPACE_ID}'`;
const RUNS = 3;
const EARLIER = addDays(DATE, -7);

type Ends = [zeroAt: number, hundredAt: number];

function metric(
  persona: HealthPersona,
  usual: number,
  source: MetricSource,
  ends: Ends,
  age: number | null,
): Metric {
  const [zeroAt, hundredAt] = ends;
  const id = `${persona}-${source.kind}-${usual}`;
  return {
    id,
    name: id,
    persona,
    weight: { usual, byStage: {} },
    source,
    scores: { zeroAt, hundredAt },
    maxAgeDays: age,
    play: null,
  };
}

const CONTACT: MetricSource = { kind: 'days_since_contact' };
const SCORECARD = makeScorecard({ decision_maker: 30, influencer: 20, user: 25, account: 25 }, [
  metric('decision_maker', 40, CONTACT, [90, 14], 90),
  metric('decision_maker', 30, { kind: 'ebr_attendance', last: 3 }, [0, 100], 400),
  metric('decision_maker', 30, { kind: 'judgement', question: 'Do they see the value?' }, [1, 5], 90),
  metric('influencer', 55, CONTACT, [90, 14], 90),
  metric('influencer', 45, { kind: 'survey', survey: 'nps' }, [0, 10], 90),
  metric('user', 20, { kind: 'events', names: ['login'], withinDays: 90 }, [0, 10], null),
  metric(
    'user',
    30,
    { kind: 'events', names: ['form_published', 'report_opened'], withinDays: 180 },
    [0, 3],
    null,
  ),
  metric('user', 26, { kind: 'kpi', kpi: 'active_users' }, [0, 40], 120),
  metric('user', 24, { kind: 'kpi', kpi: 'leads_per_month' }, [0, 100], 120),
  metric('account', 50, { kind: 'pace' }, [200, 100], null),
  metric('account', 30, { kind: 'plan_kept', withinDays: 180 }, [0, 100], null),
  metric('account', 20, { kind: 'support_load', names: ['email_sent'], withinDays: 28 }, [5, 0], null),
]);

export async function benchHealth(url: string, accounts: number): Promise<Figure[]> {
  const database = openDatabase(url);
  try {
    await fillHealth(database);
    const deps = {
      database,
      makeId: createIdSource(),
      now: () => new Date(`${DATE}T08:30:00Z`),
      log: createLog('silent'),
    };
    const parsed = parseProgram(PROGRAM);
    if (!parsed.ok) throw new Error('the program of the benchmark is not right');
    const program = { ...parsed.program, scorecard: SCORECARD };
    await assessWorkspace(deps, WORKSPACE_ID, program, DATE);
    // The movement is told since a week before.
    await takeSnapshots(deps, WORKSPACE_ID, { version: 1, appliedAt: '', program }, EARLIER);
    if (database.dialect === 'postgres') await sql`vacuum analyze`.execute(database.db);
    const [ours, bare] = await measure(deps, { version: 1, appliedAt: '', program });
    await check(database);
    return [
      compared({
        name: 'health: the snapshot of all accounts, 12 metrics and their movement',
        database: database.dialect,
        accounts,
        value: ours,
        against: bare,
        unit: 's',
        goal: null,
        note: 'against SQL by hand that reads the same and keeps nothing; the best of three in turn',
      }),
    ];
  } finally {
    await clearHealth(database);
    await database.close();
  }
}

async function measure(deps: Deps, applied: Parameters<typeof takeSnapshots>[2]): Promise<[number, number]> {
  const { db, dialect } = deps.database;
  let [ours, bare] = [Infinity, Infinity];
  for (let run = 0; run < RUNS; run += 1) {
    await sql`delete from health_snapshot where day = ${DATE}`.execute(db);
    if (dialect === 'postgres') await sql`vacuum analyze health_snapshot`.execute(db);
    ours = Math.min(ours, await seconds(() => takeSnapshots(deps, WORKSPACE_ID, applied, DATE)));
    bare = Math.min(bare, await seconds(() => sql.raw(byHand(dialect)).execute(db)));
  }
  return [ours, bare];
}

/** Both must say the same, or they do not read the same. */
async function check({ db, dialect }: OpenDatabase): Promise<void> {
  const kept = await sql`select count(*) as accounts, count(score) as scored, sum(score) as score,
    sum(coverage) as coverage from health_snapshot where day = ${DATE}`.execute(db);
  const bare = await sql.raw(byHand(dialect)).execute(db);
  if (JSON.stringify(kept.rows) !== JSON.stringify(bare.rows)) {
    throw new Error(`the two differ: ${JSON.stringify(kept.rows)}, by hand ${JSON.stringify(bare.rows)}`);
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** One row: how many accounts, how many with a score, and the sums of score and coverage in hundredths. */
function byHand(dialect: DialectName): string {
  const fence = dialect === 'sqlite' ? 'limit -1 offset 0' : 'offset 0';
  const number = (day: string) =>
    dialect === 'sqlite' ? `unixepoch(${day}) / 86400` : `(${day}::date - date '1970-01-01')`;
  const own = (alias: string) => `${alias}.workspace_id = ${W} and ${alias}.account_id = a.id`;
  const since = (days: number) => `'${addDays(DATE, -days)}'`;
  const contact = (persona: string) =>
    `${number(`'${DATE}'`)} - ${number(`(select max(t.day) from touchpoint t
    where ${own('t')} and t.persona = '${persona}' and t.day between ${since(90)} and '${DATE}')`)}`;
  const count = (names: string, days: number) => `select sum(e.count) from event e where ${own('e')}
    and e.name in (${names}) and e.day >= a.started_on and e.day between ${since(days - 1)} and '${DATE}' and e.count > 0`;
  const used = (names: string, days: number) => `case when exists (select 1 from event e where ${own('e')}
      and e.name in (${names}) and e.day >= a.started_on and e.day <= '${DATE}' and e.count > 0)
    then coalesce((${count(names, days)}), 0) end`;
  const kpi = (name: string) => `(select k.value from kpi_value k where ${own('k')} and k.kpi = '${name}'
    and k.day >= a.started_on and k.day between ${since(120)} and '${DATE}'
    order by k.day desc, coalesce(k.at, '') desc, k.key desc limit 1)`;
  const usual =
    'case p.position when 1 then 20 when 2 then 45 when 3 then 45 when 4 then 60 when 5 then 60 end';
  const values = [
    contact('decision_maker'),
    `(select 100.0 * sum(b.there) / count(*) from (select decision_maker_there as there, held_on from ebr b where ${own('b')}
      and state = 'held' and held_on <= '${DATE}' and decision_maker_there is not null order by held_on desc, id desc limit 3) b
      having max(b.held_on) >= ${since(400)})`,
    `(select x.value from survey_answer x where ${own('x')} and x.survey = 'decision_maker-judgement-30'
      and x.day between ${since(90)} and '${DATE}' order by x.day desc, x.answered_at desc, x.id desc limit 1)`,
    contact('influencer'),
    `(select avg(x.value) from (select x.value, row_number() over (partition by x.contact_id
        order by x.day desc, x.answered_at desc, x.id desc) as n from survey_answer x where ${own('x')} and x.survey = 'nps'
        and x.persona = 'influencer' and x.day between ${since(90)} and '${DATE}' and x.contact_id is not null) x where x.n = 1)`,
    used("'login'", 90),
    used("'form_published', 'report_opened'", 180),
    kpi('active_users'),
    kpi('leads_per_month'),
    `(select coalesce(100.0 * (${number(`'${DATE}'`)} - ${number('p.since')}) / ${usual},
        case when coalesce(p.slipped, '[]') = '[]' then 0 end) from assessment p where ${own('p')})`,
    `(select 100.0 * sum(case when i.state = 'kept' and i.closed_on <= '${DATE}' then 1 else 0 end) / count(*)
      from plan_item i where ${own('i')} and i.due_on >= ${since(180)} and i.due_on < '${DATE}')`,
    `coalesce((${count("'email_sent'", 28)}), 0)`,
  ];
  const persona = { decision_maker: [0, 1, 2], influencer: [3, 4], user: [5, 6, 7, 8], account: [9, 10, 11] };
  const { metrics, personas } = SCORECARD;
  const scores = metrics.map(({ scores: { zeroAt, hundredAt } }, index) => {
    const share = `(cast(v${index} as double precision) - ${zeroAt}) / ${hundredAt - zeroAt}`;
    const held = dialect === 'sqlite' ? `max(0, min(1, ${share}))` : `greatest(0, least(1, ${share}))`;
    return `case when v${index} is not null then cast(floor(${held} * 10000 + 0.5) as integer) end as m${index}`;
  });
  const weight = (index: number) => metrics[index]!.weight.usual;
  const sums = Object.entries(persona).flatMap(([name, indexes]) => [
    `${indexes.map((index) => `coalesce(m${index} * ${weight(index)}, 0)`).join(' + ')} as s_${name}`,
    `${indexes.map((index) => `case when m${index} is null then 0 else ${weight(index)} end`).join(' + ')} as w_${name}`,
  ]);
  const means = Object.keys(persona).map(
    (name) => `(2 * s_${name} + w_${name}) / nullif(2 * w_${name}, 0) as p_${name}`,
  );
  const weighed = Object.entries(personas);
  const sum = weighed.map(([name, own]) => `coalesce(${own} * p_${name}, 0)`).join(' + ');
  const of = weighed.map(([name, own]) => `case when p_${name} is null then 0 else ${own} end`).join(' + ');
  const coverage = weighed.map(([name, own]) => `${own} * w_${name}`).join(' + ');
  const level = (columns: readonly string[], inner: string) =>
    `select x.*, ${columns.join(', ')} from (${inner}) x ${fence}`;
  const found = `select a.id, ${values.map((value, index) => `${value} as v${index}`).join(', ')} from account a
    where a.workspace_id = ${W} and a.started_on <= '${DATE}' and coalesce((select c.returned from churn c where ${own('c')}
      and c.day <= '${DATE}' order by c.day desc, c.returned desc limit 1), 1) = 1 ${fence}`;
  const scored = level(means, level(sums, level(scores, found)));
  const total = level([`${sum} as s`, `${of} as w`, `${coverage} as coverage`], scored);
  // What is read of the week before is compared with nothing here, but it must be read.
  return `select count(*) as accounts, count(x.score) as scored, sum(x.score) as score, sum(x.coverage) as coverage
    from (select x.id, (2 * s + w) / nullif(2 * w, 0) as score, coverage from (${total}) x) x
    left join health_snapshot b on b.workspace_id = ${W} and b.account_id = x.id and b.day = '${EARLIER}'
    where b.metrics is null or length(b.metrics) > 0`;
}
