import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileResult, ImportResult } from '#src/imports/domain.ts';
import { filesAt } from '#src/imports/files.ts';
import { importFiles } from '#src/imports/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { addWorkspace, depsOf, dump, importTexts, mappingOf, NOW } from './support.ts';
import { runs } from '../support/fuzz.ts';

const MAPPING = `
version: 1
sources:
  - file: accounts*.csv
    as: account
    key: Account ID
    set:
      name: account_name
      domain: Website
      segment: { column: plan, map: { Basic: standard, Enterprise: assisted } }
      lead: CSM
      arr: { column: ARR, number: "," }
      started_on: { column: Signed, date: DD.MM.YYYY }
  - file: contacts.csv
    as: contact
    key: id
    account: { domain: mail }
    set: { name: who, email: mail, persona: role }
  - file: subscriptions.csv
    as: subscription
    key: sub
    account: account
    set: { starts_on: from, ends_on: to, arr: arr }
  - file: usage*.csv
    as: event
    key: [id, day]
    account: { via: subscriptions.csv, match: sub, take: account }
    set: { name: feature, at: day, count: times }
    skip_when: { times: "0" }
  - file: scores.csv
    as: kpi
    key: id
    account: { name: customer }
    set: { name: { value: nps }, value: score, at: on }
  - file: churn.csv
    as: churn
    key: [account, on]
    account: account
    set: { on: on, reason: why, returned: back }
  - file: reviews.csv
    as: ebr
    key: id
    account: account
    set: { held_on: on, note: text }
`;

const FILES: Record<string, string> = {
  'accounts.csv':
    'account_id;ACCOUNT NAME;website;Plan;csm;arr;signed\n' +
    'A1;Ünïted Foods;https://Foods.example/about;Basic;mia@us.example;1.200,50;31.01.2024\n' +
    'A2;"Glob;ex";globex.example;Enterprise;MIA@us.example;;\n',
  'contacts.csv':
    'id,who,mail,role\n1,Zoë,zoe@foods.example,Decision Maker\n2,Lost,lost@nowhere.example,user\n',
  'subscriptions.csv': 'sub,account,from,to,arr\nS1,A1,2024-02-01,,100\nS2,A2,2024-02-01,2024-12-31,200\n',
  'usage.csv':
    'id,day,sub,feature,times\nU1,2024-03-01,S1,export,3\nU1,2024-03-02,S1,export,4\nU2,2024-01-30,S1,export,1\n' +
    'U3,2024-03-01 22:00,S2,login,1\nU4,2024-03-01,S9,login,1\nU5,2024-03-01,S1,login,0\nU6,2024-03-01,S1\n',
  'scores.csv':
    'id,customer,score,on\n1,united foods,9,2024-04-01\n2,nobody,8,2024-04-01\n3,glob;ex,,2024-04-01\n',
  'churn.csv': 'account,on,why,back\nA1,2024-05-01,price,no\nA1,2024-06-01,,YES\nA1,2024-07-01,,perhaps\n',
  'reviews.csv': 'id,account,on,text\n1,A1,2024-05-05,"Said:\n""good"""\n',
};

function counts(result: ImportResult): Record<string, Partial<FileResult>> {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return Object.fromEntries(
    result.files.map(({ file, created, updated, unchanged, rejected, skipped, beforeStart }) => [
      file,
      { created, updated, unchanged, rejected, skipped, beforeStart },
    ]),
  );
}

onEachDatabase('an import', (use) => {
  const setUp = async () => {
    const deps = depsOf(use());
    return { deps, workspaceId: await addWorkspace(deps) };
  };

  it('reads every kind, rejects what it can not take, and says why', async () => {
    const { deps, workspaceId } = await setUp();
    const result = await importTexts(deps, workspaceId, MAPPING, FILES);
    expect(counts(result)).toMatchObject({
      'accounts.csv': { created: 2, rejected: 0 },
      'contacts.csv': { created: 1, rejected: 1 },
      'subscriptions.csv': { created: 2 },
      'usage.csv': { created: 4, rejected: 2, skipped: 1, beforeStart: 1 },
      'scores.csv': { created: 1, rejected: 2 },
      'churn.csv': { created: 2, rejected: 1 },
      'reviews.csv': { created: 1 },
    });
    expect(result.rejects.get('usage.csv')).toBe(
      'line,column,reason,id,day,sub,feature,times\n' +
        '6,sub,"""S9"" is not in subscriptions.csv",U4,2024-03-01,S9,login,1\n' +
        '8,,has 3 of 5 columns,U6,2024-03-01,S1\n',
    );
    expect(result.rejects.get('contacts.csv')).toContain(
      '3,mail,"no account has the domain ""nowhere.example""",2',
    );
    expect(result.rejects.get('churn.csv')).toContain('4,back,"""perhaps"" is neither true nor false",A1');
    const found = await dump(deps, workspaceId);
    expect(found.accounts).toMatchObject([
      {
        key: 'A1',
        name: 'Ünïted Foods',
        name_key: 'united foods',
        domain: 'foods.example',
        segment: 'standard',
        lead: 'mia@us.example',
        arr: 1200.5,
        started_on: '2024-01-31',
      },
      {
        key: 'A2',
        name: 'Glob;ex',
        segment: 'assisted',
        lead: 'mia@us.example',
        arr: null,
        started_on: null,
      },
    ]);
    expect(found.contacts).toMatchObject([{ account: 'A1', name: 'Zoë', persona: 'decision_maker' }]);
    expect(found.events.find(({ name }) => name === 'login')).toMatchObject({
      account: 'A2',
      day: '2024-03-01',
      at: '2024-03-02T01:00:00.000Z',
      count: 1,
    });
    expect(found.values).toMatchObject([
      { account: 'A1', kpi: 'nps', value: 9, day: '2024-04-01', at: null },
    ]);
    expect(found.churn).toMatchObject([
      { returned: 0, reason: 'price' },
      { returned: 1, reason: null },
    ]);
    expect(found.ebrs).toMatchObject([
      { account: 'A1', state: 'held', held_on: '2024-05-05', note: 'Said:\n"good"' },
    ]);
  });

  it('changes nothing the second time, and marks nothing for a new assessment', async () => {
    const { deps, workspaceId } = await setUp();
    await importTexts(deps, workspaceId, MAPPING, FILES);
    const before = await dump(deps, workspaceId);
    const { db } = deps.database;
    await db.deleteFrom('stale_account').where('workspace_id', '=', workspaceId).execute();
    const again = counts(await importTexts(deps, workspaceId, MAPPING, FILES));
    for (const file of Object.values(again)) expect(file).toMatchObject({ created: 0, updated: 0 });
    expect(again['usage.csv']).toMatchObject({ unchanged: 4, rejected: 2, beforeStart: 1 });
    expect(await dump(deps, workspaceId)).toEqual(before);
    const stale = await db
      .selectFrom('stale_account')
      .select('account_id')
      .where('workspace_id', '=', workspaceId)
      .execute();
    expect(stale).toEqual([]);
  });

  it('updates what changed, moves a row to its new account, and marks both accounts', async () => {
    const { deps, workspaceId } = await setUp();
    await importTexts(deps, workspaceId, MAPPING, FILES);
    const { db } = deps.database;
    await db.deleteFrom('stale_account').where('workspace_id', '=', workspaceId).execute();
    const changed = {
      'accounts.csv': FILES['accounts.csv']!.replace('Ünïted Foods', 'United Food'),
      'subscriptions.csv': 'sub,account,from,to,arr\nS1,A2,2024-02-01,,100\n',
    };
    expect(counts(await importTexts(deps, workspaceId, MAPPING, changed))).toMatchObject({
      'accounts.csv': { updated: 1, unchanged: 1 },
      'subscriptions.csv': { updated: 1 },
    });
    const found = await dump(deps, workspaceId);
    expect(found.accounts[0]).toMatchObject({ name: 'United Food', name_key: 'united food' });
    expect(found.subscriptions.map(({ account }) => account)).toEqual(['A2', 'A2']);
    const stale = await db
      .selectFrom('stale_account')
      .select('account_id')
      .where('workspace_id', '=', workspaceId)
      .execute();
    expect(stale).toHaveLength(2);
    const audit = await db.selectFrom('audit').selectAll().where('workspace_id', '=', workspaceId).execute();
    expect(audit.find(({ action }) => action === 'account.update')).toMatchObject({
      actor: 'cli',
      before: '{"name":"Ünïted Foods"}',
      after: '{"name":"United Food"}',
    });
  });

  it('counts a key that stands twice once, and rejects its second row when it differs', async () => {
    const { deps, workspaceId } = await setUp();
    await importTexts(deps, workspaceId, MAPPING, FILES);
    const subscriptions =
      'sub,account,from,to,arr\nS7,A1,2024-02-01,,1\nS7,A1,2024-02-01,,1\nS7,A1,2024-02-01,,2\n';
    const files = { 'subscriptions.csv': subscriptions };
    const first = await importTexts(deps, workspaceId, MAPPING, files);
    expect(counts(first)).toMatchObject({ 'subscriptions.csv': { created: 1, unchanged: 1, rejected: 1 } });
    expect(first.rejects.get('subscriptions.csv')).toContain(
      '4,sub,"the key ""S7"" stands on an earlier row',
    );
    const second = counts(await importTexts(deps, workspaceId, MAPPING, files));
    expect(second).toMatchObject({ 'subscriptions.csv': { created: 0, unchanged: 2, rejected: 1 } });
  });

  it('finds the accounts of rows by what it imported before, when the other file is not given', async () => {
    const { deps, workspaceId } = await setUp();
    const { 'usage.csv': usage = '', ...others } = FILES;
    await importTexts(deps, workspaceId, MAPPING, others);
    const result = await importTexts(deps, workspaceId, MAPPING, { 'usage.csv': usage });
    expect(counts(result)).toMatchObject({ 'usage.csv': { created: 4, rejected: 2 } });
  });

  it('writes nothing when strict and one row is bad, and everything when none is', async () => {
    const { deps, workspaceId } = await setUp();
    const before = await dump(deps, workspaceId);
    const refused = await importTexts(deps, workspaceId, MAPPING, FILES, { strict: true });
    expect(refused).toMatchObject({ ok: false, problem: 'rejected' });
    expect(refused.files.find(({ file }) => file === 'usage.csv')).toMatchObject({ created: 0, rejected: 2 });
    expect(await dump(deps, workspaceId)).toEqual(before);
    const good = { 'accounts.csv': FILES['accounts.csv']!, 'subscriptions.csv': FILES['subscriptions.csv']! };
    expect((await importTexts(deps, workspaceId, MAPPING, good, { strict: true })).ok).toBe(true);
    expect((await dump(deps, workspaceId)).subscriptions).toHaveLength(2);
  });

  it('refuses a file that is broken in its middle, or lacks a column, before anything is written', async () => {
    const { deps, workspaceId } = await setUp();
    const before = await dump(deps, workspaceId);
    const lacking = { ...FILES, 'churn.csv': 'account,onn,why,back\nA1,2024-05-01,,no\n' };
    expect(await importTexts(deps, workspaceId, MAPPING, lacking)).toMatchObject({
      ok: false,
      problem: 'unreadable',
      problems: [
        {
          file: 'churn.csv',
          problem: 'has no column "on"; did you mean "onn"? Its columns: account, onn, why, back',
        },
      ],
    });
    const broken = Buffer.concat([Buffer.from(FILES['accounts.csv']!), Buffer.from([0xe9, 0x0a])]);
    const result = await importFiles(deps, workspaceId, {
      mapping: mappingOf(MAPPING),
      files: [
        {
          name: 'accounts.csv',
          path: null,
          bytes: null,
          found: false,
          open: async function* () {
            yield broken;
          },
        },
      ],
      timezone: 'UTC',
      actor: 'cli',
    });
    expect(result).toMatchObject({ ok: false, problems: [{ line: 4 }] });
    expect(await importTexts(deps, workspaceId, MAPPING, { 'user.csv': 'a\n1' })).toMatchObject({
      problems: [{ problem: expect.stringContaining('is not in the mapping') }],
    });
    expect(await dump(deps, workspaceId)).toEqual(before);
  });

  it('gives the same tables for any order and any split of the files, and nothing new the second time', async () => {
    const row = fc.record({
      account: fc.integer({ min: 0, max: 3 }),
      day: fc.integer({ min: 1, max: 28 }),
      feature: fc.constantFrom('export', 'login', 'ünï'),
      times: fc.integer({ min: 0, max: 5 }),
    });
    const split = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        split,
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        async (rows, parts, order) => {
          const deps = depsOf(use());
          const lines = rows.map(
            ({ account, day, feature, times }, index) =>
              `U${index},2024-03-${String(day).padStart(2, '0')},S${account},${feature},${times}`,
          );
          const head = 'id,day,sub,feature,times\n';
          const common = {
            'accounts.csv': `account_id,account_name,website,plan,csm,arr,signed\n${['A0', 'A1', 'A2']
              .map((key) => `${key},${key},,Basic,,,`)
              .join('\n')}`,
            'subscriptions.csv': `sub,account,from,to,arr\n${[0, 1, 2].map((n) => `S${n},A${n},,,1`).join('\n')}`,
          };
          const mixed = lines.map((line, index) => ({ line, part: parts[index], at: order[index] ?? 0 }));
          mixed.sort((a, b) => a.at - b.at);
          const pieces = Object.fromEntries(
            [0, 1, 2].map((part) => [
              `usage-${part}.csv`,
              head +
                mixed
                  .filter((entry) => entry.part === part)
                  .map(({ line }) => line)
                  .join('\n'),
            ]),
          );
          const whole = await addWorkspace(deps);
          await importTexts(deps, whole, MAPPING, { ...common, 'usage.csv': head + lines.join('\n') });
          const inPieces = await addWorkspace(deps);
          await importTexts(deps, inPieces, MAPPING, { ...common, ...pieces });
          const found = await dump(deps, inPieces);
          expect(found).toEqual(await dump(deps, whole));
          const again = counts(await importTexts(deps, inPieces, MAPPING, { ...common, ...pieces }));
          expect(Object.values(again).every(({ created, updated }) => created === 0 && updated === 0)).toBe(
            true,
          );
          expect(await dump(deps, inPieces)).toEqual(found);
        },
      ),
      { numRuns: runs(15) },
    );
  });

  it('asks for an address where several people bear a name', async () => {
    const { deps, workspaceId } = await setUp();
    const people = ['a@us.example', 'b@us.example'].map((email) => ({
      workspace_id: workspaceId,
      id: deps.makeId(),
      name: 'Mia Lund',
      email,
      created_at: NOW.toISOString(),
    }));
    await deps.database.db.insertInto('person').values(people).execute();
    const head = 'account_id,account_name,website,plan,csm,arr,signed\n';
    const result = await importTexts(deps, workspaceId, MAPPING, {
      'accounts.csv': `${head}A1,One,,Basic,mia lund,,\nA2,Two,,Basic,B@us.example,,\nA3,Three,,Gold,,,\n`,
    });
    expect(counts(result)).toMatchObject({ 'accounts.csv': { created: 1, rejected: 2 } });
    expect(result.rejects.get('accounts.csv')).toContain('several people are called ""mia lund""');
    expect(result.rejects.get('accounts.csv')).toContain('""Gold"" is not in the mapping\'s map');
    expect((await dump(deps, workspaceId)).accounts[0]?.lead).toBe('Mia Lund');
  });
});

describe('files on a disk', () => {
  const made: string[] = [];
  afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true }))));

  onEachDatabase('rejected rows', (use) => {
    it('stand beside their file, can be corrected there, and go when all is well', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'milepost-import-'));
      made.push(directory);
      const deps = depsOf(use());
      const workspaceId = await addWorkspace(deps);
      const run = async (...paths: string[]) => {
        const found = await filesAt(paths);
        if (!found.ok) throw new Error(found.path);
        const mapping = mappingOf(MAPPING);
        return importFiles(deps, workspaceId, { mapping, files: found.files, timezone: 'UTC', actor: 'cli' });
      };
      for (const [name, text] of Object.entries(FILES)) await writeFile(join(directory, name), text);
      await writeFile(join(directory, 'notes.txt'), 'nothing');
      const first = await run(directory);
      expect(first.files.find(({ file }) => file === 'churn.csv')).toMatchObject({
        rejectedFile: join(directory, 'churn.csv.rejected.csv'),
      });
      const rejected = join(directory, 'churn.csv.rejected.csv');
      await writeFile(rejected, (await readFile(rejected, 'utf8')).replace(/,perhaps$/m, ',no'));
      expect((await run(rejected)).files).toMatchObject([{ created: 1, rejected: 0 }]);
      await writeFile(join(directory, 'churn.csv'), FILES['churn.csv']!.replace('perhaps', 'no'));
      await run(directory);
      const left = (await readdir(directory)).filter((name) => name.endsWith('.rejected.csv'));
      expect(left).not.toContain('churn.csv.rejected.csv');
      expect(left).toContain('usage.csv.rejected.csv');
    });
  });
});
