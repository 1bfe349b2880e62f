/** The buttons that turn the pages of a list. */
import type { Button, KnownBlock } from '@slack/types';
import { actions } from './build.ts';

export interface ListPlace {
  /** From 1. */
  page: number;
  hasMore: boolean;
}

/** Makes the button that leads to page `to`; `number` tells the two apart in their block. */
export type TurnButton = (text: string, to: number, number: number) => Button;

/** How a list is turned that shows the most important first. */
const BACK_AND_ON = ['◀ Earlier', 'More ▶'] as const;

/** One for each side on which the list goes on. @param texts those of the buttons back and on */
export function turnButtons(
  { page, hasMore }: ListPlace,
  turn: TurnButton,
  [back, on]: readonly [string, string] = BACK_AND_ON,
): Button[] {
  return [...(page > 1 ? [turn(back, page - 1, 0)] : []), ...(hasMore ? [turn(on, page + 1, 1)] : [])];
}

/** The same as a block of their own; none where the list is one page. */
export function turnBlock(
  place: ListPlace,
  turn: TurnButton,
  texts: readonly [string, string] = BACK_AND_ON,
): KnownBlock[] {
  const buttons = turnButtons(place, turn, texts);
  return buttons.length === 0 ? [] : [actions(...buttons)];
}
