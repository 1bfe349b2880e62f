/** Free trials: who bought, by milestone reached. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { FunnelAbout, TrialMilestone, Trials } from '#src/funnel/domain.ts';
import { barOf, conversionWords } from '#src/funnel/words.ts';
import { context, header, say, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { footButtons, ofWords } from './funnel-parts.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

export interface TrialsShown {
  trials: Trials;
  about: FunnelAbout;
  today: BusinessDate;
}

export function trialsAnswer({ trials, about, today }: TrialsShown): Answer {
  const { began, paid, churned, open, conversion, name, milestones, telling } = trials;
  if (began === 0)
    return say(mrkdwn`No trial of ${name} has begun${ofWords({ ...about, segment: null }, today)}.`);
  const best = milestones.find(({ id }) => id === telling);
  const text =
    best === undefined
      ? mrkdwn`Of ${count(began, 'trial')} of ${name} ${figure(paid)} bought`
      : mrkdwn`Of the trials of ${name}, most bought once they had reached “${best.name}”`;
  const all = [
    mrkdwn`${figure(began)} began · ${figure(paid)} bought · ${figure(churned)} left · ${figure(open)} open`,
    ...(conversion === null ? [] : [mrkdwn`${barOf(conversion.estimate)} ${conversionWords(conversion)}`]),
  ];
  const heads = [
    header(`Trials: ${name}`),
    section(mrkdwn`${text}${ofWords({ ...about, segment: null }, today)}\n${join(all, '\n')}`),
  ];
  const foot = [
    context(
      mrkdwn`An association: whoever means to buy also does more. Days before a milestone was reached count as days without it. Behind each share stands its 95 % interval.`,
    ),
    footButtons('trials', about, { page: 1, hasMore: false }),
  ];
  const rows = milestones.map((milestone) => [section(milestoneText(milestone, telling))]);
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, ...foot],
    more: (hidden) => [context(mrkdwn`and ${count(hidden, 'more milestone')} did not fit`)],
  });
  return { text, blocks: [...heads, ...blocks, ...foot], share: true };
}

function milestoneText(milestone: TrialMilestone, telling: string | null): Mrkdwn {
  const { id, name, reached, paid, after, without, few } = milestone;
  const mark = id === telling ? mrkdwn` · *most telling*` : mrkdwn``;
  const hint = few && reached > 0 ? mrkdwn` · few: take it as a hint` : mrkdwn``;
  const lines = [
    mrkdwn`*${name}*${mark} · ${figure(reached)} reached it, ${figure(paid)} of them bought${hint}`,
    after === null
      ? mrkdwn`Nobody has reached it.`
      : mrkdwn`${barOf(after.estimate)} once reached: ${conversionWords(after)}`,
    ...(without === null ? [] : [mrkdwn`${barOf(without.estimate)} without it: ${conversionWords(without)}`]),
  ];
  return join(lines, '\n');
}
