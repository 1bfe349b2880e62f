/** Every command of the command line, as a process of its own on a real database. */
import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEachDatabase } from '../support/database.ts';
import { runMilepost } from '../support/run-milepost.ts';
import { DATE, fill, FILES, importWords, openCli, PROGRAM, type Cli } from './fixture.ts';

const THREE_MONTHS = 'ebr-same-milestone-3-months';
const YES = { code: 0, err: '' };

onEachDatabase('the command line', (use) => {
  let cli: Cli;
  beforeAll(async () => {
    cli = await openCli(use().url);
  });
  afterAll(() => cli.remove());

  it('keeps a program, and gives it back as it was written', async () => {
    expect(await cli.json(['migrate'])).toEqual({ ...YES, answer: { applied: [] } });
    const file = cli.path('program.yml');
    expect(await cli.json(['program', 'check', file])).toEqual({
      ...YES,
      answer: { ok: true, version: null, problems: [] },
    });
    expect(await cli.json(['program', 'apply', file])).toMatchObject({
      ...YES,
      answer: { ok: true, version: 1, problems: [] },
    });
    expect(await cli.json(['program', 'apply', file])).toMatchObject({
      answer: { version: 1, unchanged: true },
    });
    expect(await cli.run(['program', 'export'])).toEqual({
      ...YES,
      out: `# Milepost program, version 1\n${PROGRAM}`,
    });
    expect((await cli.json(['program', 'export'])).answer).toMatchObject({ version: 1, document: PROGRAM });
    const changed = await cli.write('changed.yml', PROGRAM.replace('usual_days: 60', 'usual_days: 61'));
    expect(await cli.json(['program', 'apply', changed])).toMatchObject({
      answer: { version: 2, unchanged: false },
    });
  });

  it('says that a morning without accounts waits for an import', async () => {
    const { code, out } = await cli.run(['morning', '--date', DATE, '--dry-run']);
    expect(code).toBe(0);
    expect(out).toBe(
      'there are no accounts yet: import some with "milepost import FILE --map MAPPING"; nothing was written or posted\n',
    );
  });

  it('imports files, keeps the rows that can not be read apart, and takes nothing when it is strict', async () => {
    const empty = await cli.dump();
    const rotten = `${FILES['accounts.csv']}rotten,Rotten Ltd,,31.12.2024,\n`;
    await cli.write('accounts.csv', rotten);
    const strict = await cli.json([...importWords(cli), '--as-of', DATE, '--strict']);
    expect(strict).toMatchObject({
      code: 1,
      answer: { ok: false, files: [{ file: 'accounts.csv', read: 6, created: 0, rejected: 1 }, {}, {}] },
      err: expect.stringMatching(/^milepost: nothing was imported, because of --strict: [^\n]+\n$/),
    });
    expect(await cli.dump()).toEqual(empty);

    const counts = { updated: 0, unchanged: 0, returned: 0, ended: 0 };
    const { answer } = await cli.json([...importWords(cli), '--as-of', DATE]);
    expect(answer['files']).toMatchObject([
      { ...counts, file: 'accounts.csv', as: 'account', read: 6, created: 5, rejected: 1 },
      { ...counts, file: 'events.csv', as: 'event', read: 3, created: 3, rejected: 0, beforeStart: 1 },
      { ...counts, file: 'values.csv', as: 'kpi', read: 2, created: 2, rejected: 0 },
    ]);
    const rejected = parse(await readFile(cli.path('accounts.csv.rejected.csv')), { columns: true });
    expect(rejected).toMatchObject([{ line: '7', column: 'start', id: 'rotten', name: 'Rotten Ltd' }]);

    await cli.write('accounts.csv', FILES['accounts.csv']);
    const again = await cli.run([...importWords(cli), '--as-of', DATE]);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/^accounts\.csv as account: 5 rows, 0 created, 0 updated, 5 unchanged\n/);
    await expect(stat(cli.path('accounts.csv.rejected.csv'))).rejects.toThrow('ENOENT');
  });

  it('says where everybody is', async () => {
    const { answer, ...rest } = await cli.json(['assess', '--date', DATE]);
    expect(rest).toEqual(YES);
    expect(answer).toEqual({
      date: DATE,
      accounts: [
        {
          key: 'acme',
          name: 'Acme Robotics',
          working_on: 'second',
          since: '2024-02-20',
          days: 279,
          pace: 'stuck',
          slipped: [],
          reached: { first: '2024-02-20' },
        },
        {
          key: 'bluebird',
          name: 'Bluebird GmbH',
          working_on: 'first',
          since: '2024-11-01',
          days: 24,
          pace: 'on_track',
          slipped: [],
          reached: {},
        },
        {
          key: 'done',
          name: 'Done Ltd',
          working_on: null,
          since: '2024-04-01',
          days: null,
          pace: null,
          slipped: ['second'],
          reached: { first: '2024-03-10', second: '2024-04-01' },
        },
        {
          key: 'foods',
          name: 'Acme Foods',
          working_on: 'first',
          since: '2024-02-01',
          days: 298,
          pace: 'stuck',
          slipped: [],
          reached: {},
        },
      ],
    });
    const { out } = await cli.run(['assess', '--date', '2024-01-15']);
    expect(out).toBe('acme\tAcme Robotics\tfirst\t5 days\ton_track\n1 account assessed on 2024-01-15\n');
  });

  it('rehearses a morning without writing, does it once, and tells the next day what is new', async () => {
    const listed = {
      date: DATE,
      due: [{ key: 'acme' }, { key: 'foods' }],
      others: [{ key: 'done' }],
      unassessed: [{ key: 'bare', reason: 'no start date' }],
    };
    const before = await cli.dump();
    expect(await cli.json(['morning', '--date', DATE, '--dry-run'])).toMatchObject({
      ...YES,
      answer: { ...listed, posted: false, waits: false },
    });
    expect(await cli.dump()).toEqual(before);

    const { answer } = await cli.json(['morning', '--date', DATE]);
    // The bot looks who reads along before it posts the list.
    expect(answer).toMatchObject({ ...listed, posted: false, waits: true });
    const [first] = answer['due'] as unknown[];
    expect(first).toEqual({
      key: 'acme',
      name: 'Acme Robotics',
      rule: THREE_MONTHS,
      cta: 'ebr',
      isNew: true,
      owner: 'priya@example.com',
      why: [
        {
          clause: 'at the same milestone for more than 3 months',
          actual: 'same milestone since 20 Feb (279 days)',
          holds: true,
        },
        { clause: 'no EBR since the milestone began', actual: 'no EBR since then, nor before', holds: true },
      ],
    });
    expect(answer['others']).toEqual([
      {
        key: 'done',
        name: 'Done Ltd',
        rule: 'slipped-back',
        cta: 'check_in',
        title: 'Slipped back',
        due: '2024-11-27',
        isNew: true,
        owner: null,
        why: [{ clause: 'a reached milestone has slipped', actual: 'slipped: “Second”', holds: true }],
      },
    ]);
    expect(await cli.json(['morning', '--date', DATE])).toMatchObject({
      answer: { ...listed, posted: false, waits: false },
    });
    const next = await cli.json(['morning', '--date', '2024-11-26']);
    expect(next.answer['due']).toMatchObject([
      { key: 'acme', isNew: false },
      { key: 'foods', isNew: false },
    ]);
  });

  it('explains an account by its key, its name or its domain, listed or not', async () => {
    const rulesOf = async (key: string, date: string) => {
      const { answer, ...rest } = await cli.json(['why', key, '--date', date]);
      expect(rest).toEqual(YES);
      return (answer['rules'] as { rule: string }[]).find(({ rule }) => rule === THREE_MONTHS);
    };
    const clauses = [expect.objectContaining({ holds: true }), expect.objectContaining({ holds: true })];
    expect(await rulesOf('acme', '2024-05-21')).toMatchObject({
      listed: true,
      clauses,
      holdsOn: '2024-05-21',
    });
    expect(await rulesOf('Acme Robotics', '2024-05-20')).toMatchObject({
      listed: false,
      clauses: [{ holds: false }, { holds: true }],
      holdsOn: '2024-05-21',
    });
    expect(await rulesOf('bluebird.example', DATE)).toMatchObject({ listed: false, holdsOn: '2025-02-02' });
    expect((await cli.run(['why', 'acme', '--date', DATE])).out).toMatch(
      /^Acme Robotics on 2024-11-25\nSame milestone for more than 3 months: listed\n {2}yes {2}/,
    );

    const unclear = await cli.run(['why', 'acm', '--date', DATE]);
    expect(unclear).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^milepost: "acm" may mean several accounts: [^\n]*Acme Foods \(foods\)[^\n]*; say which one by its key\n$/,
      ),
    });
    expect(await cli.json(['why', 'Bluebirt GmbH', '--date', DATE])).toMatchObject({
      code: 1,
      answer: { ok: false, problem: expect.stringContaining('Bluebird GmbH (bluebird)') },
    });
    expect(await cli.run(['why', 'bare', '--date', DATE])).toMatchObject({
      code: 1,
      err: expect.stringContaining('needs a start date'),
    });
  });

  it('takes today from the clock that the environment sets, in the time zone of the workspace', async () => {
    const { answer } = await cli.json(['assess'], { MILEPOST_NOW: '2024-11-26T01:30:00Z' });
    expect(answer['date']).toBe('2024-11-25');
  });

  it('exports each kind as CSV', async () => {
    const rows = async (kind: string): Promise<Record<string, string>[]> => {
      const { out, ...rest } = await cli.run(['export', kind]);
      expect(rest).toEqual(YES);
      return parse(out, { columns: true });
    };
    expect(await rows('accounts')).toMatchObject([
      {
        key: 'acme',
        name: 'Acme Robotics',
        domain: 'acme.example',
        lead: 'priya@example.com',
        working_on: 'second',
        since: '2024-02-20',
      },
      { key: 'bare', started_on: '', working_on: '' },
      { key: 'bluebird', started_on: '2024-11-01' },
      { key: 'done', working_on: '' },
      { key: 'foods' },
    ]);
    expect(await rows('events')).toHaveLength(3);
    expect(await rows('kpis')).toMatchObject([
      { account: 'done', kpi: 'leads', day: '2024-04-01', value: '80' },
      {},
    ]);
    const ctas = await rows('ctas');
    expect(new Set(ctas.map(({ account }) => account))).toEqual(new Set(['acme', 'foods', 'done']));
    expect(ctas).toHaveLength(3);
    expect(ctas.find(({ account }) => account === 'acme')).toMatchObject({
      type: 'ebr',
      rule: THREE_MONTHS,
      state: 'open',
      due_on: '2024-12-02',
      opened_on: DATE,
    });
    expect(await rows('ebrs')).toEqual([]);
  });

  it('ends who is missing from a full snapshot, and returns who is back', async () => {
    const accounts = [
      'import',
      cli.path('accounts.csv'),
      '--map',
      cli.path('mapping.yml'),
      '--full-snapshot',
      '--as-of',
    ];
    await cli.run([...accounts, DATE]);
    await cli.write('accounts.csv', FILES['accounts.csv'].replace(/^foods.*\n/m, ''));
    expect((await cli.json([...accounts, '2024-12-02'])).answer['files']).toMatchObject([
      { read: 4, ended: 1, returned: 0 },
    ]);
    const { answer } = await cli.json(['morning', '--date', '2024-12-02', '--dry-run']);
    expect(answer['due']).toMatchObject([{ key: 'acme' }]);
    await cli.write('accounts.csv', FILES['accounts.csv']);
    expect((await cli.json([...accounts, '2024-12-09'])).answer['files']).toMatchObject([
      { ended: 0, returned: 1 },
    ]);
  });

  it('makes, lists and revokes write keys', async () => {
    const made = await cli.json(['write-key', 'create', 'Web shop']);
    expect(made).toMatchObject({
      ...YES,
      answer: { ok: true, name: 'Web shop', key: expect.stringMatching(/^mp_/) },
    });
    const { id, key } = made.answer as { id: string; key: string };
    const listed = await cli.json(['write-key', 'list']);
    expect(listed.answer).toMatchObject({ keys: [{ id, name: 'Web shop', revokedAt: null }] });
    expect(JSON.stringify([listed, await cli.dump()])).not.toContain(key);
    expect(await cli.json(['write-key', 'revoke', id])).toMatchObject({ ...YES, answer: { ok: true, id } });
    expect(await cli.json(['write-key', 'revoke', id])).toMatchObject({ code: 1, answer: { ok: false } });
    expect((await cli.run(['write-key', 'list'])).out).toContain('revoked');
  });

  it('copies a SQLite database into a file that works, and names the tool for PostgreSQL', async () => {
    const copy = cli.path('copy.db');
    const answer = await cli.json(['backup', copy]);
    if (use().dialect === 'postgres') {
      expect(answer).toMatchObject({
        code: 1,
        answer: { ok: false },
        err: expect.stringContaining('pg_dump'),
      });
      return;
    }
    expect(answer).toEqual({ ...YES, answer: { bytes: (await stat(copy)).size } });
    const there = { DATABASE_URL: `sqlite:${copy}` };
    expect((await cli.run(['export', 'ctas'], there)).out).toBe((await cli.run(['export', 'ctas'])).out);
    expect((await cli.run(['program', 'export'], there)).out).toContain('usual_days: 61');

    expect(await cli.run(['backup', copy])).toMatchObject({
      code: 1,
      err: expect.stringContaining('is there already'),
    });
    expect(await cli.run(['backup', cli.path('no/such/copy.db')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no folder'),
    });
  });
});

it('brings a new database to the newest migration, once', async () => {
  const cli = await openCli();
  const first = await cli.json(['migrate']);
  expect(first.answer['applied']).toContain('0001-foundation');
  expect((await cli.json(['migrate'])).answer).toEqual({ applied: [] });
  expect(await cli.run(['migrate'])).toEqual({ ...YES, out: 'the database is up to date\n' });
  await fill(cli);
  expect((await cli.json(['morning', '--date', DATE])).answer).toMatchObject({ waits: true });
  await cli.remove();
});

it('ends quietly when nobody reads on', async () => {
  const cli = await openCli();
  await fill(cli);
  for (const words of [['export', 'accounts'], ['assess', '--date', DATE], ['--help']]) {
    const env = { DATABASE_URL: `sqlite:${cli.path('milepost.db')}` };
    expect(await runMilepost(words, env, { isRead: false })).toEqual({ code: 0, out: '', err: '' });
  }
  await cli.remove();
});
