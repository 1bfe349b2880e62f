/** The digest as it is posted: one message that reads in two minutes, a reply for each section, and the agenda. */
import type { ActionsBlockElement, KnownBlock } from '@slack/types';
import { addDays } from '#src/base/business-date.ts';
import { toldOf } from '#src/digest/comments.ts';
import {
  agendaOf,
  isQuiet,
  SECTION_IDS,
  type AgendaPoint,
  type Digest,
  type SectionId,
} from '#src/digest/domain.ts';
import { AGENDA_WORDS, NOW_WORDS, SECTION_TITLES } from '#src/digest/words.ts';
import { actions, context, divider, header, section, type Answer } from './build.ts';
import { openingLine } from './digest-decisions.ts';
import { andMore, short } from './digest-lines.ts';
import { briefOf, detailOf } from './digest-parts.ts';
import { saidInFull, saidOf } from './digest-said.ts';
import { standingReply } from './digest-standing.ts';
import { count, day, figure } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** What else stands in the message. */
export interface DigestMessageOptions {
  /** Buttons below it. */
  buttons?: readonly ActionsBlockElement[];
  /** A line below it, such as with whom it was shared. */
  note?: Mrkdwn;
}

/** The message in the channel. */
export function digestMessage(
  digest: Digest,
  { buttons = [], note }: DigestMessageOptions = {},
): Answer & {
  blocks: KnownBlock[];
} {
  const { date, since, toldOn } = digest;
  // A year that is not the present one is told.
  const title = `Customers this week · ${day(date, toldOn)}`;
  const opening = openingLine(digest);
  return {
    text: mrkdwn`Customers this week, ${day(date, toldOn)}: ${headline(digest)}`,
    blocks: [
      header(title),
      context(
        mrkdwn`${day(since, date)} to ${day(addDays(date, -1), date)} · details and agenda in the thread`,
        ...lateNote(digest),
      ),
      ...(opening === null ? [] : [section(opening)]),
      divider(),
      ...SECTION_IDS.flatMap((id) => sectionBlocks(digest, id)),
      ...quietBlocks(digest),
      ...(note === undefined ? [] : [context(note)]),
      ...(buttons.length === 0 ? [] : [actions(...buttons)]),
    ],
  };
}

/** `12 reached a milestone, 2 slipped, 14 at risk, 2 left` */
function headline({ sections }: Digest): string {
  const { reached, slipped, atRisk, left } = sections.customers.facts;
  const parts = [
    ...(reached.total > 0 ? [`${figure(reached.total)} reached a milestone`] : []),
    ...(slipped.total > 0 ? [`${figure(slipped.total)} slipped`] : []),
    ...(atRisk.total > 0 ? [`${figure(atRisk.total)} at risk`] : []),
    ...(left.total > 0 ? [`${figure(left.total)} left`] : []),
  ];
  return parts.length === 0 ? 'a quiet week' : parts.join(', ');
}

/** What is told as it is now where that is not the digest's own day. */
function lateNote({ date, toldOn }: Digest): Mrkdwn[] {
  if (toldOn <= date) return [];
  const then = day(toldOn, date);
  return [mrkdwn`🕰️ Told on ${then}: ${NOW_WORDS} are as of then, all else as of ${day(date, toldOn)}`];
}

/** A section that has nothing to tell takes room only where its owner says something to it. */
function sectionBlocks(digest: Digest, id: SectionId): KnownBlock[] {
  const comment = commentLine(digest, id);
  const title = titleOf(id);
  if (isQuiet(digest, id))
    return comment === null ? [] : [section(mrkdwn`${title} · nothing to tell this week`), context(comment)];
  return [
    section(join([title, ...briefOf(toldOf(digest, id))], '\n')),
    ...(comment === null ? [] : [context(comment)]),
  ];
}

/** The sections that say nothing, and of which nobody does, in one line. */
function quietBlocks(digest: Digest): KnownBlock[] {
  const quiet = SECTION_IDS.filter((id) => isQuiet(digest, id) && commentLine(digest, id) === null);
  const names = quiet.map((id) => mrkdwn`${SECTION_IDS.indexOf(id) + 1}. ${SECTION_TITLES[id]}`);
  return names.length === 0 ? [] : [context(mrkdwn`Nothing to tell this week: ${join(names, ' · ')}`)];
}

function titleOf(id: SectionId): Mrkdwn {
  return mrkdwn`*${SECTION_IDS.indexOf(id) + 1}. ${SECTION_TITLES[id]}*`;
}

/** What the section's owner says, or that they have not said anything; null: nobody was asked. */
function commentLine(digest: Digest, id: SectionId): Mrkdwn | null {
  return saidOf(digest).get(id)?.line ?? null;
}

/** The replies in the thread: what was said before, one for each section that has more to tell, then the agenda. */
export function digestReplies(
  digest: Digest,
  pictures: ReadonlyMap<SectionId, readonly KnownBlock[]> = new Map(),
): Answer[] {
  const replies = SECTION_IDS.map((id) => digestReply(digest, id, pictures.get(id) ?? []));
  return [...[standingReply(digest), ...replies].filter((reply) => reply !== null), agendaMessage(digest)];
}

/** All that is told of a section; null: there is nothing more to tell. @param pictures blocks that stand below */
function digestReply(digest: Digest, id: SectionId, pictures: readonly KnownBlock[]): Answer | null {
  const said = saidInFull(digest, id);
  const isTold = !isQuiet(digest, id);
  const lists = isTold ? detailOf(toldOf(digest, id)).map((list) => [list]) : [];
  const shownPictures = isTold ? pictures : [];
  if (said === null && lists.length + shownPictures.length === 0) return null;
  const text = titleOf(id);
  const buttons = MORE[id].map(({ label, ...call }, number) =>
    verbButton(label, { command: '/cs', ...call }, { number }),
  );
  const head = [section(text), ...(said === null ? [] : [section(said)])];
  const foot = [...shownPictures, actions(...buttons)];
  const more = (hidden: number) => [context(mrkdwn`and ${count(hidden, 'more list')}: see the buttons`)];
  const shown = rowsWithin(limits.message, lists, { reserve: [...head, ...foot], more });
  return { text, blocks: [...head, ...shown, ...foot] };
}

/** Where more is to be seen. */
const MORE: Record<SectionId, readonly { label: string; verb: string; rest: string }[]> = {
  customers: [
    { label: 'Red accounts', verb: 'health', rest: 'red' },
    { label: 'Renewals', verb: 'funnel', rest: 'renewals' },
    { label: 'Where customers leave', verb: 'funnel', rest: 'churn' },
  ],
  success: [
    { label: 'Funnel', verb: 'funnel', rest: '' },
    { label: 'Forecast', verb: 'funnel', rest: 'forecast' },
    { label: 'Health', verb: 'health', rest: '' },
    { label: 'Who needs an EBR', verb: 'today', rest: '' },
  ],
  sales: [{ label: 'Conversion by fit', verb: 'funnel', rest: 'by fit' }],
  product: [
    { label: 'Releases', verb: 'releases', rest: '' },
    { label: 'Gaps', verb: 'gaps', rest: '' },
    { label: 'Requirements', verb: 'requirements', rest: '' },
  ],
  decisions: [{ label: 'Initiatives', verb: 'initiatives', rest: '' }],
};

/** The meeting's points with their minutes. */
function agendaMessage(digest: Digest): Answer {
  const points = agendaOf(digest);
  const minutes = points.reduce((sum, point) => sum + point.minutes, 0);
  const text = mrkdwn`*Agenda* · ${minutes} minutes`;
  if (points.length === 0) {
    const none = mrkdwn`*Agenda* · nothing of this week needs a meeting`;
    return { text: none, blocks: [section(none)] };
  }
  const lines = points.map((point, index) => mrkdwn`${index + 1}. ${pointText(point)}`);
  return { text, blocks: [section(join([text, ...lines], '\n'))] };
}

function pointText({ about, minutes, names, total }: AgendaPoint): Mrkdwn {
  const shown = names.map((name) => mrkdwn`${short(name, 50)}`);
  const told = total === null ? mrkdwn`${join(shown, ', ')} and more` : andMore(shown, total);
  const named = shown.length === 0 ? mrkdwn`` : mrkdwn` – ${told}`;
  return mrkdwn`*${minutes} min* ${AGENDA_WORDS[about]}${named}`;
}
