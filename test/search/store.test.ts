/** The newest hits among more things than one look at the index takes, on both databases. */
import { expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { NO_FILTER, type Searchable } from '#src/search/domain.ts';
import { putSearchable } from '#src/search/service.ts';
import { findNewest, type SearchOrder } from '#src/search/store.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';

const THINGS = 4_000;
/** Words, and which of the things, by their number from the oldest on, have them. */
const WORDS: Record<string, (number: number) => boolean> = {
  every: () => true,
  third: (number) => number % 3 === 0,
  fortieth: (number) => number % 40 === 0,
  rare: (number) => number % 900 === 7,
  old: (number) => number < 200,
  // Common among the newest alone, so that it looks more common than it is.
  late: (number) => number >= THINGS - 40 || number < 60,
};

onEachDatabase('the newest hits', (use) => {
  it('are the newest, however common the words are and however many are wanted', async () => {
    const { db, dialect } = use();
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const accounts = await Promise.all(
      ['standard', 'assisted'].map((segment) =>
        makeAccount(use(), workspaceId, { key: segment, name: segment, segment }),
      ),
    );
    const things = Array.from({ length: THINGS }, (_, number): Searchable => {
      const body = Object.keys(WORDS).filter((word) => WORDS[word]?.(number));
      const accountId = accounts[number % 2] ?? '';
      const thing = {
        kind: 'goal' as const,
        id: `card-${number}`,
        accountId,
        title: '',
        body: body.join(' '),
      };
      return { ...thing, state: number % 5 === 0 ? 'draft' : 'active', milestoneId: null };
    });
    await inTransaction(deps, (trx) => putSearchable(trx, dialect, workspaceId, things));
    const wanted = (fits: (number: number) => boolean, limit: number, among: number | null) =>
      things
        .map((_, number) => number)
        .filter((number) => number >= THINGS - (among ?? THINGS) && fits(number))
        .toReversed()
        .slice(0, limit)
        .map((number) => `card-${number}`);
    const found = async (order: Partial<SearchOrder> & { limit: number }) => {
      const all = { phrases: [], filter: NO_FILTER, condition: null, among: null, ...order };
      return (await findNewest(db, dialect, workspaceId, all)).map(({ subjectId }) => subjectId);
    };
    for (const [word, has] of Object.entries(WORDS)) {
      const phrases = [{ words: [word], prefix: false }];
      for (const limit of [1, 30, 301]) {
        for (const among of [null, 700, 3_100]) {
          expect(await found({ phrases, limit, among }), `${word} ${limit} ${among}`).toEqual(
            wanted(has, limit, among),
          );
        }
        expect(await found({ phrases, limit, filter: { ...NO_FILTER, states: ['draft'] } })).toEqual(
          wanted((number) => has(number) && number % 5 === 0, limit, null),
        );
        const condition = { segment: 'assisted', leadId: null };
        expect(await found({ phrases, limit, condition, among: 3_100 })).toEqual(
          wanted((number) => has(number) && number % 2 === 1, limit, 3_100),
        );
      }
    }
  }, 60_000);
});
