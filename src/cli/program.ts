/** `milepost program check FILE | apply FILE | export`. */
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import type { Problem } from '../base/yaml-file.ts';
import { applyFile, fileOf, type LostChange } from '../program/file-service.ts';
import { parseProgram } from '../program/parse.ts';
import { exportProgram } from '../program/service.ts';
import type { CliContext } from './context.ts';

/** Adds the `program` commands. With `--json` each prints `{ ok, version, problems }`, and `export` the `document` to the letter. */
export function registerProgramCommands(program: Command, context: CliContext): void {
  const commands = program
    .command('program')
    .description("the workspace's program: journeys, segments, rules");
  commands
    .command('check')
    .description('say what is wrong in a program file, without a database')
    .argument('<file>', 'a program file (YAML)')
    .action((file: string) => checkFile(context, file));
  commands
    .command('apply')
    .description("make a file the workspace's program: a new version, unless nothing differs")
    .argument('<file>', 'a program file (YAML)')
    .option('--force', 'even where that takes out what was changed in Slack since the file was exported')
    .action((file: string, { force }: { force?: true }) => apply(context, file, force === true));
  commands
    .command('export')
    .description('print the program as it was applied, under a comment line that says its version')
    .action(() => printProgram(context));
}

async function checkFile(context: CliContext, file: string): Promise<void> {
  const read = await readText(file);
  const result = read.ok ? parseProgram(read.text) : read;
  if (!result.ok) return refuse(context, file, result.problems);
  if (context.json) return printJson(context, { ok: true, version: null, problems: [] });
  const { journeys, segments, rules } = result.program;
  context.out(
    `${file} is a valid program: ${counted(journeys.length, 'journey')}, ${counted(segments.length, 'segment')}, ${counted(rules.length, 'rule')}`,
  );
}

async function apply(context: CliContext, file: string, force: boolean): Promise<void> {
  const read = await readText(file);
  if (!read.ok) return refuse(context, file, read.problems);
  const { deps, workspaceId, close } = await context.openDeps({ creates: true });
  try {
    const result = await applyFile(deps, workspaceId, read.text, { force });
    if (!result.ok && 'lost' in result) return refuseLoss(context, file, result);
    if (!result.ok) return refuse(context, file, result.problems);
    const { version, unchanged } = result;
    if (context.json) return printJson(context, { ok: true, version, unchanged, problems: [] });
    context.out(
      unchanged
        ? `version ${version} of the program holds already`
        : `version ${version} of the program holds now`,
    );
  } finally {
    await close();
  }
}

async function printProgram(context: CliContext): Promise<void> {
  const { deps, workspaceId, close } = await context.openDeps();
  try {
    const exported = await exportProgram(deps.database.db, workspaceId);
    if (exported === null) {
      if (context.json) printJson(context, { ok: false, version: null, problems: [] });
      return context.fail('there is no program yet: apply one with "milepost program apply FILE"');
    }
    const { version, document } = exported;
    if (context.json) printJson(context, { ok: true, version, problems: [], document });
    else context.out(fileOf({ version, document }));
  } finally {
    await close();
  }
}

/** The problems on stdout, and on stderr the one line that sums them up. */
function refuse(context: CliContext, file: string, problems: readonly Problem[]): void {
  if (context.json) printJson(context, { ok: false, version: null, problems });
  else for (const problem of problems) context.out(problemLine(file, problem));
  context.fail(
    `${file} has ${counted(problems.length, 'problem')}, the first on line ${problems[0]?.line}; correct the file and try again`,
  );
}

/** What the file would take out, and what to do about it. */
function refuseLoss(
  context: CliContext,
  file: string,
  { lost, base }: { lost: readonly LostChange[]; base: number | null },
): void {
  const problems = lost.map(({ ruleId, name, version, becomes }): Problem => {
    const problem = `(“${name}”) was ${becomes === 'back' ? 'deleted' : 'changed'} in Slack (version ${version}): this file ${LOSSES[becomes]}`;
    return { line: 1, path: `rules.${ruleId}`, problem };
  });
  if (context.json) printJson(context, { ok: false, version: null, problems });
  else for (const problem of problems) context.out(problemLine(file, problem));
  const since = base === null ? 'the last file was applied' : `version ${base}, from which ${file} comes`;
  context.fail(
    `nothing was applied: ${counted(lost.length, 'rule')} changed in Slack since ${since}; "milepost program export" prints the program as it is: put your changes there, or apply with --force`,
  );
}

const LOSSES = {
  gone: 'takes it out',
  other: 'puts another one in its place',
  back: 'brings it back',
} as const satisfies Record<LostChange['becomes'], string>;

function problemLine(file: string, { line, path, problem }: Problem): string {
  return `${file}:${line}  ${path === '' ? problem : `${path} ${problem}`}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function printJson(context: CliContext, value: unknown): void {
  context.out(JSON.stringify(value));
}

async function readText(
  file: string,
): Promise<{ ok: true; text: string } | { ok: false; problems: Problem[] }> {
  const problem = (words: string) => ({
    ok: false as const,
    problems: [{ line: 1, path: '', problem: words }],
  });
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return problem(missing ? 'there is no such file' : 'the file can not be read');
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return problem('the file is not text in UTF-8: save it in that encoding');
  }
}
