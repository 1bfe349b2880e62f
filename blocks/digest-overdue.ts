/** What somebody answers for and has not done by its day, as the digest tells it. */
import type { SectionBlock } from '@slack/types';
import { daysBetween } from '#src/base/business-date.ts';
import {
  longestOverdue,
  sumOverdue,
  type OverdueItem,
  type OverdueKind,
  type OverdueOf,
} from '#src/digest/domain.ts';
import { sumByOwner } from '#src/digest/overdue.ts';
import { OVERDUE_WORDS } from '#src/digest/words.ts';
import { section } from './build.ts';
import {
  andMore,
  briefLine,
  countedPart,
  listBlock,
  nameOf,
  short,
  type DigestAbout,
} from './digest-lines.ts';
import { count, day, figure } from './format.ts';
import { personName } from './people.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

const NAMED_IN_BRIEF = 1;
const KINDS_IN_BRIEF = 3;
const PEOPLE_SHOWN = 10;
/** Named in other replies of the thread. */
const TOLD_ELSEWHERE = new Set<OverdueKind>(['action', 'step']);

/** How much of what is overdue, and what is late longest: at most two lines. */
export function overdueBrief(overdue: readonly OverdueOf[], about: DigestAbout): Mrkdwn[] {
  const total = sumOverdue(overdue);
  if (total === 0) return [];
  const ofNobody = overdue.reduce((sum, one) => sum + one.ofNobody, 0);
  const nobody = ofNobody > 0 ? mrkdwn`; ${figure(ofNobody)} of them with nobody` : mrkdwn``;
  // What the meeting itself wanted stands at the top of the message.
  const others = overdue.filter(({ kind }) => kind !== 'action');
  const named = longestOverdue(others).slice(0, NAMED_IN_BRIEF);
  return [
    briefLine(`Overdue: ${figure(total)}`, mrkdwn`${kindsText(overdue)}${nobody}`),
    ...(named.length === 0
      ? []
      : [
          briefLine(
            others.length < overdue.length ? 'Late longest of the others' : 'Late longest',
            join(
              named.map((one) => itemText(one, about, 30)),
              '; ',
            ),
          ),
        ]),
  ];
}

/** `1 action of this meeting · 3 steps of plays · 9 of other kinds`; where there are no more than three, all of them. */
function kindsText(overdue: readonly OverdueOf[]): Mrkdwn {
  const shown = overdue.length > KINDS_IN_BRIEF ? overdue.slice(0, KINDS_IN_BRIEF - 1) : overdue;
  const others = sumOverdue(overdue.slice(shown.length));
  return join([...shown.map((one) => numberOf(one)), ...countedPart(others, 'of other kinds')], ' · ');
}

/** Whose it is, then the first ones of each kind, but for those that other replies name. */
export function overdueDetail(overdue: readonly OverdueOf[], about: DigestAbout): SectionBlock[] {
  const kinds = overdue
    .filter(({ kind }) => !TOLD_ELSEWHERE.has(kind))
    .map((one) => {
      const nobody = one.ofNobody > 0 ? mrkdwn`, ${figure(one.ofNobody)} of them with nobody` : mrkdwn``;
      return listBlock(
        mrkdwn`*Overdue: ${numberOf(one)}*${nobody}`,
        one.items.map((item) => itemLine(item, about, one.kind !== 'customer')),
        one.total,
      );
    });
  return [...personBlock(overdue), ...kinds];
}

/** `*Overdue by person* · @lena 12 · @marco 3 · nobody 2` */
function personBlock(overdue: readonly OverdueOf[]): SectionBlock[] {
  const sums = sumByOwner(overdue.flatMap(({ byOwner }) => byOwner));
  if (sums.length === 0) return [];
  const shown = sums.slice(0, PEOPLE_SHOWN).map(({ owner, items }) => {
    return mrkdwn`${owner === null ? mrkdwn`nobody` : personName(owner)} ${figure(items)}`;
  });
  return [section(briefLine('Overdue by person', andMore(shown, sums.length, ' · ')))];
}

/** `*Acme* “Send the list” · @lena · due Tue 3 Nov, 20 days late` */
export function itemLine(item: OverdueItem, { today }: DigestAbout, isOurs = true): Mrkdwn {
  const { owner, dueOn } = item;
  const who = isOurs ? [owner === null ? mrkdwn`nobody` : personName(owner)] : [];
  return join(
    [subjectOf(item, 120), ...who, mrkdwn`due ${day(dueOn, today)}, ${lateDays(dueOn, today)}`],
    ' · ',
  );
}

/** `3 plan items` */
function numberOf({ kind, total }: OverdueOf): string {
  return count(total, ...OVERDUE_WORDS[kind]);
}

/** `*Acme* “Send the list” (@lena, 20 days late)` */
function itemText(item: OverdueItem & { kind: OverdueKind }, { today }: DigestAbout, max: number): Mrkdwn {
  const { kind, owner, dueOn } = item;
  const who = kind === 'customer' ? [] : [owner === null ? mrkdwn`nobody` : personName(owner)];
  return mrkdwn`${subjectOf(item, max)} (${join([...who, mrkdwn`${lateDays(dueOn, today)}`], ', ')})`;
}

function subjectOf({ account, what }: OverdueItem, max: number): Mrkdwn {
  const told = mrkdwn`“${short(what, max)}”`;
  return account === null ? told : mrkdwn`${nameOf({ name: account })} ${told}`;
}

function lateDays(dueOn: string, today: string): string {
  return `${count(daysBetween(dueOn, today), 'day')} late`;
}
