/** What accounts cost to win, on real databases: kept, and summed up for segments and sources. */
import pino from 'pino';
import { expect, it } from 'vitest';
import { effectiveCac, type AcquisitionFields, type SegmentCac } from '#src/acquisition/domain.ts';
import {
  findAcquisition,
  listReferred,
  listReferrers,
  listSourceAccounts,
  readCac,
  readSources,
  saveAcquisition,
} from '#src/acquisition/service.ts';
import type { AccountFields } from '#src/accounts/domain.ts';
import { createIdSource } from '#src/base/ids.ts';
import type { Deps } from '#src/base/deps.ts';
import { openDatabase } from '#src/db/open.ts';
import { makeAccount, type MadeAccount } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';

const makeId = createIdSource();
const press = { personId: 'priya', today: '2026-11-23' };
const FIGURES: AcquisitionFields = {
  spend: 1,
  onboardingCost: null,
  supportCost: null,
  firstYearMargin: null,
  currency: 'USD',
  referredBy: null,
};

onEachDatabase('acquisition', (use) => {
  async function world() {
    const now = new Date('2026-11-23T08:00:00Z');
    const deps: Deps = { database: use(), makeId, now: () => now, log: pino({ level: 'silent' }) };
    const workspaceId = await emptyWorkspace(use().db, makeId);
    const account = (key: string, change: Partial<MadeAccount> = {}) =>
      makeAccount(use(), workspaceId, { key, name: key, segment: 'standard', stage: 'Adoption', ...change });
    const save = (accountId: string, change: Partial<AcquisitionFields> = {}, version = 0) =>
      saveAcquisition(deps, workspaceId, { accountId, version, fields: { ...FIGURES, ...change } }, press);
    /** A customer with these figures. */
    const won = async (
      key: string,
      change: Partial<AcquisitionFields> = {},
      about: Partial<AccountFields> = {},
    ) => {
      const id = await account(key, about);
      expect(await save(id, change)).toMatchObject({ ok: true });
      return id;
    };
    const cac = () => readCac(deps, workspaceId);
    return { deps, workspaceId, account, save, won, cac };
  }

  const shown = ({ segment, currency, spend, bought, referred }: SegmentCac) =>
    `${segment} ${currency}: ${spend} for ${bought} + ${referred}`;

  it('is kept with its audit row, and is not written again where nothing changed', async () => {
    const { deps, workspaceId, account, save } = await world();
    const id = await account('a');
    expect(await save(id, { spend: 1200 })).toMatchObject({ ok: true, acquisition: { version: 1 } });
    expect(await save(id, { spend: 1200 })).toMatchObject({
      ok: true,
      changed: [],
      acquisition: { version: 1 },
    });
    expect(await save(id, { spend: 1500 }, 1)).toMatchObject({ ok: true, changed: ['spend'] });
    expect(await findAcquisition(deps.database.db, workspaceId, id)).toMatchObject({
      spend: 1500,
      onboardingCost: null,
      version: 2,
      updatedBy: 'priya',
    });
    const audit = await use()
      .db.selectFrom('audit')
      .select(['action', 'before', 'after'])
      .where('workspace_id', '=', workspaceId)
      .orderBy('id')
      .execute();
    expect(audit.map(({ action }) => action)).toEqual(['acquisition.create', 'acquisition.edit']);
    expect(audit[1]).toMatchObject({ before: '{"spend":1200}', after: '{"spend":1500}' });
  });

  it('refuses a save on figures that somebody changed meanwhile, and gives theirs', async () => {
    const { account, save } = await world();
    const id = await account('a');
    await save(id, { spend: 10 });
    expect(await save(id, { spend: 20 })).toMatchObject({
      ok: false,
      problem: 'changed-meanwhile',
      theirs: { spend: 10, version: 1 },
    });
    expect(await save(id, { spend: 20 }, 1)).toMatchObject({ ok: true });
  });

  it('is of an account of the workspace alone', async () => {
    const [here, there] = [await world(), await world()];
    const id = await here.account('a');
    expect(await there.save(id)).toEqual({ ok: false, problem: 'account-not-found' });
    const other = await there.account('b');
    expect(await there.save(other, { referredBy: id })).toMatchObject({
      problem: 'invalid',
      fields: { referredBy: 'This account is no longer there. Choose another one.' },
    });
    expect((await there.cac()).segments).toEqual([]);
  });

  it('refuses a referral that closes a circle, on the field', async () => {
    const { won, save } = await world();
    const a = await won('a');
    const b = await won('b', { referredBy: a });
    const c = await won('c', { referredBy: b });
    expect(await save(a, { referredBy: a }, 1)).toMatchObject({
      fields: { referredBy: 'An account does not refer itself.' },
    });
    for (const referredBy of [b, c]) {
      const refused = await save(a, { referredBy }, 1);
      expect(refused).toMatchObject({ ok: false, problem: 'invalid' });
      expect(JSON.stringify(refused)).toContain('came by a referral of this account itself');
    }
    expect(await save(c, { referredBy: a }, 1)).toMatchObject({ ok: true });
  });

  it('does not let two people close a circle at once', async () => {
    const { deps, workspaceId, account, save } = await world();
    const [a, b] = [await account('a'), await account('b')];
    const other = openDatabase(use().url);
    const elsewhere = { ...deps, database: other };
    const edit = { accountId: b, version: 0, fields: { ...FIGURES, referredBy: a } };
    const both = await Promise.all([
      save(a, { referredBy: b }),
      saveAcquisition(elsewhere, workspaceId, edit, press),
    ]);
    await other.close();
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('of a segment: $1 that brings two customers, one by referral, is $0.50', async () => {
    const { won, cac } = await world();
    const a = await won('a', { spend: 1 });
    await won('b', { spend: 0, referredBy: a });
    const { segments, uncounted } = await cac();
    expect(segments.map(shown)).toEqual(['standard USD: 1 for 1 + 1']);
    expect(effectiveCac(segments[0]!)).toBe(0.5);
    expect(uncounted).toEqual([]);
  });

  it('counts a chain to the customer at its beginning, in that one’s segment, with all that was spent on it', async () => {
    const { won, cac } = await world();
    // 100 for a; b came by a, c by b, and each cost something itself; d was bought alone, in another segment.
    const a = await won('a', { spend: 100 });
    const b = await won('b', { spend: 20, referredBy: a }, { segment: 'assisted' });
    await won('c', { spend: 0, referredBy: b }, { segment: null });
    await won('d', { spend: 60 }, { segment: 'assisted' });
    const { segments } = await cac();
    expect(segments.map(shown)).toEqual(['standard USD: 120 for 1 + 2', 'assisted USD: 60 for 1 + 0']);
    // (100 + 20 + 0) / 3
    expect(effectiveCac(segments[0]!)).toBe(40);
  });

  it('never adds currencies: a referral counts, what it cost in another one is named', async () => {
    const { won, cac } = await world();
    const a = await won('a', { spend: 100 });
    await won('b', { spend: 50, currency: 'EUR', referredBy: a });
    await won('c', { spend: 0, currency: 'EUR', referredBy: a });
    await won('d', { spend: 30, currency: 'EUR' });
    const { segments } = await cac();
    expect(segments.map(shown)).toEqual(['standard USD: 100 for 1 + 2', 'standard EUR: 30 for 1 + 0']);
    expect(segments.map(({ elsewhere }) => elsewhere)).toEqual([1, 0]);
  });

  it('leaves out who has not bought yet, and names who can not be counted', async () => {
    const { won, account, cac } = await world();
    const prospect = await won('prospect', { spend: 500 }, { stage: 'Selection' });
    const silent = await account('silent');
    await account('later', { segment: 'assisted' });
    await account('not yet', { stage: 'Discovery' });
    await won('by silent', { spend: 5, referredBy: silent });
    await won('by prospect', { spend: 5, referredBy: prospect });
    const a = await won('a', { spend: 7 }, { stage: 'Churned' });
    await won('not bought', { spend: 3, referredBy: a }, { stage: 'Qualification' });
    const { segments, uncounted } = await cac();
    expect(segments.map(shown)).toEqual(['standard USD: 7 for 1 + 0']);
    expect(uncounted.toSorted((x, y) => ((x.segment ?? '') < (y.segment ?? '') ? -1 : 1))).toEqual([
      { segment: 'assisted', withoutFigures: 1, withoutRoot: 0 },
      { segment: 'standard', withoutFigures: 1, withoutRoot: 2 },
    ]);
  });

  it('gives the median efficiency of the customers of whom all figures are known', async () => {
    const { won, cac } = await world();
    const of = (firstYearMargin: number | null, supportCost: number | null = 0) => ({
      spend: 50,
      onboardingCost: 50,
      supportCost,
      firstYearMargin,
    });
    await won('a', of(100));
    await won('b', of(400));
    await won('c', of(900));
    await won('unknown', of(null));
    await won('support unknown', of(500, null));
    await won('free', { spend: 0, onboardingCost: 0, supportCost: 0, firstYearMargin: 10 });
    expect((await cac()).segments).toMatchObject([{ efficiency: 4, efficiencyOf: 3 }]);
    await won('d', of(600));
    // The mean of the two in the middle, 4 and 6.
    expect((await cac()).segments).toMatchObject([{ efficiency: 5, efficiencyOf: 4 }]);
  });

  it('knows who refers most, of all segments or of one', async () => {
    const { deps, workspaceId, won } = await world();
    const { db } = deps.database;
    const [a, b] = [await won('a'), await won('b', {}, { segment: 'assisted' })];
    await won('c', { referredBy: a });
    await won('d', { referredBy: b });
    await won('e', { referredBy: b });
    await won('f', { referredBy: b }, { stage: 'Discovery' });
    const names = async (segment?: string | null) =>
      (await listReferrers(db, workspaceId, segment, 5)).map(({ name, customers }) => `${name} ${customers}`);
    expect(await names()).toEqual(['b 2', 'a 1']);
    expect(await names('standard')).toEqual(['a 1']);
    expect(await names(null)).toEqual([]);
    expect(await listReferred(db, workspaceId, b, 1)).toEqual({ names: ['d'], count: 2 });
    expect(await listReferred(db, workspaceId, workspaceId, 1)).toEqual({ names: [], count: 0 });
  });

  it('counts fit and what came of it by who sold the customers', async () => {
    const { deps, workspaceId, account } = await world();
    const { db } = use();
    const made = async (key: string, fit: string | null, change: Partial<MadeAccount>) => {
      const id = await account(key, change);
      await db.updateTable('account').set({ fit }).where('id', '=', id).execute();
      return id;
    };
    const at = (position: number, churned = false) => ({
      workingOn: 'x',
      position,
      since: '2026-01-01',
      churned,
    });
    await made('bad', 'bad_fit', { soldBy: 'Outbound', arr: 100, currency: 'EUR', assessment: at(1, true) });
    await made('good', 'good_fit', { soldBy: 'outbound', arr: 200, currency: 'EUR', assessment: at(2) });
    const sub = await made('sub', 'stretch', { soldBy: 'Outbound', arr: 50, assessment: at(3) });
    await made('left', null, { soldBy: 'Outbound', stage: 'Churned', arr: 1000 });
    await made('prospect', 'bad_fit', { soldBy: 'Outbound', stage: 'Qualification' });
    await made('nobody', 'good_fit', { arr: 5, currency: 'EUR' });
    await db
      .insertInto('subscription')
      .values({
        workspace_id: workspaceId,
        key: 's',
        account_id: sub,
        starts_on: null,
        ends_on: null,
        arr: 1,
        currency: 'USD',
      })
      .execute();
    const sources = await readSources(deps, workspaceId);
    expect(sources.map(({ name }) => name)).toEqual(['Outbound', null]);
    expect(sources[0]).toMatchObject({
      known: 3,
      bad: { count: 1, of: 3 },
      stretch: { count: 1, of: 3 },
      all: {
        accounts: 4,
        churned: 2,
        placed: 3,
        reached: 2,
        arr: [
          { currency: 'EUR', amount: 200 },
          { currency: 'USD', amount: 50 },
        ],
      },
    });
    const page = { limit: 10, offset: 0 };
    const listed = await listSourceAccounts(db, workspaceId, sources[0]!.spellings, page);
    expect(listed.map(({ name, churned }) => `${name}${churned ? ' churned' : ''}`)).toEqual([
      'bad churned',
      'sub',
      'left churned',
      'good',
    ]);
    expect((await listSourceAccounts(db, workspaceId, null, page)).map(({ name }) => name)).toEqual([
      'nobody',
    ]);
    expect(await listSourceAccounts(db, workspaceId, ['Outbound'], { limit: 1, offset: 1 })).toMatchObject([
      { name: 'sub', currency: 'USD' },
    ]);
  });
});
