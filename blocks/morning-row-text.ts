/** What a line of the morning list says: the account, what to do and why, and who is at it. */
import { RULE_OFF } from '#src/ctas/domain.ts';
import {
  isNewRow,
  sectionOf,
  whyListed,
  whySaysEbr,
  type ListedCta,
  type MorningList,
  type MorningRow,
  type PersonName,
} from '#src/morning/domain.ts';
import { away, count, day, money } from './format.ts';
import type { Moment } from './morning-row.ts';
import { personName } from './people.ts';
import { join, mrkdwn, truncate, truncateMrkdwn, type Mrkdwn } from './text.ts';

// Lengths are those of the escaped text, which is what Slack counts: one “&” takes five characters.
const NAME_TEXT = 90;
const PERSON_TEXT = 60;
const MILESTONE_TEXT = 60;
const REASON_TEXT = 120;
export const TITLE_TEXT = 150;
const WHY_TEXT = 120;
const ALSO_TEXT = 150;
const ALSO_SHOWN = 2;
/** Every row is cut to this, so that a row which grows by a press still fits its message. */
export const ROW_TEXT = 480;

/** Name, what to do, why, by when; then who is at it. */
export function ctaText(row: MorningRow, list: MorningList, moment: Moment, namesOwner: boolean): Mrkdwn {
  const state = stateLine(row, moment);
  const about = mrkdwn`${isNewRow(row, list.summary) && isOnList(row) ? mrkdwn`🆕 ` : ''}*${nameOf(row)}*   `;
  const owner = namesOwner ? [ownerName(row)] : [];
  const title = cut(row.title, TITLE_TEXT);
  if (!isOnList(row)) {
    return withState(mrkdwn`${about}${join([...owner, title], ' · ')}`, state, ' · ');
  }
  const why = whyListed(row).join(' · ');
  const parts = [
    ...owner,
    title,
    ...(why === '' ? [] : [cut(why, WHY_TEXT)]),
    ...(row.dueOn === null ? [] : [mrkdwn`due ${day(row.dueOn, moment.today)}`]),
    ...(row.dueOn !== null && row.dueOn < list.date ? [mrkdwn`late`] : []),
  ];
  return withState(mrkdwn`${about}${join(parts, ' · ')}`, state, ' · ');
}

/** The state is what a press changes: it stays whole when the rest is cut. */
function withState(text: Mrkdwn, state: Mrkdwn | null, separator: ' · ' | '\n'): Mrkdwn {
  if (state === null) return truncateMrkdwn(text, ROW_TEXT);
  const room = ROW_TEXT - state.value.length - separator.length;
  return join([truncateMrkdwn(text, room), state], separator);
}

/** `also: Quiet for a month, due Fri 27 Nov`: the account's other CTAs, which are worked from its card. */
function alsoLine(also: readonly ListedCta[], { today }: Moment): Mrkdwn[] {
  if (also.length === 0) return [];
  const shown = also.slice(0, ALSO_SHOWN).map(({ title, dueOn }) => {
    const what = cut(title, MILESTONE_TEXT);
    return dueOn === null ? what : mrkdwn`${what}, due ${day(dueOn, today)}`;
  });
  const hidden = also.length - shown.length;
  const more = hidden > 0 ? [mrkdwn`${hidden} more`] : [];
  return [truncateMrkdwn(mrkdwn`also: ${join([...shown, ...more], ' · ')}`, ALSO_TEXT)];
}

/** Name, what is wrong in words, the figures; then why; then what else there is, and who is at it. */
export function reviewText(row: MorningRow, list: MorningList, moment: Moment, namesOwner: boolean): Mrkdwn {
  const owner = namesOwner ? [ownerName(row)] : [];
  const state = stateLine(row, moment);
  const also = alsoLine(row.also, moment);
  if (!isOnList(row)) {
    return join([join([nameOf(row), ...owner, ...(state === null ? [] : [state])], ' · '), ...also], '\n');
  }
  const why = whyListed(row).join(' · ');
  const lines = [
    mrkdwn`${isNewRow(row, list.summary) ? mrkdwn`🆕 ` : ''}*${nameOf(row)}*   ${join([...owner, ...figures(row, list, moment)], ' · ')}`,
    ...(why === '' ? [] : [mrkdwn`why: ${truncate(why, 240)}`]),
  ];
  const last = [...also, ...(state === null ? [] : [state])];
  return withState(join(lines, '\n'), last.length === 0 ? null : join(last, '\n'), '\n');
}

function figures(row: MorningRow, list: MorningList, moment: Moment): Mrkdwn[] {
  const parts: Mrkdwn[] = [];
  if (row.milestone !== null && row.days !== null) {
    const usual = row.usualDays === null ? '' : mrkdwn` (usual ${row.usualDays})`;
    parts.push(mrkdwn`${count(row.days, 'day')} at “${cut(row.milestone, MILESTONE_TEXT)}”${usual}`);
  } else if (row.days !== null) parts.push(mrkdwn`journey finished`);
  if (row.arr !== null) parts.push(mrkdwn`${money(row.arr, row.currency)}`);
  if (row.renewsOn !== null) {
    const verb = row.renewsOn >= list.date ? 'renews' : 'renewal was';
    parts.push(mrkdwn`${verb} ${away(row.renewsOn, list.date)}`);
  }
  if (row.dueOn !== null && row.dueOn < list.date)
    parts.push(mrkdwn`late, was due ${day(row.dueOn, moment.today)}`);
  if (!whySaysEbr(row)) {
    parts.push(
      row.lastEbrOn === null ? mrkdwn`no EBR yet` : mrkdwn`last EBR ${day(row.lastEbrOn, moment.today)}`,
    );
  }
  return parts;
}

/** Who is at it, or how it ended; null: nobody yet. */
function stateLine(row: MorningRow, { today }: Moment): Mrkdwn | null {
  const reason =
    row.reason === null || row.reason === '' ? mrkdwn`` : mrkdwn`: “${cut(row.reason, REASON_TEXT)}”`;
  switch (row.state) {
    case 'snoozed':
      return mrkdwn`💤 snoozed until ${row.snoozedUntil === null ? '' : day(row.snoozedUntil, today)}${reason}`;
    case 'dismissed':
      return mrkdwn`dismissed${by(row.closedBy)}${reason}`;
    case 'done':
      return sectionOf(row) === 'review'
        ? mrkdwn`✅ EBR held${by(row.closedBy, ', said')}`
        : mrkdwn`✅ done${by(row.closedBy)}${reason}`;
    case 'resolved':
      // What ended a step of a play by itself stands there in words.
      if (row.type === 'play_step' && row.reason !== null) return mrkdwn`✅ ${cut(row.reason, REASON_TEXT)}`;
      if (row.closedBecause === RULE_OFF) return mrkdwn`closed: its rule was switched off or taken out`;
      return row.ruleId === null
        ? mrkdwn`✅ resolved: it is no longer needed`
        : mrkdwn`✅ resolved: the rule no longer lists it`;
    default:
      if (row.booked !== null && sectionOf(row) === 'review')
        return mrkdwn`📅 booked for ${day(row.booked.on, today)}${by(row.booked.by)}`;
      return row.claimedBy === null ? null : mrkdwn`✋ claimed${by(row.claimedBy)}`;
  }
}

/** ` by Linh`, where it is known who; `verb` stands before it. */
export function by(person: PersonName | null, verb = ''): Mrkdwn {
  return person === null ? mrkdwn`` : mrkdwn`${verb} by ${named(person)}`;
}

function named(person: PersonName): Mrkdwn {
  return truncateMrkdwn(personName(person), PERSON_TEXT);
}

/** How a group of rows, or a row by itself, names whose it is. */
export function ownerName({ owner }: MorningRow): Mrkdwn {
  return owner === null ? mrkdwn`Without an owner` : named(owner);
}

/** Cut by itself, so that what formats it always has its end. */
export function nameOf(row: MorningRow): Mrkdwn {
  return cut(row.accountName, NAME_TEXT);
}

/** Text that somebody typed, with at most so many characters once it is escaped; never nothing. */
export function cut(text: string, max: number): Mrkdwn {
  const made = truncateMrkdwn(mrkdwn`${text}`, max);
  return made.value === '' ? mrkdwn`–` : made;
}

/** Whether there is still something to do. */
export function isOnList(row: MorningRow): boolean {
  return row.state === 'open' || row.state === 'claimed';
}
