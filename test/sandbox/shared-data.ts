import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../../shared/data/slack/', import.meta.url);

/** True where the published Slack data is there; in CI it must be. */
export const hasSlackData = existsSync(folder);
if (!hasSlackData && process.env['CI']) throw new Error('../shared/data/slack is needed in CI');

/** Reads a JSON file of the published Slack data. */
export function readSlackJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown;
}

/** Reads a text file of the published Slack data. */
export function readSlackText(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}
