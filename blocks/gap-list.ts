/** Success gaps as they are shown: the list of an account, one in full, and lines elsewhere. */
import type { ActionsBlockElement, KnownBlock, ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import { isLate, stateAfter, type Gap, type OpenGaps, type ShownRequirement } from '#src/gaps/domain.ts';
import { KIND_WORDS, STATE_WORDS } from '#src/gaps/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, modal, section, type Answer } from './build.ts';
import { away, count, day } from './format.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, link, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

/** The names behind the ids that gaps hold. */
export interface GapNames {
  people: ReadonlyMap<string, Mrkdwn>;
  cards: ReadonlyMap<string, string>;
  requirements: ReadonlyMap<string, ShownRequirement>;
  today: BusinessDate;
}

export interface GapList {
  account: { id: string; key: string; name: string };
  gaps: readonly Gap[];
  count: OpenGaps & { all: number };
  /** The page shown, from 1. */
  page: number;
  hasMore: boolean;
  names: GapNames;
  canEdit: boolean;
}

const WHAT_SHOWN = 300;
const BRIDGE_SHOWN = 200;
const NAME_SHOWN = 100;

/** The gaps of one account, a page at a time. */
export function gapList(list: GapList): Answer {
  const { account, gaps, canEdit, page } = list;
  if (gaps.length === 0) return noGaps(list);
  const { open, late } = list.count;
  const total = `${open === 0 ? 'no open gap' : count(open, 'open gap')}${late === 0 ? '' : `, ${late} late`}`;
  const text = mrkdwn`${account.name}: ${total}`;
  const head = section(mrkdwn`*${account.name}* · ${total}`);
  const foot = [...turnPages(list), ...(canEdit ? [actions(newButton(account.id))] : [])];
  const rows = gaps.map((gap) => [
    section(gapText(gap, list.names)),
    actions(...gapButtons(gap, page, canEdit)),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...shown, ...foot], share: true };
}

function noGaps({ account, canEdit, page }: GapList): Answer {
  const means = 'what lies between the finished product and the outcome that they need';
  const text =
    page > 1
      ? mrkdwn`*${account.name}* has no more gaps.`
      : canEdit
        ? mrkdwn`*${account.name}* has no success gap yet: ${means}.`
        : mrkdwn`*${account.name}* has no success gap yet: ${means}. Whoever has the role csm writes one down with \`/account gap ${accountRest(account)}\``;
  return { text, blocks: [section(text), ...(canEdit ? [actions(newButton(account.id))] : [])] };
}

/** A gap in a few lines: what is missing, what bridges it, who does it by when. */
function gapText(gap: Gap, names: GapNames): Mrkdwn {
  const bridge = [
    mrkdwn`${KIND_WORDS[gap.bridgeKind]}`,
    ...(gap.bridge === null ? [] : [mrkdwn`${truncate(gap.bridge, BRIDGE_SHOWN)}`]),
    ...(gap.link === null ? [] : [link(gap.link, 'link')]),
  ];
  const links = linkTexts(gap, names);
  return join(
    [
      mrkdwn`${signOf(gap, names.today)} *${truncate(gap.what, WHAT_SHOWN)}*`,
      mrkdwn`${join(bridge, ' · ')}`,
      mrkdwn`${standing(gap, names)}`,
      ...(links.length === 0 ? [] : [join(links, ' · ')]),
    ],
    '\n',
  );
}

function signOf(gap: Gap, today: BusinessDate): string {
  if (gap.state === 'bridged') return '✅';
  if (gap.state === 'dropped') return '✖️';
  return isLate(gap, today) ? '⏰' : '▫️';
}

/** Who does it by when; of a closed one, when and by whom it was closed. */
function standing(gap: Gap, { people, today }: GapNames): Mrkdwn {
  if (gap.state !== 'open') {
    const who = gap.closedBy === null ? undefined : people.get(gap.closedBy);
    const on = gap.closedOn === null ? mrkdwn`` : mrkdwn` on ${day(gap.closedOn, today)}`;
    const by = who === undefined ? mrkdwn`` : mrkdwn` by ${who}`;
    const reason = gap.reason === null ? mrkdwn`` : mrkdwn`: ${truncate(gap.reason, BRIDGE_SHOWN)}`;
    return mrkdwn`${STATE_WORDS[gap.state]}${on}${by}${reason}`;
  }
  const due =
    gap.dueOn === null
      ? 'no date'
      : `${isLate(gap, today) ? 'late, was due' : 'due'} ${day(gap.dueOn, today)} (${away(gap.dueOn, today)})`;
  return mrkdwn`${ownerText(gap, people)} · ${due}`;
}

function ownerText({ owner, ownerId }: Gap, people: GapNames['people']): Mrkdwn {
  const person = ownerId === null ? undefined : people.get(ownerId);
  if (owner === 'us') return person === undefined ? mrkdwn`with us (the lead)` : mrkdwn`with ${person}`;
  return person === undefined ? mrkdwn`with the customer` : mrkdwn`with the customer, ${person} asks`;
}

function linkTexts({ cardId, requirementId }: Gap, names: GapNames): Mrkdwn[] {
  const card = cardId === null ? undefined : names.cards.get(cardId);
  const requirement = requirementId === null ? undefined : names.requirements.get(requirementId);
  return [
    ...(card === undefined ? [] : [mrkdwn`🎯 ${truncate(card, NAME_SHOWN)}`]),
    ...(requirement === undefined
      ? []
      : [mrkdwn`requirement “${truncate(requirement.what, NAME_SHOWN)}” (${requirement.state})`]),
  ];
}

/** @param page the page of the list in which they stand; 0: in none */
function gapButtons(gap: Gap, page: number, canEdit: boolean): ActionsBlockElement[] {
  const press = (text: string, id: string, options: { style?: 'primary' } = {}) =>
    button(text, id, { value: `${gap.id}:${page}`, label: `${text}: ${gap.what}`, ...options });
  const can = (move: Parameters<typeof stateAfter>[1]) => canEdit && stateAfter(gap.state, move) !== null;
  return [
    ...(page === 0 ? [] : [press('Open', ids.gapOpen)]),
    ...(canEdit ? [press('Edit', ids.gapEdit)] : []),
    ...(can('bridge') ? [press('Bridged', ids.gapBridge, { style: 'primary' })] : []),
    ...(can('drop') ? [press('Drop', ids.gapDrop)] : []),
    ...(can('reopen') ? [press('Open again', ids.gapReopen)] : []),
  ];
}

function turnPages({ account, page, hasMore }: GapList): KnownBlock[] {
  const turn = (text: string, to: number, number: number) => {
    const rest = accountRest(account, `page:${to}`);
    return verbButton(text, { command: '/account', verb: 'gap', rest }, { number, replace: true });
  };
  return turnBlock({ page, hasMore }, turn);
}

function newButton(accountId: string) {
  return button('Write down a gap', ids.gapAdd, { value: accountId });
}

export interface WholeGap {
  accountName: string;
  gap: Gap;
  names: GapNames;
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  /** What customers said in support of it. */
  support: readonly KnownBlock[];
  canEdit: boolean;
}

/** One gap in full, with what can be done to it. */
export function wholeGap({
  accountName,
  gap,
  names,
  savedBy,
  savedAt,
  support,
  canEdit,
}: WholeGap): ModalView {
  const links = linkTexts(gap, names);
  const buttons = gapButtons(gap, 0, canEdit);
  return modal({
    title: 'Success gap',
    blocks: [
      section(mrkdwn`*${accountName}* · ${signOf(gap, names.today)} ${STATE_WORDS[gap.state]}`),
      ...(buttons.length === 0 ? [] : [actions(...buttons)]),
      ...textBlocks('What is missing', gap.what),
      ...textBlocks(`Bridged by: ${KIND_WORDS[gap.bridgeKind]}`, gap.bridge ?? 'not written down yet'),
      section(
        join(
          [standing(gap, names), ...(gap.link === null ? [] : [link(gap.link, gap.link)]), ...links],
          '\n',
        ),
      ),
      ...(gap.reason === null ? [] : textBlocks('Why it was dropped', gap.reason)),
      ...support,
      context(mrkdwn`Saved by ${savedBy} ${savedAt}`),
    ],
  });
}

/** `🌉 3 open gaps, 1 late`, for the account's card; null: none is open. */
export function gapsLine({ open, late }: OpenGaps): Mrkdwn | null {
  if (open === 0) return null;
  return mrkdwn`🌉 ${count(open, 'open gap')}${late === 0 ? '' : `, ${late} late`}`;
}

export interface ShownGaps extends OpenGaps {
  /** Those that are due first. */
  gaps: readonly Gap[];
}

/** The open gaps that a review looks at; nothing where there is none. */
export function reviewGaps({ open, late, gaps }: ShownGaps, today: BusinessDate): KnownBlock[] {
  const line = gapsLine({ open, late });
  if (line === null) return [];
  const lines = gaps.map((gap) => {
    const due = gap.dueOn === null ? '' : `, due ${day(gap.dueOn, today)}`;
    const who = gap.owner === 'us' ? 'us' : 'customer';
    return mrkdwn`${signOf(gap, today)} ${truncate(gap.what, BRIDGE_SHOWN)} (${KIND_WORDS[gap.bridgeKind].toLowerCase()}, ${who}${due})`;
  });
  const hidden = open - gaps.length;
  const more = hidden > 0 ? [mrkdwn`and ${hidden} more: \`/account gap\` shows all`] : [];
  return [section(join([line, ...lines, ...more], '\n'))];
}
