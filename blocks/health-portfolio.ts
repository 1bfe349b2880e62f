/** How all accounts are doing: by band, and the worst drops first with what caused them. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Move } from '#src/health/change.ts';
import { isMove, percentOf, pointsOf, type Band } from '#src/health/domain.ts';
import {
  bandWords,
  differenceWords,
  inWholePoints,
  pointedWords,
  scoreWords,
  sumWords,
} from '#src/health/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, context, say, section, type Answer } from './build.ts';
import { away, count, day, figure, money } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
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
  /** What it had then; null: none, or it is not kept any more. */
  before: { score: number | null; band: Band | null } | null;
  arr: number | null;
  currency: string | null;
  renewsOn: BusinessDate | null;
  leadId: string | null;
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
  /** The names of the leads. */
  people: ReadonlyMap<string, Mrkdwn>;
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
const MOVE_SHOWN = 160;
const MISSING_SHOWN = 3;
const MISSING_NAME = 60;
const NAME_SHOWN = 200;
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
  const rows = accounts.map((account) => [rowOf(account, page)]);
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

function rowOf(account: PortfolioRow, { people, today }: PortfolioPage): KnownBlock {
  const { name, score, band, coverage, arr, currency, renewsOn, leadId } = account;
  const lead = leadId === null ? undefined : people.get(leadId);
  const about = [
    ...(arr === null ? [] : [mrkdwn`${money(arr, currency)}`]),
    ...(renewsOn === null
      ? []
      : [mrkdwn`${renewsOn >= today ? 'renews' : 'renewal was'} ${away(renewsOn, today)}`]),
    lead === undefined ? mrkdwn`no lead` : mrkdwn`with ${lead}`,
  ];
  const lines = [
    mrkdwn`*${truncate(name, NAME_SHOWN)}* · ${scoreWords(score, band)} · ${percentOf(coverage)} % known`,
    join(about, ' · '),
    mrkdwn`${movedWords(account, today)}`,
    ...moveLines(account.moves),
  ];
  const open = { command: '/account', verb: 'health', rest: accountRest(account) };
  return section(join(lines, '\n'), verbButton('Health', open, { label: `Health of ${name}` }));
}

/** `▼ 71 → 61 since Mon 16 Nov, was 🟢 Green`; and what the score does like for like, where it rose by less or not at all. */
function movedWords(
  { score, band, movement, movedSince, before }: PortfolioRow,
  today: BusinessDate,
): string {
  if (movement === null || movedSince === null) return 'new, nothing to compare with';
  const since = `since ${day(movedSince, today)}`;
  if (before === null || before.score === null) return `${differenceWords(movement)} ${since}`;
  const was = before.band === band || before.band === null ? '' : `, was ${bandWords(before.band)}`;
  if (score === null) return `${pointsOf(before.score)} → not known ${since}${was}`;
  const difference = score - before.score;
  const [from, to] = [pointsOf(before.score), pointsOf(score)];
  const sign = difference < 0 ? '▼' : '▲';
  const moved =
    from !== to
      ? `${sign} ${from} → ${to}`
      : isMove(difference)
        ? `${sign} less than 1 point ${difference < 0 ? 'lower' : 'higher'}`
        : 'unchanged';
  const alike = isMove(difference - movement) ? `; like for like ${differenceWords(movement)}` : '';
  return `${moved} ${since}${was}${alike}`;
}

/** What moved it most, and in a line of its own what went missing. */
function moveLines(moves: readonly Move[]): Mrkdwn[] {
  const rounded = inWholePoints(moves);
  const missing = rounded.filter(({ reason }) => reason === 'went_missing');
  const others = rounded.filter(({ reason }) => reason !== 'went_missing');
  const told = others
    .slice(0, MOVES_SHOWN)
    .map((move) => mrkdwn`• ${truncate(pointedWords(move), MOVE_SHOWN)}`);
  if (missing.length === 0) return told;
  const named = missing.flatMap(({ metric }) =>
    metric === null ? [] : [truncate(metric.name, MISSING_NAME)],
  );
  const more = named.length > MISSING_SHOWN ? ` and ${named.length - MISSING_SHOWN} more` : '';
  const names = `${named.slice(0, MISSING_SHOWN).join(', ')}${more}`;
  return [...told, mrkdwn`• ${sumWords(missing)}: went missing, so that the others weigh more: ${names}`];
}

function cs(rest: string) {
  return { command: '/cs', verb: 'health', rest: rest.trim() };
}

function turnPages({ typed, page, hasMore }: PortfolioPage): KnownBlock[] {
  const turn = (label: string, to: number, number: number) =>
    verbButton(label, cs(`${typed} page:${to}`), { number, replace: true });
  return turnBlock({ page, hasMore }, turn);
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
