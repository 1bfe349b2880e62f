/** Changes of rules: each is a new version of the program, with the rule's own lines changed in its text. */
import { isDeepStrictEqual } from 'node:util';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Problem } from '../base/yaml-file.ts';
import {
  applyProgram,
  editRule,
  exportProgram,
  parseProgram,
  readVersion,
  type RuleEdit,
} from '../program/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import type { Rule } from './domain.ts';

export type RuleChanged =
  /** `rule` as it is now; null: the program no longer has it. */
  | { ok: true; version: number; unchanged: boolean; rule: Rule | null; before: Rule | null }
  | { ok: false; problem: 'no-program' | 'no-such-rule' | 'id-taken' | 'cannot-edit' }
  | { ok: false; problem: 'not-valid'; problems: Problem[] }
  /** Somebody changed this rule since the version that the person saw; `rule` is what they made of it. */
  | {
      ok: false;
      problem: 'changed-meanwhile';
      version: number;
      savedBy: string;
      savedAt: string;
      rule: Rule | null;
    };

export interface RuleSaving {
  edit: RuleEdit;
  /** The version of the program that the person saw; null: whatever it is now. */
  seen: number | null;
  /** Whether the rule is new: then nobody else's of the same id is written over. */
  isNew?: boolean;
}

/** Makes the edit in the newest program. @param actor the person, as in the audit trail */
export async function changeRule(
  deps: Deps,
  workspaceId: string,
  { edit, seen, isNew = false }: RuleSaving,
  actor: string,
): Promise<RuleChanged> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const inTrx = { ...deps, database: { ...deps.database, db: trx } };
    const newest = await exportProgram(trx, workspaceId);
    if (newest === null) return { ok: false, problem: 'no-program' };
    const id = edit.kind === 'write' ? edit.rule.id : edit.id;
    const now = ruleIn(newest.document, id);
    if (isNew && now !== null) return { ok: false, problem: 'id-taken' };
    if (seen !== null && seen !== newest.version) {
      // Somebody else's change of another part of the program is in nobody's way.
      const known = await readVersion(trx, workspaceId, seen);
      if (known === null || !isDeepStrictEqual(ruleIn(known.document, id), now)) {
        const { version, appliedBy, appliedAt } = newest;
        return {
          ok: false,
          problem: 'changed-meanwhile',
          version,
          savedBy: appliedBy,
          savedAt: appliedAt,
          rule: now,
        };
      }
    }
    const edited = editRule(newest.document, edit);
    if (!edited.ok) return edited;
    const applied = await applyProgram(inTrx, workspaceId, edited.text, actor);
    if (!applied.ok) return { ok: false, problem: 'not-valid', problems: applied.problems };
    const rule = edited.program.rules.find((one) => one.id === id) ?? null;
    if (!applied.unchanged) {
      await writeAudit(deps, trx, workspaceId, [
        { actor, action: ACTIONS[edit.kind], subjectId: id, before: now, after: rule },
      ]);
    }
    return { ok: true, version: applied.version, unchanged: applied.unchanged, rule, before: now };
  });
}

const ACTIONS = { write: 'rule.save', switch: 'rule.switch', remove: 'rule.remove' } as const;

/**
 * Takes back the change that made a version, as long as it is the newest one: the text before it becomes the newest.
 * @returns null when something was changed since then
 */
export async function undoChange(
  deps: Deps,
  workspaceId: string,
  version: number,
  actor: string,
): Promise<{ version: number } | null> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const newest = await exportProgram(trx, workspaceId);
    const before = await readVersion(trx, workspaceId, version - 1);
    if (newest?.version !== version || before === null) return null;
    const inTrx = { ...deps, database: { ...deps.database, db: trx } };
    const applied = await applyProgram(inTrx, workspaceId, before.document, actor);
    if (!applied.ok) return null;
    await writeAudit(deps, trx, workspaceId, [
      { actor, action: 'rule.undo', before: { version }, after: { version: applied.version } },
    ]);
    return { version: applied.version };
  });
}

function ruleIn(document: string, id: string): Rule | null {
  const parsed = parseProgram(document);
  return parsed.ok ? (parsed.program.rules.find((rule) => rule.id === id) ?? null) : null;
}
