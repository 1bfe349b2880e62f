/** What a day brings whether a list is posted on it or not. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { takeSnapshots } from '../health/service.ts';
import { assessWorkspace, type AssessmentProgress } from '../journey/service.ts';
import { doPlays, type PlaysDone } from '../plays/daily-service.ts';
import type { AppliedProgram } from '../program/domain.ts';

/**
 * Finds where the accounts are on a date, keeps everybody's health of the day, and brings the plays in line with both:
 * one after the other, so that a play starts by what is known at that moment. Done again for the same date it changes
 * only what became known since.
 * @returns how many accounts were scored, and what became of plays
 */
export async function keepDay(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  onProgress?: (progress: AssessmentProgress) => void,
): Promise<{ accounts: number; plays: PlaysDone }> {
  await assessWorkspace(deps, workspaceId, applied.program, date, onProgress);
  const accounts = await takeSnapshots(deps, workspaceId, applied, date);
  return { accounts, plays: await doPlays(deps, workspaceId, applied, date) };
}
