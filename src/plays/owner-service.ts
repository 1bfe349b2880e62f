/** Who of us does a step. */
import type { BusinessDate } from '../base/business-date.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { findLeader } from '../people/service.ts';
import type { StepOwner } from './domain.ts';
import { listOwners } from './owner-store.ts';

/** A step of an account that somebody is to do. */
export interface Asked {
  accountId: string;
  owner: StepOwner;
}

/**
 * Who does each step: the lead, or the partner while the lead is away or where there is none, and the other way round for
 * what is the partner's; the first leader by name who is not away, or the lead where nobody has that role. Where both are
 * away it stays with the one whose it is.
 * @returns by `ownerKey`: the person's id, null where there is nobody
 */
export async function findOwners(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  asked: readonly Asked[],
  today: BusinessDate,
): Promise<Map<string, string | null>> {
  if (asked.length === 0) return new Map();
  const asksLeader = asked.some(({ owner }) => owner === 'leader');
  const leader = asksLeader ? await findLeader(executor, workspaceId, today) : null;
  const accountIds = [...new Set(asked.map(({ accountId }) => accountId))];
  const owners = await listOwners(executor, dialect, workspaceId, accountIds, today);
  return new Map(
    owners.flatMap(({ accountId, lead, partner }) =>
      (
        [
          ['lead', lead],
          ['partner', partner],
          ['leader', leader ?? lead],
        ] as const
      ).map(([owner, person]) => [ownerKey({ accountId, owner }), person] as const),
    ),
  );
}

export function ownerKey({ accountId, owner }: Asked): string {
  return `${owner} ${accountId}`;
}
