import * as fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { explainRule } from '#src/rules/explain.ts';
import type { Condition } from '#src/rules/domain.ts';
import { listedAccounts, readFacts, selectListed } from '#src/rules/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { conditions, dates, factsAround, journeyLists, makeJourney } from './arbitraries.ts';
import { makeFacts, makeRule, SAME_MILESTONE_3_MONTHS, storeFacts, storeWorkspace } from './build.ts';
import { runs } from '../support/fuzz.ts';

const segments = [
  { id: 'standard', name: 'Standard', experience: null, journey: 'j1' },
  { id: 'large', name: 'Large, on trial', experience: null, journey: 'j1', trial: { paid: 'bought' } },
];
const program = { journeys: [makeJourney('j1', [30, 60])], segments };

onEachDatabase('rules', (use) => {
  let made = 0;
  const newWorkspace = async () => {
    made += 1;
    await storeWorkspace(use(), `w${made}`);
    return `w${made}`;
  };

  it('list the same accounts in SQL as in memory', async () => {
    const worlds = fc.tuple(dates, journeyLists).chain(([date, journeys]) =>
      fc.record({
        date: fc.constant(date),
        journeys: fc.constant(journeys),
        accounts: fc.array(factsAround(date, journeys), { minLength: 20, maxLength: 60 }),
        conditions: fc.array(conditions, { minLength: 1, maxLength: 12 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(worlds, async ({ date, journeys, accounts, conditions }) => {
        const workspace = await newWorkspace();
        await storeFacts(use(), workspace, accounts, date);
        for (const condition of conditions) {
          const rule = makeRule(condition);
          const listed = await selectListed(use().db, workspace, rule, { journeys, segments }, date);
          const expected = accounts.flatMap((facts, index) =>
            !facts.churned && explainRule(rule, facts, { journeys, segments }, date).listed
              ? [String(index)]
              : [],
          );
          expect(listed.toSorted()).toEqual(expected.toSorted());
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('read the facts as they were stored', async () => {
    const workspace = await newWorkspace();
    const [facts] = fc.sample(
      fc.array(factsAround('2026-03-31', program.journeys), { minLength: 50, maxLength: 50 }),
      1,
    );
    // A weekend lies between: the health of Friday holds.
    await storeFacts(use(), workspace, facts!, '2026-03-28');
    const ids = sql.join(facts!.map((_, index) => String(index)));
    const read = await readFacts(use().db, workspace, ids, '2026-03-31');
    const expected = facts!.map((fact, index) => [
      String(index),
      { ...fact, stage: fact.churned ? 'Churned' : fact.stage },
    ]);
    expect([...read].toSorted(byId)).toEqual(expected.toSorted(byId));
  });

  it('know no health that is older than a week, or of a later day', async () => {
    const workspace = await newWorkspace();
    await storeFacts(use(), workspace, [makeFacts({ health: 30, coverage: 50 })], '2026-03-10');
    const low = makeRule({ kind: 'health', compare: 'below', value: 40 });
    const list = (date: string) => selectListed(use().db, workspace, low, program, date);
    expect(await list('2026-03-10')).toEqual(['0']);
    expect(await list('2026-03-17')).toEqual(['0']);
    expect(await list('2026-03-18')).toEqual([]);
    expect(await list('2026-03-09')).toEqual([]);
  });

  it('list nobody when off, nobody who churned, and nobody of another workspace', async () => {
    const [workspace, other] = [await newWorkspace(), await newWorkspace()];
    const always = makeRule({ kind: 'all', of: [] });
    // The last one is back, and nobody changed its stage.
    const gone = [makeFacts({ churned: true }), makeFacts({ stage: 'Churned' })];
    await storeFacts(use(), workspace, [makeFacts(), ...gone]);
    await storeFacts(use(), other, [makeFacts(), makeFacts(), makeFacts()]);
    const list = (rule = always) => selectListed(use().db, workspace, rule, program, '2026-03-01');
    expect(await list()).toEqual(['0', '2']);
    expect(await list({ ...always, enabled: false })).toEqual([]);
  });

  it('list free trials where they speak of segments, and nowhere else', async () => {
    const workspace = await newWorkspace();
    await storeFacts(use(), workspace, [
      makeFacts(),
      makeFacts({ segment: 'large' }),
      makeFacts({ segment: null }),
    ]);
    const list = async (condition: Condition) =>
      (await selectListed(use().db, workspace, makeRule(condition), program, '2026-03-01')).toSorted();
    expect(await list({ kind: 'all', of: [] })).toEqual(['0', '2']);
    expect(await list({ kind: 'segment', segments: ['large'] })).toEqual(['1']);
    expect(await list({ kind: 'not', of: { kind: 'segment', segments: ['standard'] } })).toContain('1');
  });

  it('stand inside a larger statement', async () => {
    const workspace = await newWorkspace();
    const { db } = use();
    await storeFacts(use(), workspace, [
      makeFacts({ segment: 'large' }),
      makeFacts(),
      makeFacts({ churned: true }),
    ]);
    const rule = makeRule({ kind: 'not', of: { kind: 'segment', segments: ['large'] } });
    const listed = listedAccounts(workspace, rule, program, '2026-03-01');
    expect([...(await readFacts(db, workspace, listed, '2026-03-01')).keys()]).toEqual(['1']);
    await sql`update account set stage = 'Change' where workspace_id = ${workspace} and id not in (${listed})`.execute(
      db,
    );
    const changed = await sql`select id from account
      where workspace_id = ${workspace} and stage = 'Change' order by id`.execute(db);
    expect(changed.rows).toEqual([{ id: '0' }, { id: '2' }]);
  });

  it('find the accounts of the default rule by an index among 100,000', async () => {
    const workspace = await newWorkspace();
    await storeAssessments(use(), workspace, 100_000);
    const list = listedAccounts(workspace, makeRule(SAME_MILESTONE_3_MONTHS), program, '2026-03-31');
    const { db, dialect } = use();
    const plan =
      await sql`${sql.raw(dialect === 'sqlite' ? 'explain query plan' : 'explain')} ${list}`.execute(db);
    expect(JSON.stringify(plan.rows)).toMatch(
      dialect === 'sqlite'
        ? /SEARCH s USING INDEX assessment_since \(workspace_id=\? AND since<\?\)/
        : /Index Scan (using|on) assessment_since/,
    );
    expect((await list.execute(db)).rows).toHaveLength(1000);
  });
});

/** Half of them churned; of the others, one in fifty at its milestone for more than 3 months. */
async function storeAssessments(
  { db, dialect }: OpenDatabase,
  workspaceId: string,
  count: number,
): Promise<void> {
  await sql`insert into assessment (workspace_id, account_id, journey_id, working_on, position, since, reached, churned)
    with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < ${sql.lit(count)})
    select ${workspaceId}, 'a' || i, 'j1', 'm1', 1,
      case when i % 100 = 0 then ${addDays('2026-03-31', -91)} else ${addDays('2026-03-31', -20)} end, '[]', i % 2
    from n`.execute(db);
  await sql`insert into account (workspace_id, id, key, name, name_key, created_at, updated_at)
    select workspace_id, account_id, account_id, account_id, account_id, '', '' from assessment
    where workspace_id = ${workspaceId}`.execute(db);
  if (dialect === 'postgres') await sql`analyze assessment, account`.execute(db);
}

function byId([a]: [string, unknown] | unknown[], [b]: [string, unknown] | unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
