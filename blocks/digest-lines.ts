/** What the sections of the digest have in common: their lines, and how they stay within Slack's limits. */
import type { SectionBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Listed, MoneySums, NamedAccount } from '#src/digest/domain.ts';
import { section } from './build.ts';
import { figure, money, sumsWords } from './format.ts';
import { join, mrkdwn, truncate, truncateMrkdwn, type Mrkdwn } from './text.ts';

/** What a digest is shown for: days are told as they were on its date, so that it reads the same when it is shown anew. */
export interface DigestAbout {
  today: BusinessDate;
}

/** A line of the message; five sections of them and their comments fit one message. */
const LINE = 300;
/** A line in the thread, and so many of one list. */
const THREAD_LINE = 260;
const THREAD_LINES = 7;
const NAME = 60;
const SUMS_SHOWN = 2;
/** So many of a list are named in the message. */
export const NAMED_IN_LINE = 2;

/** `*Reached a milestone* · …`, cut to a line of the message. */
export function briefLine(label: string, text: Mrkdwn): Mrkdwn {
  return truncateMrkdwn(mrkdwn`*${label}* · ${text}`, LINE);
}

/** A list in the thread: its head, its first lines, and how many are not shown. @param total of all */
export function listBlock(head: Mrkdwn, lines: readonly Mrkdwn[], total = lines.length): SectionBlock {
  const shown = firstLines(lines, total, THREAD_LINES);
  const hidden = total - shown.length;
  return section(
    join(
      [
        truncateMrkdwn(head, THREAD_LINE),
        ...shown.map((line) => truncateMrkdwn(mrkdwn`• ${line}`, THREAD_LINE)),
        ...(hidden > 0 ? [mrkdwn`and ${figure(hidden)} more`] : []),
      ],
      '\n',
    ),
  );
}

/** The first of a list; `and 1 more` takes the room of the one that it hides. @param total of all */
export function firstLines<T>(lines: readonly T[], total: number, most: number): T[] {
  return lines.slice(0, total === most + 1 ? total : most);
}

/** A list of which all are named. */
export function whole<T>(accounts: readonly T[]): Listed<T> {
  return { total: accounts.length, accounts: [...accounts] };
}

/**
 * `*At risk: 12* · first; second and 10 more`, or no line where there is nobody.
 * @param tail what stands behind them
 */
export function listedLine<T>(
  label: string,
  { total, accounts }: Listed<T>,
  row: (one: T) => Mrkdwn,
  { separator = ', ', tail = mrkdwn`` }: { separator?: string; tail?: Mrkdwn } = {},
): Mrkdwn[] {
  if (total === 0) return [];
  const named = accounts.slice(0, NAMED_IN_LINE).map((one) => row(one));
  return [briefLine(`${label}: ${figure(total)}`, mrkdwn`${andMore(named, total, separator)}${tail}`)];
}

/** The list in the thread, or no block where there is nobody. */
export function listedBlock<T>(
  head: Mrkdwn,
  { total, accounts }: Listed<T>,
  row: (one: T) => Mrkdwn,
): SectionBlock[] {
  return total === 0
    ? []
    : [
        listBlock(
          head,
          accounts.map((one) => row(one)),
          total,
        ),
      ];
}

/** `12 booked`, or no part where there are none. */
export function countedPart(number: number, words: string): Mrkdwn[] {
  return number === 0 ? [] : [mrkdwn`${figure(number)} ${words}`];
}

/** Parts of a line, or no line where there are none. */
export function partsLine(label: string, parts: readonly Mrkdwn[]): Mrkdwn[] {
  return parts.length === 0 ? [] : [briefLine(label, join(parts, ' · '))];
}

/** The account's name, in bold. */
export function nameOf({ name }: Pick<NamedAccount, 'name'>): Mrkdwn {
  return mrkdwn`*${truncate(name, NAME)}*`;
}

/** Some other name or text, within quotation marks by whoever needs them. */
export function short(text: string, max = NAME): string {
  return truncate(text, max);
}

/** `*Acme* · €48k`, or the name alone. */
export function nameAndMoney(account: Pick<NamedAccount, 'name' | 'arr' | 'currency'>): Mrkdwn {
  const { arr, currency } = account;
  return arr === null || arr === 0 ? nameOf(account) : mrkdwn`${nameOf(account)} (${money(arr, currency)})`;
}

/** `, €48k, $12k a year`, `, €48k, $12k and 3 more currencies a year`, or nothing. */
export function sumsText(sums: MoneySums): Mrkdwn {
  return sums.length === 0 ? mrkdwn`` : mrkdwn`, ${sumsWords(sums, SUMS_SHOWN)} a year`;
}

/** `first, second and 12 more`. @param total of all, of which `parts` are the first */
export function andMore(parts: readonly Mrkdwn[], total: number, separator = ', '): Mrkdwn {
  const hidden = total - parts.length;
  const told = join(parts, separator);
  return hidden > 0 ? mrkdwn`${told} and ${figure(hidden)} more` : told;
}
