/** Customers with what happened to them, written straight into a test's database. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { TestDatabase } from '../support/database.ts';
import { makeAccount, type MadeAccount } from './make-account.ts';

export interface MadeCustomer extends MadeAccount {
  /** By name: the day on which it happened once. */
  events?: Record<string, BusinessDate>;
  /** By KPI: its value on days. */
  kpis?: Record<string, Record<BusinessDate, number>>;
  churn?: { day: BusinessDate; returned?: boolean; reason?: string; note?: string }[];
  fit?: string;
}

/** @returns its id */
export async function makeCustomer(
  database: TestDatabase,
  workspaceId: string,
  { events = {}, kpis = {}, churn = [], fit, ...account }: MadeCustomer,
): Promise<string> {
  const { db } = database;
  const id = await makeAccount(database, workspaceId, account);
  const own = { workspace_id: workspaceId, account_id: id };
  if (fit !== undefined)
    await db
      .updateTable('account')
      .set({ fit })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .execute();
  const happened = Object.entries(events).map(([name, day]) => ({
    ...own,
    name,
    day,
    key: `${id} ${name}`,
    count: 1,
  }));
  if (happened.length > 0) await db.insertInto('event').values(happened).execute();
  const values = Object.entries(kpis).flatMap(([kpi, days]) =>
    Object.entries(days).map(([day, value]) => ({ ...own, kpi, day, key: `${id} ${kpi} ${day}`, value })),
  );
  if (values.length > 0) await db.insertInto('kpi_value').values(values).execute();
  const left = churn.map(({ day, returned = false, reason = null, note = null }) => ({
    ...own,
    day,
    key: `${id} ${day}`,
    returned: returned ? (1 as const) : (0 as const),
    reason,
    note,
  }));
  if (left.length > 0) await db.insertInto('churn').values(left).execute();
  return id;
}
