/** `/cs cadence`: the cadences that are missed, a page at a time. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { MissedCadence } from '#src/engagement/domain.ts';
import { PERSONA_NAMES } from '#src/touchpoints/words.ts';
import { accountRest } from './account-choice.ts';
import { context, section, type Answer } from './build.ts';
import { spokenText } from './cadence-words.ts';
import { count, figure, money } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface CadencePage {
  missed: readonly MissedCadence[];
  /** On all pages. */
  total: number;
  accounts: number;
  own: number;
  people: ReadonlyMap<string, Mrkdwn>;
  page: number;
  hasMore: boolean;
  /** Whether the program asks for any cadence. */
  isAsked: boolean;
  today: BusinessDate;
}

const NAME_SHOWN = 120;

export function cadenceList(shown: CadencePage): Answer {
  const { missed, total, accounts, own, page } = shown;
  if (missed.length === 0) {
    const text = nothing(shown);
    return { text, blocks: [section(text), ...turnPages(shown)] };
  }
  const yours = own === 0 ? mrkdwn`` : mrkdwn` · ${figure(own)} yours, first`;
  const cadences = total === 1 ? '1 cadence is missed' : `${figure(total)} cadences are missed`;
  const text = mrkdwn`${cadences} on ${count(accounts, 'account')}${yours}`;
  const head = section(mrkdwn`*${cadences}* on ${count(accounts, 'account')}${yours}`);
  const how = context(
    mrkdwn`Somebody was silent for longer than the program’s engagement allows, the most valuable accounts first. \`/account spoke\` writes down that you spoke.`,
  );
  const foot = [...turnPages(shown), ...(page === 1 ? [how] : [])];
  const rows = missed.map((each, number) => [
    section(
      rowText(each, shown),
      verbButton(
        'Who',
        { command: '/account', verb: 'who', rest: accountRest({ key: each.accountKey }) },
        { number, label: `Whom to go to for ${each.accountName}` },
      ),
    ),
  ]);
  const fitting = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...fitting, ...foot], share: true };
}

function nothing({ page, isAsked }: CadencePage): Mrkdwn {
  if (page > 1) return mrkdwn`There are no more missed cadences.`;
  return isAsked
    ? mrkdwn`No cadence is missed: everybody was spoken with as often as the program asks.`
    : mrkdwn`The program asks for no cadence: its \`engagement\` is empty.`;
}

function rowText(each: MissedCadence, { people, today }: CadencePage): Mrkdwn {
  const person = each.personId === null ? undefined : people.get(each.personId);
  const worth = each.arr === null ? [] : [mrkdwn`${money(each.arr, each.currency)}`];
  const head = [mrkdwn`*${truncate(each.accountName, NAME_SHOWN)}*`, ...worth];
  const who = person ?? mrkdwn`nobody of us`;
  const about = [
    mrkdwn`${PERSONA_NAMES[each.persona]}, with ${who}`,
    mrkdwn`⏰ ${count(each.daysLate, 'day')} late: ${spokenText(each.last, today)}, asked every ${count(each.everyDays, 'day')}`,
  ];
  return mrkdwn`${join(head, ' · ')}\n${join(about, ' · ')}`;
}

function turnPages({ page, hasMore }: CadencePage): KnownBlock[] {
  const turn = (text: string, to: number, number: number) =>
    verbButton(text, { command: '/cs', verb: 'cadence', rest: `page:${to}` }, { number, replace: true });
  return turnBlock({ page, hasMore }, turn);
}
