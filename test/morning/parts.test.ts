/** Which messages a press changes, on both databases. */
import { expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { findPartsShowing, insertLists, type NewList } from '#src/morning/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';

const makeId = createIdSource();
const SUMMARY = { due: 0, others: 0 } as NewList['summary'];

onEachDatabase('the messages that show CTAs', (use) => {
  /** @param lists the owner and the CTAs of each, the oldest first; everybody's has no owner */
  async function lay(lists: readonly { of?: string; shows: string[] }[]): Promise<string> {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    const made = lists.map(({ of, shows }, n): NewList => {
      const id = `list-${String(n).padStart(3, '0')}`;
      return {
        id,
        date: '2026-11-23',
        channel: 'cs-daily',
        programVersion: 1,
        summary: SUMMARY,
        createdAt: '',
        parts: [{ outboxId: id, ctaIds: shows }],
        ...(of === undefined ? {} : { personId: of }),
      };
    });
    const posts = made.map(({ id }) => ({
      workspace_id: workspaceId,
      id,
      kind: 'post' as const,
      channel: 'cs-daily',
      payload: '{}',
      state: 'sent' as const,
      next_at: '',
      created_at: '',
    }));
    await db.insertInto('outbox').values(posts).execute();
    await inTransaction({ database: use() }, (trx) => insertLists(trx, workspaceId, made));
    return workspaceId;
  }
  const shown = async (workspaceId: string, ctaIds: string[], lists: number) =>
    (await findPartsShowing(use().db, workspaceId, ctaIds, lists)).map(({ outboxId, ctaIds: all }) => [
      outboxId,
      all,
    ]);

  it('are everybody’s and each owner’s own, however many own ones came after it', async () => {
    const owners = Array.from({ length: 8 }, (_, n) => `p${n}`);
    const ctaIds = owners.map((owner) => `c-${owner}`);
    const workspaceId = await lay([
      { shows: ctaIds },
      ...owners.map((of, n) => ({ of, shows: [ctaIds[n]!] })),
    ]);
    const found = await shown(workspaceId, ctaIds, 1);
    expect(found).toHaveLength(9);
    expect(found.at(-1)).toEqual(['list-000', ctaIds]);
  });

  it('are the newest of each kind, and a message is named once with all that it shows', async () => {
    const workspaceId = await lay([
      { shows: ['a', 'b'] },
      { of: 'p', shows: ['a'] },
      { shows: ['b', 'a', 'z'] },
      { of: 'p', shows: ['a'] },
      { shows: ['z'] },
    ]);
    expect(await shown(workspaceId, ['a', 'b'], 1)).toEqual([
      ['list-003', ['a']],
      ['list-002', ['b', 'a', 'z']],
    ]);
    expect(await shown(workspaceId, ['b'], 2)).toEqual([
      ['list-002', ['b', 'a', 'z']],
      ['list-000', ['a', 'b']],
    ]);
    expect(await shown(workspaceId, [], 2)).toEqual([]);
  });
});
