/** All that somebody answers for and has not done by its day, each thing once; but for what the meeting itself wanted. */
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { FIT_LIMIT } from '../ctas/domain.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { GOAL_CONFIRM } from '../goals/ask-service.ts';
import { STEP_CTA } from '../plays/domain.ts';
import {
  NAMED_OVERDUE,
  OVERDUE_KINDS,
  type OverdueKind,
  type OverdueOf,
  type Period,
  type SuccessFacts,
} from './domain.ts';
import { listOverdue } from './overdue-store.ts';
import { sumByOwner } from './overdue.ts';

/** CTAs that stand for what is counted as itself: a review, a plan item, a step, a goal, a stretch past its limit. */
const COUNTED_ELSEWHERE = ['ebr', 'plan_item', STEP_CTA, GOAL_CONFIRM, FIT_LIMIT];

/**
 * @param plays of the same days, whose late steps are counted too
 * @param before UTC ISO time at which the date was over
 * @returns in the order in which it is told
 */
export async function readOverdue(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  { date }: Pick<Period, 'date'>,
  plays: SuccessFacts['plays'],
  before: string,
): Promise<OverdueOf[]> {
  const question = { date, before, except: COUNTED_ELSEWHERE, most: NAMED_OVERDUE };
  const found: OverdueOf[] = [];
  if (plays.late > 0)
    found.push({
      kind: 'step',
      total: plays.late,
      ofNobody: plays.ofNobody,
      items: plays.steps,
      byOwner: plays.byOwner,
    });
  for await (const range of accountRanges({ db, dialect }, workspaceId, 'look'))
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
    byOwner: sumByOwner(parts.flatMap(({ byOwner }) => byOwner)),
  };
}
