/** `/account reviews`: the reviews of an account, read back. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { reviewList, reviewNote } from '#blocks/review-list.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { findPeople } from '../people/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue } from '../slack/forms.ts';
import { findReview, listReviews } from './review-store.ts';

const PER_PAGE = 4;

export function registerReviews(edge: Edge): void {
  accountVerb(edge, {
    verb: 'reviews',
    does: 'Its EBRs: who was there, what was said, and the plan, kept or broken',
    right: 'account.see',
    shareable: true,
    suffix: /\s*before:[0-9A-Za-z-]{1,40}$/,
    run: showReviews,
  });
  edge.action(ids.ebrRead, {
    right: 'account.see',
    value: idValue,
    run: (call, id) => call.openModal('What was said', () => readNote(call, id)),
  });
}

async function showReviews(call: Call, account: Account, text: string): Promise<Answer> {
  const before = text === '' ? null : text.replace('before:', '');
  const { db } = call.deps.database;
  const found = await listReviews(db, call.workspaceId, account.id, { limit: PER_PAGE + 1, before });
  const reviews = found.slice(0, PER_PAGE);
  const people = await findPeople(
    db,
    call.workspaceId,
    reviews.flatMap(({ ebr }) => ebr.attendees.people),
  );
  return reviewList({
    account,
    reviews,
    people: new Map(people.map((person) => [person.id, person])),
    today: await call.today(),
    hasMore: found.length > PER_PAGE,
    isFirst: before === null,
  });
}

async function readNote(call: Call, id: string) {
  const { db } = call.deps.database;
  const ebr = await findReview(db, call.workspaceId, id);
  const account = ebr === null ? null : await findAccountById(db, call.workspaceId, ebr.accountId);
  if (ebr === null || account === null) return answerView(say(mrkdwn`This review is no longer there.`));
  return reviewNote(account.name, ebr, await call.today());
}
