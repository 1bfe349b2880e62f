/** What the views of `/cs funnel` have in common: what they are of, and the ways from one to another. */
import type { Button, KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { FunnelAbout, ListPlace, Outcome } from '#src/funnel/domain.ts';
import { FEW_WORDS, placeView, restOf } from '#src/funnel/words.ts';
import { actions } from './build.ts';
import { count, day } from './format.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** `Standard, what began since 1 Aug`, or nothing where it is of all. */
export function aboutWords({ segment, since }: FunnelAbout, today: BusinessDate): string[] {
  return [
    ...(segment === null ? [] : [segment.name]),
    ...(since === null ? [] : [`what began since ${day(since, today)}`]),
  ];
}

/** The same behind a title. */
export function ofWords(about: FunnelAbout, today: BusinessDate): Mrkdwn {
  const words = aboutWords(about, today);
  return words.length === 0 ? mrkdwn`` : mrkdwn` · ${words.join(' · ')}`;
}

/** Behind figures: that they are of few accounts, or nothing. */
export function fewText(few: boolean): Mrkdwn {
  return few ? mrkdwn` · ${FEW_WORDS}` : mrkdwn``;
}

/**
 * What was typed, or pressed before, and does not apply to a view, as a line of its own; nothing where all does.
 * @param since null: none was given
 */
export function sinceAside(since: BusinessDate | null, today: BusinessDate): Mrkdwn[] {
  return since === null
    ? []
    : [
        mrkdwn`“Since ${day(since, today)}” does not apply here: whoever is open counts, whenever they began.`,
      ];
}

/** A button that shows another view of the same funnel. */
export function viewButton(
  text: string,
  view: string,
  about: FunnelAbout,
  number: number,
  options: { replace?: boolean; label?: string; page?: number } = {},
): Button {
  const { page = 1, ...rest } = options;
  return verbButton(
    text,
    { command: '/cs', verb: 'funnel', rest: restOf(view, about, page) },
    { number, ...rest },
  );
}

/** A figure with the words for its accounts: `['Left', 'churned', 3, 'that left while at']`. */
export type FigureButton = readonly [text: string, outcome: Outcome | null, accounts: number, words: string];

/** A button to the accounts behind each figure; none for one that is nought. @param name of the place */
export function listButtons(
  place: ListPlace,
  parts: readonly FigureButton[],
  name: string,
  about: FunnelAbout,
  firstButton: number,
): KnownBlock[] {
  const buttons = parts
    .filter(([, , accounts]) => accounts > 0)
    .map(([text, outcome, accounts, words], index) =>
      viewButton(text, placeView(place, outcome), about, firstButton + index, {
        label: `The ${count(accounts, 'account')} ${words} ${name}`,
      }),
    );
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

/** Buttons to the pages before and behind, and back to the funnel. */
export function footButtons(
  view: string,
  about: FunnelAbout,
  { page, hasMore }: { page: number; hasMore: boolean },
): KnownBlock {
  return actions(
    ...(page > 1 ? [viewButton('◀ Earlier', view, about, 20, { replace: true, page: page - 1 })] : []),
    ...(hasMore ? [viewButton('More ▶', view, about, 21, { replace: true, page: page + 1 })] : []),
    viewButton('Funnel', '', about, 22, { replace: true }),
  );
}
