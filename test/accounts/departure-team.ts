/** A team whose customers leave and come back, by hand and by files. */
import type { DepartureEntry } from '#src/accounts/departure.ts';
import { findDeparture } from '#src/accounts/departure-service.ts';
import type { AccountFields } from '#src/accounts/domain.ts';
import { editAccount, findAccountById, undoEdit } from '#src/accounts/service.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { AFTER_ALL_IDS } from '#src/db/account-scope.ts';
import { listLeftRows } from '#src/digest/customers-store.ts';
import { listEntries } from '#src/funnel/entries-service.ts';
import { reassess } from '#src/journey/service.ts';
import { applied } from '../funnel/team.ts';
import { addWorkspace, depsOf, importTexts } from '../imports/support.ts';
import type { TestDatabase } from '../support/database.ts';
import { makeAccount } from './make-account.ts';

export const WHY: DepartureEntry = {
  on: '2026-11-20',
  reason: 'Budget cut',
  note: 'They may be back in May',
};

export const FIELDS: AccountFields = {
  name: '',
  domain: null,
  segment: 'standard',
  stage: null,
  leadId: null,
  partnerId: null,
  arr: null,
  currency: null,
  startedOn: '2026-01-10',
  renewsOn: null,
  soldBy: null,
};

const MAPPING = `
version: 1
sources:
  - file: accounts.csv
    as: account
    key: id
    set: { name: name, stage: stage, arr: arr, segment: { value: standard }, started_on: { value: "2026-01-10" } }
  - file: xchurn.csv
    as: churn
    key: [id, day]
    account: id
    set: { on: day, reason: reason, returned: back }
`;

export async function createTeam(database: TestDatabase) {
  const { db } = database;
  const deps: Deps = { ...depsOf(database), now: () => new Date('2026-11-23T12:00:00Z') };
  const workspaceId = await addWorkspace(deps);
  const placing = { program: applied.program, today: '2026-11-23' };
  const known = async (id: string) => (await findAccountById(db, workspaceId, id))!;
  return {
    deps,
    workspaceId,
    account: (key: string, stage: string | null = null) =>
      makeAccount(database, workspaceId, { ...FIELDS, key, name: key, stage }),
    async edit(id: string, change: Partial<AccountFields>, departure: DepartureEntry | null, seen?: number) {
      const account = await known(id);
      const edit = { id, version: seen ?? account.version, fields: { ...account, ...change }, departure };
      return editAccount(deps, workspaceId, 'grace', edit, placing);
    },
    undo: (id: string, version: number) => undoEdit(deps, workspaceId, 'grace', { id, version }, placing),
    /** Who left in the week, as the digest tells it. */
    told: () =>
      listLeftRows(
        db,
        workspaceId,
        { from: '2026-11-16', upTo: '2026-11-22', date: '2026-11-23' },
        { after: '', upTo: AFTER_ALL_IDS },
      ),
    load: (accounts: string, asOf: BusinessDate, churn = '') =>
      importTexts(
        deps,
        workspaceId,
        MAPPING,
        {
          'accounts.csv': `id,name,stage,arr\n${accounts}`,
          'xchurn.csv': `id,day,reason,back\n${churn}`,
        },
        { asOf },
      ),
    assess: (accountId: string) =>
      inTransaction(deps, (trx) =>
        reassess(deps, trx, workspaceId, applied.program, [accountId], '2026-11-23'),
      ),
    left: (id: string, date: BusinessDate = '2026-11-23') => findDeparture(database, workspaceId, id, date),
    async churn(id: string, day: BusinessDate, returned: 0 | 1, reason: string | null = null) {
      const row = {
        workspace_id: workspaceId,
        key: `file ${id} ${day}`,
        account_id: id,
        day,
        returned,
        reason,
      };
      await db.insertInto('churn').values(row).execute();
    },
    async signals(id: string) {
      const rows = await db
        .selectFrom('churn')
        .selectAll()
        .where('account_id', '=', id)
        .orderBy('day')
        .execute();
      return rows.map(({ day, returned, reason }) => [day, returned, reason]);
    },
    async idOf(key: string) {
      const row = await db
        .selectFrom('account')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      return row.id;
    },
    async lastAudit(id: string) {
      const row = await db
        .selectFrom('audit')
        .selectAll()
        .where('account_id', '=', id)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      return { ...row, after: JSON.parse(row.after ?? 'null') as object };
    },
    /** What the funnel says of those at the first milestone. */
    async funnel(date: BusinessDate): Promise<Record<string, string>> {
      const question = {
        date,
        segment: null,
        since: null,
        place: { kind: 'milestone' as const, id: 'first-leads' },
        outcome: null,
      };
      const { entries } = await listEntries(deps, workspaceId, applied, question, { limit: 50, offset: 0 });
      return Object.fromEntries(entries.map(({ key, outcome }) => [key, outcome]));
    },
  };
}
