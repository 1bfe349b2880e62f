/** Free trials are on no list, unless the rule speaks of segments: a review is for customers. */
import { trialSegmentIds, type Program } from '../program/domain.ts';
import type { Condition } from './domain.ts';

/** The segments whose accounts are not on the list of a rule with this condition, whatever else is so. */
export function segmentsLeftOut(condition: Condition, program: Pick<Program, 'segments'>): string[] {
  return namesSegments(condition) ? [] : trialSegmentIds(program);
}

function namesSegments(condition: Condition): boolean {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.some(namesSegments);
  return condition.kind === 'not' ? namesSegments(condition.of) : condition.kind === 'segment';
}
