/** What the parts of the digest are called where people read of them. Plain text, to be escaped where it is shown. */
import type { AgendaPoint, SectionId } from './domain.ts';

export const SECTION_TITLES: Record<SectionId, string> = {
  customers: 'Customers first',
  success: 'Customer success',
  sales: 'Sales and marketing',
  product: 'Product',
  decisions: 'Decisions',
};

/** What stands in a section that has nothing to tell. */
export const QUIET_WORDS: Record<SectionId, string> = {
  customers: 'Nobody reached a milestone, slipped or left this week, and nobody is known to be at risk.',
  success: 'Nobody works on a milestone yet, and no review, plan or play is open.',
  sales: 'No customer began in the last quarter, and no cost of winning one is written down.',
  product: 'No release, gap, requirement or alternative is written down.',
  decisions: 'No question, plan item or extension waits for anybody.',
};

export const AGENDA_WORDS: Record<AgendaPoint['about'], string> = {
  actions: 'What we said we would do',
  decisions: 'Decide',
  story: 'A success to tell',
  risk: 'At risk: what do we do, and who?',
  left: 'Who left: what do we learn?',
  funnel: 'The bottleneck: what would help customers through it?',
  fit: 'Bad fit that was sold: why, and what do we change?',
  product: 'What the product should do next',
  close: 'Say again who does what by when; press “Make it an action” on a message of this thread',
};

/** `+2 points`, `−1 point`, `no change`: the change of a share in whole points. */
export function pointsWords(now: number, before: number): string {
  const points = Math.round(now * 100) - Math.round(before * 100);
  if (points === 0) return 'no change';
  const amount = Math.abs(points);
  return `${points > 0 ? '+' : '−'}${amount} ${amount === 1 ? 'point' : 'points'}`;
}
