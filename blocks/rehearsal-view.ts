/** The rehearsal of a rule: whom it would list today, and how it would have done in the last twelve months. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  CHURN_DAYS,
  judgeBacktest,
  MONTHS,
  unknownInPast,
  type BacktestMonth,
  type BacktestVerdict,
  type Interval,
  type RehearsedNames,
  type RehearsedToday,
} from '#src/rules/rehearsal.ts';
import type { Rule } from '#src/rules/domain.ts';
import { context, divider, modal, section } from './build.ts';
import { count, day, figure, money } from './format.ts';
import { limits } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

export interface RehearsalView {
  rule: Rule;
  today: BusinessDate;
  /** Null: not known yet. */
  now: RehearsedToday | null;
  /** Null: not known yet; `done` of `all` months are. */
  months: readonly BacktestMonth[] | null;
  progress: { done: number; all: number };
}

const NAME_TEXT = 60;
/** The names of one list have so much room; three lists are never shown at once. */
const LIST_TEXT = limits.modal.text * 0.4;

export function rehearsalView(view: RehearsalView): ModalView {
  const { rule, now } = view;
  return modal({
    title: 'What it would do',
    blocks: [
      section(mrkdwn`*${truncate(rule.name, 150)}*`),
      ...(now === null ? [section(mrkdwn`⏳ Asking every account …`)] : todayBlocks(now, rule)),
      divider(),
      ...(view.months === null ? waiting(view) : pastBlocks(view.months, view)),
    ].slice(0, limits.modal.blocks),
  });
}

/** The line that says what saving would change. */
export function todayLine({ listed, added, dropped }: RehearsedToday): Mrkdwn {
  const changes = [
    ...(added.count > 0 ? [`adds ${figure(added.count)}`] : []),
    ...(dropped.count > 0 ? [`drops ${figure(dropped.count)}`] : []),
  ];
  const change = changes.length === 0 ? 'the same as it does now' : changes.join(', ');
  return mrkdwn`Today it would list ${count(listed.count, 'account')}: ${change}.`;
}

function todayBlocks(now: RehearsedToday, { when }: Rule): KnownBlock[] {
  const rest = now.added.count === now.listed.count ? [] : nameBlocks('It would list', now.listed);
  return [
    section(mrkdwn`*${todayLine(now)}*`),
    ...nameBlocks('Adds', now.added),
    ...nameBlocks('Drops', now.dropped),
    ...(now.added.count + now.dropped.count === 0 ? rest : []),
    context(
      mrkdwn`The CTAs of an account that was closed a short while ago wait until the rule’s quiet days are over.${unknownInPast(when).includes('health') ? mrkdwn` Health is that of its newest snapshot.` : mrkdwn``}`,
    ),
  ];
}

function nameBlocks(title: string, { count: all, first }: RehearsedNames): KnownBlock[] {
  if (all === 0) return [];
  const names = first.map(({ name, arr, currency }) => {
    const worth = arr === null ? mrkdwn`` : mrkdwn` (${money(arr, currency)})`;
    return mrkdwn`${truncate(name, NAME_TEXT)}${worth}`;
  });
  let room = LIST_TEXT;
  const shown = names.filter(({ value }) => (room -= value.length + 2) >= 0);
  const hidden = all - shown.length;
  return [
    ...packed(mrkdwn`*${title} ${figure(all)}:*`, shown).map((text) => section(text)),
    ...(hidden > 0 ? [context(mrkdwn`and ${figure(hidden)} more, none of more ARR`)] : []),
  ];
}

/** The names in as few texts as sections need for them: escaped, one may be five times as long. */
function packed(head: Mrkdwn, names: readonly Mrkdwn[]): Mrkdwn[] {
  const texts: Mrkdwn[] = [];
  let text = head;
  for (const [index, name] of names.entries()) {
    const longer = index === 0 ? mrkdwn`${head} ${name}` : mrkdwn`${text}, ${name}`;
    if (longer.value.length > limits.sectionText) texts.push(text);
    text = longer.value.length > limits.sectionText ? name : longer;
  }
  return [...texts, text];
}

function waiting({ progress }: RehearsalView): KnownBlock[] {
  return [
    section(
      mrkdwn`⏳ Looking back on the last ${MONTHS} months: ${progress.done} of ${progress.all} done. You may close this; nothing is changed.`,
    ),
  ];
}

function pastBlocks(months: readonly BacktestMonth[], { rule, today }: RehearsalView): KnownBlock[] {
  const verdict = judgeBacktest(months);
  return [
    section(mrkdwn`*The last ${MONTHS} months*, on the first working day of each\n${verdictLine(verdict)}`),
    section(
      join(
        months.map((month) => monthLine(month, today)),
        '\n',
      ),
    ),
    ...notesFor(rule).map((note) => context(note)),
  ];
}

function monthLine(month: BacktestMonth, today: BusinessDate): Mrkdwn {
  const { date, accounts, listed, churned, listedChurned } = month;
  const left = month.isOver
    ? `${figure(listedChurned)} of them left within ${CHURN_DAYS} days (of all: ${figure(churned)})`
    : `too early to tell who leaves`;
  return mrkdwn`${day(date, today)}: ${figure(listed)} of ${count(accounts, 'account')} listed; ${left}`;
}

function verdictLine(verdict: BacktestVerdict): Mrkdwn {
  const { dates, windows, listed, listedChurned, accounts, churned, share, base, tells } = verdict;
  if (dates === 0) return mrkdwn`⚪ The ${CHURN_DAYS} days after these dates are not over yet.`;
  const figures = mrkdwn`Of ${count(listed, 'listing')}, ${figure(listedChurned)} left within ${CHURN_DAYS} days${interval(share)}. Of all accounts, listed or not, ${figure(churned)} of ${figure(accounts)} left${interval(base)}.`;
  const dated = dates === 1 ? mrkdwn`the only date` : mrkdwn`the ${dates} dates`;
  const overlap =
    windows === dates
      ? mrkdwn``
      : mrkdwn` As those days overlap, a leaving may count more than once: the 95 % intervals are as wide as those of ${count(windows, 'date')}.`;
  const known = mrkdwn`${figures}\nCounted are ${dated} whose ${CHURN_DAYS} days are over, an account once for each.${overlap}`;
  switch (tells) {
    case 'too-few':
      return mrkdwn`${known}\n⚪ Too few to tell whether it finds those who leave.`;
    case 'more':
      return mrkdwn`${known}\nThose whom it lists left more often than the others.`;
    case 'fewer':
      return mrkdwn`${known}\nThose whom it lists left less often than the others.`;
    default:
      return mrkdwn`${known}\nNo difference to the others that these figures could tell.`;
  }
}

function interval(found: Interval | null): Mrkdwn {
  if (found === null) return mrkdwn``;
  const percent = (share: number) => Math.round(share * 100);
  return mrkdwn` (${percent(found.estimate)} %, with 95 % confidence ${percent(found.low)} to ${percent(found.high)} %)`;
}

/** What the look back can not know. */
function notesFor({ when }: Rule): Mrkdwn[] {
  const unknown = unknownInPast(when);
  return [
    mrkdwn`What reviews and calls did for those accounts is in these figures too: a rule that was heard may look as if it found nobody.`,
    ...(unknown.includes('health')
      ? [
          mrkdwn`Health is known since its first snapshot; before that the rule’s health conditions do not hold.`,
        ]
      : []),
    ...(unknown.includes('today')
      ? [
          mrkdwn`Segment, stage, fit, renewal date and the accounts’ own ARR are today’s: what they were then is not kept.`,
        ]
      : []),
  ];
}
