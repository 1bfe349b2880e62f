import { describe, expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { claimSlot, isClaimed } from '#src/jobs/store.ts';
import { onEachDatabase, type TestDatabase } from '../support/database.ts';

const NOW = new Date('2026-11-23T07:30:00Z');
const DATE = '2026-11-23';

onEachDatabase('a slot', (use) => {
  const claim = (database: OpenDatabase, workspace: string, job: string, after?: () => Promise<void>) =>
    inTransaction({ database }, async (trx) => {
      const mine = await claimSlot(trx, workspace, job, DATE, NOW);
      await after?.();
      return mine;
    });

  it('is taken once per workspace, job and date', async () => {
    const database = use();
    expect(await isClaimed(database.db, 'A', 'morning', DATE)).toBe(false);
    expect(await claim(database, 'A', 'morning')).toBe(true);
    expect(await claim(database, 'A', 'morning')).toBe(false);
    expect(await claim(database, 'A', 'leadership')).toBe(true);
    expect(await claim(database, 'B', 'morning')).toBe(true);
    expect(await isClaimed(database.db, 'A', 'morning', DATE)).toBe(true);
    expect(await isClaimed(database.db, 'A', 'morning', '2026-11-24')).toBe(false);
  });

  it('is free again when the transaction that took it failed', async () => {
    const database = use();
    const failed = claim(database, 'A', 'failing', async () => {
      throw new Error('crash');
    });
    await expect(failed).rejects.toThrow('crash');
    expect(await claim(database, 'A', 'failing')).toBe(true);
  });

  it('goes to one of many that ask at once', async () => {
    const others = Array.from({ length: 8 }, () => openDatabase(use().url));
    const results = await Promise.all(others.map((database) => claim(database, 'A', 'contested')));
    expect(results.filter(Boolean)).toHaveLength(1);
    await Promise.all(others.map((database) => database.close()));
  });

  describe('while another transaction holds it', () => {
    it('stays taken when that one commits', async () => {
      expect(await secondAfter(use(), 'held', false)).toEqual([true, false]);
    });

    it('goes to the one who waits when that one fails', async () => {
      expect(await secondAfter(use(), 'dropped', true)).toEqual(['failed', true]);
    });
  });

  /** Two transactions ask one after the other; the first one ends when the second one is waiting. */
  async function secondAfter(database: TestDatabase, job: string, fails: boolean): Promise<unknown[]> {
    const other = openDatabase(database.url);
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const first = claim(database, 'A', job, async () => {
      asked.resolve();
      await gate.promise;
      if (fails) throw new Error('crash');
    }).catch(() => 'failed');
    await asked.promise;
    const second = claim(other, 'A', job);
    gate.resolve();
    const results = await Promise.all([first, second]);
    await other.close();
    return results;
  }
});
