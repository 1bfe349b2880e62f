/** Who leaves as files say, beside what people write down: whose word counts, and what the digest tells. */
import { expect, it } from 'vitest';
import { readSurroundings } from '#src/accounts/card-store.ts';
import { findAccountById } from '#src/accounts/service.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { readExport } from '#src/exports/store.ts';
import { explainAccount } from '#src/rules/service.ts';
import { applied } from '../funnel/team.ts';
import { importTexts } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { createTeam, WHY } from './departure-team.ts';

onEachDatabase('who leaves by a file', (use) => {
  async function exported(workspaceId: string) {
    const churned: unknown[] = [];
    for await (const batch of readExport(use().db, workspaceId, 'accounts'))
      churned.push(...batch.map((row) => row['churned']));
    return churned;
  }

  it('leaves by an import of the stage, unless a file tells when, and comes back by one', async () => {
    const team = await createTeam(use());
    const mapping = `
version: 1
sources:
  - { file: accounts.csv, as: account, key: id, set: { name: name, stage: stage, started_on: { value: "2024-01-10" } } }
  - { file: churn.csv, as: churn, key: [id, day], account: id, set: { on: day, reason: reason } }
`;
    const load = (accounts: string, asOf: BusinessDate, churn = '') =>
      importTexts(
        team.deps,
        team.workspaceId,
        mapping,
        { 'accounts.csv': `id,name,stage\n${accounts}`, 'churn.csv': `id,day,reason\n${churn}` },
        { asOf },
      );
    await load('1,One,Adoption\n2,Two,Adoption\n3,Three,Churned\n', '2024-11-01', '3,2024-10-02,Price\n');
    await load('1,One,Churned\n2,Two,Adoption\n3,Three,Churned\n', '2024-11-02', '3,2024-10-02,Price\n');
    const one = await team.idOf('1');
    const three = await team.idOf('3');
    expect(await team.left(one)).toMatchObject({ on: '2024-11-02', reason: null });
    expect(await team.left(three)).toMatchObject({ on: '2024-10-02', reason: 'Price' });
    expect(await team.lastAudit(one)).toMatchObject({ action: 'account.end', after: { on: '2024-11-02' } });
    // The same again changes nothing.
    const [signals] = [await team.signals(one)];
    await load('1,One,Churned\n2,Two,Adoption\n3,Three,Churned\n', '2024-11-05', '3,2024-10-02,Price\n');
    expect(await team.signals(one)).toEqual(signals);
    await load('1,One,Renewal\n2,Two,Adoption\n3,Three,Renewal\n', '2024-11-06', '3,2024-10-02,Price\n');
    expect(await team.left(one)).toBeNull();
    expect(await team.left(one, '2024-11-05')).toMatchObject({ on: '2024-11-02' });
    expect(await team.lastAudit(one)).toMatchObject({
      action: 'account.return',
      after: { on: '2024-11-06' },
    });
    // What a file of departures says is no stage’s to take back.
    expect(await team.left(three)).toMatchObject({ on: '2024-10-02' });
  });

  it('that comes with its stage left at some time: that is no news, and counts in the funnel', async () => {
    const team = await createTeam(use());
    await team.load('1,Old,Churned,1\n2,Filed,Churned,1\n3,Known,Adoption,1\n', '2026-11-17');
    await team.load(
      '1,Old,Churned,1\n2,Filed,Churned,1\n3,Known,Churned,1\n4,Both,Churned,1\n',
      '2026-11-18',
      '2,2026-11-16,Price,\n4,2026-11-18,Merger,\n',
    );
    const told = async () => new Map((await team.told()).map(({ key, on, reason }) => [key, [on, reason]]));
    expect(await told()).toEqual(
      new Map([
        ['2', ['2026-11-16', 'Price']],
        ['3', ['2026-11-18', null]],
        ['4', ['2026-11-18', 'Merger']],
      ]),
    );
    expect(await team.funnel('2026-11-23')).toMatchObject({ 1: 'churned', 3: 'churned' });
    // Whoever writes down when it left, and why, tells it.
    const old = await team.idOf('1');
    await team.edit(old, {}, WHY);
    expect((await told()).get('1')).toEqual(['2026-11-20', 'Budget cut']);
  });

  it('stays gone where a person wrote it down, whatever stage a file says, until a file says it is back', async () => {
    const team = await createTeam(use());
    const customers = '1,Gamma,Adoption,1\n2,Delta,Adoption,1\n3,Omega,Adoption,1\n';
    await team.load(customers, '2026-11-10');
    const [gamma, delta, omega] = [await team.idOf('1'), await team.idOf('2'), await team.idOf('3')];
    await team.edit(gamma, { stage: 'Churned' }, WHY);
    await team.edit(delta, { stage: 'Churned' }, WHY);
    const stageOf = async (id: string) => (await findAccountById(use().db, team.workspaceId, id))?.stage;
    const notice =
      'accounts.csv: 2 accounts stay Churned, because a person wrote down why they left: "Gamma", "Delta"';
    const again = await team.load(customers, '2026-11-24');
    expect(again).toMatchObject({ ok: true, notices: [notice], files: [{ updated: 0, unchanged: 3 }, {}] });
    // Its other fields are the file's.
    await team.load(customers.replace('Adoption,1', 'Renewal,7'), '2026-11-25');
    expect(await findAccountById(use().db, team.workspaceId, gamma)).toMatchObject({
      arr: 7,
      stage: 'Churned',
    });
    expect(await team.left(gamma, '2026-11-30')).toEqual({ ...WHY, isByStage: true });
    expect((await team.told()).map(({ key }) => key).toSorted()).toEqual(['1', '2']);
    // Nobody wrote down why this one left: the file takes back what the file said.
    await team.load('3,Omega,Churned,1\n', '2026-11-25');
    await team.load('3,Omega,Adoption,1\n', '2026-11-26');
    expect([await stageOf(omega), await team.left(omega, '2026-11-30')]).toEqual(['Adoption', null]);
    // A file that says it is back counts.
    await team.load(customers, '2026-11-27', '1,2026-11-22,,true\n');
    expect(await team.left(gamma, '2026-11-30')).toBeNull();
    const last = await team.load(customers, '2026-11-28', '1,2026-11-22,,true\n');
    expect(last).toMatchObject({ notices: [expect.stringContaining('1 account stays Churned')] });
    expect([await stageOf(gamma), await stageOf(delta)]).toEqual(['Adoption', 'Churned']);
  });

  it('is a customer wherever its signals say that it is back, though its stage was not taken back', async () => {
    const team = await createTeam(use());
    const id = await team.account('pixel');
    await team.edit(id, { stage: 'Churned' }, WHY);
    const says = async () => ({
      card: (await readSurroundings(use().db, team.workspaceId, id)).churned,
      exported: await exported(team.workspaceId),
      why: (await explainAccount(use(), team.workspaceId, applied, id, '2026-11-23'))?.some(
        ({ remark }) => remark?.includes('churned') === true,
      ),
    });
    expect(await says()).toEqual({ card: true, exported: [1], why: true });
    await team.churn(id, '2026-11-21', 1);
    await team.assess(id);
    expect(await says()).toEqual({ card: false, exported: [0], why: false });
  });
});
