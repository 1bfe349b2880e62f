/** Published sample data that lies beside the repository and is not part of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../shared/data');

export function samplePath(...path: string[]): string {
  return join(ROOT, ...path);
}

/** A suite that reads a folder of the sample data: skipped where it is absent, except where `CI` is set. */
export function withSampleData(folder: string, suite: () => void): void {
  if (existsSync(samplePath(folder))) return suite();
  if (process.env['CI'] === undefined) return describe.skip(`sample data ${folder} is absent`, suite);
  it(`finds the sample data ${folder}`, () => expect(existsSync(samplePath(folder))).toBe(true));
}
