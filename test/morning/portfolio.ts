/** Accounts that are due, and programs that list them. */
import { sql } from 'kysely';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { inBatches, rowsAs } from '#src/db/rows.ts';

export interface ProgramOptions {
  timezone?: string;
  channel?: string;
  at?: string;
  days?: string;
}

/** One journey, the preset rule for accounts at the same milestone for more than three months, and a daily list; no play starts by itself. */
export function programText(options: ProgramOptions = {}): string {
  const { timezone = 'Europe/Berlin', channel = 'cs-daily', at = '08:30' } = options;
  const { days = 'mon, tue, wed, thu, fri' } = options;
  return `
version: 1
name: Inbound growth
timezone: ${timezone}
segments:
  - { id: standard, name: Standard, experience: Finds answers alone, journey: inbound }
journeys:
  - id: inbound
    name: Inbound methodology
    phases:
      - id: prove
        name: Prove the channel
        usual_days: 45
        milestone:
          id: first-leads
          name: First leads
          value: Strangers raised their hand
          tasks:
            - { id: tracking, name: Install the tracking code, owner: customer, event: tracking_installed }
missing_data: { at_most_per_person_and_day: 0 }
posts:
  morning: { channel: ${channel}, at: "${at}", days: [${days}] }
`;
}

const COLUMNS = { id: 'text', name: 'text', started_on: 'text', arr: 'real', lead_id: 'text' } as const;
const ACCOUNTS_PER_STATEMENT = 1_000;

/**
 * Writes accounts that work on their first milestone: number `n` has started on `startsOn(n)`. Five leads share them.
 */
export async function addAccounts(
  { db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  count: number,
  startsOn: (n: number) => BusinessDate,
): Promise<void> {
  const leads = Array.from({ length: 5 }, (_, n) => ({ id: `LEAD-${n}`, name: `Lead ${n}` }));
  await db
    .insertInto('person')
    .values(leads.map((lead) => ({ ...lead, workspace_id: workspaceId, created_at: '' })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const rows = Array.from({ length: count }, (_, n) => ({
    id: accountId(n),
    name: accountName(n),
    started_on: startsOn(n),
    arr: 1_000 * n,
    lead_id: leads[n % leads.length]!.id,
  }));
  for (const batch of inBatches(rows, ACCOUNTS_PER_STATEMENT)) {
    await sql`insert into account (workspace_id, id, key, name, name_key, segment, started_on, arr, currency, lead_id,
        created_at, updated_at)
      select ${workspaceId}, r.id, r.id, r.name, lower(r.name), 'standard', r.started_on, r.arr, 'EUR', r.lead_id, '', ''
      from ${rowsAs(dialect, 'r', COLUMNS, batch)}`.execute(db);
  }
  const stale = rows.map(({ id }) => ({ workspace_id: workspaceId, account_id: id }));
  for (const batch of inBatches(stale, ACCOUNTS_PER_STATEMENT)) {
    await db
      .insertInto('stale_account')
      .values(batch)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export function accountName(n: number): string {
  return `Company ${String(n).padStart(4, '0')}`;
}

function accountId(n: number): string {
  return `A-${String(n).padStart(4, '0')}`;
}

/** A start long enough before the date that the account is due on it. */
export function longBefore(date: BusinessDate): BusinessDate {
  return addDays(date, -120);
}

/** The names of accounts in a text, in order. */
export function companiesIn(text: string): string[] {
  return text.match(/Company \d{4}/g) ?? [];
}
