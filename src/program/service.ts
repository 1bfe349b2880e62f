/** Applying, loading and exporting a workspace's program. */
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Problem } from '../base/yaml-file.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { asksForLastSignal, type AppliedProgram, type Program } from './domain.ts';
import { localDaysOf, type LocalDay } from './local-days.ts';
import { parseProgram } from './parse.ts';
import * as store from './store.ts';
import { lockWorkspace } from '../workspaces/service.ts';

export { parseCondition, parseProgram } from './parse.ts';
export { editRule, type RuleEdit } from './rule-text.ts';
export { writeCondition } from './sections/rules.ts';
export { firstAppliedAt } from './store.ts';

export type ApplyResult =
  | { ok: true; version: number; unchanged: boolean }
  | { ok: false; problems: Problem[] };

/**
 * Makes a document the workspace's program: a new version, unless it is letter for letter the newest one. In the same
 * transaction, accounts are marked for a new assessment where the document's journeys, segments or time zone differ.
 * @param actor as in the audit trail
 * @returns the version that now holds, or every problem of the document; then nothing has changed
 */
export async function applyProgram(
  deps: Deps,
  workspaceId: string,
  text: string,
  actor: string,
): Promise<ApplyResult> {
  const parsed = parseProgram(text);
  if (!parsed.ok) return parsed;
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const newest = await store.readNewest(trx, workspaceId);
    if (newest?.document === text) return { ok: true, version: newest.version, unchanged: true };

    const version = (newest?.version ?? 0) + 1;
    const appliedAt = deps.now().toISOString();
    await store.insertVersion(trx, workspaceId, { version, document: text, appliedAt, appliedBy: actor });
    await writeAudit(deps, trx, workspaceId, [
      {
        actor,
        action: 'program.apply',
        before: newest === null ? null : { version: newest.version },
        after: { version },
      },
    ]);
    await followChange(
      deps,
      trx,
      workspaceId,
      newest === null ? null : programOf(newest.document),
      parsed.program,
    );
    return { ok: true, version, unchanged: false };
  });
}

/** The newest program as it was applied, to the letter, or null when there is none. */
export async function exportProgram(
  executor: Executor,
  workspaceId: string,
): Promise<store.VersionRow | null> {
  return store.readNewest(executor, workspaceId);
}

/** A version as it was applied, to the letter; null when there is none. */
export async function readVersion(
  executor: Executor,
  workspaceId: string,
  version: number,
): Promise<{ document: string } | null> {
  const document = await store.readDocument(executor, workspaceId, version);
  return document === null ? null : { document };
}

/** An earlier version of the program; null when there is none, or it can not be read any more. */
export async function loadVersion(
  executor: Executor,
  workspaceId: string,
  version: number,
): Promise<Program | null> {
  const document = await store.readDocument(executor, workspaceId, version);
  return document === null ? null : programOf(document);
}

/** Loads programs and keeps the newest one of each workspace parsed. Make one for the process. */
export interface ProgramSource {
  /**
   * The workspace's program, or null when none has been applied. It asks the database for the newest version's number
   * each time, so that a program applied by another process holds at once. The answer is shared: do not change it.
   * @throws Error when the stored document can not be read any more
   */
  load(executor: Executor, workspaceId: string): Promise<AppliedProgram | null>;
}

export function createProgramSource(): ProgramSource {
  const newestByWorkspace = new Map<string, AppliedProgram>();
  return {
    async load(executor, workspaceId) {
      const version = await store.newestVersion(executor, workspaceId);
      if (version === null) return null;
      const kept = newestByWorkspace.get(workspaceId);
      if (kept?.version === version) return kept;
      const row = await store.readNewest(executor, workspaceId);
      if (row === null) return null;
      const applied = readApplied(row);
      newestByWorkspace.set(workspaceId, applied);
      return applied;
    },
  };
}

function readApplied({ version, appliedAt, document }: store.VersionRow): AppliedProgram {
  const parsed = parseProgram(document);
  if (parsed.ok) return { version, appliedAt, program: parsed.program };
  const [first] = parsed.problems;
  throw new Error(
    `version ${version} of the program can not be read: line ${first?.line}, ${first?.path} ${first?.problem}`,
  );
}

/** The program of a stored document; null when it can not be read any more, as if there had been none. */
function programOf(document: string): Program | null {
  const parsed = parseProgram(document);
  return parsed.ok ? parsed.program : null;
}

async function followChange(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  before: Program | null,
  after: Program,
): Promise<void> {
  const zoneChanged = before?.timezone !== after.timezone;
  if (zoneChanged) await dateSignalsAnew(deps, trx, workspaceId, after.timezone);
  const assessedAlike =
    !zoneChanged &&
    isDeepStrictEqual(before.journeys, after.journeys) &&
    isDeepStrictEqual(before.segments, after.segments) &&
    (asksForLastSignal(before) || !asksForLastSignal(after));
  if (!assessedAlike) await store.markAllStale(trx, workspaceId);
}

/**
 * Dates every signal that has a time in another zone. It reads all events, KPI values and customers’ answers of the workspace twice and
 * writes those whose date differs: where nearly all do, about 5 s for a million on SQLite and 15 s on PostgreSQL. Signals
 * without a time keep their date.
 */
async function dateSignalsAnew(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  timezone: string,
): Promise<void> {
  const known = new Map<string, LocalDay[]>();
  const { dialect } = deps.database;
  for await (const accounts of accountRanges({ db: trx, dialect }, workspaceId, 'rewrite')) {
    const dates = await store.utcDatesOfSignals(trx, workspaceId, accounts);
    if (dates.length === 0) continue;
    for (const date of dates) if (!known.has(date)) known.set(date, localDaysOf(date, timezone));
    const stretches = dates.flatMap((date) => known.get(date) ?? []);
    await store.dateSignals(trx, dialect, workspaceId, accounts, stretches);
  }
}
