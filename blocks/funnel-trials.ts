/** Free trials: who bought, by milestone reached. */
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  ALL_TRIALS,
  type Conversion,
  type FunnelAbout,
  type TrialMilestone,
  type Trials,
} from '#src/funnel/domain.ts';
import { barOf, conversionWords, wholePercent } from '#src/funnel/words.ts';
import { context, header, say, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { fewText, footButtons, listButtons, ofWords, type FigureButton } from './funnel-parts.ts';
import { limits, rowsWithin } from './limits.ts';
import { inQuotes, join, mrkdwn, type Mrkdwn } from './text.ts';

const BUTTONS_PER_ROW = 4;

export interface TrialsShown {
  trials: Trials;
  about: FunnelAbout;
  /** The segment that a person named, which need not be one of trials. */
  asked: FunnelAbout['segment'];
  today: BusinessDate;
}

export function trialsAnswer({ trials, about, asked, today }: TrialsShown): Answer {
  const { began, paid, churned, open, conversion, name, milestones, telling } = trials;
  const aside =
    asked === null || asked.id === trials.segment
      ? []
      : [mrkdwn`${inQuotes(asked.name)} is no segment of free trials: these are the trials of ${name}.`];
  if (began === 0) {
    const nobody = mrkdwn`No trial of ${name} has begun${ofWords({ ...about, segment: null }, today)}.`;
    return say(join([nobody, ...aside], '\n'));
  }
  const best = milestones.find(({ id }) => id === telling);
  const text =
    best === undefined
      ? mrkdwn`Of ${count(began, 'trial')} of ${name} ${figure(paid)} bought`
      : mrkdwn`Of the trials of ${name}, a larger share bought after “${best.name}” (${shareText(best.after)}) than without it (${shareText(best.without)})`;
  const all = [
    mrkdwn`${figure(began)} began · ${figure(paid)} bought · ${figure(churned)} left · ${figure(open)} open`,
    ...(conversion === null
      ? []
      : [mrkdwn`${barOf(conversion.estimate)} ${conversionWords(conversion)}${fewText(trials.few)}`]),
  ];
  const heads = [
    header(`Trials: ${name}`),
    section(mrkdwn`${text}${ofWords({ ...about, segment: null }, today)}\n${join(all, '\n')}`),
    ...listButtons(
      { kind: 'trial', id: ALL_TRIALS },
      [['Began', null, began, 'that began in'], ...outcomes(trials, 'in')],
      name,
      about,
      0,
    ),
    ...aside.map((line) => context(line)),
  ];
  const foot = [
    context(
      mrkdwn`Counted: who is in ${name} now, and who has bought and was in it before, as far as Milepost saw it change segment. Whoever came straight as a customer is no trial.`,
    ),
    context(
      mrkdwn`An association: whoever means to buy also does more. Days before a milestone was reached count as days without it. Behind each share stands its 95 % interval.`,
    ),
    footButtons('trials', about, { page: 1, hasMore: false }),
  ];
  const rows = milestones.map((milestone, index) => [
    section(milestoneText(milestone, telling)),
    ...listButtons(
      { kind: 'trial', id: milestone.id },
      [['Reached', null, milestone.reached, 'that reached'], ...outcomes(milestone, 'after')],
      milestone.name,
      about,
      BUTTONS_PER_ROW * (index + 1),
    ),
  ]);
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, ...foot],
    more: (hidden) => [context(mrkdwn`and ${count(hidden, 'more milestone')} did not fit`)],
  });
  return { text, blocks: [...heads, ...blocks, ...foot], share: true };
}

function shareText(conversion: Conversion | null): string {
  return conversion === null ? 'not known' : `${wholePercent(conversion.estimate)}\u00A0%`;
}

/** To those that bought, left, and did neither. @param at before the name of the place */
function outcomes(
  { paid, churned, open }: Pick<TrialMilestone, 'paid' | 'churned' | 'open'>,
  at: 'in' | 'after',
): FigureButton[] {
  return [
    ['Bought', 'reached', paid, `that bought ${at}`],
    ['Left', 'churned', churned, `that left ${at}`],
    ['Open', 'open', open, `that neither bought nor left ${at}`],
  ];
}

function milestoneText(milestone: TrialMilestone, telling: string | null): Mrkdwn {
  const { id, name, reached, paid, after, without, few } = milestone;
  const mark = id === telling ? mrkdwn` · *most telling*` : mrkdwn``;
  const lines = [
    mrkdwn`*${name}*${mark} · ${figure(reached)} reached it, ${figure(paid)} of them bought${fewText(few && reached > 0)}`,
    after === null
      ? mrkdwn`Nobody has reached it.`
      : mrkdwn`${barOf(after.estimate)} once reached: ${conversionWords(after)}`,
    ...(without === null ? [] : [mrkdwn`${barOf(without.estimate)} without it: ${conversionWords(without)}`]),
  ];
  return join(lines, '\n');
}
