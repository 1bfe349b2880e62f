/** Reads what is with the customer of one account. */
import type { Account } from '../accounts/domain.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { listOpenPlanItems } from '../ebrs/service.ts';
import { assess, reportJourney } from '../journey/domain.ts';
import { loadSignals } from '../journey/service.ts';
import { journeyOfSegment, type Program } from '../program/domain.ts';
import { collectAsks, type Asks } from './asks.ts';
import { listGaps } from './store.ts';

const MOST_BRIDGES = 200;

export async function readAsks(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program | null,
  account: Account,
  today: BusinessDate,
): Promise<Asks> {
  const { db } = deps.database;
  const planItems = await listOpenPlanItems(db, workspaceId, account.id, 'customer');
  const page = { limit: MOST_BRIDGES, openOnly: true, owner: 'customer' as const };
  const gaps = await listGaps(db, workspaceId, account.id, page);
  return collectAsks(await readCurrent(deps, workspaceId, program, account, today), planItems, gaps, today);
}

/** The milestone that the account works on, task by task. */
async function readCurrent(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program | null,
  { id, segment, startedOn }: Account,
  today: BusinessDate,
) {
  const journey = program === null ? undefined : journeyOfSegment(program, segment);
  if (journey === undefined || startedOn === null || startedOn > today) return null;
  const signals = await loadSignals(deps.database.db, workspaceId, id);
  const report = reportJourney(journey, startedOn, signals, today).find(({ isCurrent }) => isCurrent);
  return report === undefined ? null : { report, since: assess(journey, startedOn, signals, today).since };
}
