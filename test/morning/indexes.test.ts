/** What is asked all day is found by an index, however much there was before. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { countOutbox, listBrokenChannels } from '#src/jobs/outbox-store.ts';
import { countChanges } from '#src/morning/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { plansOf } from '../support/explain.ts';
import { emptyWorkspace } from '../support/signals.ts';

const SCANS = /SCAN (cta|other|outbox|o|n)\b|Seq Scan on (cta|outbox)\b/;

onEachDatabase('a long history', (use) => {
  it('of reviews is not read for the headline of a list', async () => {
    const { db, dialect } = use();
    const workspaceId = await emptyWorkspace(db, createIdSource());
    await sql`insert into cta (workspace_id, id, account_id, type, title, priority, state, opened_on, closed_on, updated_at)
      with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < 50000)
      select ${workspaceId}, 'c' || i, 'a' || (i % 1000), 'ebr', '', 'high',
        case when i % 500 = 0 then 'open' else 'resolved' end, '2026-01-01',
        case when i % 500 = 0 then null else '2026-01-02' end,
        case when i % 1000 = 1 then '2026-11-23' else '2026-01-02' end from n`.execute(db);
    if (dialect === 'postgres') await sql`analyze cta`.execute(db);
    const last = { date: '2026-01-01', createdAt: '2026-11-22', due: 0, planItems: 0, others: 0 };
    const plans = await plansOf(use(), async (executor) => {
      const found = await countChanges(executor, workspaceId, last);
      expect(found).toEqual({ due: 2, isNew: 0, resolved: 1 });
    });
    expect(plans).toHaveLength(2);
    expect(plans[1]).toContain('cta_updated');
    for (const plan of plans) expect(plan).not.toMatch(SCANS);
  });

  it('of messages is not read to count those that wait, or to find the channels that refuse', async () => {
    const { db, dialect } = use();
    const workspaceId = await emptyWorkspace(db, createIdSource());
    await sql`insert into outbox (workspace_id, id, kind, channel, payload, state, next_at, created_at, error)
      with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < 10000)
      select ${workspaceId}, 'm' || (100000 + i), 'post', 'c' || (i % 20), ${'long '.repeat(300)},
        case when i = 5 then 'pending' when i % 20 = 7 and i > 9000 then 'failed' else 'sent' end, '', '2026-11-22',
        case when i % 20 = 7 and i > 9000 then 'channel_not_found' end from n`.execute(db);
    if (dialect === 'postgres') await sql`vacuum analyze outbox`.execute(db);
    const since = new Date('2026-11-01T00:00:00Z');
    const [count, broken] = await plansOf(use(), async (executor) => {
      expect(await countOutbox(executor)).toEqual({ pending: 1, failed: 50 });
      expect(await listBrokenChannels(executor, workspaceId, since)).toEqual([
        { channel: 'c7', code: 'channel_not_found' },
      ]);
    });
    expect(count).toContain('outbox_unsent');
    expect(broken).toContain('outbox_settled');
    for (const plan of [count, broken]) expect(plan).not.toMatch(SCANS);
  });
});
