/** Who left in a week, read range by range. */
import { expect, it } from 'vitest';
import { rangesOfSize } from '#src/db/account-ranges.ts';
import { AFTER_ALL_IDS } from '#src/db/account-scope.ts';
import { listLeftRows, type LeftRow } from '#src/digest/customers-store.ts';
import { onEachDatabase } from '../support/database.ts';
import { TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { createWeek } from './world.ts';

onEachDatabase('who left in a week', (use) => {
  it('is the same in small ranges as in one', async () => {
    const { db } = use();
    const { workspaceId } = await createWeek(use());
    const days = { from: ago(29), upTo: ago(1), date: TODAY };
    const all = await listLeftRows(db, workspaceId, days, { after: '', upTo: AFTER_ALL_IDS });
    expect(all.length).toBeGreaterThan(2);
    const parts: LeftRow[] = [];
    for await (const range of rangesOfSize(db, workspaceId, 2))
      parts.push(...(await listLeftRows(db, workspaceId, days, range)));
    const keys = (rows: readonly LeftRow[]) => rows.map(({ key }) => key).toSorted();
    expect(keys(parts)).toEqual(keys(all));
  });
});
