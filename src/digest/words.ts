/** What the parts of the digest are called where people read of them. Plain text, to be escaped where it is shown. */
import type { AgendaPoint, OverdueKind, SectionId } from './domain.ts';

export const SECTION_TITLES: Record<SectionId, string> = {
  customers: 'Customers first',
  success: 'Customer success',
  sales: 'Sales and marketing',
  product: 'Product',
  decisions: 'Decisions',
};

/** What no history is kept of: a digest of a past day tells it as it is when it is told. */
export const NOW_WORDS =
  'what customers pay, when they renew, their fit, who answers for what and by when, costs, requirements and open questions';

/** In the place of a reason that the company does not read. */
export const WITHHELD_REASON = 'their reason names an amount';

/** What the owner of a section that has nothing to tell is asked about. */
export const QUIET_WORDS: Record<SectionId, string> = {
  customers: 'Nobody reached a milestone, slipped or left this week, and nobody is known to be at risk.',
  success: 'Nobody works on a milestone yet, and no review, plan or play is open.',
  sales: 'No customer began in the last quarter, and no cost of winning one is written down.',
  product: 'No release, gap, requirement or alternative is written down.',
  decisions: 'No question waits for an answer, and nothing is overdue.',
};

export const AGENDA_WORDS: Record<AgendaPoint['about'], string> = {
  actions: 'What we said we would do',
  decisions: 'Decide',
  overdue: 'Overdue: who does it, and by when?',
  story: 'A success to tell',
  risk: 'At risk: what do we do, and who?',
  left: 'Who left: what do we learn?',
  funnel: 'The bottleneck: what would help customers through it?',
  fit: 'Bad fit that was sold: why, and what do we change?',
  product: 'What the product should do next',
  close: 'Say again who does what by when; press “Make it an action” on a message of this thread',
};

/** What is overdue, one of it and many. */
export const OVERDUE_WORDS: Record<OverdueKind, readonly [string, string]> = {
  action: ['action of this meeting', 'actions of this meeting'],
  step: ['step of a play', 'steps of plays'],
  plan_item: ['plan item', 'plan items'],
  gap: ['gap to close', 'gaps to close'],
  goal: ['goal past its date', 'goals past their date'],
  cta: ['other to-do', 'other to-dos'],
  customer: ['by a customer', 'by customers'],
};

/** `+2 points`, `−1 point`, `no change`: the change of a share in whole points. */
export function pointsWords(now: number, before: number): string {
  const points = wholePoints(now, before);
  if (points === 0) return 'no change';
  const amount = Math.abs(points);
  return `${points > 0 ? '+' : '−'}${amount} ${amount === 1 ? 'point' : 'points'}`;
}

/** Whether a share changed as people read it. */
export function isMoved(now: number, before: number): boolean {
  return wholePoints(now, before) !== 0;
}

function wholePoints(now: number, before: number): number {
  return Math.round(now * 100) - Math.round(before * 100);
}
