/** Feedback as it is shown: a list of an account’s, one piece in full, and what supports a card or a gap. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Feedback } from '#src/feedback/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, modal, section, type Answer } from './build.ts';
import { consentText, saidText } from './feedback-words.ts';
import { count } from './format.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, link, mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

const TEXT_SHOWN = 300;
const TITLE_SHOWN = 80;

export interface FeedbackList {
  account: Account;
  feedback: readonly Feedback[];
  count: number;
  /** The page shown, from 1, and whether there is a next one. */
  page: number;
  hasMore: boolean;
  /** The titles of the cards and gaps that each supports. */
  evidence: ReadonlyMap<string, readonly string[]>;
  today: BusinessDate;
  canEdit: boolean;
}

/** An account’s feedback, a page at a time. Never for a channel: customers may be in it. */
export function feedbackList(list: FeedbackList): Answer {
  const { account, feedback, page, canEdit } = list;
  if (feedback.length === 0) {
    const text =
      page > 1
        ? mrkdwn`*${account.name}* has no more feedback.`
        : mrkdwn`*${account.name}* has no feedback yet. Where a customer wrote something worth keeping, open the message’s menu and choose *Save as customer feedback*.`;
    return { text, blocks: [section(text)] };
  }
  const total = count(list.count, 'piece of feedback', 'pieces of feedback');
  const head = section(mrkdwn`*${account.name}* · ${total}`);
  const foot = turnPages(list);
  const rows = feedback.map((piece) => [
    section(feedbackRow(piece, list)),
    actions(openButton(piece), ...(canEdit ? [editButton(piece), deleteButton(piece)] : [])),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text: mrkdwn`${account.name}: ${total}`, blocks: [head, ...shown, ...foot] };
}

function feedbackRow(piece: Feedback, { evidence, today }: FeedbackList): Mrkdwn {
  const titles = evidence.get(piece.id) ?? [];
  return join(
    [
      quoted(truncate(piece.text, TEXT_SHOWN)),
      mrkdwn`${truncate(piece.author, TITLE_SHOWN)} · ${saidText(piece)} · ${consentText(piece, today)}${messageLink(piece)}`,
      ...(titles.length === 0 ? [] : [mrkdwn`Evidence for ${evidenceText(titles)}`]),
    ],
    '\n',
  );
}

const TITLES_SHOWN = 3;

function evidenceText(titles: readonly string[]): Mrkdwn {
  const shown = titles.slice(0, TITLES_SHOWN).map((title) => mrkdwn`*${truncate(title, TITLE_SHOWN)}*`);
  const hidden = titles.length - shown.length;
  return mrkdwn`${join(shown, ', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}

function messageLink({ permalink }: Feedback): Mrkdwn {
  return permalink === null ? mrkdwn`` : mrkdwn` · ${link(permalink, 'Message')}`;
}

function openButton({ id, author }: Feedback) {
  return button('Open', ids.feedbackOpen, { value: id, label: `Open the feedback of ${author}` });
}

function editButton({ id, author }: Feedback) {
  return button('Edit', ids.feedbackEdit, { value: id, label: `Edit the feedback of ${author}` });
}

function deleteButton({ id, author }: Feedback) {
  return button('Delete', ids.feedbackDelete, {
    value: id,
    label: `Delete the feedback of ${author}`,
    confirm: {
      title: 'Delete this feedback?',
      text: 'The words are forgotten for good, and whatever they were evidence for loses them. The history keeps only that it was there.',
      confirm: 'Delete',
      deny: 'Keep it',
      danger: true,
    },
  });
}

function turnPages({ account, page, hasMore }: FeedbackList): KnownBlock[] {
  const turn = (text: string, to: number, place: number) => {
    const rest = accountRest(account, `page:${to}`);
    return verbButton(
      text,
      { command: '/account', verb: 'feedback', rest },
      { number: place, replace: true },
    );
  };
  return turnBlock({ page, hasMore }, turn, ['◀ Newer', 'Older ▶']);
}

export interface WholeFeedback {
  accountName: string;
  feedback: Feedback;
  /** The titles of the cards and gaps that it supports. */
  evidence: readonly string[];
  /** Who saved it, and who changed it last, and when. */
  saved: Mrkdwn;
  today: BusinessDate;
  canEdit: boolean;
}

/** One piece of feedback in full, with what can be done to it. */
export function wholeFeedback({
  accountName,
  feedback,
  evidence,
  saved,
  today,
  canEdit,
}: WholeFeedback): ModalView {
  return modal({
    title: 'Customer feedback',
    metadata: { feedbackId: feedback.id },
    blocks: [
      section(
        mrkdwn`*${truncate(feedback.author, TITLE_SHOWN)}* · ${accountName} · ${saidText(feedback)}${messageLink(feedback)}\n${consentText(feedback, today)}`,
      ),
      ...(canEdit ? [actions(editButton(feedback), deleteButton(feedback))] : []),
      ...textBlocks('What they said', feedback.text),
      ...(evidence.length === 0
        ? []
        : textBlocks('Evidence for', evidence.map((title) => `• ${title}`).join('\n'))),
      context(saved),
    ],
  });
}

export interface Supporting {
  feedback: readonly Feedback[];
  /** Whether there is more than that. */
  hasMore: boolean;
}

/** What customers said in support of a card or a gap; nothing where nobody did. */
export function supportBlocks({ feedback, hasMore }: Supporting, today: BusinessDate): KnownBlock[] {
  const rows = feedback.map((piece) =>
    section(
      mrkdwn`${quoted(truncate(piece.text, TEXT_SHOWN))}\n${truncate(piece.author, TITLE_SHOWN)} · ${saidText(piece)} · ${consentText(piece, today)}`,
      openButton(piece),
    ),
  );
  if (rows.length === 0) return [];
  const more = hasMore ? [context(mrkdwn`The account’s other feedback: \`/account feedback\``)] : [];
  return [section(mrkdwn`*What customers said about it*`), ...rows, ...more];
}
