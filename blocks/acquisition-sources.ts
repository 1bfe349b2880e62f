/** `/cs fit`: fit by who sold the customers, and what came of it. */
import type { KnownBlock } from '@slack/types';
import type { Outcome, Share, SourceAccount, SourceFit } from '#src/acquisition/sources.ts';
import { FEW } from '#src/acquisition/domain.ts';
import type { Verdict } from '#src/fit/domain.ts';
import { VERDICT_SIGNS, VERDICT_WORDS } from '#src/fit/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, context, header, section, type Answer } from './build.ts';
import { count, figure, money, sumsWords } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface SourcesPage {
  /** Those of the page. */
  sources: readonly SourceFit[];
  /** The page shown, from 1. */
  page: number;
  hasMore: boolean;
  /** How the source without a name is typed. */
  notSaid: string;
}

const NAME_SHOWN = 100;

/** The sources of sale, a page at a time. */
export function sourcesAnswer(page: SourcesPage): Answer {
  const { sources } = page;
  const text = mrkdwn`Fit by who sold the customers`;
  if (sources.length === 0) {
    const nothing =
      page.page > 1
        ? mrkdwn`No more sources. \`/cs fit\` shows the first ones.`
        : mrkdwn`There is no customer yet. \`/account new Acme Robotics\` writes one down, with who sold it.`;
    return { text: nothing, blocks: [section(nothing)] };
  }
  const head = header('Fit by who sold the customers');
  const foot = [explanation(), ...turnPages(page, (to) => `page:${to}`), fitLists()];
  const rows = sources.map((source) => [
    section(
      sourceText(source),
      verbButton(
        'Accounts',
        { command: '/cs', verb: 'fit', rest: sourceRest(source, page.notSaid) },
        { label: `Accounts sold by ${source.name ?? page.notSaid}` },
      ),
    ),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...shown, ...foot], share: true };
}

/** The accounts behind the verdicts, whoever sold them, and before the sale too. */
function fitLists(): KnownBlock {
  const lists = [
    ['All bad fits', 'bad_fit'],
    ['All stretches', 'stretch'],
    ['Fit not known', 'unknown_fit'],
  ] as const;
  return actions(
    ...lists.map(([text, rest], index) =>
      verbButton(text, { command: '/account', verb: 'list', rest }, { number: index + 10 }),
    ),
  );
}

function sourceText(source: SourceFit): Mrkdwn {
  const { all, known } = source;
  const unknown = all.accounts - known;
  const lines = [mrkdwn`*${titleOf(source)}* · ${count(all.accounts, 'customer')}`];
  if (known === 0) lines.push(mrkdwn`⚪ Of none of them it is known whether they fit`);
  else {
    lines.push(
      mrkdwn`${VERDICT_SIGNS.bad_fit} Bad fit ${shareText(source.bad)} · ${VERDICT_SIGNS.stretch} stretch ${shareText(source.stretch)}`,
    );
    const notes = [
      ...(unknown === 0 ? [] : [`${VERDICT_SIGNS.unknown} Not known of ${count(unknown, 'customer')}`]),
      ...(known < FEW ? ['few: take it as a hint'] : []),
    ];
    if (notes.length > 0) lines.push(mrkdwn`${notes.join(' · ')}`);
  }
  lines.push(mrkdwn`What came of all: ${outcomeText(all)}`);
  return join(lines, '\n');
}

function titleOf({ name }: SourceFit): string {
  return name === null ? 'Not said who sold them' : truncate(name, NAME_SHOWN);
}

/** `3 of 12 (25 %, 9 to 53 %)`. */
function shareText({ count, of, interval }: Share): string {
  const share = `${figure(count)} of ${figure(of)}`;
  if (interval === null) return share;
  const percent = (part: number) => Math.round(part * 100);
  return `${share} (${percent(interval.estimate)} %, ${percent(interval.low)} to ${percent(interval.high)} %)`;
}

function outcomeText({ churned, placed, reached, arr }: Outcome): string {
  return [
    `${figure(churned)} churned`,
    placed === 0
      ? 'none has a place on a journey'
      : `${figure(reached)} of ${figure(placed)} on a journey reached its first milestone`,
    arr.length === 0 ? 'no ARR known' : `ARR ${sumsWords(arr, CURRENCIES)}`,
  ].join(' · ');
}

const CURRENCIES = 4;

function explanation(): KnownBlock {
  return context(
    mrkdwn`Shares are of the customers of whom it is known whether they fit, with the 95 % interval behind them (Wilson). Accounts before the sale do not count; ARR is of those who did not churn.`,
  );
}

/** The source as it is typed behind the verb. */
function sourceRest({ name }: SourceFit, notSaid: string, cursor = ''): string {
  const typed = name === null ? notSaid : `"${name.replaceAll('"', '')}"`;
  return `${typed} ${cursor}`.trim();
}

export interface SourcePage {
  source: SourceFit;
  accounts: readonly SourceAccount[];
  /** The page shown, from 1. */
  page: number;
  hasMore: boolean;
  notSaid: string;
  /** Where an account stands on its journey, in words. */
  placeOf: (account: SourceAccount) => string;
  verdictOf: (account: SourceAccount) => Verdict;
}

/** In the order of the list. */
const WORST_FIRST: readonly Verdict[] = ['bad_fit', 'stretch', 'unknown', 'good_fit'];

/** The customers of one source, with what came of each verdict. */
export function sourceAnswer(page: SourcePage): Answer {
  const { source, accounts } = page;
  const text = mrkdwn`${titleOf(source)}: ${count(source.all.accounts, 'customer')}`;
  if (accounts.length === 0) {
    const nothing = mrkdwn`${titleOf(source)}: no more customers.`;
    return { text: nothing, blocks: [section(nothing)] };
  }
  const head = section(mrkdwn`*${titleOf(source)}* · ${count(source.all.accounts, 'customer')}`);
  const verdicts = WORST_FIRST.flatMap((verdict) => {
    const outcome = source.byVerdict[verdict];
    if (outcome.accounts === 0) return [];
    return [mrkdwn`${sign(verdict)}: ${figure(outcome.accounts)} · ${outcomeText(outcome)}`];
  });
  const foot = [
    ...turnPages(page, (to) => sourceRest(source, page.notSaid, `page:${to}`)),
    actions(
      verbButton('All sources', { command: '/cs', verb: 'fit', rest: '' }, { number: 20, replace: true }),
    ),
  ];
  const heads = [head, section(join(verdicts, '\n'))];
  const rows = accounts.map((account) => [
    section(
      accountText(account, page),
      verbButton(
        'Open',
        { command: '/account', verb: 'show', rest: accountRest(account) },
        { label: `Open ${account.name}` },
      ),
    ),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [...heads, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [...heads, ...shown, ...foot], share: true };
}

function accountText(account: SourceAccount, { placeOf, verdictOf }: SourcePage): Mrkdwn {
  const facts = [
    ...(account.arr === null ? [] : [money(account.arr, account.currency)]),
    ...(account.stage === null ? [] : [account.stage]),
  ];
  const about = facts.length === 0 ? mrkdwn`` : mrkdwn` · ${facts.join(' · ')}`;
  return mrkdwn`*${account.name}*${about}\n${sign(verdictOf(account))} · ${account.churned ? 'churned' : placeOf(account)}`;
}

function sign(verdict: Verdict): string {
  return `${VERDICT_SIGNS[verdict]} ${VERDICT_WORDS[verdict]}`;
}

function turnPages(
  { page, hasMore }: { page: number; hasMore: boolean },
  restTo: (page: number) => string,
): KnownBlock[] {
  const turn = (text: string, to: number, number: number) =>
    verbButton(text, { command: '/cs', verb: 'fit', rest: restTo(to) }, { number, replace: true });
  return turnBlock({ page, hasMore }, turn);
}
