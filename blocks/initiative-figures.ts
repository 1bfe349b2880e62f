/** The figures beside the question of an initiative, then and now. */
import { FEW } from '#src/funnel/domain.ts';
import { wholePercent } from '#src/funnel/words.ts';
import type { InitiativeFigures } from '#src/initiatives/domain.ts';
import { count } from './format.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';

const NAME_SHOWN = 100;

/** A line for each figure, then against now; none where there are none. @param now null: it was not asked again yet */
export function figuresLines(then: InitiativeFigures | null, now: InitiativeFigures | null): Mrkdwn[] {
  return [...milestoneLine(then, now), ...healthLine(then, now)];
}

function milestoneLine(then: InitiativeFigures | null, now: InitiativeFigures | null): Mrkdwn[] {
  const name = now?.milestone?.name ?? then?.milestone?.name;
  if (name === undefined) return [];
  // The program may have lost the milestone, or the initiative may be about another one by now.
  const before = then?.milestone ?? null;
  const at = now?.milestone?.conversion?.at ?? before?.conversion?.at;
  const by = at === undefined ? mrkdwn`` : mrkdwn` by ${count(at, 'day')}`;
  return [
    mrkdwn`“${truncate(name, NAME_SHOWN)}” reached${by}: at the start ${conversionText(before)} → now ${conversionText(now?.milestone ?? null)}`,
  ];
}

/** `42 % (31–54) of 57` */
function conversionText(milestone: InitiativeFigures['milestone']): string {
  if (milestone === null) return 'not known';
  const { conversion, entered } = milestone;
  const of = `of ${entered}${entered < FEW ? ' (few)' : ''}`;
  if (conversion === null) return `not known, ${of}`;
  return `${wholePercent(conversion.estimate)} % (${wholePercent(conversion.low)}–${wholePercent(conversion.high)}) ${of}`;
}

function healthLine(then: InitiativeFigures | null, now: InitiativeFigures | null): Mrkdwn[] {
  const [before, after] = [then?.health ?? null, now?.health ?? null];
  if (before === null && after === null) return [];
  const share = (health: InitiativeFigures['health'], name: 'coverage' | 'green') =>
    health === null ? 'not known' : `${wholePercent(health[name])} %`;
  return [
    mrkdwn`Health of all accounts: coverage ${share(before, 'coverage')} → ${share(after, 'coverage')}, green ${share(before, 'green')} → ${share(after, 'green')}`,
  ];
}
