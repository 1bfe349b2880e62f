/** A workspace with accounts, rules and people on a real database, for the tests of CTAs and reviews. */
import pino from 'pino';
import type { BusinessDate } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import type { Cta } from '#src/ctas/domain.ts';
import { syncCtas, type CtaSync } from '#src/ctas/service.ts';
import { findCta } from '#src/ctas/store.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import type { Journey } from '#src/journey/domain.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import type { AppliedProgram, Program } from '#src/program/domain.ts';
import type { Rule } from '#src/rules/domain.ts';
import { emptyWorkspace, insertAccounts, programOf } from './signals.ts';

const makeId = createIdSource();

/** Two milestones that a tick reaches, with 30 usual days each. */
const JOURNEY: Journey = {
  id: 'journey',
  name: 'Journey',
  phases: ['first', 'second'].map((id) => ({
    id,
    name: id,
    startsWhen: null,
    usualDays: 30,
    milestone: {
      id: `${id}-done`,
      name: `${id} done`,
      value: null,
      opportunity: null,
      tasks: [
        {
          id: `${id}-tick`,
          name: id,
          owner: 'us',
          optional: false,
          learn: null,
          condition: { kind: 'manual' },
        },
      ],
    },
  })),
};

/** A rule that lists whoever is at one milestone for more than 90 days. */
export function ruleOf(id: string, change: Partial<Rule> = {}, then: Partial<Rule['then']> = {}): Rule {
  return {
    id,
    name: `Rule ${id}`,
    enabled: true,
    when: { kind: 'days_at_milestone', moreThan: 90 },
    ...change,
    // oxlint-disable-next-line unicorn/no-thenable -- the program file calls it so, and it is no function
    then: { cta: 'ebr', priority: 'high', dueInBusinessDays: 5, owner: 'lead', repeatAfterDays: 90, ...then },
  };
}

export interface WorkWorld {
  deps: Deps;
  workspaceId: string;
  /** The ids of the accounts `a`, `b`, … */
  accounts: Record<string, string>;
  applied: AppliedProgram;
  /** Members of the workspace: id and name alike. */
  addPeople(...names: string[]): Promise<void>;
  setRules(rules: Rule[]): void;
  setNow(now: string): void;
  /** Assesses and brings the CTAs in line, as a morning does. */
  sync(date: BusinessDate): Promise<CtaSync>;
  /** The CTAs of an account, oldest first. */
  ctas(account: string): Promise<Cta[]>;
  cta(id: string): Promise<Cta>;
  /** What the audit trail says of a subject, oldest first. */
  audited(subjectId: string): Promise<string[]>;
}

/** @param accounts name → start */
export async function createWork(
  database: OpenDatabase,
  accounts: Record<string, BusinessDate>,
  rules: Rule[] = [ruleOf('r1')],
): Promise<WorkWorld> {
  let now = new Date('2026-11-23T08:00:00Z');
  const deps: Deps = { database, makeId, now: () => now, log: pino({ level: 'silent' }) };
  const { db } = database;
  const workspaceId = await emptyWorkspace(db, makeId);
  const ids = Object.fromEntries(Object.keys(accounts).map((name) => [name, makeId()]));
  await insertAccounts(
    db,
    workspaceId,
    Object.entries(accounts).map(([name, startedOn]) => ({ id: ids[name]!, startedOn })),
  );
  const program: Program = { ...programOf(JOURNEY), rules };
  const applied = { version: 1, appliedAt: '', program };
  return {
    deps,
    workspaceId,
    accounts: ids,
    applied,
    async addPeople(...names) {
      const rows = names.map((name) => ({ workspace_id: workspaceId, id: name, name, created_at: '' }));
      await db.insertInto('person').values(rows).execute();
    },
    setRules(next) {
      program.rules = next;
    },
    setNow(next) {
      now = new Date(next);
    },
    async sync(date) {
      await assessWorkspace(deps, workspaceId, program, date);
      return inTransaction(deps, (trx) => syncCtas(deps, trx, workspaceId, applied, date));
    },
    async ctas(account) {
      const rows = await db
        .selectFrom('cta')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('account_id', '=', ids[account]!)
        .orderBy('id')
        .execute();
      const found = await Promise.all(rows.map(({ id }) => findCta(db, workspaceId, id)));
      return found.filter((cta) => cta !== null);
    },
    async cta(id) {
      const found = await findCta(db, workspaceId, id);
      if (found === null) throw new Error(`there is no CTA ${id}`);
      return found;
    },
    async audited(subjectId) {
      const rows = await db
        .selectFrom('audit')
        .select(['actor', 'action'])
        .where('workspace_id', '=', workspaceId)
        .where('subject_id', '=', subjectId)
        .orderBy('id')
        .execute();
      return rows.map(({ actor, action }) => `${actor} ${action}`);
    },
  };
}
