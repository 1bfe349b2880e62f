/** Touchpoints and answers that an import brings and an export takes out: once, with the right people, and back again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Deps } from '#src/base/deps.ts';
import { csvHeader, csvRows } from '#src/exports/csv.ts';
import { readExport, type ExportKind, type ExportRow } from '#src/exports/store.ts';
import { uploadedFile } from '#src/imports/files.ts';
import { mapByNames } from '#src/imports/plain-mapping.ts';
import { importFiles } from '#src/imports/service.ts';
import { applyProgram } from '#src/program/service.ts';
import { findAnswer } from '#src/surveys/service.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { addWorkspace, depsOf, importTexts } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';

const CALLS = `
version: 1
sources:
  - file: calls.csv
    as: touchpoint
    key: id
    account: account
    set: { contact: who, persona: { column: role, map: { boss: decision_maker, worker: user } }, kind: { value: call }, at: at, note: note }
  - file: meetings.csv
    as: touchpoint
    key: id
    account: account
    set: { contact: who, persona: role, kind: kind, day: day }
`;
const NPS = `
version: 1
sources:
  - file: nps.csv
    as: survey
    key: id
    account: account
    set: { survey: { value: NPS }, value: score, contact: email, at: at, note: why }
`;

onEachDatabase('an import', (use) => {
  const start = async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const accountId = await makeAccount(use(), workspaceId, { key: 'acme', name: 'Acme' });
    await makeAccount(use(), workspaceId, { key: 'other', name: 'Other' });
    await use()
      .db.insertInto('contact')
      .values([
        {
          workspace_id: workspaceId,
          id: `${workspaceId}-ada`,
          account_id: accountId,
          key: 'crm-1',
          name: 'Ada Ám',
          email: 'ada@acme.com',
          persona: 'decision_maker',
          qualifiers: '[]',
        },
        {
          workspace_id: workspaceId,
          id: `${workspaceId}-bob`,
          account_id: accountId,
          key: 'crm-2',
          name: 'Bob',
          persona: null,
          qualifiers: '[]',
        },
      ])
      .execute();
    return { deps, workspaceId, accountId };
  };
  const rowsOf = async (deps: Deps, workspaceId: string, kind: ExportKind) => {
    const rows: ExportRow[] = [];
    for await (const batch of readExport(deps.database.db, workspaceId, kind, 2)) rows.push(...batch);
    return rows;
  };

  describe('of touchpoints', () => {
    const files = {
      'calls.csv': `id,account,who,role,at,note
1,acme,ada am,,2024-11-20T22:30:00Z,"said ""yes"""
2,acme,Eve,worker,2024-11-21,
3,acme,bob,,2024-11-21,
4,acme,,,2024-11-21,
5,acme,,boss,2031-01-01,
6,nobody,,boss,2024-11-21,
`,
      'meetings.csv': `id,account,who,role,kind,day\n1,acme,ADA@acme.com,,Meeting,2024-11-22\n2,acme,,user,party,2024-11-22\n`,
    };
    const rejectsIn = (result: Awaited<ReturnType<typeof importTexts>>) =>
      [...result.rejects.values()].join('\n');

    it('finds contacts by name and address, and says of each row that it cannot take why', async () => {
      const { deps, workspaceId } = await start();
      const result = await importTexts(deps, workspaceId, CALLS, files);
      expect(result.files).toMatchObject([
        { as: 'touchpoint', created: 2, rejected: 4 },
        { as: 'touchpoint', created: 1, rejected: 1 },
      ]);
      const rejects = rejectsIn(result);
      expect(rejects).toContain('is empty, and of the contact no persona is known');
      expect(rejects).toContain('it lies in the future');
      expect(rejects).toContain('no account has the key');
      expect(rejects).toContain('is not one of call, meeting, message, event');
      const kept = await rowsOf(deps, workspaceId, 'touchpoints');
      expect(kept).toMatchObject([
        { contact: 'Ada Ám', persona: 'decision_maker', kind: 'call', day: '2024-11-20', note: 'said "yes"' },
        { contact: 'Eve', persona: 'user', kind: 'call', day: '2024-11-21', note: null },
        { contact: 'Ada Ám', persona: 'decision_maker', kind: 'meeting', day: '2024-11-22' },
      ]);
    });

    it('of the same files changes nothing; a changed row changes its touchpoint', async () => {
      const { deps, workspaceId } = await start();
      await importTexts(deps, workspaceId, CALLS, files);
      const before = await rowsOf(deps, workspaceId, 'touchpoints');
      const again = await importTexts(deps, workspaceId, CALLS, files);
      expect(again.files).toMatchObject([
        { created: 0, updated: 0, unchanged: 2 },
        { created: 0, updated: 0, unchanged: 1 },
      ]);
      expect(await rowsOf(deps, workspaceId, 'touchpoints')).toEqual(before);
      const changed = { 'calls.csv': files['calls.csv'].replace('worker,2024-11-21', 'boss,2024-11-19') };
      expect((await importTexts(deps, workspaceId, CALLS, changed)).files[0]).toMatchObject({
        created: 0,
        updated: 1,
        unchanged: 1,
      });
      const contacts = await use()
        .db.selectFrom('contact')
        .select('name')
        .where('workspace_id', '=', workspaceId)
        .execute();
      expect(contacts.map(({ name }) => name).toSorted()).toEqual(['Ada Ám', 'Bob', 'Eve']);
    });

    it('writes no contact for a row that it rejects', async () => {
      const { deps, workspaceId } = await start();
      const late = { 'calls.csv': `id,account,who,role,at,note\n1,acme,Zed,boss,2031-01-01,\n` };
      expect((await importTexts(deps, workspaceId, CALLS, late)).files[0]).toMatchObject({ rejected: 1 });
      const contacts = await use()
        .db.selectFrom('contact')
        .select('name')
        .where('workspace_id', '=', workspaceId)
        .execute();
      expect(contacts).toHaveLength(2);
    });
  });

  it('of reviews says whether a decision maker was there, who then counts as spoken with', async () => {
    const { deps, workspaceId } = await start();
    const mapping = `
version: 1
sources:
  - file: ebrs.csv
    as: ebr
    key: id
    account: account
    set: { held_on: day, decision_maker_there: boss }
`;
    const read = (rows: string) =>
      importTexts(deps, workspaceId, mapping, { 'ebrs.csv': `id,account,day,boss\n${rows}` });
    await read('1,acme,2024-10-01,yes\n2,acme,2024-10-02,no\n3,acme,2024-10-03,\n');
    const days = async () =>
      (await rowsOf(deps, workspaceId, 'touchpoints')).map(({ persona, kind, day }) => [persona, kind, day]);
    expect(await days()).toEqual([['decision_maker', 'meeting', '2024-10-01']]);
    expect((await read('1,acme,2024-10-01,yes\n')).files[0]).toMatchObject({ unchanged: 1 });
    await read('1,acme,2024-10-01,no\n3,acme,2024-10-04,yes\n');
    expect(await days()).toEqual([['decision_maker', 'meeting', '2024-10-04']]);
  });

  describe('of answers', () => {
    const csv = `id,account,email,score,at,why
1,acme,ADA@acme.com,9,2024-11-20T10:00:00Z,Fast
2,acme,new@acme.com,"7,5",2024-11-20,
3,acme,,4,2024-11-21,
4,acme,,,2024-11-21,
`;
    const read = (deps: Deps, workspaceId: string, text: string) =>
      importTexts(deps, workspaceId, NPS.replace('value: score', 'value: { column: score, number: "," }'), {
        'nps.csv': text,
      });

    it('gives each its contact and persona, and again changes nothing', async () => {
      const { deps, workspaceId } = await start();
      const first = await read(deps, workspaceId, csv);
      expect(first.files[0]).toMatchObject({ created: 3, rejected: 1 });
      expect(await rowsOf(deps, workspaceId, 'surveys')).toMatchObject([
        {
          survey: 'NPS',
          value: 9,
          persona: 'decision_maker',
          contact: 'Ada Ám',
          note: 'Fast',
          answered_by: 'customer',
        },
        { value: 7.5, persona: 'account', contact: 'new@acme.com', day: '2024-11-20' },
        { value: 4, persona: 'account', contact: null },
      ]);
      expect((await read(deps, workspaceId, csv)).files[0]).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: 3,
      });
    });

    it('says which surveys no metric asks for, and which ones are asked for', async () => {
      const { deps, workspaceId } = await start();
      const program = readFileSync(join(import.meta.dirname, '../../examples/inbound/program.yml'), 'utf8');
      expect(await applyProgram(deps, workspaceId, program, 'cli')).toMatchObject({ ok: true });
      const result = await importTexts(deps, workspaceId, NPS, {
        'nps.csv': 'id,account,score,email,at,why\n1,acme,7,,2024-11-20,\n',
      });
      expect(result).toMatchObject({ ok: true });
      expect('notices' in result && result.notices).toEqual([
        expect.stringMatching(
          /^nps\.csv: no metric of the scorecard asks for the survey "NPS": its answers are kept, and count for nothing; it asks for .*"would_sign_again"/,
        ),
      ]);
    });

    it('of ours takes what we could have answered, and makes people only of rows that it takes', async () => {
      const { deps, workspaceId } = await start();
      const mapping = `
version: 1
sources:
  - file: views.csv
    as: survey
    key: id
    account: account
    set: { survey: { value: user-work }, value: score, day: day, answered_by: who }
`;
      const views = `id,account,score,day,who
1,acme,4,2024-11-20,Priya Nair
2,acme,9,2024-11-20,Jonas Weber
3,acme,2.5,2024-11-20,Jonas Weber
4,acme,4,2031-12-01,Pryia Nair
5,acme,9,2024-11-20,customer
`;
      const result = await importTexts(deps, workspaceId, mapping, { 'views.csv': views });
      expect(result.files[0]).toMatchObject({ created: 2, rejected: 3 });
      const rejects = [...result.rejects.values()].join('\n');
      expect(rejects.split('Write a whole number from 1 (not at all) to 5 (certainly).')).toHaveLength(3);
      expect(rejects).toContain('it lies in the future');
      const people = await use()
        .db.selectFrom('person')
        .select(['id', 'name', 'role'])
        .where('workspace_id', '=', workspaceId)
        .execute();
      expect(people).toMatchObject([{ name: 'Priya Nair', role: 'csm' }]);
      const kept = await use()
        .db.selectFrom('survey_answer')
        .select(['value', 'answered_by'])
        .where('workspace_id', '=', workspaceId)
        .orderBy('value')
        .execute();
      expect(kept).toEqual([
        { value: 4, answered_by: people[0]!.id },
        { value: 9, answered_by: 'customer' },
      ]);
    });

    it('leaves what a person has corrected', async () => {
      const { deps, workspaceId } = await start();
      await read(deps, workspaceId, csv);
      await use()
        .db.updateTable('survey_answer')
        .set({ value: 2, version: 2 })
        .where('workspace_id', '=', workspaceId)
        .where('value', '=', 9)
        .execute();
      expect((await read(deps, workspaceId, csv.replace('7,5', '8'))).files[0]).toMatchObject({
        updated: 1,
        unchanged: 2,
      });
      const values = (await rowsOf(deps, workspaceId, 'surveys')).map(({ value }) => value);
      expect(values).toEqual([2, 8, 4]);
    });
  });

  describe('of an export', () => {
    const readBack = async (deps: Deps, workspaceId: string, as: 'touchpoint' | 'survey', csv: string) => {
      const mapped = mapByNames('rows.csv', as, csv.slice(0, csv.indexOf('\n')).split(','));
      if (!mapped.ok) throw new Error(mapped.problem);
      const result = await importFiles(deps, workspaceId, {
        mapping: mapped.mapping,
        files: [uploadedFile('rows.csv', Buffer.from(csv))],
        timezone: 'Europe/Berlin',
        actor: 'cli',
      });
      return { ...result.files[0]!, rejects: [...result.rejects.values()] };
    };
    const fill = async ({ deps, workspaceId, accountId }: Awaited<ReturnType<typeof start>>) => {
      const { db } = use();
      await db
        .insertInto('person')
        .values({
          workspace_id: workspaceId,
          id: `${workspaceId}-p`,
          name: 'Priya',
          email: 'p@x.com',
          created_at: '',
        })
        .execute();
      await db
        .insertInto('contact')
        .values({
          workspace_id: workspaceId,
          id: `${workspaceId}-ada2`,
          account_id: accountId,
          key: 'crm-9',
          name: 'Ada Ám',
          persona: 'user',
          qualifiers: '[]',
        })
        .execute();
      const row = { workspace_id: workspaceId, account_id: accountId };
      await db
        .insertInto('touchpoint')
        .values([
          {
            ...row,
            id: deps.makeId(),
            persona: 'user',
            contact_id: `${workspaceId}-ada2`,
            day: '2024-11-01',
            kind: 'call',
            note: '=1+1\nhe said',
            key: 'form|x|y',
            logged_by: `${workspaceId}-p`,
            logged_at: 'then',
          },
          {
            ...row,
            id: deps.makeId(),
            persona: 'decision_maker',
            day: '2024-11-02',
            kind: 'event',
            key: null,
            logged_by: 'cli',
            logged_at: 'then',
          },
        ])
        .execute();
      const answer = { ...row, survey: 'NPS', day: '2024-11-01', value: 1 };
      await db
        .insertInto('survey_answer')
        .values([
          {
            ...answer,
            id: deps.makeId(),
            persona: 'user',
            contact_id: `${workspaceId}-ada2`,
            answered_by: 'customer',
            answered_at: '2024-11-01',
            note: '-x',
          },
          {
            ...answer,
            id: deps.makeId(),
            persona: 'account',
            survey: 'user-work',
            value: 4,
            answered_by: `${workspaceId}-p`,
            answered_at: '2024-11-01T10:00:00.000Z',
          },
        ])
        .execute();
    };

    it.each([
      ['touchpoint', 'touchpoints'],
      ['survey', 'surveys'],
    ] as const)('as %s comes back as it was, and again changes nothing', async (as, kind) => {
      const from = await start();
      await fill(from);
      const csvOf = async (workspaceId: string) =>
        csvHeader(kind) + csvRows(kind, await rowsOf(from.deps, workspaceId, kind));
      const csv = await csvOf(from.workspaceId);
      const unchanged = { created: 0, updated: 0, unchanged: 2, rejected: 0 };
      expect(await readBack(from.deps, from.workspaceId, as, csv)).toMatchObject(unchanged);
      const copy = await start();
      expect(await readBack(copy.deps, copy.workspaceId, as, csv)).toMatchObject({ created: 2, rejects: [] });
      expect(await readBack(copy.deps, copy.workspaceId, as, csv)).toMatchObject(unchanged);
      const shown = async (workspaceId: string) =>
        (await rowsOf(from.deps, workspaceId, kind)).map(
          ({ id: _id, cursor: _cursor, logged_by: _by, logged_at: _at, ...row }) => row,
        );
      expect(await shown(copy.workspaceId)).toEqual(await shown(from.workspaceId));
    });
  });

  it('is of its own account alone', async () => {
    const { deps, workspaceId } = await start();
    const row = (account: string) => `id,account,email,score,at,why\n1,${account},,4,2024-11-21,\n`;
    await importTexts(deps, workspaceId, NPS, { 'nps.csv': row('acme') });
    const moved = await importTexts(deps, workspaceId, NPS, { 'nps.csv': row('other') });
    expect([...moved.rejects.values()].join()).toContain('this answer is of another account');
    expect(await findAnswer(use().db, workspaceId, 'none')).toBeNull();
  });
});
