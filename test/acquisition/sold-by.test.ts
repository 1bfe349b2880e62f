/** Who sold an account: imported, kept by its audit row, and exported. */
import { expect, it } from 'vitest';
import { readExport } from '#src/exports/store.ts';
import { addWorkspace, depsOf, importTexts } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';

const MAPPING = `
version: 1
sources:
  - file: accounts.csv
    as: account
    key: id
    set: { name: name, sold_by: rep }
`;

onEachDatabase('sold by', (use) => {
  it('comes from an import, and goes out with the accounts', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const long = 'x'.repeat(151);
    const load = (rows: string) =>
      importTexts(deps, workspaceId, MAPPING, { 'accounts.csv': `id,name,rep\n${rows}` });
    expect(await load(`a,Acme,Outbound  team\nb,Bluebird,\nc,Coil,${long}\n`)).toMatchObject({
      ok: true,
      files: [{ created: 2, rejected: 1 }],
    });
    expect(await load('a,Acme,Outbound team\nb,Bluebird,Partners\n')).toMatchObject({
      files: [{ updated: 1, unchanged: 1 }],
    });
    const rows = [];
    for await (const batch of readExport(deps.database.db, workspaceId, 'accounts')) rows.push(...batch);
    expect(rows).toMatchObject([
      { key: 'a', sold_by: 'Outbound team' },
      { key: 'b', sold_by: 'Partners' },
    ]);
    const audit = await deps.database.db
      .selectFrom('audit')
      .select('after')
      .where('workspace_id', '=', workspaceId)
      .where('action', '=', 'account.update')
      .execute();
    expect(audit).toEqual([{ after: '{"sold_by":"Partners"}' }]);
  });

  it('is exported with what the account cost to win', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    await importTexts(deps, workspaceId, MAPPING, {
      'accounts.csv': 'id,name,rep\na,Acme,Ann\nb,Bluebird,Ben\n',
    });
    const ids = await deps.database.db
      .selectFrom('account')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .orderBy('key')
      .execute();
    await deps.database.db
      .insertInto('acquisition')
      .values({
        workspace_id: workspaceId,
        account_id: ids[1]!.id,
        spend: 12.5,
        onboarding_cost: null,
        support_cost: 0,
        first_year_margin: null,
        currency: 'EUR',
        referred_by: ids[0]!.id,
        version: 1,
        updated_by: 'cli',
        updated_at: '2024-11-25T12:00:00.000Z',
      })
      .execute();
    const rows = [];
    for await (const batch of readExport(deps.database.db, workspaceId, 'acquisitions')) rows.push(...batch);
    expect(rows).toMatchObject([
      { account: 'b', spend: 12.5, onboarding_cost: null, support_cost: 0, referred_by: 'a' },
    ]);
  });
});
