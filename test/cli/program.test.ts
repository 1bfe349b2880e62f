import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { registerProgramCommands } from '#src/cli/program.ts';
import { applyProgram, exportProgram } from '#src/program/service.ts';
import { EXAMPLE, exampleWith } from '../program/example.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';

onEachDatabase('milepost program', (use) => {
  const makeId = createIdSource();
  let directory: string;
  let workspaceId: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'milepost-cli-'));
    workspaceId = await emptyWorkspace(use().db, makeId);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  }

  const makeDeps = () => ({
    database: use(),
    makeId,
    now: () => new Date('2026-11-23T08:00:00Z'),
    log: pino({ level: 'silent' }),
  });

  async function run(...words: string[]) {
    const said = { out: [] as string[], failed: [] as string[], open: 0 };
    const deps = makeDeps();
    const command = new Command().exitOverride().option('--json');
    registerProgramCommands(command, {
      get json() {
        return command.opts<{ json?: boolean }>().json === true;
      },
      now: () => deps.now(),
      async openDeps() {
        said.open += 1;
        return {
          deps,
          workspaceId,
          async close() {
            said.open -= 1;
          },
        };
      },
      out: (text) => said.out.push(text),
      fail: (line) => said.failed.push(line),
    });
    await command.parseAsync(['program', ...words], { from: 'user' });
    expect(said.open).toBe(0);
    return said;
  }

  it('exports nothing before anything was applied', async () => {
    expect(await run('export')).toMatchObject({
      out: [],
      failed: ['there is no program yet: apply one with "milepost program apply FILE"'],
    });
    expect((await run('export', '--json')).out).toEqual(['{"ok":false,"version":null,"problems":[]}']);
  });

  it('checks a file', async () => {
    const good = await file('good.yml', EXAMPLE);
    expect(await run('check', good)).toMatchObject({
      out: [`${good} is a valid program: 1 journey, 1 segment, 3 rules`],
      failed: [],
    });
    expect((await run('check', good, '--json')).out).toEqual(['{"ok":true,"version":null,"problems":[]}']);

    const bad = await file(
      'bad.yml',
      exampleWith(['at_least: 50', 'at_leest: 50'], ['usual_days: 45', 'usual_days: 0']),
    );
    const path = 'journeys[0].phases[0]';
    expect(await run('check', bad)).toMatchObject({
      out: [
        `${bad}:13  ${path}.usual_days must be a whole number of days, 1 or more, such as 45; it is 0`,
        `${bad}:23  ${path}.milestone.tasks[3].at_leest is not a known key; did you mean "at_least"?`,
      ],
      failed: [`${bad} has 2 problems, the first on line 13; correct the file and try again`],
    });
    const { out } = await run('--json', 'check', bad);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0]!)).toMatchObject({
      ok: false,
      version: null,
      problems: [
        { line: 13, path: `${path}.usual_days` },
        { line: 23, path: `${path}.milestone.tasks[3].at_leest` },
      ],
    });
  });

  it('applies a file, and exports what was applied', async () => {
    const good = await file('apply.yml', EXAMPLE);
    expect((await run('apply', good)).out).toEqual(['version 1 of the program holds now']);
    expect((await run('apply', good)).out).toEqual(['version 1 of the program holds already']);
    expect((await run('apply', good, '--json')).out).toEqual([
      '{"ok":true,"version":1,"unchanged":true,"problems":[]}',
    ]);
    expect((await run('export')).out).toEqual([`# Milepost program, version 1\n${EXAMPLE}`]);
    expect(JSON.parse((await run('export', '--json')).out[0]!)).toEqual({
      ok: true,
      version: 1,
      problems: [],
      document: EXAMPLE,
    });

    const bad = await file('apply-bad.yml', 'version: 1\n');
    expect((await run('apply', bad)).failed).toHaveLength(1);
    expect((await run('export')).out).toEqual([`# Milepost program, version 1\n${EXAMPLE}`]);
  });

  describe('after a change in Slack', () => {
    const renamed = (name: string) =>
      exampleWith(['name: Same milestone for more than 3 months', `name: ${name}`]);
    const newest = async () => (await exportProgram(use().db, workspaceId))!;
    beforeEach(async () => {
      workspaceId = await emptyWorkspace(use().db, makeId);
      await run('apply', await file('first.yml', EXAMPLE));
    });
    const saveInSlack = async (text: string) =>
      expect(await applyProgram(makeDeps(), workspaceId, text, 'a-person')).toMatchObject({ ok: true });

    it('refuses a file from before it, and names what would be lost', async () => {
      const [exported] = (await run('export')).out;
      const edited = await file('edited.yml', exported!.replace('usual_days: 45', 'usual_days: 40'));
      await saveInSlack(renamed('Silent'));
      const { out, failed } = await run('apply', edited);
      expect(out).toEqual([
        `${edited}:1  rules.ebr-same-milestone-3-months (“Silent”) was changed in Slack (version 2): this file puts another one in its place`,
      ]);
      expect(failed).toEqual([
        `nothing was applied: 1 rule changed in Slack since version 1, from which ${edited} comes; "milepost program export" prints the program as it is: put your changes there, or apply with --force`,
      ]);
      expect(JSON.parse((await run('apply', edited, '--json')).out[0]!)).toMatchObject({
        ok: false,
        version: null,
        problems: [{ line: 1, path: 'rules.ebr-same-milestone-3-months' }],
      });
      expect((await newest()).version).toBe(2);
      expect((await run('apply', edited, '--force')).out).toEqual(['version 3 of the program holds now']);
      expect((await newest()).document).toBe(exampleWith(['usual_days: 45', 'usual_days: 40']));
    });

    it('refuses a file that says no version, until it has the change', async () => {
      await saveInSlack(renamed('Silent'));
      const old = await file('old.yml', exampleWith(['usual_days: 45', 'usual_days: 40']));
      expect((await run('apply', old)).failed).toEqual([
        expect.stringContaining('1 rule changed in Slack since the last file was applied') as string,
      ]);
      const merged = await file('merged.yml', renamed('Silent').replace('usual_days: 45', 'usual_days: 40'));
      expect((await run('apply', merged)).out).toEqual(['version 3 of the program holds now']);
      expect((await run('apply', old)).out).toEqual(['version 4 of the program holds now']);
    });

    it('applies what comes from the newest version, and an old file where the change was taken back', async () => {
      const [before] = (await run('export')).out;
      await saveInSlack(renamed('Silent'));
      const [exported] = (await run('export')).out;
      expect((await run('apply', await file('same.yml', exported!))).out).toEqual([
        'version 2 of the program holds already',
      ]);
      await saveInSlack(EXAMPLE);
      const edited = await file('edited.yml', before!.replace('usual_days: 45', 'usual_days: 40'));
      expect((await run('apply', edited)).out).toEqual(['version 4 of the program holds now']);
    });

    it('names rules that the file takes out or brings back, and problems at the lines of the file', async () => {
      const withRule = (id: string) =>
        exampleWith([
          'rules:\n',
          `rules:\n  - { id: ${id}, name: Held up, when: { pace: [stuck] }, then: { cta: ebr, priority: low, due_in_business_days: 5, owner: lead, repeat_after_days: 90 } }\n`,
        ]);
      await run('apply', await file('with-rule.yml', withRule('one')));
      const [exported] = (await run('export')).out;
      const edited = await file('edited.yml', `${exported!}# noted\n`);
      await saveInSlack(withRule('other'));
      expect((await run('apply', edited)).out).toEqual([
        `${edited}:1  rules.one (“Held up”) was deleted in Slack (version 3): this file brings it back`,
        `${edited}:1  rules.other (“Held up”) was changed in Slack (version 3): this file takes it out`,
      ]);
      const bad = await file('bad-export.yml', exported!.replace('usual_days: 45', 'usual_days: 0'));
      expect((await run('apply', bad)).out).toEqual([expect.stringContaining(`${bad}:14  `) as string]);
    });
  });

  it('says what is the matter with a file that can not be read', async () => {
    const absent = join(directory, 'absent.yml');
    expect((await run('check', absent)).out).toEqual([`${absent}:1  there is no such file`]);
    expect((await run('apply', directory)).out).toEqual([`${directory}:1  the file can not be read`]);
    const utf16 = await file('utf16.yml', Buffer.from(`\uFEFF${EXAMPLE}`, 'utf16le'));
    expect((await run('check', utf16)).out).toEqual([
      `${utf16}:1  the file is not text in UTF-8: save it in that encoding`,
    ]);
  });
});
