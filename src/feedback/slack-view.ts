/** The form of feedback with what it holds: of a message what is known of it, or what was saved. */
import {
  evidenceOption,
  feedbackFields as names,
  feedbackForm,
  type Difference,
  type FeedbackFormMetadata,
  type FeedbackValues,
} from '#blocks/feedback-form.ts';
import { contactOption } from '#blocks/goal-people.ts';
import { channelMention, join, link, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import { findContacts } from '../accounts/contact-service.ts';
import { findAccountById } from '../accounts/service.ts';
import { businessDateOf } from '../base/business-date.ts';
import type { Call } from '../slack/call.ts';
import { timeOf, type Message } from './domain.ts';
import { guessAccount, guessContact } from './message-service.ts';
import { findFeedback, listEvidence, listSubjects } from './service.ts';
import { findChannelName } from './slack-message.ts';
import { evidenceIn, textOf, valuesOf } from './slack-values.ts';

interface FormExtras {
  notice?: Mrkdwn | null;
  differences?: readonly Difference[];
}

/** The form with these values. @param of the words that they may only shorten, and where they were said */
export async function formView(
  call: Call,
  metadata: FeedbackFormMetadata,
  values: FeedbackValues,
  of: Pick<Message, 'text'> & { channel: string | null; permalink: string | null },
  extras: FormExtras = {},
): Promise<ModalView> {
  const { db } = call.deps.database;
  const accountId = textOf(values[names.account]);
  const account = accountId === '' ? null : await findAccountById(db, call.workspaceId, accountId);
  const contactId = textOf(values[names.contact]);
  const contacts =
    account === null || contactId === ''
      ? []
      : await findContacts(db, call.workspaceId, account.id, [contactId]);
  const refs = evidenceIn(values);
  const subjects = account === null ? [] : await listSubjects(db, call.workspaceId, account.id, { refs });
  return feedbackForm({
    ...metadata,
    values,
    original: of.text,
    source: sourceOf(of),
    account: account === null ? null : { text: account.name, value: account.id },
    contact: contacts.map(contactOption)[0] ?? null,
    evidence: subjects.map(evidenceOption),
    notice: extras.notice ?? null,
    differences: extras.differences ?? [],
  });
}

function sourceOf({
  channel,
  permalink,
}: {
  channel: string | null;
  permalink: string | null;
}): Mrkdwn | null {
  const parts = [
    ...(channel === null ? [] : [mrkdwn`Said in ${channelMention(channel)}`]),
    ...(permalink === null ? [] : [link(permalink, 'Open the message')]),
  ];
  return parts.length === 0 ? null : join(parts, ' · ');
}

/** What the form of a message begins with. */
export async function guessedValues(call: Call, message: Message): Promise<FeedbackValues> {
  const { deps, workspaceId } = call;
  const accountId = await guessAccount(
    deps,
    workspaceId,
    message,
    await findChannelName(call, message.channel),
  );
  const contactId = accountId === null ? null : await guessContact(deps, workspaceId, accountId, message);
  return {
    [names.text]: message.text,
    [names.account]: accountId,
    [names.contact]: contactId,
    [names.author]: contactId === null ? (message.author?.name ?? null) : null,
    [names.saidOn]: businessDateOf(new Date(timeOf(message.ts)), await timezoneOf(call)),
    [names.consent]: 'not_asked',
  };
}

/** What a form began with; null: it is no longer known. */
export async function startValues(
  call: Call,
  { id, version }: FeedbackFormMetadata,
  message: Message | null,
): Promise<FeedbackValues | null> {
  if (version === 0) return message === null ? null : guessedValues(call, message);
  const { db } = call.deps.database;
  const feedback = await findFeedback(db, call.workspaceId, id);
  if (feedback === null) return null;
  return valuesOf(feedback, await listEvidence(db, call.workspaceId, [id]), await timezoneOf(call));
}

export async function timezoneOf(call: Call): Promise<string> {
  return (await call.program())?.program.timezone ?? 'UTC';
}
