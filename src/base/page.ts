/** Pages of a list, from 1. One row more is read than is shown, which tells whether there are more. */

/** What to read for a page. */
export function pageRange(page: number, perPage: number): { limit: number; offset: number } {
  return { limit: perPage + 1, offset: (page - 1) * perPage };
}

/** What a page shows of the rows that were read for it. */
export function shownOf<T>(read: readonly T[], perPage: number): { shown: T[]; hasMore: boolean } {
  return { shown: read.slice(0, perPage), hasMore: read.length > perPage };
}

/** A page of a list that is there as a whole. */
export function pageOf<T>(
  all: readonly T[],
  page: number,
  perPage: number,
): { shown: T[]; hasMore: boolean } {
  return shownOf(all.slice((page - 1) * perPage), perPage);
}
