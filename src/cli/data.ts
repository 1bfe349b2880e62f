/** `milepost migrate`, `export` and `backup`. */
import { InvalidArgumentError, type Command } from 'commander';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nearestWord } from '../base/nearest.ts';
import { csvHeader, csvRows } from '../exports/csv.ts';
import { EXPORT_KINDS, readExport, type ExportKind, type ExportRow } from '../exports/store.ts';
import { CliProblem, type FullCliContext } from './open.ts';

export function registerDataCommands(program: Command, context: FullCliContext): void {
  program
    .command('migrate')
    .description('bring the database to the newest migration (start does it too)')
    .action(() => migrateDatabase(context));
  program
    .command('export')
    .description(`print CSV: ${EXPORT_KINDS.join(', ')}`)
    .argument('<kind>', EXPORT_KINDS.join(', '), readKind)
    .action((kind: ExportKind) => exportCsv(context, kind));
  program
    .command('backup')
    .description('copy the database into a file, also while the bot runs')
    .argument('<file>', 'the copy; it must not be there yet')
    .action((file: string) => backup(context, file));
}

async function migrateDatabase(context: FullCliContext): Promise<void> {
  const { applied, close } = await context.openDatabaseOnly({ creates: true });
  await close();
  if (context.json) return context.out(JSON.stringify({ applied }));
  context.out(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
}

function readKind(wanted: string): ExportKind {
  const kind = EXPORT_KINDS.find((known) => known === wanted);
  if (kind !== undefined) return kind;
  const near = nearestWord(wanted, EXPORT_KINDS);
  const guess = near === undefined ? '' : `Did you mean ${near}? `;
  throw new InvalidArgumentError(`${guess}There are ${EXPORT_KINDS.join(', ')}.`);
}

async function exportCsv(context: FullCliContext, kind: ExportKind): Promise<void> {
  const { deps, workspaceId, close } = await context.openDeps();
  try {
    context.out(csvHeader(kind));
    for await (const rows of readExport(deps.database.db, workspaceId, kind)) await writeCsv(kind, rows);
  } finally {
    await close();
  }
}

/** Waits while whoever reads the output is slower than the database. */
async function writeCsv(kind: ExportKind, rows: readonly ExportRow[]): Promise<void> {
  if (!process.stdout.write(csvRows(kind, rows)))
    await new Promise((resolve) => process.stdout.once('drain', resolve));
}

async function backup(context: FullCliContext, file: string): Promise<void> {
  const { deps, close } = await context.openDatabaseOnly();
  try {
    if (deps.database.backup === null) {
      throw new CliProblem(
        'backup copies a SQLite database; for PostgreSQL use pg_dump, which is consistent while the bot runs',
      );
    }
    if (await isThere(file)) {
      throw new CliProblem(`${file} is there already: name a new file, so that no older copy is lost`);
    }
    if (!(await isThere(dirname(file)))) {
      throw new CliProblem(`there is no folder ${dirname(file)}: make it first, or name another one`);
    }
    await deps.database.backup(file);
    const { size } = await stat(file);
    context.out(context.json ? JSON.stringify({ bytes: size }) : `${file}: ${size} bytes`);
  } finally {
    await close();
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
