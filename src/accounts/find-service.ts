/** Which account a text means: for verbs, for menus that search, and for lines that show what can be typed. */
import type { Account } from './domain.ts';
import { searchClose, searchExact, searchPart, searchPrefix, type SearchDatabase } from './search.ts';
import * as store from './store.ts';

export type FoundAccount =
  | { kind: 'one'; account: Account }
  | { kind: 'several'; accounts: Account[] }
  | { kind: 'none'; closest: Account[] };

const SEVERAL = 5;

/**
 * The account that a text means: by its key, else by name or domain, else by the beginning or a part of the name.
 * A close spelling is only offered, never taken.
 */
export async function findAccount(
  database: SearchDatabase,
  workspaceId: string,
  text: string,
): Promise<FoundAccount> {
  const wanted = text.trim();
  if (wanted === '') return { kind: 'none', closest: [] };
  for (const search of [searchExact, searchPrefix, searchPart]) {
    const accounts = await search(database, workspaceId, wanted, SEVERAL);
    const [account] = accounts;
    if (account !== undefined)
      return accounts.length === 1 ? { kind: 'one', account } : { kind: 'several', accounts };
  }
  return { kind: 'none', closest: await searchClose(database, workspaceId, wanted, SEVERAL) };
}

/** An account for lines that show what can be typed. */
export interface FoundExample {
  account: Account;
  /** Whether its name alone means it. */
  isUnique: boolean;
}

/** Among so many of the newest accounts the example is looked for: the work stays small however many there are. */
const NEWEST = 20;

/** Of the accounts that were written down last the one that started last; null: there is none. */
export async function findExampleAccount(
  database: SearchDatabase,
  workspaceId: string,
): Promise<FoundExample | null> {
  const newest = await store.listNewest(database.db, workspaceId, NEWEST);
  const [account] = newest.toSorted((a, b) => ((a.startedOn ?? '') > (b.startedOn ?? '') ? -1 : 1));
  if (account === undefined) return null;
  const named = await searchExact(database, workspaceId, account.name, 2);
  return { account, isUnique: named.length === 1 && named[0]?.id === account.id };
}

/** What a person may mean while they type, the best first: for menus that search. */
export async function suggestAccounts(
  database: SearchDatabase,
  workspaceId: string,
  text: string,
  limit: number,
): Promise<Account[]> {
  const found = new Map<string, Account>();
  for (const search of [searchExact, searchPrefix, searchPart, searchClose]) {
    if (found.size >= limit || (search === searchClose && found.size > 0)) break;
    for (const account of await search(database, workspaceId, text, limit)) found.set(account.id, account);
  }
  return [...found.values()].slice(0, limit);
}

/**
 * Splits what was typed behind a verb into an account and a text. The account is what stands in quotation marks;
 * else the longest beginning, word by word, that is exactly a key, name or domain, or with which one name alone
 * begins; else the first word, as `findAccount` reads it.
 */
export async function findAccountAndText(
  database: SearchDatabase,
  workspaceId: string,
  typed: string,
): Promise<{ found: FoundAccount; wanted: string; text: string }> {
  const quotes = /^"([^"]+)"\s*(.*)$/s.exec(typed.trim());
  if (quotes !== null) {
    const wanted = quotes[1] ?? '';
    return { found: await findAccount(database, workspaceId, wanted), wanted, text: quotes[2] ?? '' };
  }
  const words = typed.trim().split(/\s+/);
  for (let taken = Math.min(words.length, MAX_NAME_WORDS); taken > 1; taken -= 1) {
    const wanted = words.slice(0, taken).join(' ');
    const exact = await searchExact(database, workspaceId, wanted, 2);
    const hits = exact.length > 0 ? exact : await searchPrefix(database, workspaceId, wanted, 2);
    if (exact.length === 0 && hits.length !== 1) continue;
    return {
      found: await findAccount(database, workspaceId, wanted),
      wanted,
      text: words.slice(taken).join(' '),
    };
  }
  const [wanted = '', ...rest] = words;
  return { found: await findAccount(database, workspaceId, wanted), wanted, text: rest.join(' ') };
}

const MAX_NAME_WORDS = 6;
