/** What is forgotten of signals over HTTP, on both databases. */
import pino from 'pino';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { createProgramSource } from '#src/program/service.ts';
import { createForgetJob } from '#src/signals/jobs.ts';
import { forgetMessages } from '#src/signals/store.ts';
import { inTransaction } from '#src/base/deps.ts';
import { onEachDatabase } from '../support/database.ts';
import { plansOf } from '../support/explain.ts';
import { emptyWorkspace } from '../support/signals.ts';

const makeId = createIdSource();
const NOW = new Date('2026-11-23T09:00:00Z');

onEachDatabase('the messages that were applied', (use) => {
  it('are forgotten after thirty days, once a day, and by an index', async () => {
    const database = use();
    const { db, dialect } = database;
    const [workspaceId, other] = [await emptyWorkspace(db, makeId), await emptyWorkspace(db, makeId)];
    const insert = (workspace: string, prefix: string, count: number, receivedAt: string) =>
      sql`insert into signal_message (workspace_id, message_id, received_at)
        with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < ${sql.lit(count)})
        select ${workspace}, ${prefix} || i, ${receivedAt} from n`.execute(db);
    await insert(workspaceId, 'old', 12_000, '2026-10-24T08:59:59.999Z');
    await insert(workspaceId, 'new', 3_000, '2026-10-24T09:00:00.000Z');
    await insert(other, 'old', 10, '2026-10-01T00:00:00.000Z');
    if (dialect === 'postgres') await sql`analyze signal_message`.execute(db);
    const left = async (workspace: string) => {
      const rows = await db
        .selectFrom('signal_message')
        .select('message_id')
        .where('workspace_id', '=', workspace)
        .execute();
      return rows.map(({ message_id }) => message_id);
    };
    const deps = { database, makeId, now: () => NOW, log: pino({ level: 'silent' }) };
    const job = createForgetJob({ ...deps, programs: createProgramSource() }, async () => [{ workspaceId }]);
    await job.run(NOW);
    expect(await left(workspaceId)).toHaveLength(3_000);
    expect((await left(workspaceId)).every((id) => id.startsWith('new'))).toBe(true);
    expect(await left(other)).toHaveLength(10);

    await insert(workspaceId, 'late', 1, '2026-10-01T00:00:00.000Z');
    await job.run(NOW);
    expect(await left(workspaceId)).toHaveLength(3_001);
    await job.run(new Date(NOW.getTime() + 86_400_000));
    expect(await left(workspaceId)).toHaveLength(0);
  });

  it('are found by their age along an index', async () => {
    const workspaceId = await emptyWorkspace(use().db, makeId);
    const plans = await plansOf(use(), (executor) =>
      inTransaction({ database: { ...use(), db: executor } }, (trx) =>
        forgetMessages(trx, workspaceId, '2026', 10),
      ),
    );
    expect(plans.join()).toContain('signal_message_received');
  });
});
