/** What stands in the place of a form that can no longer be saved. */
import type { KnownBlock, ModalView } from '@slack/types';
import { modal, section } from './build.ts';
import { textBlocks } from './goal-card.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

/**
 * Says why, and shows what was typed, to be copied from there.
 * @param shown what stands between: how it is now
 */
export function typedKept(
  title: string,
  why: Mrkdwn,
  typed: string,
  shown: readonly KnownBlock[] = [],
): ModalView {
  const kept = textBlocks('What you typed', typed);
  const head = kept.length === 0 ? why : mrkdwn`${why}\nWhat you typed is not saved; copy it from here.`;
  return modal({ title, blocks: [section(head), ...shown, ...kept] });
}
