/** All that somebody answers for and has not done by its day, each thing once; but for what the meeting itself wanted. */
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { FIT_LIMIT } from '../ctas/domain.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { DialectName } from '../db/open.ts';
import { GOAL_CONFIRM } from '../goals/ask-service.ts';
import { STEP_CTA } from '../plays/domain.ts';
import type { Week } from './customers-store.ts';
import {
  NAMED_OVERDUE,
  OVERDUE_KINDS,
  type OverdueKind,
  type OverdueOf,
  type SuccessFacts,
} from './domain.ts';
import { listOverdue } from './overdue-store.ts';

/** CTAs that stand for what is counted as itself: a review, a plan item, a step, a goal, a stretch past its limit. */
const COUNTED_ELSEWHERE = ['ebr', 'plan_item', STEP_CTA, GOAL_CONFIRM, FIT_LIMIT];

/**
 * On SQLite so many accounts take some milliseconds, in which requests wait; PostgreSQL wants more to do for each plan that
 * it makes.
 */
const ACCOUNTS_PER_RANGE: Record<DialectName, number> = { sqlite: 5_000, postgres: 50_000 };

/**
 * @param plays of the same days, whose late steps are counted too
 * @param before UTC ISO time at which the date was over
 * @returns in the order in which it is told
 */
export async function readOverdue(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  { date }: Week,
  plays: SuccessFacts['plays'],
  before: string,
): Promise<OverdueOf[]> {
  const question = { date, before, except: COUNTED_ELSEWHERE, most: NAMED_OVERDUE };
  const found: OverdueOf[] = [];
  if (plays.late > 0)
    found.push({ kind: 'step', total: plays.late, ofNobody: plays.ofNobody, items: plays.steps });
  for await (const range of accountRanges(db, workspaceId, ACCOUNTS_PER_RANGE[dialect]))
    found.push(...(await listOverdue(db, workspaceId, question, range)));
  const byKind = Map.groupBy(found, ({ kind }) => kind);
  return OVERDUE_KINDS.flatMap((kind) => {
    const own = byKind.get(kind);
    return own === undefined ? [] : [sumOf(kind, own)];
  });
}

function sumOf(kind: OverdueKind, parts: readonly OverdueOf[]): OverdueOf {
  const items = parts.flatMap((part) => part.items).toSorted((a, b) => compareTexts(a.dueOn, b.dueOn));
  return {
    kind,
    total: parts.reduce((sum, { total }) => sum + total, 0),
    ofNobody: parts.reduce((sum, { ofNobody }) => sum + ofNobody, 0),
    items: items.slice(0, NAMED_OVERDUE),
  };
}
