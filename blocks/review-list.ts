/** The reviews of an account, each with who was there, what was said, and what became of its plan. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Ebr, Review } from '#src/ebrs/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, modal, say, section, type Answer } from './build.ts';
import { planItemLine } from './ebr-forms.ts';
import { day } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { personName } from './people.ts';
import { join, mrkdwn, quoted, truncateMrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface ReviewPage {
  account: Account;
  reviews: readonly Review[];
  /** People of ours who were there, by their ids. */
  people: ReadonlyMap<string, { name: string; slackUserId: string | null }>;
  today: BusinessDate;
  /** Whether there are older ones behind these. */
  hasMore: boolean;
  isFirst: boolean;
}

/** A page of reviews, the newest first: a booked one, then those that were held. */
export function reviewList(page: ReviewPage): Answer {
  const { account, reviews } = page;
  if (reviews.length === 0) {
    return say(
      page.isFirst
        ? mrkdwn`*${account.name}* had no EBR yet. The morning’s list and \`/cs today\` say when one is due, and book it.`
        : mrkdwn`*${account.name}* has no older EBR.`,
    );
  }
  const head = section(mrkdwn`*The EBRs with ${account.name}*`);
  const rows = reviews.map((review) => reviewBlocks(review, page));
  // The longest row alone must leave room for the button that goes on behind it.
  const shown = rowsWithin(limits.message, rows, { reserve: [head, ...older(page, reviews.length)] });
  const count = countShown(rows, shown.length);
  const isAll = count === reviews.length && !page.hasMore;
  return {
    text: mrkdwn`The EBRs with ${account.name}`,
    blocks: [head, ...shown, ...(isAll ? [] : older(page, count))],
    share: true,
  };
}

function reviewBlocks(review: Review, page: ReviewPage): KnownBlock[] {
  const { ebr, plan } = review;
  const on = ebr.state === 'booked' ? ebr.bookedOn : ebr.heldOn;
  const when = on === null ? mrkdwn`on an unknown day` : mrkdwn`${day(on, page.today)}`;
  const head = ebr.state === 'booked' ? mrkdwn`📅 *Booked for ${when}*` : mrkdwn`*Held ${when}*`;
  const who = attendees(review, page);
  const blocks: KnownBlock[] = [section(who === null ? head : mrkdwn`${head} · ${who}`)];
  if (ebr.note !== null && ebr.note.trim() !== '') blocks.push(noteBlock(ebr.id, ebr.note));
  if (plan.length > 0) {
    blocks.push(section(mrkdwn`*Plan* · ${planCounts(plan)}`));
    blocks.push(...plan.map((item) => section(planItemLine(item, page.today, WHAT_TEXT))));
  } else if (ebr.state === 'held') {
    blocks.push(context(mrkdwn`No plan was written down.`));
  }
  return blocks;
}

// Lengths as Slack counts them, escaped; together one review always fits a message.
const NOTE_TEXT = 2_400;
const WHO_TEXT = 800;
/** A plan item has no longer text. */
const WHAT_TEXT = 300;

/** What was said; where it is too long for the list, with a button that shows all of it. */
function noteBlock(ebrId: string, note: string): KnownBlock {
  const text = quoted(note.trim());
  if (text.value.length <= NOTE_TEXT) return section(text);
  return section(truncateMrkdwn(text, NOTE_TEXT), button('Read it all', ids.ebrRead, { value: ebrId }));
}

/** All that was said in a review, in a modal. */
export function reviewNote(account: string, { heldOn, note }: Ebr, today: BusinessDate): ModalView {
  const when = heldOn === null ? mrkdwn`` : mrkdwn` · ${day(heldOn, today)}`;
  return modal({
    title: 'What was said',
    blocks: [
      section(mrkdwn`*${account}*${when}`),
      ...inPieces((note ?? '').trim(), PIECE).map((piece) => section(quoted(piece))),
    ],
  });
}

/** So many characters fit a section, however they are escaped and quoted. */
const PIECE = 450;

/** The text in pieces that end at the end of a line or a word, where there is one. */
function inPieces(text: string, size: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > size) {
    const head = rest.slice(0, size);
    const end = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
    const taken = end > size / 2 ? end + 1 : head.replace(/[\uD800-\uDBFF]$/, '').length;
    pieces.push(rest.slice(0, taken).trimEnd());
    rest = rest.slice(taken);
  }
  return [...pieces, rest];
}

function attendees({ ebr }: Review, { people }: ReviewPage): Mrkdwn | null {
  const ours = ebr.attendees.people.flatMap((id) => {
    const person = people.get(id);
    return person === undefined ? [] : [personName(person)];
  });
  const all = [...ours, ...ebr.attendees.customers.map((name) => mrkdwn`${name}`)];
  if (all.length === 0) return null;
  return truncateMrkdwn(mrkdwn`with ${join(all, ', ')}`, WHO_TEXT);
}

/** `2 kept, 1 broken, 1 open`, without what there is none of. */
function planCounts(plan: Review['plan']): string {
  return (['kept', 'broken', 'open'] as const)
    .map((state) => ({ state, items: plan.filter((item) => item.state === state).length }))
    .filter(({ items }) => items > 0)
    .map(({ state, items }) => `${items} ${state}`)
    .join(', ');
}

/** How many whole rows are in the first `blocks` blocks. */
function countShown(rows: readonly (readonly KnownBlock[])[], blocks: number): number {
  let taken = 0;
  return rows.filter((row) => (taken += row.length) <= blocks).length;
}

/** The button that goes on behind the first `shown` reviews. */
function older({ account, reviews }: ReviewPage, shown: number): KnownBlock[] {
  const last = reviews[shown - 1];
  if (last === undefined) return [];
  const rest = accountRest(account, `before:${last.ebr.id}`);
  return [actions(verbButton('Older', { command: '/account', verb: 'reviews', rest }, { replace: true }))];
}
