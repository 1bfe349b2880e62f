/** How all accounts are doing: by band, and the worst drops first with what caused them. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Move } from '#src/health/change.ts';
import { percentOf, type Band } from '#src/health/domain.ts';
import { bandWords, differenceWords, exactPoints, moveWords, scoreWords } from '#src/health/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, context, say, section, type Answer } from './build.ts';
import { count, day, figure } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface PortfolioRow {
  key: string;
  name: string;
  /** In hundredths; null: nothing is known. */
  score: number | null;
  band: Band | null;
  coverage: number;
  /** In hundredths; null: there was nothing to compare with. */
  movement: number | null;
  movedSince: BusinessDate | null;
  /** The greatest first. */
  moves: readonly Move[];
}

export interface PortfolioCount {
  band: Band | null;
  accounts: number;
  unsure: number;
  worse: number;
  better: number;
}

export interface PortfolioPage {
  /** `of the segment Standard`, or empty. */
  about: string;
  /** The filter as it is typed behind `/cs health`. */
  typed: string;
  /** The segment alone, as it is typed. */
  segment: string;
  band: Band | 'unknown' | null;
  accounts: readonly PortfolioRow[];
  counts: readonly PortfolioCount[];
  /** In per cent. */
  sureFrom: number;
  /** The morning that scored them. */
  day: BusinessDate;
  today: BusinessDate;
  /** From 1. */
  page: number;
  hasMore: boolean;
}

const MOVES_SHOWN = 2;
const ORDER = ['red', 'yellow', 'green', null] as const;

export function portfolioAnswer(page: PortfolioPage): Answer {
  const { accounts, counts, about, today } = page;
  const total = counts.reduce((sum, { accounts: some }) => sum + some, 0);
  if (total === 0) return noneOfThem(page);
  const title = about === '' ? mrkdwn`Health of all accounts` : mrkdwn`Health of the accounts ${about}`;
  const text = mrkdwn`${title}: ${ORDER.map((band) => `${numberOf(counts, band)} ${nameOf(band)}`).join(', ')}`;
  const unsure = counts.reduce((sum, { unsure: some }) => sum + some, 0);
  const head = [
    section(
      join(
        [
          mrkdwn`*${title}* · ${count(total, 'account')} · as of ${day(page.day, today)}`,
          ...ORDER.map((band) => countLine(counts, band)),
          mrkdwn`${count(unsure, 'account')} with low confidence: under ${page.sureFrom} % known`,
        ],
        '\n',
      ),
    ),
  ];
  const listed =
    page.band === null
      ? mrkdwn`*The worst drops first*`
      : mrkdwn`*${page.band === 'unknown' ? 'Not known' : bandWords(page.band)}*, the worst drops first`;
  const foot: KnownBlock[] = [...turnPages(page), bandButtons(page)];
  const rows = accounts.map((account) => [rowOf(account, today)]);
  const empty = page.page > 1 ? mrkdwn`There are no more accounts.` : mrkdwn`None.`;
  const shown =
    rows.length === 0
      ? [section(empty)]
      : rowsWithin(limits.message, rows, {
          reserve: [...head, section(listed), ...foot],
          more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
        });
  return { text, blocks: [...head, section(listed), ...shown, ...foot], share: true };
}

/** Before any morning scored an account. */
export function noPortfolio(): Answer {
  return say(
    mrkdwn`No morning of the last week has scored an account yet: the next one does. \`/account health\` with an account’s name shows one at once.`,
  );
}

/** Where not everybody is one of us. @param because as a sentence goes on */
export function portfolioElsewhere(because: string): Answer {
  return say(mrkdwn`✂️ Not here, because ${because}: ask me in a direct message with \`/cs health\`.`);
}

function noneOfThem({ about }: PortfolioPage): Answer {
  const text =
    about === ''
      ? mrkdwn`No account has a health yet: it begins on the day on which an account starts.`
      : mrkdwn`There is no account ${about} that has a health.`;
  return { text, blocks: [section(text), actions(verbButton('All accounts', cs('')))] };
}

function countLine(counts: PortfolioPage['counts'], band: Band | null): Mrkdwn {
  const found = counts.find((counted) => counted.band === band);
  const moved = [
    ...(found !== undefined && found.worse > 0 ? [`${figure(found.worse)} got worse`] : []),
    ...(found !== undefined && found.better > 0 ? [`${figure(found.better)} got better`] : []),
  ];
  return mrkdwn`${bandWords(band)}: ${figure(found?.accounts ?? 0)}${moved.length === 0 ? mrkdwn`` : mrkdwn` · ${moved.join(', ')}`}`;
}

function numberOf(counts: PortfolioPage['counts'], band: Band | null): string {
  return figure(counts.find((counted) => counted.band === band)?.accounts ?? 0);
}

function nameOf(band: Band | null): string {
  return band ?? 'not known';
}

function rowOf(account: PortfolioRow, today: BusinessDate): KnownBlock {
  const { name, score, band, coverage, movement, movedSince } = account;
  const moved =
    movement === null || movedSince === null
      ? 'new, nothing to compare with'
      : `${differenceWords(movement)} since ${day(movedSince, today)}`;
  const lines = [
    mrkdwn`*${name}* · ${scoreWords(score, band)} · ${percentOf(coverage)} % known`,
    mrkdwn`${moved}`,
    ...account.moves
      .slice(0, MOVES_SHOWN)
      .map((move) => mrkdwn`• ${exactPoints(move.points)} ${truncate(moveWords(move), 160)}`),
  ];
  const open = { command: '/account', verb: 'health', rest: accountRest(account) };
  return section(join(lines, '\n'), verbButton('Health', open, { label: `Health of ${name}` }));
}

function cs(rest: string) {
  return { command: '/cs', verb: 'health', rest: rest.trim() };
}

function turnPages({ typed, page, hasMore }: PortfolioPage): KnownBlock[] {
  const turn = (label: string, to: number, number: number) =>
    verbButton(label, cs(`${typed} page:${to}`), { number, replace: true });
  const buttons = [
    ...(page > 1 ? [turn('◀ Earlier', page - 1, 0)] : []),
    ...(hasMore ? [turn('More ▶', page + 1, 1)] : []),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

function bandButtons({ segment, band }: PortfolioPage): KnownBlock {
  const bands = (['red', 'yellow', 'green', 'unknown'] as const).filter((one) => one !== band);
  const label = (one: Band | 'unknown') => bandWords(one === 'unknown' ? null : one);
  return actions(
    ...(band === null ? [] : [verbButton('All bands', cs(segment), { number: 10, replace: true })]),
    ...bands.map((one, number) =>
      verbButton(label(one), cs(`${segment} ${one}`), { number: number + 11, replace: true }),
    ),
    verbButton('Does it tell who leaves?', cs('calibration'), { number: 20 }),
  );
}
