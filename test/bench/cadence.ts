/** The first page of `/cs cadence`, and how long it holds up everything else, against SQL by hand in one statement. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import { addDays } from '#src/base/business-date.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { cadenceRules } from '#src/engagement/domain.ts';
import { presetEngagement } from '#src/engagement/presets.ts';
import { listMissedCadences } from '#src/engagement/service.ts';
import { compared, quantile, single, type Figure } from './figures.ts';
import { DATE, personId, WORKSPACE_ID } from './fixture.ts';
import { clearHealth, fillHealth } from './health-fixture.ts';

const W = `'${WORKSPACE_ID}'`;
const RUNS = 30;
const PAGE = 11;
const TODAY = addDays(DATE, 10);
const ME = personId(3);
const NS_PER_MS = 1_000_000;

export async function benchCadence(url: string, accounts: number): Promise<Figure[]> {
  const database = openDatabase(url);
  const { dialect } = database;
  try {
    await fillHealth(database);
    if (dialect === 'postgres') await sql`vacuum analyze`.execute(database.db);
    const ours: number[] = [];
    const against: number[] = [];
    const held: number[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const start = performance.now();
      const found = await listMissedCadences(database, WORKSPACE_ID, presetEngagement(), TODAY, {
        firstOf: ME,
        limit: PAGE,
      });
      const taken = performance.now() - start;
      delay.disable();
      const by = await countByHand(database);
      if (by.total !== found.total) throw new Error(`${found.total} are missed, by hand ${by.total}`);
      // The first run fills the caches.
      if (run === 0) continue;
      ours.push(taken);
      against.push(by.ms);
      // It was measured between turns only: what took a single one held others for as long as it took.
      held.push(delay.max === 0 ? taken : delay.max / NS_PER_MS);
    }
    const base = { database: dialect, accounts, goal: null };
    const row = (share: number) =>
      compared({
        ...base,
        name: `/cs cadence, p${share * 100}`,
        value: quantile(ours, share),
        against: quantile(against, share),
        unit: 'ms',
        note: 'the first page with the totals, against SQL by hand that only counts them',
      });
    return [
      row(0.5),
      row(0.99),
      single({
        ...base,
        name: '/cs cadence, the longest that others wait',
        value: quantile(held, 0.5),
        unit: 'ms',
        note: 'for one statement, while the page is made; the middle of the runs',
      }),
    ];
  } finally {
    await clearHealth(database);
    await database.close();
  }
}

/** How many cadences are missed in the stage of the fixture's accounts, which no line of the preset names. */
async function countByHand({ db }: OpenDatabase): Promise<{ total: number; ms: number }> {
  const missed = cadenceRules(presetEngagement(), TODAY)
    .filter(({ stage }) => stage === '')
    .map(
      ({
        persona,
        before,
      }) => `case when coalesce((select max(t.day) from touchpoint t where t.workspace_id = ${W}
        and t.account_id = a.id and t.persona = '${persona}' and t.day <= '${TODAY}'), a.started_on) < '${before}'
        then 1 else 0 end`,
    );
  const start = performance.now();
  const { rows } = await sql
    .raw<{ total: number }>(
      `select sum(${missed.join(' + ')}) as total from account a
      left join assessment s on s.workspace_id = ${W} and s.account_id = a.id
      where a.workspace_id = ${W} and coalesce(s.churned, 0) = 0`,
    )
    .execute(db);
  return { total: rows[0]?.total ?? 0, ms: performance.now() - start };
}
