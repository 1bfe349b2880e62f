/** What to do next for an account's health: one step, with the button that takes it. */
import type { Button, KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Cta } from '#src/ctas/domain.ts';
import { pointsOf, type MetricHealth } from '#src/health/domain.ts';
import type { NextStep } from '#src/health/next.ts';
import { missingWords } from '#src/health/words.ts';
import { accountRest } from './account-choice.ts';
import { button, section } from './build.ts';
import { day } from './format.ts';
import { ids } from './ids.ts';
import { mrkdwn, truncateMrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface NextOnCard {
  account: { key: string; id: string; name: string };
  next: NextStep;
  today: BusinessDate;
  canJudge: boolean;
  canLog: boolean;
}

const NAME_SHOWN = 120;

/** An EBR's CTA bears the name of its rule, which alone is no deed. */
export function ctaTitle({ type, title }: Pick<Cta, 'type' | 'title'>): Mrkdwn {
  return shortName(type === 'ebr' ? `EBR: ${title}` : title);
}

/** One step, with the button that takes it. */
export function nextBlock(card: NextOnCard): KnownBlock {
  const { text, accessory } = nextOf(card);
  const said = mrkdwn`*Next*: ${text}`;
  return accessory === null ? section(said) : section(said, accessory);
}

function nextOf(card: NextOnCard): { text: Mrkdwn; accessory: Button | null } {
  const { account, next, today } = card;
  const run = (label: string, verb: string, rest = accountRest(account)) =>
    verbButton(label, { command: '/account', verb, rest }, { number: 10, label: `${label} ${account.name}` });
  switch (next.kind) {
    case 'cta': {
      const late =
        next.isLate && next.cta.dueOn !== null
          ? mrkdwn`, late since ${day(next.cta.dueOn, today)}`
          : next.cta.dueOn === null
            ? mrkdwn``
            : mrkdwn`, due ${day(next.cta.dueOn, today)}`;
      return { text: mrkdwn`${ctaTitle(next.cta)}${late}`, accessory: run('Open', 'show') };
    }
    case 'play':
      return {
        text: mrkdwn`start the play “${shortName(next.play.name)}”: ${why(next.metric, today)}`,
        accessory: run('Start the play', 'play', accountRest(account, next.play.id)),
      };
    case 'speak':
      return {
        text: mrkdwn`speak with them, and write it down: ${why(next.metric, today)}`,
        accessory: card.canLog ? run('We spoke', 'spoke') : null,
      };
    case 'review':
      return {
        text: mrkdwn`plan the next EBR: ${why(next.metric, today)}`,
        accessory: card.canLog ? button('Book the EBR', ids.ebrBook, { value: account.id }) : null,
      };
    case 'journey':
      return {
        text: mrkdwn`look at its journey: ${why(next.metric, today)}`,
        accessory: run('Journey', 'journey'),
      };
    case 'look':
      return {
        text: mrkdwn`find out what is behind it: ${why(next.metric, today)}`,
        accessory: button('All details', `${ids.healthDetail}:1`, { value: account.id }),
      };
    case 'judge':
      return {
        text: mrkdwn`the figures are well. Say how you see it yourself.`,
        accessory: card.canJudge
          ? button('Set my judgement', `${ids.healthJudge}:1`, { value: account.id })
          : null,
      };
    case 'nothing':
      return { text: mrkdwn`nothing presses.`, accessory: null };
  }
}

function why(metric: MetricHealth, today: BusinessDate): Mrkdwn {
  const name = shortName(metric.metric.name);
  if (metric.score === null) {
    const verb = metric.value !== null ? 'has been' : metric.metric.source.kind === 'pace' ? 'is' : 'was';
    return mrkdwn`“${name}” ${verb} ${missingWords(metric, today)}`;
  }
  return mrkdwn`“${name}” scores ${pointsOf(metric.score)} of 100`;
}

/** Cut by what it takes once it is escaped, so that no name takes the place of what follows. */
export function shortName(text: string, max = NAME_SHOWN): Mrkdwn {
  return truncateMrkdwn(mrkdwn`${text}`, max);
}
