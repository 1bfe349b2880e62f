/** `/cs gaps`: open gaps by kind, for those who make the product, and those of one kind. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { BridgeKind, GapOfKind, KindOfGaps } from '#src/gaps/domain.ts';
import { KIND_WORDS } from '#src/gaps/words.ts';
import { exampleText } from './account-choice.ts';
import { actions, button, context, header, section, type Answer } from './build.ts';
import { count, day, money, sumsWords } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

/** Every kind of which a gap is open. @param example an account for a line that works; null: there is none */
export function kindsAnswer(
  kinds: readonly KindOfGaps[],
  example: Pick<Account, 'key' | 'name'> | null,
): Answer {
  if (kinds.length === 0) {
    const text = mrkdwn`No success gap is open. ${exampleText('gap', 'writes one down for', example)}`;
    return { text, blocks: [section(text)] };
  }
  const gaps = kinds.reduce((sum, kind) => sum + kind.gaps, 0);
  const text = mrkdwn`${count(gaps, 'open success gap')}`;
  return {
    text,
    blocks: [
      header(`${count(gaps, 'open success gap')}, by what would bridge them`),
      ...kinds.map((kind) =>
        section(
          kindText(kind),
          verbButton('Show', callOf(kind.kind), { label: `Show gaps bridged by: ${KIND_WORDS[kind.kind]}` }),
        ),
      ),
      context(
        mrkdwn`Without churned accounts. ARR is that of the accounts concerned, each counted once in a kind.`,
      ),
    ],
    share: true,
  };
}

function kindText({ kind, gaps, late, accounts, arr }: KindOfGaps): Mrkdwn {
  const parts = [
    count(gaps, 'open gap'),
    count(accounts, 'account'),
    ...(arr.length === 0 ? [] : [`ARR ${sumsWords(arr, CURRENCIES)}`]),
    ...(late === 0 ? [] : [`${late} late`]),
  ];
  return mrkdwn`*${KIND_WORDS[kind]}* · ${parts.join(' · ')}`;
}

const CURRENCIES = 4;

function callOf(kind: BridgeKind, page = 1) {
  return { command: '/cs', verb: 'gaps', rest: page === 1 ? kind : `${kind} page:${page}` };
}

export interface KindPage {
  kind: BridgeKind;
  gaps: readonly GapOfKind[];
  /** The page shown, from 1. */
  page: number;
  hasMore: boolean;
  today: BusinessDate;
}

const WHAT_SHOWN = 300;

/** The open gaps of one kind, a page at a time. */
export function kindAnswer(shownPage: KindPage): Answer {
  const { kind, gaps, page } = shownPage;
  const title = mrkdwn`Open gaps · ${KIND_WORDS[kind]}`;
  const all = actions(
    verbButton('All kinds', { command: '/cs', verb: 'gaps', rest: '' }, { number: 20, replace: true }),
  );
  if (gaps.length === 0) {
    const text = page > 1 ? mrkdwn`${title}: no more.` : mrkdwn`${title}: none.`;
    return { text, blocks: [section(text), all] };
  }
  const head = section(mrkdwn`*${title}*`);
  const foot = [...turnPages(shownPage), all];
  const rows = gaps.map((gap, index) => [
    ...requirementBlocks(gap, gaps[index - 1]),
    section(
      gapText(gap, shownPage.today),
      button('Open', ids.gapOpen, { value: `${gap.id}:0`, label: `Open the gap of ${gap.account.name}` }),
    ),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text: title, blocks: [head, ...shown, ...foot], share: true };
}

/** The requirement above the gaps that wait for it. */
function requirementBlocks({ requirement }: GapOfKind, before: GapOfKind | undefined): KnownBlock[] {
  if (requirement === null || before?.requirement?.id === requirement.id) return [];
  const waiting = `${count(requirement.gaps, 'gap')} ${requirement.gaps === 1 ? 'waits' : 'wait'} for it`;
  return [
    context(mrkdwn`Requirement “${truncate(requirement.what, 200)}” · ${requirement.state} · ${waiting}`),
  ];
}

function gapText({ what, account, owner, dueOn }: GapOfKind, today: BusinessDate): Mrkdwn {
  const facts = [
    ...(account.arr === null ? [] : [money(account.arr, account.currency)]),
    owner === 'us' ? 'with us' : 'with the customer',
    ...(dueOn === null ? [] : [`${dueOn < today ? 'late, was due' : 'due'} ${day(dueOn, today)}`]),
  ];
  return join(
    [mrkdwn`*${account.name}* · ${facts.join(' · ')}`, mrkdwn`${truncate(what, WHAT_SHOWN)}`],
    '\n',
  );
}

function turnPages({ kind, page, hasMore }: KindPage): KnownBlock[] {
  const turn = (text: string, to: number, number: number) =>
    verbButton(text, callOf(kind, to), { number, replace: true });
  return turnBlock({ page, hasMore }, turn);
}
