/** Lays the sample once, the minute before the tests' Monday begins: Milepost goes on with a copy of it in each test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findChromium } from './chromium.ts';
import { MONDAY, runSandbox } from './milepost.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    sampleFolder: string;
  }
}

const MINUTE_MS = 60_000;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'milepost-sample-'));
  project.provide('sampleFolder', folder);
  if (findChromium() !== undefined) {
    const before = new Date(Date.parse(MONDAY) - MINUTE_MS).toISOString();
    await (await runSandbox({ now: before })).stop(folder);
  }
  return () => rm(folder, { recursive: true, force: true });
}
