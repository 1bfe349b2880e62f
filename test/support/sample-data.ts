/** Published sample data that lies beside the repository and is not part of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../shared/data');

export function samplePath(...path: string[]): string {
  return join(ROOT, ...path);
}

/** A suite that reads a folder of the sample data: skipped where it is absent, except where `CI` is set. */
export function withSampleData(folder: string, suite: () => void): void {
  const isThere = existsSync(samplePath(folder));
  if (isThere) suite();
  else if (process.env['CI'] === undefined) it.skip(`needs ../shared/data/${folder}, which is absent`, () => {});
  else it(`finds ../shared/data/${folder}`, () => expect(isThere).toBe(true));
}
