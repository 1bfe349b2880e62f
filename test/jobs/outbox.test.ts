import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { createPruneJob } from '#src/jobs/jobs.ts';
import { claimRow, listWaitingChannels, readHead, renewLease, settleRow } from '#src/jobs/delivery-store.ts';
import { pruneOutbox } from '#src/jobs/outbox-store.ts';
import { enqueue, type OutboxMessage } from '#src/jobs/outbox.ts';
import { claimSlot } from '#src/jobs/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { post, update } from './rig.ts';

const NOW = new Date('2026-11-23T07:30:00Z');
const SOON = new Date('2026-11-23T07:31:00Z').toISOString();
const LATER = new Date('2026-11-23T07:32:00Z').toISOString();

onEachDatabase('the outbox', (use) => {
  const makeId = createIdSource();
  const depsOf = (database: OpenDatabase) => ({ database, makeId, now: () => NOW });
  const write = (workspace: string, ...messages: OutboxMessage[]) =>
    inTransaction({ database: use() }, (trx) => enqueue(depsOf(use()), trx, workspace, messages));
  const states = async (workspace: string) => {
    const rows = await use()
      .db.selectFrom('outbox')
      .select(['state', 'payload'])
      .where('workspace_id', '=', workspace)
      .orderBy('id')
      .execute();
    return rows.map(({ state, payload }) => `${(JSON.parse(payload) as { text: string }).text} ${state}`);
  };
  const claim = (workspace: string, id: string, now = NOW.toISOString(), until = SOON) =>
    claimRow(use(), workspace, id, now, until);

  it('keeps nothing of a transaction that fails, the slot included', async () => {
    const database = use();
    const crashed = inTransaction({ database }, async (trx) => {
      expect(await claimSlot(trx, 'crash', 'morning', '2026-11-23', NOW)).toBe(true);
      await enqueue(depsOf(database), trx, 'crash', [post('cs-daily', 'lost')]);
      throw new Error('crash');
    });
    await expect(crashed).rejects.toThrow('crash');
    expect(await states('crash')).toEqual([]);
    expect(
      await inTransaction({ database }, (trx) => claimSlot(trx, 'crash', 'morning', '2026-11-23', NOW)),
    ).toBe(true);
  });

  it('writes thousands of messages at once, in order', async () => {
    const texts = Array.from({ length: 1_200 }, (_, n) => `m${n}`);
    const ids = await write('many', ...texts.map((text) => post('cs-daily', text)));
    expect(ids).toEqual(ids.toSorted());
    expect(await states('many')).toEqual(texts.map((text) => `${text} pending`));
  });

  it('spells a channel in one way, and keeps ids', async () => {
    await write(
      'names',
      post('#CS-Daily', 'a'),
      post('cs-daily', 'b'),
      post('C024BE91L', 'c'),
      post('U0PRIYA', 'd'),
    );
    const waiting = (await listWaitingChannels(use().db)).filter(
      ({ workspaceId }) => workspaceId === 'names',
    );
    expect(waiting.map(({ channel }) => channel).toSorted()).toEqual(['C024BE91L', 'U0PRIYA', 'cs-daily']);
  });

  it('refuses a target of another workspace, an unknown one, and an update', async () => {
    const [mine] = await write('mine', post('cs-daily', 'a'));
    const [change] = await write('mine', update(mine!, 'b'));
    await expect(write('theirs', update(mine!, 'c'))).rejects.toThrow('no post of this workspace');
    await expect(write('mine', post('cs-daily', 'd', 'unknown'))).rejects.toThrow(
      'no post of this workspace',
    );
    await expect(write('mine', update(change!, 'e'))).rejects.toThrow('no post of this workspace');
  });

  describe('an update', () => {
    it('takes the place of older ones of the same post, and of no other', async () => {
      const [a, b] = await write('updates', post('x', 'a'), post('x', 'b'));
      await write('updates', update(a!, 'a1'), update(b!, 'b1'));
      await write('updates', update(a!, 'a2'), update(a!, 'a3'));
      expect(await states('updates')).toEqual([
        'a pending',
        'b pending',
        'a1 superseded',
        'b1 pending',
        'a2 superseded',
        'a3 pending',
      ]);
    });

    it('waits for a transaction that updates the same post, and takes the place of its update', async () => {
      const [a] = await write('both', post('x', 'a'));
      const other = openDatabase(use().url);
      const asked = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      const first = inTransaction({ database: other }, async (trx) => {
        await enqueue(depsOf(other), trx, 'both', [update(a!, 'a1')]);
        asked.resolve();
        await gate.promise;
      });
      await asked.promise;
      const second = write('both', update(a!, 'a2'));
      // Time enough for somebody who would not wait.
      await sleep(50);
      gate.resolve();
      await Promise.all([first, second]);
      await other.close();
      expect(await states('both')).toEqual(['a pending', 'a1 superseded', 'a2 pending']);
    });

    it('leaves one alone that may be on its way', async () => {
      const [a] = await write('tried', post('x', 'a'));
      const [first] = await write('tried', update(a!, 'a1'));
      const row = await claim('tried', first!);
      await write('tried', update(a!, 'a2'));
      await settleRow(use(), row!, {
        state: 'pending',
        next_at: NOW.toISOString(),
        unknown: 1,
        error: 'ETIMEDOUT',
      });
      await write('tried', update(a!, 'a3'));
      expect(await states('tried')).toEqual(['a pending', 'a1 pending', 'a2 superseded', 'a3 pending']);
    });
  });

  it('shows the oldest pending message of a channel, posts before what refers to them', async () => {
    const [parent] = await write('heads', post('x', 'a'));
    const { db } = use();
    const early = { ...depsOf(use()), makeId: () => '00000000000000000000000000' };
    await inTransaction({ database: use() }, (trx) => enqueue(early, trx, 'heads', [update(parent!, 'b')]));
    expect((await readHead(db, 'heads', 'x'))?.id).toBe(parent);
    const row = await claim('heads', parent!);
    const sent = {
      state: 'sent',
      channel_id: 'C1',
      ts: '1.1',
      sent_at: SOON,
      error: null,
      unknown: 0,
    } as const;
    await settleRow(use(), row!, sent);
    expect((await readHead(db, 'heads', 'x'))?.id).toBe('00000000000000000000000000');
    expect(await readHead(db, 'heads', 'y')).toBeUndefined();
  });

  describe('a claim', () => {
    it('goes to one of many, until its lease ends; then the outcome is unknown', async () => {
      const [id] = await write('lease', post('x', 'a'));
      const claims = await Promise.all([1, 2, 3, 4].map(() => claim('lease', id!)));
      expect(claims.filter((row) => row !== undefined)).toMatchObject([{ attempts: 1, unknown: false }]);
      const taken = await claim('lease', id!, SOON, LATER);
      expect(taken).toMatchObject({ attempts: 2, unknown: true });
      const first = claims.find((row) => row !== undefined)!;
      expect(await renewLease(use(), first, LATER)).toBe(false);
      expect(await settleRow(use(), first, { state: 'failed', error: 'late', unknown: 0 })).toBe(false);
      expect(await renewLease(use(), taken!, '2026-11-23T07:33:00.000Z')).toBe(true);
      expect(await settleRow(use(), taken!, { state: 'failed', error: 'x', unknown: 0 })).toBe(true);
    });

    it('waits for the time of the next try', async () => {
      const [id] = await write('next', post('x', 'a'));
      const row = await claim('next', id!);
      await settleRow(use(), row!, { state: 'pending', next_at: SOON, unknown: 0, error: 'ratelimited' });
      expect(await claim('next', id!)).toBeUndefined();
      expect(await claim('next', id!, SOON, LATER)).toMatchObject({ attempts: 2, unknown: false });
    });
  });

  it('forgets what was settled 90 days ago, once a day', async () => {
    const [a, b] = await write('old', post('x', 'a'), post('x', 'b'));
    await settleRow(use(), (await claim('old', a!))!, { state: 'failed', error: 'x', unknown: 0 });
    expect(await inTransaction({ database: use() }, (trx) => pruneOutbox(trx, 'old', NOW))).toBe(0);
    const job = createPruneJob({ database: use() }, async () => ['old']);
    await job.run(new Date(NOW.getTime() + 89 * 86_400_000));
    expect(await states('old')).toEqual(['a failed', 'b pending']);
    await job.run(new Date(NOW.getTime() + 91 * 86_400_000));
    await job.run(new Date(NOW.getTime() + 91 * 86_400_000));
    expect(await states('old')).toEqual(['b pending']);
    expect(b).toBeDefined();
  });
});
