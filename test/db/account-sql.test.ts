/** What every list asks of an account: whether it churned, and who is asked about it. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { currencyOf, isChurned, isNotChurned, isOfNotChurned, ownerOf } from '#src/db/account-sql.ts';
import { readExport } from '#src/exports/store.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';

onEachDatabase('an account in SQL', (use) => {
  const makeId = createIdSource();
  const assess = (workspaceId: string, accountId: string, churned: 0 | 1) =>
    use()
      .db.insertInto('assessment')
      .values({
        workspace_id: workspaceId,
        account_id: accountId,
        journey_id: 'j',
        working_on: null,
        position: 1,
        since: '2026-01-01',
        reached: '[]',
        churned,
      })
      .execute();

  it('has churned by its signals, or by its stage where nothing was assessed, however it is asked', async () => {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    const stages = { back: 'Churned', by_both: 'Churned', stage_alone: 'Churned', stays: 'Adoption' };
    const add = (key: string, stage: string | null) =>
      makeAccount(use(), workspaceId, { key, name: key, stage });
    const ids: Record<string, string> = {};
    for (const [key, stage] of Object.entries(stages)) ids[key] = await add(key, stage);
    for (const key of ['by_signal', 'alone']) ids[key] = await add(key, null);
    for (const key of ['by_signal', 'by_both']) await assess(workspaceId, ids[key]!, 1);
    for (const key of ['back', 'stays']) await assess(workspaceId, ids[key]!, 0);
    const own = isOfNotChurned({ workspaceId: 'a.workspace_id', accountId: 'a.id' });
    const { rows } = await sql<Record<string, unknown>>`
      select a.key, case when ${isChurned('a', 's')} then 1 else 0 end as joined,
        case when ${isChurned('a')} then 1 else 0 end as looked_up,
        case when ${isNotChurned('a', 's')} then 0 else 1 end as joined_not,
        case when ${isNotChurned('a')} then 0 else 1 end as looked_up_not, case when ${own} then 0 else 1 end as own
      from account a left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      where a.workspace_id = ${workspaceId} order by a.key`.execute(db);
    const all = (gone: 0 | 1) => ({
      joined: gone,
      looked_up: gone,
      joined_not: gone,
      looked_up_not: gone,
      own: gone,
    });
    expect(rows).toEqual([
      { key: 'alone', ...all(0) },
      { key: 'back', ...all(0) },
      { key: 'by_both', ...all(1) },
      { key: 'by_signal', ...all(1) },
      { key: 'stage_alone', ...all(1) },
      { key: 'stays', ...all(0) },
    ]);
    const exported: [unknown, unknown][] = [];
    for await (const batch of readExport(db, workspaceId, 'accounts'))
      exported.push(...batch.map(({ key, churned }): [unknown, unknown] => [key, churned]));
    expect(exported).toEqual(rows.map(({ key, joined }) => [key, joined]));
  });

  it('is the matter of its lead, or of the other one where the first is gone, a guest or nobody', async () => {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    const person = async (name: string, change: { is_deleted?: 1; is_guest?: 1 } = {}) => {
      await db
        .insertInto('person')
        .values({ workspace_id: workspaceId, id: name, name, created_at: '', ...change })
        .execute();
    };
    await person('lena');
    await person('pat');
    await person('left', { is_deleted: 1 });
    await person('guest', { is_guest: 1 });
    const cases: [string | null, string | null, string | null, string | null][] = [
      // lead, partner, whom the lead's matters go to, whom the partner's go to
      ['lena', 'pat', 'lena', 'pat'],
      ['lena', null, 'lena', 'lena'],
      [null, 'pat', 'pat', 'pat'],
      ['left', 'pat', 'pat', 'pat'],
      ['guest', 'pat', 'pat', 'pat'],
      ['lena', 'left', 'lena', 'lena'],
      ['left', 'guest', null, null],
      [null, null, null, null],
    ];
    for (const [index, [leadId, partnerId]] of cases.entries()) {
      await makeAccount(use(), workspaceId, { key: `${index}`, name: `${index}`, leadId, partnerId });
    }
    const { rows } = await sql<{ lead: string | null; partner: string | null }>`
      select ${ownerOf('a', '2026-11-23')} as lead, ${ownerOf('a', '2026-11-23', 'partner')} as partner
      from account a where a.workspace_id = ${workspaceId} order by a.key`.execute(db);
    expect(rows.map(({ lead, partner }) => [lead, partner])).toEqual(cases.map((one) => one.slice(2)));
  });

  it('pays in its own currency, or in that of its subscriptions', async () => {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    for (const currency of ['EUR', null]) {
      const accountId = await makeAccount(use(), workspaceId, { key: `${currency}`, name: 'A', currency });
      await db
        .insertInto('subscription')
        .values({
          workspace_id: workspaceId,
          account_id: accountId,
          key: accountId,
          starts_on: '2026-01-01',
          arr: 1,
          currency: 'USD',
        })
        .execute();
    }
    const { rows } = await sql<{ currency: string }>`
      select ${currencyOf('a')} as currency from account a where a.workspace_id = ${workspaceId}
      order by a.key`.execute(db);
    expect(rows.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
  });
});
