/** Published sample data that lies beside the repository and is not part of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../shared/data');

export function samplePath(...path: string[]): string {
  return join(ROOT, ...path);
}

export function readSampleText(...path: string[]): string {
  return readFileSync(samplePath(...path), 'utf8');
}

export function readSampleJson(...path: string[]): unknown {
  return JSON.parse(readSampleText(...path)) as unknown;
}

/**
 * Whether a folder of the sample data is there.
 * @throws Error where it is not and `CI` is set: there it must be
 */
export function hasSampleData(folder: string): boolean {
  if (existsSync(samplePath(folder))) return true;
  if (process.env['CI'] === undefined) return false;
  throw new Error(`../shared/data/${folder} is absent, and tests in CI need it`);
}

/** A suite that reads a folder of the sample data: skipped where it is absent, except where `CI` is set. */
export function withSampleData(folder: string, suite: () => void): void {
  if (hasSampleData(folder)) suite();
  else it.skip(`needs ../shared/data/${folder}, which is absent`, () => {});
}
