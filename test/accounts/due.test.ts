/** The accounts that need an EBR: as the morning's list has them, a page at a time. */
import { beforeAll, describe, it } from 'vitest';
import { listDueAccounts } from '#src/accounts/service.ts';
import type { ListCursor, ListFilter } from '#src/accounts/domain.ts';
import { inListOrder, oneRowPerAccount } from '#src/morning/domain.ts';
import { readRows } from '#src/morning/row-store.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { makeAccount } from './make-account.ts';

const WORKSPACE = 'w';
const TODAY = '2026-11-23';
const EVERYBODYS: ListFilter = {
  personId: null,
  stage: null,
  segment: null,
  due: true,
  churned: false,
  unassessed: false,
  fit: null,
};

onEachDatabase('the list of what is due', (use) => {
  beforeAll(async () => {
    const { db } = use();
    await db
      .insertInto('workspace')
      .values({ id: WORKSPACE, slack_team_id: 'T', name: 'W', created_at: '' })
      .execute();
    for (const [id, name] of [
      ['p1', 'Zoe'],
      ['p2', 'Ana'],
    ] as const) {
      const person = { workspace_id: WORKSPACE, id, name, created_at: '' };
      await db.insertInto('person').values(person).execute();
    }
    for (let index = 0; index < 20; index += 1) {
      const owner = [null, 'p1', 'p2'][index % 3] ?? null;
      const accountId = await makeAccount(use(), WORKSPACE, {
        key: `k${index}`,
        name: `Account ${String(index * 7).padStart(3, '0')}`,
        leadId: owner,
        ...(index % 4 === 0
          ? {}
          : { assessment: { workingOn: 'm', position: 1, since: `2026-${10 + (index % 3)}-01` } }),
      });
      const cta = {
        workspace_id: WORKSPACE,
        account_id: accountId,
        title: '',
        owner_id: owner,
        updated_at: '',
      };
      const priority = ['high', 'normal', 'low'][index % 5] ?? 'normal';
      const ebr = { ...cta, type: 'ebr', priority, opened_on: '2026-11-01' };
      const state = index % 2 === 0 ? ('open' as const) : ('claimed' as const);
      if (index < 17)
        await db
          .insertInto('cta')
          .values({ ...ebr, id: `c${index}`, state })
          .execute();
      // A second rule asks too; others are put aside, or ask for something else.
      const more = { ...ebr, id: `d${index}`, opened_on: '2026-11-02', priority: 'low' };
      const second = index % 3 === 0 ? { ...more, state: 'snoozed' as const } : { ...more, state };
      const other = { ...more, state, type: 'check_in' };
      await db
        .insertInto('cta')
        .values(index < 17 ? second : other)
        .execute();
    }
  });

  const page = (cursor: ListCursor, filter = EVERYBODYS, limit = 5) =>
    listDueAccounts(use().db, WORKSPACE, filter, { limit, cursor, today: TODAY });

  describe('pages', () => {
    it('hold the very accounts of the morning’s list, in its order, both ways', async () => {
      const program = { journeys: [] };
      const selection = { kind: 'reviews' as const, limit: 1000, first: null };
      const rows = await readRows(use().db, WORKSPACE, program, TODAY, selection);
      const wanted = inListOrder(oneRowPerAccount(rows)).map(({ accountName }) => accountName);
      expect(wanted).toHaveLength(17);
      const forth: string[] = [];
      let cursor: ListCursor = null;
      for (;;) {
        const { accounts, total } = await page(cursor);
        if (accounts.length === 0) break;
        expect(total).toBe(17);
        forth.push(...accounts.map(({ name }) => name));
        cursor = { after: accounts.at(-1)!.id };
      }
      expect(forth).toEqual(wanted);
      const back = await page({ before: (await page(null, EVERYBODYS, 17)).accounts[9]!.id });
      expect(back.accounts.map(({ name }) => name)).toEqual(wanted.slice(4, 9));
    });

    it('begin anew behind an account that has left the list meanwhile', async () => {
      const first = await page(null);
      expect(await page({ after: 'gone' })).toEqual(first);
    });

    it('take the other filters', async () => {
      const zoes = await page(null, { ...EVERYBODYS, personId: 'p1' }, 50);
      expect(zoes.total).toBe(zoes.accounts.length);
      expect(zoes.total).toBe(6);
      expect((await page(null, { ...EVERYBODYS, stage: 'Renewal' })).accounts).toEqual([]);
      expect((await page(null, { ...EVERYBODYS, unassessed: true }, 50)).total).toBe(5);
    });
  });
});
