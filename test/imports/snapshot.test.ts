import fc from 'fast-check';
import { expect, it } from 'vitest';
import { onEachDatabase } from '../support/database.ts';
import { addWorkspace, depsOf, dump, importTexts } from './support.ts';
import { runs } from '../support/fuzz.ts';

const MAPPING = `
version: 1
sources:
  - file: accounts.csv
    as: account
    key: id
    set: { name: id, started_on: { as_of: true, once: true } }
`;
const DATES = ['2020-01-01', '2021-01-01', '2022-01-01', '2023-01-01', '2024-01-01'];
const KEYS = ['A', 'B', 'C'];

const csv = (keys: readonly string[]) => `id\n${keys.join('\n')}\n`;

onEachDatabase('full snapshots', (use) => {
  const snapshot = async (
    deps: ReturnType<typeof depsOf>,
    workspaceId: string,
    day: string,
    keys: readonly string[],
  ) => {
    const files = { 'accounts.csv': csv(keys) };
    const result = await importTexts(deps, workspaceId, MAPPING, files, { fullSnapshot: true, asOf: day });
    if (!result.ok) throw new Error(JSON.stringify(result));
    return { ...result.files[0]!, notices: result.notices };
  };
  const movesOf = async (deps: ReturnType<typeof depsOf>, workspaceId: string) =>
    (await dump(deps, workspaceId)).churn
      .map(({ account, day, returned }) => `${account} ${day} ${returned}`)
      .toSorted();

  it('end who is gone and return who is back', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    expect(await snapshot(deps, workspaceId, DATES[0]!, ['A', 'B'])).toMatchObject({ created: 2, ended: 0 });
    expect(await snapshot(deps, workspaceId, DATES[1]!, ['A', 'C'])).toMatchObject({ created: 1, ended: 1 });
    expect(await snapshot(deps, workspaceId, DATES[2]!, ['A', 'B', 'C'])).toMatchObject({
      returned: 1,
      ended: 0,
    });
    expect(await snapshot(deps, workspaceId, DATES[1]!, ['A', 'C'])).toMatchObject({ ended: 0, updated: 0 });
    const { accounts, churn } = await dump(deps, workspaceId);
    expect(churn).toMatchObject([
      { account: 'B', day: DATES[1], returned: 0, reason: 'left the source' },
      { account: 'B', day: DATES[2], returned: 1 },
    ]);
    expect(accounts.map(({ started_on }) => started_on)).toEqual([DATES[0], DATES[0], DATES[1]]);
  });

  it('ends nobody for a row that can not be read, nor for a file without rows', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    await snapshot(deps, workspaceId, DATES[0]!, ['A', 'B']);
    const empty = await snapshot(deps, workspaceId, DATES[1]!, []);
    expect(empty).toMatchObject({ ended: 0, notices: [expect.stringContaining('no account in it')] });
    const ragged = await snapshot(deps, workspaceId, DATES[1]!, ['A', 'x,y']);
    expect(ragged).toMatchObject({
      ended: 0,
      rejected: 1,
      notices: [expect.stringContaining('readable key')],
    });
    expect(await movesOf(deps, workspaceId)).toEqual([]);
  });

  it('say the same in any order, however often, with corrections', async () => {
    const presence = fc.tuple(...DATES.map(() => fc.subarray(KEYS, { minLength: 1 })));
    const run = fc.record({ at: fc.nat({ max: DATES.length - 1 }), wrongly: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        presence,
        fc.array(run, { maxLength: 6 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        async (shown, extra, order) => {
          const deps = depsOf(use());
          const workspaceId = await addWorkspace(deps);
          for (const { at, wrongly } of extra) {
            // What a wrong snapshot shows is a part of what a right one does, so that no account is invented.
            const keys = wrongly ? shown[at]!.slice(0, 1) : shown[at]!;
            await snapshot(deps, workspaceId, DATES[at]!, keys);
          }
          for (const at of order) await snapshot(deps, workspaceId, DATES[at]!, shown[at]!);
          const expected = KEYS.flatMap((key) => {
            const there = shown.map((keys) => keys.includes(key));
            const first = there.indexOf(true);
            return there.flatMap((isThere, at) => {
              if (first < 0 || at <= first || isThere === there[at - 1]) return [];
              return [`${key} ${DATES[at]} ${isThere ? 1 : 0}`];
            });
          });
          expect(await movesOf(deps, workspaceId)).toEqual(expected.toSorted());
          for (const at of order) {
            expect(await snapshot(deps, workspaceId, DATES[at]!, shown[at]!)).toMatchObject({
              created: 0,
              updated: 0,
              ended: 0,
              returned: 0,
            });
          }
        },
      ),
      { numRuns: runs(20) },
    );
  });
});
