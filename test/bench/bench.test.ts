/** The benchmark works: a short run gives each of its figures. What they say is not judged here. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Figure } from './figures.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const run = promisify(execFile);
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'milepost-bench-test-'));
  // PostgreSQL refuses to run as root: its own user must be able to come here.
  await chmod(directory, 0o755);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function figures(...options: string[]): Promise<Figure[]> {
  const json = join(directory, 'figures.json');
  const env = { ...process.env, MILEPOST_BENCH_DIR: directory };
  await run(process.execPath, ['--expose-gc', MAIN, '--accounts', '2000', ...options, '--json', json], {
    env,
  });
  return (JSON.parse(await readFile(json, 'utf8')) as { figures: Figure[] }).figures;
}

it('measures each figure on a small workspace', async () => {
  const found = await figures('--database', 'sqlite');
  for (const name of [
    'full morning',
    'usual morning',
    'memory',
    'rules engine',
    'ack during',
    '/account show',
    '/account health',
    'health:',
    'funnel:',
    'releases:',
    'digest:',
    'plays: first day',
    'plays: usual day',
    '/cs cadence, p50',
    '/cs cadence, p99',
    '/cs cadence, the longest',
    'name:',
    'goals:',
    'scenario: funnel',
    'scenario: first day',
    'scenario: usual day',
    'import',
    '/v1/batch',
    'picture:',
  ]) {
    expect(found.map((figure) => figure.name)).toContainEqual(expect.stringContaining(name));
  }
  for (const { value } of found) expect(value).toBeGreaterThan(0);
}, 180_000);

it('holds the mornings of PostgreSQL against SQL that finds the same accounts', async () => {
  const found = await figures('--database', 'postgres', '--only', 'morning');
  expect(found.filter(({ ratio }) => ratio !== null)).toHaveLength(2);
}, 180_000);
