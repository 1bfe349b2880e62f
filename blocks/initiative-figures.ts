/** The figures beside the question of an initiative, then and now. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { FEW } from '#src/funnel/domain.ts';
import { wholePercent } from '#src/funnel/words.ts';
import { knownFrom, type InitiativeFigures, type MilestoneFigures } from '#src/initiatives/domain.ts';
import { count, day } from './format.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';

const NAME_SHOWN = 100;

/** A line for each figure, then against now; none where there are none. @param then null: not read yet */
export function figuresLines({
  then,
  now,
}: {
  then: InitiativeFigures | null;
  now: InitiativeFigures;
}): Mrkdwn[] {
  return [...milestoneLine(then?.milestone ?? null, now), ...healthLine(then?.health ?? null, now.health)];
}

function milestoneLine(
  before: MilestoneFigures | null,
  { date, milestone: since }: InitiativeFigures,
): Mrkdwn[] {
  // The program may have lost the milestone since it began.
  const known = since ?? before;
  if (known === null) return [];
  const { name, usualDays } = known;
  return [
    mrkdwn`“${truncate(name, NAME_SHOWN)}” reached by ${count(usualDays, 'day')}: ${sideText(before, 'came to it before the start', null)} → ${sideText(since, 'came since', date)}`,
  ];
}

/** `42 % (31–54) of 57 that came since` @param today null: it is not a matter of time until more is known */
function sideText(side: MilestoneFigures | null, came: string, today: BusinessDate | null): string {
  if (side === null) return 'not known';
  const { conversion, entered } = side;
  if (entered === 0) return `nobody ${came}`;
  const of = `of ${entered}${entered < FEW ? ' (few)' : ''} that ${came}`;
  if (conversion !== null)
    return `${wholePercent(conversion.estimate)} % (${wholePercent(conversion.low)}–${wholePercent(conversion.high)}) ${of}`;
  const from = knownFrom(side);
  return today === null || today >= from ? `not known ${of}` : `not known before ${day(from, today)}, ${of}`;
}

function healthLine(before: InitiativeFigures['health'], after: InitiativeFigures['health']): Mrkdwn[] {
  if (before === null && after === null) return [];
  const share = (health: InitiativeFigures['health'], name: 'coverage' | 'green') =>
    health === null ? 'not known' : `${wholePercent(health[name])} %`;
  return [
    mrkdwn`Health of all accounts since the start: coverage ${share(before, 'coverage')} → ${share(after, 'coverage')}, green ${share(before, 'green')} → ${share(after, 'green')}`,
  ];
}
