/** Reads the morning's list: who needs an EBR, which other CTAs are open, which plan items are due, and why. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import { countUnassessed } from '../journey/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { explainAssessed } from '../rules/service.ts';
import {
  foldOthers,
  inDueOrder,
  inListOrder,
  isLateStep,
  isTheirOwn,
  MAX_OTHER_ROWS,
  MAX_PLAN_ROWS,
  MAX_ROWS,
  oneRowPerAccount,
  ownFirst,
  sectionOf,
  type ListedCta,
  type MorningList,
  type MorningRow,
  type MorningSummary,
} from './domain.ts';
import { readRows, type RowSelection } from './row-store.ts';
import { countChanges, countOthers, countPlanItemsDue, findLastList, type LastList } from './store.ts';

/** So many other CTAs are looked at for the lines of reviews; one beyond has a line of its own. */
const MAX_FOLDED = 10_000;

/** Whose eyes a list is for. */
interface Reader {
  personId: string;
  /** UTC ISO time: what was pressed away and can still be undone at it stays on the list. */
  undoableAt: string;
}

/**
 * The list as it stands now, against the last one before the date; nothing is assessed anew. What was pressed away
 * a moment ago is still there, so that it can be undone; what the person owns comes first.
 */
export async function readToday(
  deps: Pick<Deps, 'database' | 'now'>,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  personId: string,
): Promise<MorningList> {
  const { db } = deps.database;
  const last = await findLastList(db, workspaceId, date);
  const reader = { personId, undoableAt: deps.now().toISOString() };
  const list = await readList(db, workspaceId, applied, date, last, reader);
  return { ...list, rows: ownFirst(list.rows, personId) };
}

/** @param reader null: the list is for everybody */
export async function readList(
  executor: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  last: LastList | null,
  reader: Reader | null,
): Promise<MorningList> {
  const read = (selection: RowSelection) => rowsWithWhy(executor, workspaceId, applied, date, selection);
  const first = reader?.personId ?? null;
  const changes = await countChanges(executor, workspaceId, last);
  const planItems = await countPlanItemsDue(executor, workspaceId, date);
  const reviews = oneRowPerAccount(await read({ kind: 'reviews', limit: MAX_ROWS, first }));
  const due = foldOthers(reviews, await readOthersOf(read, reviews, date));
  const folded = due.flatMap(({ also }) => also);
  const except = folded.map(({ ctaId }) => ctaId);
  // A person turns the pages of their own list, so that nothing need be left out of it.
  const [mostOthers, mostPlan] = reader === null ? [MAX_OTHER_ROWS, MAX_PLAN_ROWS] : [MAX_ROWS, MAX_ROWS];
  const others = await read({ kind: 'others', except, limit: mostOthers, first });
  const plan = await read({ kind: 'plan_items', dueBy: date, limit: mostPlan, first });
  const undoable = reader === null ? [] : await read({ kind: 'undoable', at: reader.undoableAt });
  const isReview = (row: MorningRow) => sectionOf(row) === 'review';
  const summary: MorningSummary = {
    due: changes.due,
    isNew: last === null ? null : changes.isNew,
    resolved: changes.resolved,
    previousDate: last?.date ?? null,
    unassessed: await countUnassessed(executor, workspaceId),
    planItems,
    others: await countOthers(executor, workspaceId, date, reader === null),
    othersFolded: folded.filter((cta) => reader !== null || !isTheirOwn(cta, date)).length,
    hidden: Math.max(0, changes.due - due.length),
    rules: applied.program.rules
      .filter((rule) => rule.enabled && rule.then.cta === 'ebr')
      .map(({ name }) => name),
  };
  return {
    date,
    programVersion: applied.version,
    summary,
    rows: [
      ...inListOrder(oneRowPerAccount([...due, ...undoable.filter(isReview)])),
      ...inDueOrder([...others, ...undoable.filter((row) => !isReview(row))], date),
      ...inListOrder(plan),
    ],
  };
}

/** The rows of a message that is made anew, in the order of their ids; each review tells of others as it did. */
export async function rowsOf(
  executor: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  ctaIds: readonly string[],
): Promise<MorningRow[]> {
  const read = (selection: RowSelection) => rowsWithWhy(executor, workspaceId, applied, date, selection);
  const rows = await read({ kind: 'ctas', ids: ctaIds });
  const others = await readOthersOf(read, rows, date);
  const apart = new Set(ctaIds);
  const folded = others.filter(({ ctaId }) => !apart.has(ctaId));
  const told = foldOthers(rows, folded);
  return ctaIds.flatMap((id) => told.find((row) => row.ctaId === id) ?? []);
}

/** The other CTAs of the accounts that have a review among the rows; a late step of a play keeps a line of its own. */
async function readOthersOf(
  read: (selection: RowSelection) => Promise<MorningRow[]>,
  rows: readonly MorningRow[],
  date: BusinessDate,
): Promise<ListedCta[]> {
  const reviews = rows.filter((row) => sectionOf(row) === 'review');
  const accountIds = reviews.map(({ accountId }) => accountId);
  if (accountIds.length === 0) return [];
  const others = await read({ kind: 'others_of', accountIds, limit: MAX_FOLDED, first: null });
  return others.filter((cta) => !isLateStep(cta, date));
}

async function rowsWithWhy(
  executor: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  selection: RowSelection,
): Promise<MorningRow[]> {
  const rows = await readRows(executor, workspaceId, applied.program, date, selection);
  const asked = rows.filter((row) => sectionOf(row) === 'review' || row.ruleId !== null);
  const accounts = [...new Set(asked.map(({ accountId }) => accountId))];
  // A rule that is off lists nobody.
  const rules = applied.program.rules.filter(({ enabled }) => enabled);
  const program = { ...applied.program, rules };
  const explained = await explainAssessed(executor, workspaceId, { program }, accounts, date);
  const reviewRules = new Set(rules.filter(({ then }) => then.cta === 'ebr').map(({ id }) => id));
  return rows.map((row) => ({
    ...row,
    listedBy: (explained.get(row.accountId) ?? []).filter(
      // A review is asked for by every rule that lists the account for one, another CTA by its own.
      ({ rule, listed }) =>
        listed && (sectionOf(row) === 'review' ? reviewRules.has(rule) : rule === row.ruleId),
    ),
  }));
}
