/** Finds the accounts that the rows of a file name. */
import type { BatchOutcome, ParsedRow } from './batch.ts';
import type { Reject } from './domain.ts';
import type { AccountKey } from './row-reader.ts';
import * as store from './store.ts';
import { quoted } from './values.ts';

export interface FoundOwner {
  id: string;
  startedOn: string | null;
}

/** So many accounts are remembered between batches, for files whose rows name the same ones over and over. */
const MOST_REMEMBERED = 100_000;

/** The accounts of one file's rows, looked up a batch at a time. */
export class AccountLookup {
  /** Null stands for several. */
  readonly #known = new Map<string, FoundOwner | null>();

  /** The rows with their accounts; those whose account is not known are rejected. */
  async match(
    scope: store.Scope,
    rows: readonly ParsedRow[],
    outcome: BatchOutcome,
  ): Promise<{ parsed: ParsedRow; account: FoundOwner }[]> {
    await this.#find(scope, rows);
    const matched: { parsed: ParsedRow; account: FoundOwner }[] = [];
    for (const parsed of rows) {
      if (parsed.account === null) continue;
      const account = this.#known.get(cacheKey(parsed.account));
      if (account === undefined || account === null)
        outcome.rejects.push(noAccount(parsed, parsed.account, account === null));
      else matched.push({ parsed, account });
    }
    return matched;
  }

  async #find(scope: store.Scope, rows: readonly ParsedRow[]): Promise<void> {
    if (this.#known.size > MOST_REMEMBERED) this.#known.clear();
    const wanted = new Map<AccountKey['by'], Set<string>>();
    for (const { account } of rows) {
      if (account === null || this.#known.has(cacheKey(account))) continue;
      const values = wanted.get(account.by) ?? new Set();
      wanted.set(account.by, values.add(account.value));
    }
    for (const [by, values] of wanted) {
      for (const { value, id, started_on } of await store.findAccounts(scope, by, [...values])) {
        const key = cacheKey({ by, value });
        this.#known.set(key, this.#known.has(key) ? null : { id, startedOn: started_on });
      }
    }
  }
}

function cacheKey({ by, value }: Pick<AccountKey, 'by' | 'value'>): string {
  return `${by}:${value}`;
}

function noAccount(parsed: ParsedRow, account: AccountKey, isAmbiguous: boolean): Reject {
  if (account.by.startsWith('row:')) {
    const reason = 'its row in the other file has not been imported: import that file first, or give both';
    return { line: parsed.line, cells: parsed.cells, column: account.column, reason };
  }
  const what = `the ${account.by} ${quoted(account.value)}`;
  const reason = isAmbiguous ? `several accounts have ${what}` : `no account has ${what}`;
  return { line: parsed.line, cells: parsed.cells, column: account.column, reason };
}
