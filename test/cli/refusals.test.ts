/** What the command line refuses: the exit code, one line that says why and what to do, and nothing changed. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMilepost } from '../support/run-milepost.ts';
import { DATE, fill, importWords, MAPPING, openCli, PROGRAM, type Cli } from './fixture.ts';

const ONE_LINE = /^milepost: [^\n]+\n$/;

describe('the command line refuses', () => {
  let cli: Cli;
  beforeAll(async () => {
    cli = await openCli();
    await fill(cli);
  });
  afterAll(() => cli.remove());

  it.for<[string[], RegExp]>([
    [[], /Usage: milepost/],
    [['nonsense'], /unknown command 'nonsense'/],
    [['assess', '--dat', DATE], /unknown option '--dat'[\s\S]*--date/],
    [['assess', '--date', '2024-02-30'], /YYYY-MM-DD, such as/],
    [['morning', '--date', 'yesterday'], /YYYY-MM-DD, such as/],
    [['import', 'x.csv', '--map', 'y.yml', '--as-of', '31.12.2024'], /YYYY-MM-DD, such as/],
    [['import', 'x.csv'], /required option '--map <file>'/],
    [['export', 'event'], /Did you mean events\? There are accounts, acquisitions, actions, ctas/],
    [['export'], /missing required argument 'kind'/],
    [['export', 'accounts', '--json'], /"export" prints no JSON: run it without --json/],
    [['--json', 'export', 'accounts'], /"export" prints no JSON: run it without --json/],
    [['why'], /missing required argument 'key'/],
    [['program', 'apply'], /missing required argument 'file'/],
  ])('with 2 what is not a command: %j', async ([words, says]) => {
    const { code, out, err } = await cli.run(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
  });

  it('with the date of today as the example of one', async () => {
    const { err } = await cli.run(['funnel', '--date', 'today'], { MILEPOST_NOW: '2025-03-04T15:00:00Z' });
    expect(err).toContain('Write a date as YYYY-MM-DD, such as 2025-03-04.');
  });

  it('and offers JSON only where there is some', async () => {
    const offers = async (...words: string[]) => (await cli.run([...words, '--help'])).out.includes('--json');
    expect(await Promise.all([offers('export'), offers('start'), offers('program', 'export')])).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('with 1 files that are not right, and changes nothing', async () => {
    const broken = await cli.write('broken.yml', PROGRAM.replace('usual_days: 30', 'usual_day: 30'));
    const strange = await cli.write('strange.yml', MAPPING.replace('    key: id\n', '    kee: id\n'));
    const foreign = await cli.write(
      'foreign.yml',
      MAPPING.replace('set: { name: name, at: at }', 'set: { name: title, at: at }'),
    );
    const imports = (map: string) => [...importWords(cli).slice(0, -1), map];
    const before = await cli.dump();
    const refused: [string[], RegExp][] = [
      [['program', 'check', broken], /broken\.yml has 1 problem, the first on line \d+; correct the file/],
      [['program', 'apply', broken], /broken\.yml has 1 problem, the first on line \d+; correct the file/],
      [['program', 'apply', cli.path('absent.yml')], /absent\.yml has 1 problem/],
      [imports(strange), /strange\.yml has \d problems?, the first on line \d+; correct the file/],
      [imports(foreign), /nothing was imported: events\.csv .*title/],
      [imports(cli.path('absent.yml')), /absent\.yml can not be read: --map names the mapping file/],
      [['import', cli.path('absent.csv'), '--map', cli.path('mapping.yml')], /absent\.csv can not be read/],
      [['import', cli.path('program.yml'), '--map', cli.path('mapping.yml')], /program\.yml/],
      [['why', 'nobody at all', '--date', DATE], /there is no account "nobody at all"/],
      [['morning', '--date', '2999-01-01'], /--date 2999-01-01 lies ahead/],
      [['write-key', 'create', ' '], /a key needs a name/],
      [['write-key', 'revoke', 'nothing'], /"milepost write-key list" shows them/],
    ];
    for (const [words, says] of refused) {
      const plain = await cli.run(words);
      expect({ words, code: plain.code, err: plain.err }).toEqual({
        words,
        code: 1,
        err: expect.stringMatching(ONE_LINE),
      });
      expect(plain.err).toMatch(says);
      const { code, answer, err } = await cli.json(words);
      expect({ words, code, err, ok: answer['ok'] }).toEqual({ words, code: 1, err: plain.err, ok: false });
    }
    expect(await cli.dump()).toEqual(before);
  }, 90_000);

  it('what only reads a database that is not there, with its file, and makes none', async () => {
    const bare = await openCli();
    const file = bare.path('mistyped/milepost.db');
    const reading = [
      ['funnel'],
      ['assess'],
      ['morning'],
      ['morning', '--dry-run'],
      ['why', 'acme'],
      ['health', 'acme'],
      ['digest', 'leadership', '--dry-run'],
      ['program', 'export'],
      ['write-key', 'list'],
      ['backup', bare.path('copy.db')],
    ];
    for (const words of reading) {
      const { code, answer, err } = await bare.json(words, { DATABASE_URL: `sqlite:${file}` });
      expect({ words, code, answer }).toEqual({
        words,
        code: 1,
        answer: {
          ok: false,
          problem: expect.stringContaining(`there is no database ${file}: check DATABASE_URL`),
        },
      });
      expect(err).toMatch(ONE_LINE);
    }
    expect(existsSync(dirname(file))).toBe(false);
    const applied = await bare.run(['program', 'apply', bare.path('program.yml')], {
      DATABASE_URL: `sqlite:${file}`,
    });
    expect({ code: applied.code, isThere: existsSync(file) }).toEqual({ code: 0, isThere: true });
    await bare.remove();
  }, 60_000);

  it('what needs a program while there is none', async () => {
    const bare = await openCli();
    await bare.run(['migrate']);
    for (const words of [['assess'], ['morning'], ['why', 'acme'], ['program', 'export']]) {
      expect(await bare.json(words)).toMatchObject({
        code: 1,
        answer: { ok: false },
        err: expect.stringContaining('milepost program apply FILE'),
      });
    }
    await bare.remove();
  });

  it.for<[Record<string, string>, string[]]>([
    [{ DATABASE_URL: 'mysql://me:s3cret@there/x' }, ['DATABASE_URL must be sqlite:PATH or postgres://…']],
    [
      { PORT: 's3cret', LOG_LEVEL: 's3cret', MILEPOST_NOW: 's3cret', SLACK_BOT_TOKEN: 's3cret' },
      ['PORT must be', 'LOG_LEVEL must be', 'MILEPOST_NOW must be', 'SLACK_BOT_TOKEN must be'],
    ],
    [
      { SLACK_BOT_TOKEN: 'xoxb-s3cret', SLACK_SIGNING_SECRET: 's3cret', MILEPOST_NOW: '2024-01-01' },
      ['MILEPOST_NOW is refused with a Slack token'],
    ],
    [{ DATABASE_URL: 'postgres://me:s3cret@127.0.0.1:1/x' }, ['ECONNREFUSED', 'check DATABASE_URL']],
    [{ DATABASE_URL: 'postgres://me:s3cret@127.0.0.1:99999/x' }, ['check DATABASE_URL']],
    [{ DATABASE_URL: `sqlite:${import.meta.filename}` }, ['SQLITE_NOTADB', 'check DATABASE_URL']],
    [{ DATABASE_URL: `sqlite:${import.meta.filename}/x.db` }, ['check DATABASE_URL']],
  ])(
    'an environment that is not right, by the name of the key and without its value: %#',
    async ([env, says]) => {
      const { code, out, err } = await runMilepost(['migrate', '--json'], env);
      expect(code).toBe(1);
      expect(JSON.parse(out)).toMatchObject({ ok: false });
      expect(err).toMatch(ONE_LINE);
      for (const part of says) expect(err).toContain(part);
      expect(out + err).not.toContain('s3cret');
    },
  );

  it('nothing of the environment where it needs none', async () => {
    const checked = await runMilepost(['program', 'check', cli.path('program.yml')], {
      DATABASE_URL: 'nonsense',
    });
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(await runMilepost(['--help'])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('Usage: milepost'),
    });
  });
});
