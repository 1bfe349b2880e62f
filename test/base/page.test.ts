import { expect, it } from 'vitest';
import { pageOf, pageRange, shownOf } from '#src/base/page.ts';

const ROWS = ['a', 'b', 'c', 'd', 'e'];
const read = (page: number, perPage: number) => {
  const { limit, offset } = pageRange(page, perPage);
  return shownOf(ROWS.slice(offset, offset + limit), perPage);
};

it.each([
  [1, 2, ['a', 'b'], true],
  [2, 2, ['c', 'd'], true],
  [3, 2, ['e'], false],
  [4, 2, [], false],
  [1, 5, ROWS, false],
])('shows page %i of %i rows each, and says whether there are more', (page, perPage, shown, hasMore) => {
  expect(read(page, perPage)).toEqual({ shown, hasMore });
  expect(pageOf(ROWS, page, perPage)).toEqual({ shown, hasMore });
});
