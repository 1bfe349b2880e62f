/** The program as a file: exported with its version, and applied so that what was changed in Slack since is not lost. */
import { isDeepStrictEqual } from 'node:util';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import type { Rule } from '../rules/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { parseProgram } from './parse.ts';
import { applyProgram, type ApplyResult } from './service.ts';
import * as store from './store.ts';

/** A rule that was changed in Slack and would be another one, or gone, by the file. */
export interface LostChange {
  ruleId: string;
  name: string;
  /** The version that the last change in Slack made. */
  version: number;
  /** What the file does to it: it is gone, as the file has it, or there again although it was deleted. */
  becomes: 'gone' | 'other' | 'back';
}

export type FileApplied =
  | ApplyResult
  | {
      ok: false;
      lost: LostChange[];
      /** The version that the file comes from; null: its first line does not say. */
      base: number | null;
    };

/** Who applies by the command line; every other author of a version wrote it in Slack. */
const BY_COMMAND = 'cli';
const VERSION_LINE = /^# Milepost program, version (\d{1,9})[ \t]*(?:\r?\n|$)/;

/** The text of a version as a file: the first line says the version, the rest is the text to the letter. */
export function fileOf({ version, document }: { version: number; document: string }): string {
  return `# Milepost program, version ${version}\n${document}`;
}

function readFileText(text: string): { base: number | null; document: string } {
  const line = VERSION_LINE.exec(text);
  return line === null
    ? { base: null, document: text }
    : { base: Number(line[1]), document: text.slice(line[0].length) };
}

/**
 * Makes a file the workspace's program, unless that would take out what was changed in Slack since the version that
 * the file comes from. A file that does not say its version comes from the last one that a file made.
 * @param force applies it all the same
 */
export async function applyFile(
  deps: Deps,
  workspaceId: string,
  text: string,
  { force }: { force: boolean },
): Promise<FileApplied> {
  // Of the whole text, so that problems stand at the lines of the file.
  const parsed = parseProgram(text);
  if (!parsed.ok) return parsed;
  const { base, document } = readFileText(text);
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const lost = force ? [] : await findLost(trx, workspaceId, base, parsed.program.rules);
    if (lost.length > 0) return { ok: false, lost, base };
    const inTrx = { ...deps, database: { ...deps.database, db: trx } };
    return applyProgram(inTrx, workspaceId, document, BY_COMMAND);
  });
}

async function findLost(
  trx: Executor,
  workspaceId: string,
  base: number | null,
  rules: readonly Rule[],
): Promise<LostChange[]> {
  const authors = await store.listAuthors(trx, workspaceId);
  const newest = authors.at(-1);
  const since = base ?? authors.findLast(({ appliedBy }) => appliedBy === BY_COMMAND)?.version ?? Infinity;
  const inSlack = authors.filter(({ version, appliedBy }) => version > since && appliedBy !== BY_COMMAND);
  if (newest === undefined || inSlack.length === 0) return [];
  const rulesOf = async (version: number) =>
    rulesIn((await store.readDocument(trx, workspaceId, version)) ?? '');
  const changed = new Map<string, number>();
  for (const { version } of inSlack) {
    const [before, after] = [await rulesOf(version - 1), await rulesOf(version)];
    for (const id of new Set([...before.keys(), ...after.keys()]))
      if (!isDeepStrictEqual(before.get(id), after.get(id))) changed.set(id, version);
  }
  const now = await rulesOf(newest.version);
  const byFile = new Map(rules.map((rule) => [rule.id, rule]));
  return [...changed].flatMap(([ruleId, version]): LostChange[] => {
    const [is, will] = [now.get(ruleId), byFile.get(ruleId)];
    const name = (is ?? will)?.name;
    if (name === undefined || isDeepStrictEqual(is, will)) return [];
    const becomes = is === undefined ? 'back' : will === undefined ? 'gone' : 'other';
    return [{ ruleId, name, version, becomes }];
  });
}

function rulesIn(document: string): Map<string, Rule> {
  const parsed = parseProgram(document);
  return new Map(parsed.ok ? parsed.program.rules.map((rule) => [rule.id, rule]) : []);
}
