/** The transaction of a morning: all of it or nothing, once, and by a fixed number of statements. */
import type { KyselyPlugin } from 'kysely';
import { expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { doDueMorning, doMorning, rehearseMorning } from '#src/morning/service.ts';
import { parseProgram } from '#src/program/parse.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { silent } from '../jobs/rig.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { addAccounts, longBefore, programText } from './portfolio.ts';

const MONDAY = '2026-11-23';
const TABLES = ['slot', 'cta', 'outbox', 'morning_list', 'morning_part', 'morning_row', 'audit'] as const;

onEachDatabase('a morning', (use) => {
  const makeId = createIdSource();
  const applied = appliedProgram();

  const depsOn = (database: OpenDatabase): Deps => ({
    database,
    makeId,
    now: () => new Date(`${MONDAY}T09:00:00Z`),
    log: silent,
  });

  const workspaceWith = async (due: number): Promise<string> => {
    const workspaceId = await emptyWorkspace(use().db, makeId);
    await addAccounts(use(), workspaceId, due, () => longBefore(MONDAY));
    return workspaceId;
  };

  const rowsOf = async (workspaceId: string): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const table of TABLES) {
      const row = await use()
        .db.selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('workspace_id', '=', workspaceId)
        .executeTakeFirstOrThrow();
      counts[table] = row.count;
    }
    return counts;
  };

  const startOn = async (workspaceId: string, startedOn: string, names: readonly string[] = []) => {
    const { db } = use();
    const some = names.length > 0;
    await db
      .updateTable('account')
      .set({ started_on: startedOn })
      .where('workspace_id', '=', workspaceId)
      .$if(some, (query) => query.where('name', 'in', [...names]))
      .execute();
    const accounts = db.selectFrom('account').select(['workspace_id', 'id as account_id']);
    const stale = await accounts.where('workspace_id', '=', workspaceId).execute();
    await db
      .insertInto('stale_account')
      .values(stale)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  };

  it('is compared with the last list that was shown, not with one that waits', async () => {
    const workspaceId = await workspaceWith(3);
    const morning = (date: string, leavesList: boolean) =>
      doMorning(depsOn(use()), workspaceId, applied, date, { leavesList });
    expect(await morning('2026-11-20', false)).toMatchObject({ posted: true, list: { summary: { due: 3 } } });
    await startOn(workspaceId, '2026-11-16');
    expect(await morning(MONDAY, true)).toMatchObject({ waits: true, list: { summary: { due: 0 } } });
    const since = (previousDate: string) => ({ list: { summary: { due: 0, previousDate } } });
    expect(await morning('2026-11-24', true)).toMatchObject({ waits: true, ...since('2026-11-20') });
    expect(await morning('2026-11-25', false)).toMatchObject({ posted: true, ...since('2026-11-20') });
    expect(await morning('2026-11-26', false)).toMatchObject({ posted: false, ...since('2026-11-25') });
    expect(await morning('2026-11-27', false)).toMatchObject({ posted: false, ...since('2026-11-26') });
  });

  it('tells as new what only a list had that nobody saw', async () => {
    const workspaceId = await workspaceWith(2);
    const morning = (date: string, leavesList: boolean) =>
      doMorning(depsOn(use()), workspaceId, applied, date, { leavesList });
    await startOn(workspaceId, '2026-11-16', ['Company 0001']);
    expect(await morning('2026-11-20', false)).toMatchObject({ posted: true, list: { summary: { due: 1 } } });
    await startOn(workspaceId, longBefore(MONDAY));
    expect(await morning(MONDAY, true)).toMatchObject({ waits: true, list: { summary: { isNew: 1 } } });
    expect(await morning('2026-11-24', false)).toMatchObject({ list: { summary: { due: 2, isNew: 1 } } });
  });

  it('that fails between any two of its statements leaves nothing, and is done in full the next time', async () => {
    const workspaceId = await workspaceWith(60);
    const nothing = Object.fromEntries(TABLES.map((table) => [table, 0]));
    let failures = 0;
    for (let done = false; !done;) {
      const deps = depsOn(
        watched(use(), (statements) => {
          if (statements === failures + 1) throw new Error('crash');
        }),
      );
      try {
        await doMorning(deps, workspaceId, applied, MONDAY);
        done = true;
      } catch (error) {
        expect(error).toMatchObject({ message: 'crash' });
        expect(await rowsOf(workspaceId)).toEqual(nothing);
        failures += 1;
      }
    }
    expect(failures).toBeGreaterThan(15);
    const { outbox, audit, ...rows } = await rowsOf(workspaceId);
    expect(rows).toEqual({ slot: 1, cta: 60, morning_list: 1, morning_part: outbox, morning_row: 60 });
    expect(audit).toBe(60);
  });

  it('takes as many statements for many accounts as for a few', async () => {
    const countFor = async (due: number): Promise<number> => {
      const workspaceId = await workspaceWith(due);
      let count = 0;
      await doMorning(
        depsOn(watched(use(), (statements) => void (count = statements))),
        workspaceId,
        applied,
        MONDAY,
      );
      return count;
    };
    // Two messages or eleven: what is written for them goes in batches.
    expect(await countFor(200)).toBe(await countFor(30));
  });

  it('done again changes nothing', async () => {
    const workspaceId = await workspaceWith(5);
    const deps = depsOn(use());
    expect(await doMorning(deps, workspaceId, applied, MONDAY)).toMatchObject({ posted: true });
    const before = await rowsOf(workspaceId);
    expect(await doMorning(deps, workspaceId, applied, MONDAY)).toMatchObject({ posted: false });
    expect(await doDueMorning(deps, workspaceId, applied, MONDAY)).toBeNull();
    expect(await rowsOf(workspaceId)).toEqual(before);
  });

  it('that is due but older than one that was done by hand is left out, and closes nothing', async () => {
    const workspaceId = await emptyWorkspace(use().db, makeId);
    const deps = depsOn(use());
    // Due from Monday on, and not yet on the Friday before.
    await addAccounts(use(), workspaceId, 2, () => '2026-08-22');
    await doMorning(deps, workspaceId, applied, MONDAY);
    const before = await rowsOf(workspaceId);
    expect(await doDueMorning(deps, workspaceId, applied, addDays(MONDAY, -3))).toBeNull();
    expect(await rowsOf(workspaceId)).toEqual(before);
    expect(await doDueMorning(deps, workspaceId, applied, addDays(MONDAY, 1))).toMatchObject({
      posted: true,
      list: { summary: { due: 2, isNew: 0, resolved: 0 } },
    });
  });

  it('rehearsed shows the list and keeps nothing', async () => {
    const workspaceId = await workspaceWith(5);
    const list = await rehearseMorning(depsOn(use()), workspaceId, applied, MONDAY);
    expect(list.rows).toHaveLength(5);
    expect(Object.values(await rowsOf(workspaceId)).every((count) => count === 0)).toBe(true);
  });

  it('done by two at once is posted once', async () => {
    const workspaceId = await workspaceWith(40);
    const deps = depsOn(use());
    const mornings = await Promise.all([
      doDueMorning(deps, workspaceId, applied, MONDAY),
      doDueMorning(deps, workspaceId, applied, MONDAY),
      doMorning(deps, workspaceId, applied, MONDAY),
    ]);
    expect(mornings.filter((morning) => morning?.posted === true)).toHaveLength(1);
    expect(await rowsOf(workspaceId)).toMatchObject({ slot: 1, cta: 40, morning_list: 1, morning_row: 40 });
  });
});

/** The database, with a function that is told the number of each statement once it has been carried out. */
function watched(database: OpenDatabase, onStatement: (statements: number) => void): OpenDatabase {
  let statements = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      statements += 1;
      onStatement(statements);
      return result;
    },
  };
  return { ...database, db: database.db.withPlugin(plugin) };
}

function appliedProgram(): AppliedProgram {
  const parsed = parseProgram(programText());
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { version: 1, appliedAt: '2026-11-01T00:00:00.000Z', program: parsed.program };
}
