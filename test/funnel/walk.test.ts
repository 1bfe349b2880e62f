/** Each account is read once, whatever others do meanwhile. */
import { expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { walkAccounts } from '#src/funnel/accounts-service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { applied, newcomers, TODAY, writeTeam } from './team.ts';

onEachDatabase('a walk over all accounts', (use) => {
  it('reads each once, though it is marked changed, or its mark is taken away, in between', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const ids = Object.values(await writeTeam(use(), workspaceId, newcomers()));
    const mark = (...accounts: string[]) =>
      inTransaction(deps, (trx) =>
        markStale(
          trx,
          deps.database.dialect,
          workspaceId,
          accounts.map((accountId) => ({ accountId, day: '' })),
        ),
      );
    await mark(...ids);
    await assessWorkspace(deps, workspaceId, applied.program, TODAY);
    await mark(ids[1]!);
    const read: string[] = [];
    const question = { knownOn: TODAY, segment: null };
    for await (const { accounts } of walkAccounts(deps, workspaceId, applied.program, question)) {
      if (read.length === 0) {
        expect(accounts.map(({ id }) => id)).toHaveLength(ids.length - 1);
        // The kept ones are read: now another one changes, and a morning assesses the first.
        await assessWorkspace(deps, workspaceId, applied.program, TODAY);
        await mark(ids[0]!, ids[5]!);
      }
      read.push(...accounts.map(({ id }) => id));
    }
    expect(read.toSorted()).toEqual(ids.toSorted());
  });
});
