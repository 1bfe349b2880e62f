/** What stands in the place of a form that can no longer be saved, with what was typed into it. */
import type { KnownBlock, ModalView } from '@slack/types';
import { modal, section } from './build.ts';
import { textBlocks } from './goal-card.ts';
import { limits } from './limits.ts';
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

/** What was typed into one field of a form. */
export interface TypedText {
  /** The field's name. */
  label: string;
  text: string;
}

/** A modal that takes the place of a form, with what was typed into that one below. */
export function withTyped(view: ModalView, typed: readonly TypedText[]): ModalView {
  const kept = typed.flatMap(({ label, text }) => textBlocks(label, text));
  if (kept.length === 0) return view;
  const head = section(mrkdwn`What you typed is not saved; copy it from here.`);
  return { ...view, blocks: [...view.blocks, head, ...kept].slice(0, limits.modal.blocks) };
}
