/** The ways to show something to a person: beside a message, in its place, in a modal, to the channel. */
import { context, fallbackText, modal, section, type Answer } from '#blocks/build.ts';
import { limits, rowsWithin } from '#blocks/limits.ts';
import { withTyped, type TypedText } from '#blocks/typed-kept.ts';
import { mrkdwn } from '#blocks/text.ts';
import { RespondError, type RespondFn } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Deps } from '../base/deps.ts';
import { slackErrorOf } from '../base/describe-error.ts';
import { failureView, recordFailure } from './failure.ts';

/** Slack's status where a response URL was used up, or is too old. */
const NOT_ANY_MORE = 404;

/** Where an answer can go. A command and a message have `respond`, a modal has none. */
export interface AnswerTarget {
  client: WebClient;
  respond: RespondFn | null;
  triggerId: string | null;
  view: OpenView | null;
}

export interface OpenView {
  id: string;
  rootId: string;
  hash: string;
  callbackId: string;
  metadata: string;
  /** Block id → action id → what was entered; read it with `readForm`. */
  values: unknown;
  /** How many modals lie on each other, with this one on top. */
  depth: number;
  /** What was typed into its fields, to be shown where the form is no more. */
  typed: TypedText[];
}

/** Whether Slack takes another modal on top of this one. */
export function hasRoomOver({ depth }: OpenView): boolean {
  return depth < limits.modalStack;
}

/** Shows something to the person alone; in a modal as a modal on top. */
export async function answerBeside(target: AnswerTarget, answer: Answer): Promise<void> {
  if (target.respond !== null) {
    await target.respond({ ...messageOf(answer), response_type: 'ephemeral', replace_original: false });
  } else if (target.triggerId !== null) {
    const opening = { trigger_id: target.triggerId, view: answerView(answer) };
    await (target.view === null ? target.client.views.open(opening) : target.client.views.push(opening));
  }
}

/**
 * Tells the person what came of something whose modal is gone: in the channel where it began, for them alone, while
 * Slack takes answers there; else in a direct message.
 */
export async function tell(
  target: Pick<AnswerTarget, 'client' | 'respond'>,
  slackUserId: string,
  answer: Answer,
): Promise<void> {
  if (target.respond !== null) {
    try {
      await target.respond({ ...messageOf(answer), response_type: 'ephemeral', replace_original: false });
      return;
    } catch {
      // Slack takes five answers within half an hour: after that, a message of its own is left.
    }
  }
  const { channel } = await target.client.conversations.open({ users: slackUserId });
  if (channel?.id === undefined) throw new Error('Slack opened no direct message');
  await target.client.chat.postMessage({
    channel: channel.id,
    ...messageOf(answer),
    unfurl_links: false,
    unfurl_media: false,
  });
}

/**
 * Shows something in the place of the message or the modal. A message stands as it is once Slack takes no answers there
 * any more, as where a form that began on it was sent an hour later: what was done is done all the same.
 */
export async function answerInstead(deps: Deps, target: AnswerTarget, answer: Answer): Promise<void> {
  if (target.respond !== null) {
    await target.respond({ ...messageOf(answer), replace_original: true }).catch((error: unknown) => {
      if (!(error instanceof RespondError) || error.statusCode !== NOT_ANY_MORE) throw error;
    });
  } else if (target.view !== null) {
    await updateView(deps, target.client, target.view, answerView(answer));
  }
}

/**
 * Shows something over a modal, which stays as it is beneath. Where Slack takes no modal on top of it, `instead` takes
 * its place, with what was typed.
 */
export async function showOver(
  deps: Deps,
  target: AnswerTarget,
  over: ModalView,
  instead: ModalView,
): Promise<void> {
  const { client, triggerId, view } = target;
  if (view === null) return;
  if (triggerId !== null && hasRoomOver(view)) {
    try {
      await client.views.push({ trigger_id: triggerId, view: over });
      return;
    } catch (error) {
      // What took longer than a trigger lives is told all the same.
      deps.log.warn({ slack: slackErrorOf(error) }, 'nothing could be shown over a modal');
    }
  }
  await updateView(deps, client, view, withTyped(instead, view.typed));
}

/** A modal that shows an answer. */
export function answerView(answer: Answer): ModalView {
  return modal({ title: 'Milepost', blocks: answer.blocks ?? [section(answer.text)] });
}

/** An answer as Slack takes it: never more blocks or text than a message may have. `after` always stands last. */
export function messageOf(answer: Answer, after: readonly KnownBlock[] = []) {
  const rows = (answer.blocks ?? [section(answer.text)]).map((block) => [block]);
  const blocks = rowsWithin(limits.message, rows, {
    reserve: after,
    more: (hidden) => [context(mrkdwn`${hidden} more parts did not fit.`)],
  });
  return { text: fallbackText(answer.text), blocks: [...blocks, ...after] };
}

/**
 * Changes a modal; one that was closed, or changed meanwhile, is left alone.
 * @returns whether the modal was still there to say something
 */
export async function updateView(
  deps: Deps,
  client: WebClient,
  view: { id: string; hash?: string },
  next: ModalView,
): Promise<boolean> {
  const hash = view.hash === undefined ? {} : { hash: view.hash };
  try {
    await client.views.update({ view_id: view.id, ...hash, view: next });
    return true;
  } catch (error) {
    if (/^(not_found|view_not_found|hash_conflict)$/.test(slackErrorOf(error) ?? '')) return false;
    const reference = recordFailure(deps, 'views.update', error);
    // A waiting modal must not stay, whatever was wrong with the one that should have followed it.
    await client.views.update({ view_id: view.id, view: failureView(reference) }).catch(() => undefined);
    return true;
  }
}
