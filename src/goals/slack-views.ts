/** What people read of Goal Cards: the list of an account, one card in full, its history and its versions. */
import { say, type Answer } from '#blocks/build.ts';
import { oldCard, wholeCard } from '#blocks/goal-card.ts';
import { goalHistory } from '#blocks/goal-history.ts';
import { goalList } from '#blocks/goal-list.ts';
import { dateToken, mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { pageRange, shownOf } from '../base/page.ts';
import { supportOf } from '../feedback/slack-support.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { findDraft } from './draft-service.ts';
import { countCards, findCard, findVersion, listCards, listVersions } from './service.ts';
import { GONE } from './slack-form.ts';
import { namesFor, peopleBy } from './slack-names.ts';

const CARDS_PER_PAGE = 6;
const VERSIONS_PER_PAGE = 15;

/** The account's cards, a page at a time. @param page from 1 */
export async function listView(call: Call, account: Account, page: number): Promise<Answer> {
  const { db } = call.deps.database;
  const found = await listCards(db, call.workspaceId, account.id, pageRange(page, CARDS_PER_PAGE));
  const { shown: cards, hasMore } = shownOf(found, CARDS_PER_PAGE);
  const draft = await findDraft(db, call.workspaceId, {
    personId: call.person.id,
    accountId: account.id,
    cardId: null,
  });
  return goalList({
    account,
    cards,
    count: await countCards(db, call.workspaceId, account.id),
    page,
    hasMore,
    names: await namesFor(call, account.id, cards),
    people: await peopleBy(
      call,
      cards.map(({ updatedBy }) => updatedBy),
    ),
    canEdit: call.may('goal.edit'),
    hasDraft: draft !== null,
  });
}

export async function cardView(call: Call, cardId: string): Promise<ModalView> {
  const { db } = call.deps.database;
  const card = await findCard(db, call.workspaceId, cardId);
  if (card === null) return answerView(say(GONE));
  const account = await findAccountById(db, call.workspaceId, card.accountId);
  return wholeCard({
    accountName: account?.name ?? '',
    card,
    names: await namesFor(call, card.accountId, [card]),
    ...(await whoSaved(call, card.updatedBy, card.updatedAt)),
    canEdit: call.may('goal.edit'),
    support: await supportOf(call, { subject: 'goal', id: card.id }),
  });
}

export async function historyView(call: Call, cardId: string, before?: number): Promise<ModalView> {
  const { db } = call.deps.database;
  const card = await findCard(db, call.workspaceId, cardId);
  if (card === null) return answerView(say(GONE));
  const account = await findAccountById(db, call.workspaceId, card.accountId);
  // One more than is shown: what a version changed is told by the one before it.
  const found = await listVersions(db, call.workspaceId, cardId, {
    limit: VERSIONS_PER_PAGE + 1,
    ...(before === undefined ? {} : { before }),
  });
  const shown = found.slice(0, VERSIONS_PER_PAGE);
  const people = await peopleBy(
    call,
    shown.map(({ savedBy }) => savedBy),
  );
  const changes = shown.map((version, index) => ({
    ...version,
    savedBy: people.get(version.savedBy) ?? mrkdwn`somebody`,
    savedAt: dateToken(new Date(version.savedAt)),
    before: found[index + 1] ?? null,
  }));
  const documents = found.map(({ document }) => document);
  return goalHistory({
    accountName: account?.name ?? '',
    cardId,
    cardName: card.name,
    changes,
    hasOlder: found.length > VERSIONS_PER_PAGE,
    names: await namesFor(call, card.accountId, documents),
  });
}

export async function versionView(call: Call, cardId: string, version: number): Promise<ModalView> {
  const { db } = call.deps.database;
  const card = await findCard(db, call.workspaceId, cardId);
  const found = await findVersion(db, call.workspaceId, cardId, version);
  if (card === null || found === null) return answerView(say(GONE));
  const account = await findAccountById(db, call.workspaceId, card.accountId);
  return oldCard({
    accountName: account?.name ?? '',
    version,
    state: found.state,
    document: found.document,
    names: await namesFor(call, card.accountId, [found.document]),
    ...(await whoSaved(call, found.savedBy, found.savedAt)),
  });
}
