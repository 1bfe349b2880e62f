/** Whose renewal passed without an answer, and who is no customer any more. */
import { expect, it } from 'vitest';
import { readDigest } from '#src/digest/service.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import { makeCustomer } from '../accounts/make-customer.ts';
import { onEachDatabase } from '../support/database.ts';
import { LENA, TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { createWeek } from './world.ts';

onEachDatabase('a renewal that passed', (use) => {
  it('is asked about for 30 days, on top of who is at risk and of what is to be decided, with the lead', async () => {
    const { db } = use();
    const { deps, workspaceId, applied } = await createWeek(use());
    const red = { [ago(1)]: 10 };
    const make = (key: string, renewsOn: string, more: object = {}) =>
      makeCustomer(use(), workspaceId, {
        key,
        name: key,
        segment: 'standard',
        startedOn: ago(400),
        currency: 'EUR',
        arr: 1_000,
        renewsOn,
        ...more,
      });
    const passed = await make('passed', ago(3), { kpis: { use: red } });
    await make('well', ago(30), { arr: 5_000, kpis: { use: { [ago(1)]: 95 } } });
    await make('long-ago', ago(31));
    await make('today', TODAY);
    await make('gone', ago(3), { kpis: { use: red }, churn: [{ day: ago(2) }] });
    const signed = await make('signed', ago(3), { kpis: { use: red } });
    const earlier = await make('paid-before', ago(3));
    const contract = (account_id: string, starts_on: string) => ({
      workspace_id: workspaceId,
      key: account_id,
      account_id,
      starts_on,
      ends_on: null,
      arr: 9,
      currency: 'EUR',
    });
    await db
      .insertInto('subscription')
      .values([contract(signed, ago(3)), contract(earlier, ago(4))])
      .execute();
    await db.updateTable('account').set({ lead_id: 'lena' }).where('id', '=', passed).execute();
    await assessWorkspace(deps, workspaceId, applied.program, TODAY);
    await takeSnapshots(deps, workspaceId, applied, TODAY);

    const { customers, decisions } = (await readDigest(deps, workspaceId, applied, TODAY)).sections;
    expect(customers.facts.atRisk.accounts.map(({ name, passedOn }) => [name, passedOn])).toEqual([
      ['passed', ago(3)],
      ['Kilo', null],
      ['Juno', null],
      ['signed', null],
    ]);
    expect(decisions.facts.renewals).toMatchObject({
      total: 3,
      accounts: [
        { name: 'well', renewsOn: ago(30), lead: null },
        { name: 'passed', renewsOn: ago(3), lead: LENA },
        { name: 'paid-before', lead: null },
      ],
    });
  });
});

onEachDatabase('who left', (use) => {
  it('is not at risk any more, also where it is known later than the morning', async () => {
    const { db } = use();
    const { deps, workspaceId, applied, ids } = await createWeek(use());
    const read = async () => (await readDigest(deps, workspaceId, applied, TODAY)).sections;
    const before = await read();
    expect(before.customers.facts.atRisk.total).toBe(2);
    await db
      .insertInto('churn')
      .values({
        workspace_id: workspaceId,
        account_id: ids['red']!,
        day: TODAY,
        key: 'after the morning',
        returned: 0,
      })
      .execute();
    const { customers, success } = await read();
    expect(customers.facts.atRisk).toMatchObject({ total: 1, accounts: [{ name: 'Juno' }] });
    expect(success.facts.health?.now.red).toBe(before.success.facts.health!.now.red - 1);
  });
});
