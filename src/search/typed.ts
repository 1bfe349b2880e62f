/** What is typed behind `/cs goals`: words, filters such as `state:active`, and the page of a button. */
import { nearestWord } from '../base/nearest.ts';

export const FILTERS = ['state', 'segment', 'account', 'kind', 'lead', 'milestone'] as const;

export type FilterName = (typeof FILTERS)[number];

export interface TypedFilter {
  name: FilterName;
  value: string;
}

export type TypedSearch =
  | { ok: true; words: string; filters: TypedFilter[]; page: number; /** Without the page. */ typed: string }
  /** A filter that there is not, as it was typed, and the one that is nearly called so; null: none is. */
  | { ok: false; name: string; piece: string; nearest: FilterName | null };

/** Behind the name of a filter, and of nothing else, there may be a space. */
const PIECE = new RegExp(
  `(${FILTERS.join('|')}|[a-z]{2,20}(?=:\\S)):\\s*("[^"]*"|[^\\s"]+)|"[^"]*"?|[^\\s"]+`,
  'giu',
);

/** Reads it. A time and an address are words for all their colons: 10:30, https://example.com. So is what is quoted. */
export function readTypedSearch(text: string): TypedSearch {
  const filters: TypedFilter[] = [];
  const words: string[] = [];
  const typed: string[] = [];
  let page = 1;
  for (const [piece, key, value = ''] of text.matchAll(PIECE)) {
    const lower = key?.toLowerCase();
    if (lower === 'page' && /^[1-9]\d{0,3}$/.test(value)) {
      page = Number(value);
      continue;
    }
    typed.push(piece);
    const name = FILTERS.find((known) => known === lower);
    if (name !== undefined) filters.push({ name, value: value.replace(/^"|"$/g, '') });
    else if (lower === undefined || value.startsWith('//')) words.push(piece);
    else return { ok: false, name: lower, piece, nearest: nearestFilter(lower) };
  }
  return { ok: true, words: words.join(' '), filters, page, typed: typed.join(' ') };
}

/** A slip of one letter or two, and no more. */
function nearestFilter(word: string): FilterName | null {
  const near = FILTERS.find((known) => known === nearestWord(word, FILTERS));
  return near !== undefined && word.length > 3 && near[0] === word[0] ? near : null;
}
