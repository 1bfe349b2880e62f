/** Whether anything names a contact: only whom nothing names may be removed with the form that added them. */
import { expect, it } from 'vitest';
import { isContactNamed } from '#src/accounts/contact-service.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { allColumns, insertAnyRow } from '../support/any-row.ts';
import { onEachDatabase } from '../support/database.ts';

const ACCOUNT = 'acme';

onEachDatabase('a contact', (use) => {
  it('is named by each table that has a column for contacts', async () => {
    const workspaceId = await addWorkspace(depsOf(use()));
    const named = (id: string) => isContactNamed(use().db, workspaceId, ACCOUNT, id);
    const naming = (await allColumns(use())).filter(({ column }) => /(^|_)contact_id$/.test(column));
    expect(naming.map(({ table }) => table)).toContain('feedback');
    const missed: string[] = [];
    for (const { table, column } of naming) {
      const id = `of-${table}-${column}`;
      expect(await named(id)).toBe(false);
      await insertAnyRow(use(), table, { workspace_id: workspaceId, account_id: ACCOUNT, [column]: id });
      if (!(await named(id))) missed.push(`${table}.${column}`);
    }
    expect(missed).toEqual([]);
  });

  it('is named by a Goal Card of theirs', async () => {
    const workspaceId = await addWorkspace(depsOf(use()));
    await insertAnyRow(use(), 'goal_card', {
      workspace_id: workspaceId,
      account_id: ACCOUNT,
      document: JSON.stringify({ contacts: ['ada', 'bob'] }),
    });
    expect(await isContactNamed(use().db, workspaceId, ACCOUNT, 'bob')).toBe(true);
    expect(await isContactNamed(use().db, workspaceId, ACCOUNT, 'bo')).toBe(false);
    expect(await isContactNamed(use().db, workspaceId, 'other', 'bob')).toBe(false);
  });
});
