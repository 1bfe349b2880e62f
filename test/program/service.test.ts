import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { businessDateOf } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { applyProgram, createProgramSource, exportProgram } from '#src/program/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace, insertAccounts } from '../support/signals.ts';
import { EXAMPLE, EXAMPLE_PROGRAM, exampleWith } from './example.ts';
import { runs } from '../support/fuzz.ts';

const NOW = '2026-11-23T08:00:00.000Z';

onEachDatabase('a program', (use) => {
  const makeId = createIdSource();

  function makeDeps(): Deps {
    return { database: use(), makeId, now: () => new Date(NOW), log: pino({ level: 'silent' }) };
  }

  async function start(accounts: string[] = []) {
    const deps = makeDeps();
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    if (accounts.length > 0)
      await insertAccounts(
        db,
        workspaceId,
        accounts.map((id) => ({ id, startedOn: '2024-01-01' })),
      );
    const apply = async (text: string) => applyProgram(deps, workspaceId, text, 'cli');
    const staleIds = async () => {
      const rows = await db
        .selectFrom('stale_account')
        .select('account_id')
        .where('workspace_id', '=', workspaceId)
        .orderBy('account_id')
        .execute();
      return rows.map((row) => row.account_id);
    };
    const settle = () => db.deleteFrom('stale_account').where('workspace_id', '=', workspaceId).execute();
    return { deps, db, workspaceId, apply, staleIds, settle };
  }

  it('is there after it was applied, and not before', async () => {
    const { db, workspaceId, apply } = await start();
    const source = createProgramSource();
    expect(await source.load(db, workspaceId)).toBeNull();
    expect(await exportProgram(db, workspaceId)).toBeNull();

    expect(await apply(EXAMPLE)).toEqual({ ok: true, version: 1, unchanged: false });
    expect(await source.load(db, workspaceId)).toEqual({
      version: 1,
      appliedAt: NOW,
      program: EXAMPLE_PROGRAM,
    });
    expect(await exportProgram(db, workspaceId)).toMatchObject({ version: 1, document: EXAMPLE });
  });

  it('has a new version only when the document differs', async () => {
    const { db, workspaceId, apply } = await start();
    await apply(EXAMPLE);
    expect(await apply(EXAMPLE)).toEqual({ ok: true, version: 1, unchanged: true });
    const renamed = exampleWith(['name: Inbound growth', 'name: Inbound']);
    expect(await apply(renamed)).toEqual({ ok: true, version: 2, unchanged: false });
    expect(await apply(EXAMPLE)).toEqual({ ok: true, version: 3, unchanged: false });
    const audit = await db
      .selectFrom('audit')
      .select(['actor', 'action', 'before', 'after', 'at'])
      .where('workspace_id', '=', workspaceId)
      .orderBy('id')
      .execute();
    const entry = { actor: 'cli', action: 'program.apply', at: NOW };
    expect(audit).toEqual([
      { ...entry, before: 'null', after: '{"version":1}' },
      { ...entry, before: '{"version":1}', after: '{"version":2}' },
      { ...entry, before: '{"version":2}', after: '{"version":3}' },
    ]);
  });

  it('that is wrong changes nothing', async () => {
    const { db, workspaceId, apply, staleIds } = await start(['a']);
    const result = await apply(exampleWith(['usual_days: 45', 'usual_days: 0']));
    expect(result).toMatchObject({ ok: false, problems: [{ line: 13 }] });
    expect(await exportProgram(db, workspaceId)).toBeNull();
    expect(await staleIds()).toEqual([]);
  });

  it('is exported as it was applied, to the letter', async () => {
    const { db, workspaceId, apply } = await start();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '')),
        async (comment) => {
          const text = `# ${comment}\n${EXAMPLE}\n\n`;
          const result = await apply(text);
          expect(result.ok).toBe(true);
          expect((await exportProgram(db, workspaceId))?.document).toBe(text);
          expect(await apply(text)).toMatchObject({ unchanged: true });
        },
      ),
      { numRuns: runs(25) },
    );
  });

  it('applied by many at once makes one version each', async () => {
    const { db, workspaceId, apply } = await start();
    const texts = [1, 2, 3, 4].map((n) => exampleWith(['name: Inbound growth', `name: Inbound ${n}`]));
    const results = await Promise.all(texts.map(apply));
    expect(results.map((result) => (result.ok ? result.version : 0)).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4,
    ]);
    expect((await exportProgram(db, workspaceId))?.version).toBe(4);
  });

  it('stays within its workspace', async () => {
    const mine = await start(['a']);
    const other = await start(['a']);
    await mine.apply(EXAMPLE);
    expect(await createProgramSource().load(other.db, other.workspaceId)).toBeNull();
    expect(await other.staleIds()).toEqual([]);
  });

  describe('asks for a new assessment', () => {
    it.each([
      ['the journeys', exampleWith(['min: 3', 'min: 4'])],
      ['the segments', exampleWith(['name: Standard', 'name: Usual'])],
      ['the time zone', exampleWith(['America/Sao_Paulo', 'Europe/Berlin'])],
    ])('of every account when %s changed', async (_what, changed) => {
      const { apply, staleIds, settle } = await start(['a', 'b', 'c']);
      await apply(EXAMPLE);
      expect(await staleIds()).toEqual(['a', 'b', 'c']);
      await settle();
      await apply(changed);
      expect(await staleIds()).toEqual(['a', 'b', 'c']);
      await apply(EXAMPLE);
      expect(await staleIds()).toEqual(['a', 'b', 'c']);
    });

    it('of none when only rules, posts or words changed', async () => {
      const { apply, staleIds, settle } = await start(['a']);
      await apply(EXAMPLE);
      await settle();
      await apply(
        exampleWith(
          ['more_than: 3', 'more_than: 4'],
          ['cs-daily', 'cs'],
          ['name: Inbound growth', 'name: Other'],
        ),
      );
      expect(await staleIds()).toEqual([]);
    });
  });

  it('in another time zone gives the signals that have a time their date there', async () => {
    const ids = Array.from({ length: 450 }, (_, n) => `acc-${String(n).padStart(3, '0')}`);
    const { db, workspaceId, apply } = await start(ids);
    const other = await start(['acc-000']);
    await apply(EXAMPLE);
    const at = (n: number) => new Date(Date.UTC(2024, 9, 26) + n * 2_999_999).toISOString();
    const signals = (workspace: string, accounts: string[]) =>
      accounts.flatMap((account_id, n) =>
        [at(n), null].map((time, index) => ({
          workspace_id: workspace,
          account_id,
          key: `${account_id}-${index}`,
          at: time,
          day: time === null ? '2024-01-01' : businessDateOf(new Date(time), 'America/Sao_Paulo'),
        })),
      );
    for (const rows of [signals(workspaceId, ids), signals(other.workspaceId, ['acc-000'])]) {
      const events = rows.map((row) => Object.assign({ name: 'login', count: 1 }, row));
      const values = rows.map((row) => Object.assign({ kpi: 'leads', value: 1 }, row));
      await db.insertInto('event').values(events).execute();
      await db.insertInto('kpi_value').values(values).execute();
      const answers = rows.map(({ at: time, ...row }) => ({
        ...row,
        id: row.key,
        survey: 'nps',
        persona: 'account' as const,
        value: 9,
        answered_by: 'customer',
        answered_at: time ?? row.day,
      }));
      await db.insertInto('survey_answer').values(answers).execute();
    }
    const view = {
      workspace_id: workspaceId,
      account_id: ids[0]!,
      id: 'view',
      survey: 'potential',
      persona: 'account' as const,
      value: 2,
      day: '2024-10-26',
      answered_by: 'priya',
      answered_at: '2024-10-26T23:30:00.000Z',
    };
    await db.insertInto('survey_answer').values(view).execute();

    await apply(exampleWith(['America/Sao_Paulo', 'Pacific/Auckland']));
    for (const table of ['event', 'kpi_value'] as const) {
      const rows = await db.selectFrom(table).select(['workspace_id', 'at', 'day']).execute();
      const mine = rows.filter((row) => row.workspace_id === workspaceId);
      expect(mine).toHaveLength(900);
      for (const { at: time, day } of mine) {
        expect(day).toBe(time === null ? '2024-01-01' : businessDateOf(new Date(time), 'Pacific/Auckland'));
      }
      const others = rows.filter((row) => row.workspace_id === other.workspaceId);
      expect(others.map(({ day }) => day).toSorted()).toEqual(['2024-01-01', '2024-10-25']);
    }
    const answers = await db
      .selectFrom('survey_answer')
      .select(['workspace_id', 'answered_by', 'answered_at', 'day'])
      .execute();
    const [own, ofCustomers] = [
      answers.filter((row) => row.answered_by === 'priya'),
      answers.filter((row) => row.answered_by === 'customer' && row.workspace_id === workspaceId),
    ];
    expect(own.map(({ day }) => day)).toEqual(['2024-10-26']);
    expect(ofCustomers).toHaveLength(900);
    for (const { answered_at: time, day } of ofCustomers)
      expect(day).toBe(time.length === 10 ? time : businessDateOf(new Date(time), 'Pacific/Auckland'));
    const elsewhere = answers.filter((row) => row.workspace_id === other.workspaceId);
    expect(elsewhere.map(({ day }) => day).toSorted()).toEqual(['2024-01-01', '2024-10-25']);
  });

  it('is read once and then kept, until there is a newer version', async () => {
    const { db, workspaceId, apply } = await start();
    const source = createProgramSource();
    await apply(EXAMPLE);
    const first = await source.load(db, workspaceId);
    expect(await source.load(db, workspaceId)).toBe(first);
    await apply(exampleWith(['name: Inbound growth', 'name: Newer']));
    expect(await source.load(db, workspaceId)).toMatchObject({ version: 2, program: { name: 'Newer' } });
  });

  it('that can not be read any more is an error which says where', async () => {
    const { db, workspaceId } = await start();
    await db
      .insertInto('program_version')
      .values({
        workspace_id: workspaceId,
        version: 7,
        document: 'version: 1\nnam: x\n',
        applied_at: NOW,
        applied_by: 'cli',
      })
      .execute();
    await expect(createProgramSource().load(db, workspaceId)).rejects.toThrow(
      'version 7 of the program can not be read: line 1',
    );
  });
});
