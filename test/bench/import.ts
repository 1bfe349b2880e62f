/** How fast CSV files go in: rows a second of a first import, and of the same file again. */
import { createIdSource } from '#src/base/ids.ts';
import type { Deps } from '#src/base/deps.ts';
import { uploadedFile } from '#src/imports/files.ts';
import { parseMapping } from '#src/imports/mapping.ts';
import { importFiles } from '#src/imports/service.ts';

const MAPPING = `
version: 1
sources:
  - { file: accounts.csv, as: account, key: id, set: { name: name, started_on: start } }
  - { file: events.csv, as: event, key: id, account: account, set: { name: feature, at: at, count: times } }
`;

export interface ImportBench {
  rows: number;
  rowsPerSecond: number;
  againRowsPerSecond: number;
}

/**
 * Imports `rows` event rows of 5,000 accounts, twice.
 * @param deps a database that is migrated and has the workspace
 */
export async function benchImport(deps: Deps, workspaceId: string, rows = 200_000): Promise<ImportBench> {
  const parsed = parseMapping(MAPPING);
  if (!parsed.ok) throw new Error('the mapping of the benchmark is wrong');
  const run = async (name: string, bytes: Buffer) => {
    const result = await importFiles(deps, workspaceId, {
      mapping: parsed.mapping,
      files: [uploadedFile(name, bytes)],
      timezone: 'America/Sao_Paulo',
      actor: 'cli',
    });
    if (!result.ok || result.files.some((file) => file.rejected > 0)) throw new Error('the import failed');
  };
  await run('accounts.csv', accountsCsv());
  const events = eventsCsv(rows);
  const first = await secondsOf(() => run('events.csv', events));
  const again = await secondsOf(() => run('events.csv', events));
  return { rows, rowsPerSecond: Math.round(rows / first), againRowsPerSecond: Math.round(rows / again) };
}

const ACCOUNTS = 5_000;

function accountsCsv(): Buffer {
  const lines = Array.from({ length: ACCOUNTS }, (_, index) => `A-${index},Company ${index},2023-01-01`);
  return Buffer.from(['id,name,start', ...lines].join('\n'));
}

/** Rows in no order of account or time, half of them with a time of day. */
function eventsCsv(rows: number): Buffer {
  const lines = Array.from({ length: rows }, (_, index) => {
    const mixed = (index * 2_654_435_761) % 4_294_967_296;
    const at = new Date(
      Date.UTC(2023, 0, 1) + (mixed % 730) * 86_400_000 + (index % 86_400) * 1_000,
    ).toISOString();
    return `U-${mixed},A-${mixed % ACCOUNTS},feature_${mixed % 40},${index % 2 === 0 ? at.slice(0, 10) : at},${(index % 9) + 1}`;
  });
  return Buffer.from(['id,account,feature,at,times', ...lines].join('\n'));
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

/** What the benchmark needs besides a database. */
export function benchDeps(database: Deps['database'], log: Deps['log']): Deps {
  return { database, makeId: createIdSource(), now: () => new Date(), log };
}
