import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { registerProgramCommands } from '#src/cli/program.ts';
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

  async function run(...words: string[]) {
    const said = { out: [] as string[], failed: [] as string[], open: 0 };
    const deps = {
      database: use(),
      makeId,
      now: () => new Date('2026-11-23T08:00:00Z'),
      log: pino({ level: 'silent' }),
    };
    const command = new Command().exitOverride().option('--json');
    registerProgramCommands(command, {
      get json() {
        return command.opts<{ json?: boolean }>().json === true;
      },
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
    expect((await run('export')).out).toEqual([EXAMPLE]);
    expect(JSON.parse((await run('export', '--json')).out[0]!)).toEqual({
      ok: true,
      version: 1,
      problems: [],
      document: EXAMPLE,
    });

    const bad = await file('apply-bad.yml', 'version: 1\n');
    expect((await run('apply', bad)).failed).toHaveLength(1);
    expect((await run('export')).out).toEqual([EXAMPLE]);
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
