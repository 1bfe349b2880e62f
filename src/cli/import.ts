/** `milepost import DIR_OR_FILE… --map MAP.yml`. */
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import type { FileResult, ImportProblem, ImportProgress, Mapping } from '../imports/domain.ts';
import { filesAt } from '../imports/files.ts';
import { parseMapping } from '../imports/mapping.ts';
import type { ImportDeps } from '../base/imported-rows.ts';
import { importFiles } from '../imports/service.ts';
import { refreshMessages } from '../morning/service.ts';
import { createProgramSource } from '../program/service.ts';
import type { CliContext } from './context.ts';
import { readDateOption } from './date-option.ts';

interface Options {
  map: string;
  asOf?: string;
  fullSnapshot?: boolean;
  strict?: boolean;
}

/** Adds the `import` command. With `--json` it prints `{ ok, files, problems, notices }`. */
export function registerImportCommand(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('read CSV files by a mapping; a second import of the same file changes nothing')
    .argument('<path...>', 'files, or folders of which every file is read that the mapping knows')
    .requiredOption('--map <file>', 'the mapping (YAML): which columns mean what')
    .option(
      '--as-of <date>',
      'the date that the files show, YYYY-MM-DD; default: today',
      readDateOption(context),
    )
    .option('--full-snapshot', 'the files show all accounts: those that are gone are ended on that date')
    .option('--strict', 'write nothing while one row can not be taken')
    .action((paths: string[], options: Options) => runImport(context, paths, options));
}

async function runImport(context: CliContext, paths: readonly string[], options: Options): Promise<void> {
  const mapping = await readMapping(context, options.map);
  if (mapping === null) return;
  const found = await filesAt(paths);
  if (!found.ok) return refuse(context, [], `${found.path} can not be read: there is no such file or folder`);
  const { deps, workspaceId, close } = await context.openDeps({ creates: true });
  try {
    const applied = await createProgramSource().load(deps.database.db, workspaceId);
    const showCtas: ImportDeps['showCtas'] = async (trx, ids) => {
      if (applied !== null) await refreshMessages(deps, trx, workspaceId, applied, ids);
    };
    const result = await importFiles({ ...deps, showCtas }, workspaceId, {
      mapping,
      files: found.files,
      asOf: options.asOf,
      fullSnapshot: options.fullSnapshot,
      strict: options.strict,
      timezone: applied?.program.timezone ?? 'UTC',
      actor: 'cli',
      onProgress: process.stderr.isTTY ? showProgress : undefined,
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
    if (!result.ok) {
      return refuse(context, result.problems, problemSummary(result.problem, result.problems), result.files);
    }
    if (context.json)
      return printJson(context, { ok: true, files: result.files, problems: [], notices: result.notices });
    for (const file of result.files) context.out(fileLine(file));
    for (const notice of result.notices) context.out(notice);
  } finally {
    await close();
  }
}

async function readMapping(context: CliContext, path: string): Promise<Mapping | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    refuse(context, [], `${path} can not be read: --map names the mapping file`);
    return null;
  }
  const parsed = parseMapping(text);
  if (parsed.ok) return parsed.mapping;
  const problems = parsed.problems.map(({ line, path: place, problem }) => ({
    file: path,
    line,
    problem: place === '' ? problem : `${place} ${problem}`,
  }));
  refuse(
    context,
    problems,
    `${path} has ${counted(problems.length, 'problem')}, the first on line ${problems[0]?.line}; correct the file and try again`,
  );
  return null;
}

function refuse(
  context: CliContext,
  problems: readonly ImportProblem[],
  line: string,
  files: readonly FileResult[] = [],
): void {
  if (context.json) printJson(context, { ok: false, files, problems, notices: [] });
  else {
    for (const { file, line: at, problem } of problems)
      context.out(file === '' ? problem : `${file}${at === null ? '' : `:${at}`}  ${problem}`);
    for (const { rejectedFile } of files) if (rejectedFile !== null) context.out(`see ${rejectedFile}`);
  }
  context.fail(line);
}

function problemSummary(problem: 'unreadable' | 'rejected', problems: readonly ImportProblem[]): string {
  if (problem === 'rejected')
    return 'nothing was imported, because of --strict: correct the rejected rows and try again';
  const [first] = problems;
  return `nothing was imported: ${first?.file ?? ''} ${first?.problem ?? ''}`.replaceAll(/\s+/g, ' ');
}

function fileLine(file: FileResult): string {
  const parts = [
    `${file.created} created`,
    `${file.updated} updated`,
    `${file.unchanged} unchanged`,
    ...some(file.skipped, 'left out'),
    ...some(file.returned, 'returned'),
    ...some(file.ended, 'ended'),
    ...some(file.beforeStart, "before their account's start"),
    ...some(file.rejected, file.rejectedFile === null ? 'rejected' : `rejected: see ${file.rejectedFile}`),
  ];
  return `${file.file} as ${file.as}: ${counted(file.read, 'row')}, ${parts.join(', ')}`;
}

function some(count: number, words: string): string[] {
  return count === 0 ? [] : [`${count} ${words}`];
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function showProgress({ file, as, read }: ImportProgress): void {
  process.stderr.write(`\r\u001B[K${file} as ${as}: ${read} rows`);
}

function printJson(context: CliContext, value: unknown): void {
  context.out(JSON.stringify(value));
}
