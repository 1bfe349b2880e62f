/** `/account ask`: what is with the customer, and a message to them, drafted to be copied. Nothing is sent. */
import { askAnswer, askForm, askMessage } from '#blocks/gap-ask.ts';
import { say, type Answer } from '#blocks/build.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import type { Account } from '../accounts/domain.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { findContacts, searchContacts } from '../accounts/contact-service.ts';
import { findAccountById, readSurroundings } from '../accounts/service.ts';
import { findPlace, type NoPlace } from '../program/domain.ts';
import { describeNoPlace } from '../program/words.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue } from '../slack/forms.ts';
import { PAGE_SUFFIX, readPage } from '../slack/typed-text.ts';
import { readAsks } from './ask-service.ts';
import { GONE } from './slack-form.ts';

const CONTACTS_OFFERED = 100;

/** An account's id, and the id of who is addressed: `ACCOUNT ID:CONTACT ID`; without the second one nobody is known. */
const draftValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.union([z.tuple([idValue]), z.tuple([idValue, idValue])]));

export function registerAsk(edge: Edge): void {
  accountVerb(edge, {
    verb: 'ask',
    does: 'What is with the customer: tasks, plan items, bridges; and a message to them',
    suffix: PAGE_SUFFIX,
    right: 'gap.see',
    shareable: true,
    run: (call, account, text) => showAsks(call, account, readPage(text).page),
  });
  edge.action(ids.askDraft, {
    right: 'gap.see',
    value: draftValue,
    run: (call, [accountId, contactId]) => draft(call, accountId, contactId ?? null),
  });
  edge.submit(ids.askForm, {
    right: 'gap.see',
    metadata: z.unknown(),
    parse: () => ({ ok: true, value: null }),
    run: async () => ({ kind: 'close' }),
  });
}

async function showAsks(call: Call, account: Account, page: number): Promise<Answer> {
  const contacts = await searchContacts(
    call.deps.database.db,
    call.workspaceId,
    account.id,
    '',
    CONTACTS_OFFERED,
  );
  const { asks, noJourney, today } = await loadAsks(call, account);
  return askAnswer({ account, asks, page, noJourney, contacts, today });
}

async function loadAsks(call: Call, account: Account) {
  const { db } = call.deps.database;
  const program = (await call.program())?.program ?? null;
  const today = await call.today();
  const { churned } = await readSurroundings(db, call.workspaceId, account.id);
  const found = findPlace(account, program, today);
  return {
    // Nobody works on a milestone with a customer who left.
    asks: await readAsks(call.deps, call.workspaceId, churned ? null : program, account, today),
    noJourney: churned ? 'The account has churned.' : found.ok ? null : noJourneyText(found, today),
    today,
  };
}

function noJourneyText(found: NoPlace, today: BusinessDate): string {
  const { sentence } = describeNoPlace(found, (date) => day(date, today));
  return `${sentence[0]?.toUpperCase() ?? ''}${sentence.slice(1)}.`;
}

function draft(call: Call, accountId: string, contactId: string | null): Promise<void> {
  return call.openModal('Message to the customer', async () => {
    const { db } = call.deps.database;
    const account = await findAccountById(db, call.workspaceId, accountId);
    if (account === null) return answerView(say(GONE));
    const { asks, today } = await loadAsks(call, account);
    if (asks.asks.length === 0)
      return answerView(
        say(mrkdwn`Nothing is with *${account.name}* any more: there is nothing to ask for.`),
      );
    const [contact] =
      contactId === null ? [] : await findContacts(db, call.workspaceId, accountId, [contactId]);
    return askForm(account.name, askMessage(asks, contact?.name ?? null, call.person.name, today));
  });
}
