/**
 * Full snapshots: a file that shows all accounts of a source on a date. An account that is not in it any more is
 * ended on that date, one that is back returns. A source's moves are kept so that they say the same whatever the
 * order in which its snapshots were read, and however often.
 */
import type { BusinessDate } from '../base/business-date.ts';

export interface Presence {
  /** The first date on which the source had the account, as known before this snapshot; null: it is new. */
  firstSeenOn: BusinessDate | null;
  /** What the source's snapshots said of it so far, in order of day. */
  moves: readonly { day: BusinessDate; returned: boolean }[];
}

type Move = 'ended' | 'returned' | null;

/**
 * What changes for one account by the snapshot of `date`: the moves of that date, of the next snapshot's date, and
 * of the date on which it was first seen, as far as they differ from what is known.
 * @param next the date of the source's next later snapshot; null: there is none
 * @param seen whether the snapshot of `date` has the account
 */
export function movesBySnapshot(
  presence: Presence,
  date: BusinessDate,
  next: BusinessDate | null,
  seen: boolean,
): { day: BusinessDate; move: Move }[] {
  const { firstSeenOn, moves } = presence;
  const wasKnown = firstSeenOn !== null && firstSeenOn <= date;
  if (!wasKnown && !seen) return [];
  const wasGone = lastMove(moves, (day) => day < date) === 'ended';
  const wanted = new Map<BusinessDate, Move>();
  if (seen) wanted.set(date, wasKnown && wasGone ? 'returned' : null);
  else wanted.set(date, wasGone ? null : 'ended');

  if (next !== null) {
    const isThere =
      firstSeenOn !== null && firstSeenOn <= next && lastMove(moves, (day) => day <= next) !== 'ended';
    if (isThere === seen) wanted.set(next, null);
    else wanted.set(next, isThere ? 'returned' : 'ended');
    if (firstSeenOn !== null && firstSeenOn > next) {
      // It was there on its first date, unless a corrected snapshot of that date has taken it back.
      wanted.set(firstSeenOn, lastMove(moves, (day) => day === firstSeenOn) === 'ended' ? null : 'returned');
    }
  }
  return [...wanted]
    .map(([day, move]) => ({ day, move }))
    .filter(({ day, move }) => lastMove(moves, (known) => known === day) !== move);
}

function lastMove(moves: Presence['moves'], counts: (day: BusinessDate) => boolean): Move {
  const last = moves.findLast(({ day }) => counts(day));
  if (last === undefined) return null;
  return last.returned ? 'returned' : 'ended';
}
