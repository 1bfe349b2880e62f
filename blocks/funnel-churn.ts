/** Where customers leave: the milestone at which they were, as a share and as a rate. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { FEW, type ChurnRate, type Funnel, type FunnelAbout, type FunnelPlace } from '#src/funnel/domain.ts';
import { barOf, placeView, rateWords, wholePercent } from '#src/funnel/words.ts';
import { context, header, say, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { fewText, footButtons, ofWords, viewButton } from './funnel-parts.ts';
import { limits, rowsWithin } from './limits.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

interface Place {
  at: FunnelPlace;
  /** Of the milestone or the journey. */
  called: string;
  name: string;
  churned: number;
  rate: ChurnRate | null;
  few: boolean;
}

export function churnAnswer({
  funnel,
  about,
  today,
}: {
  funnel: Funnel;
  about: FunnelAbout;
  today: BusinessDate;
}): Answer {
  const isOne = funnel.after.filter(({ finished }) => finished > 0).length < 2;
  const places: Place[] = [
    ...funnel.milestones.map(({ id, journeyId, name, churned, churnPer100AccountMonths: rate, few }) => ({
      at: { kind: 'milestone' as const, id, journeyId },
      called: name,
      name,
      churned,
      rate,
      few,
    })),
    ...funnel.after.map(({ journeyId, name, churned, churnPer100AccountMonths: rate, few }) => ({
      at: { kind: 'finished' as const, id: journeyId },
      called: name,
      name: isOne ? 'After the journey was finished' : `After “${name}” was finished`,
      churned,
      rate,
      few,
    })),
  ];
  const all = places.reduce((sum, { churned }) => sum + churned, 0);
  if (all === 0) return say(mrkdwn`Nobody left while at a milestone${ofWords(about, today)}.`);
  const most = places.toSorted((a, b) => b.churned - a.churned)[0]!;
  const text = mrkdwn`Of ${count(all, 'account')} that left, ${figure(most.churned)} ${most.churned === 1 ? 'was' : 'were'} at “${most.name}”`;
  const heads = [
    header('Where customers leave'),
    section(mrkdwn`${text}${ofWords(about, today)}${fewText(all < FEW)}`),
  ];
  const foot = [
    context(
      mrkdwn`The share says where most leave, the rate where it is most likely to: a milestone at which many are for long has many departures. The interval behind a rate is exact (Poisson, 95 %). Who is called Churned while nobody said on what day counts as gone today; who came back counts as never gone.`,
    ),
    footButtons('churn', about, { page: 1, hasMore: false }),
  ];
  const rows = places
    .filter(({ rate, churned }) => rate !== null || churned > 0)
    .map((place, index) => [section(placeText(place, all), leftButton(place, about, index))]);
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more did not fit`)],
  });
  return { text, blocks: [...heads, ...blocks, ...foot], share: true };
}

function leftButton({ at, called, churned }: Place, about: FunnelAbout, number: number) {
  if (churned === 0) return undefined;
  const who = at.kind === 'milestone' ? 'left while at' : 'left after they finished';
  const label = `The ${count(churned, 'account')} that ${who} ${called}`;
  return viewButton('Who left', placeView(at, 'churned'), about, number, { label });
}

function placeText({ name, churned, rate, few }: Place, all: number): Mrkdwn {
  const share = churned / all;
  const told = rate === null ? mrkdwn`` : mrkdwn` · ${rateWords(rate)}`;
  return mrkdwn`*${name}*\n${barOf(share)} ${figure(churned)} left, ${wholePercent(share)}\u00A0% of all${told}${fewText(few)}`;
}
