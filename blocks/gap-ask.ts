/** Customer accountability: what is with the customer, and a message to them about it, drafted to be copied. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Ask, Asks } from '#src/gaps/asks.ts';
import { KIND_WORDS } from '#src/gaps/words.ts';
import type { TaskReport } from '#src/journey/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, modal, section, type Answer } from './build.ts';
import { choiceField, input, textField } from './form-fields.ts';
import { away, count, day, figure } from './format.ts';
import { ids, numbered } from './ids.ts';
import { taskStanding } from './journey-view.ts';
import { limits, rowsWithin } from './limits.ts';
import { link, mrkdwn, plain, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface AskView {
  account: { id: string; key: string; name: string };
  asks: Asks;
  /** The page shown, from 1. */
  page: number;
  /** Why nothing of the journey is among them, where that is not because all is done. */
  noJourney: string | null;
  /** To whom a message can be drafted, the likeliest first. */
  contacts: readonly { id: string; name: string; title: string | null }[];
  today: BusinessDate;
}

const PER_PAGE = 10;
const WHAT_SHOWN = 200;

/** What is with the customer, late ones first, a page at a time. */
export function askAnswer(view: AskView): Answer {
  const { account, page } = view;
  const { asks } = view.asks;
  if (asks.length === 0) return nothingWith(view);
  const late = asks.filter(({ isLate }) => isLate).length;
  const total = `${count(asks.length, 'thing')} ${asks.length === 1 ? 'is' : 'are'} with the customer${late === 0 ? '' : `, ${late} late`}`;
  const text = mrkdwn`${account.name}: ${total}`;
  const head = section(mrkdwn`*${account.name}* · ${total}`);
  const start = (page - 1) * PER_PAGE;
  const rows = asks.slice(start, start + PER_PAGE).map((ask) => [section(askText(ask, view))]);
  if (rows.length === 0) {
    const nothing = mrkdwn`*${account.name}*: nothing more is with the customer.`;
    return { text: nothing, blocks: [section(nothing)] };
  }
  const foot = [
    ...journeyNote(view),
    ...turnPages(view, asks.length > start + PER_PAGE),
    actions(...draftElements(view), ...openButtons(view)),
  ];
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...shown, ...foot], share: true };
}

function nothingWith(view: AskView): Answer {
  const text = mrkdwn`Nothing is with *${view.account.name}*: no open task of the milestone worked on, no plan item and no bridge is theirs.`;
  return { text, blocks: [section(text), ...journeyNote(view), actions(...openButtons(view))] };
}

function journeyNote({ noJourney }: AskView): KnownBlock[] {
  return noJourney === null ? [] : [context(mrkdwn`Without tasks of the journey. ${noJourney}`)];
}

function askText(ask: Ask, { asks, today }: AskView): Mrkdwn {
  const sign = ask.isLate ? '⏰' : '▫️';
  return mrkdwn`${sign} *${truncate(ask.what, WHAT_SHOWN)}*\n${aboutAsk(ask, asks, today)}`;
}

function aboutAsk(ask: Ask, { milestone }: Asks, today: BusinessDate): Mrkdwn {
  const when = ask.dueOn === null ? 'no date' : `${day(ask.dueOn, today)} (${away(ask.dueOn, today)})`;
  if (ask.kind === 'plan') return mrkdwn`plan of an EBR · due ${when}`;
  if (ask.kind === 'bridge') {
    const { bridgeKind, link: address } = ask.gap;
    const at = address === null ? mrkdwn`` : mrkdwn` · ${link(address, 'link')}`;
    return mrkdwn`bridge (${KIND_WORDS[bridgeKind].toLowerCase()})${at} · ${ask.dueOn === null ? when : `due ${when}`}`;
  }
  const { task } = ask.report;
  const usual = task.optional ? 'optional' : `usually done by ${when}`;
  const learn = task.learn === null ? mrkdwn`` : mrkdwn` · ${link(task.learn, 'how')}`;
  return mrkdwn`task of “${milestone ?? ''}” · ${taskStanding(ask.report, today)} · ${usual}${learn}`;
}

/** A button for the likeliest contact, and a menu for the others. */
function draftElements({ account, contacts }: AskView) {
  const [first, ...others] = contacts;
  if (first === undefined)
    return [button('Draft a message', ids.askDraft, { value: account.id, style: 'primary' })];
  const valueOf = (contact: { id: string }) => `${account.id}:${contact.id}`;
  const write = button(`Draft a message to ${truncate(first.name, 40)}`, ids.askDraft, {
    value: valueOf(first),
    style: 'primary',
  });
  if (others.length === 0) return [write];
  const choices = others.map((contact) => ({
    text: contact.name,
    value: valueOf(contact),
    ...(contact.title === null ? {} : { description: contact.title }),
  }));
  return [
    write,
    choiceField(choices, { actionId: numbered(ids.askDraft, 1), placeholder: 'Or to somebody else' }),
  ];
}

function openButtons({ account }: AskView) {
  const rest = accountRest(account);
  return [
    verbButton('Journey', { command: '/account', verb: 'journey', rest }, { number: 1 }),
    verbButton('Gaps', { command: '/account', verb: 'gap', rest }, { number: 2 }),
  ];
}

function turnPages({ account, page }: AskView, hasMore: boolean): KnownBlock[] {
  const turn = (text: string, to: number, number: number) => {
    const rest = accountRest(account, `page:${to}`);
    return verbButton(text, { command: '/account', verb: 'ask', rest }, { number, replace: true });
  };
  return turnBlock({ page, hasMore }, turn);
}

/** The message in a field, to be copied and edited. */
export function askForm(accountName: string, text: string): ModalView {
  return modal({
    callbackId: ids.askForm,
    title: 'Message to the customer',
    submit: 'Done',
    close: 'Close',
    blocks: [
      context(
        mrkdwn`*${accountName}* · Nothing is sent by this. Edit the text here, then copy it into your own e-mail or chat.`,
      ),
      input('text', 'Message', textField({ multiline: true, initial: text, asTyped: true })),
    ],
  });
}

/** So much of the message may be the list, so that its ends always fit. */
const MOST_OF_LIST = 2400;

/**
 * A friendly message in plain text that asks the customer for what is theirs.
 * @param to the name of who is addressed; null: nobody is known
 * @param from the name of who writes
 */
export function askMessage(
  { milestone, asks }: Asks,
  to: string | null,
  from: string,
  today: BusinessDate,
): string {
  const greeting = to === null ? 'Hello,' : `Hello ${plain(to)},`;
  const hasTasks = asks.some(({ kind }) => kind === 'task');
  const towards = milestone === null || !hasTasks ? '' : ` on the way to “${plain(milestone)}”`;
  const one = asks.length === 1;
  const lines: string[] = [];
  let length = 0;
  for (const ask of asks) {
    const line = askLine(ask, today);
    length += line.length + 1;
    if (length > MOST_OF_LIST) break;
    lines.push(line);
  }
  const hidden = asks.length - lines.length;
  return (
    [
      greeting,
      '',
      `A short look at where we are${towards}. ${one ? 'This step is' : 'These steps are'} with you:`,
      '',
      ...lines,
      ...(hidden > 0 ? [`• and ${count(hidden, 'more step')}, which I am glad to send you`] : []),
      '',
      `By when can you get to ${one ? 'it' : 'them'}, and where can we help?`,
      '',
      'Kind regards,',
      plain(from),
    ]
      .join('\n')
      // What holds a figure to its noun in Slack would be a strange sign in somebody's editor.
      .replaceAll('\u00A0', ' ')
  );
}

const LINE_SHOWN = 300;

function askLine(ask: Ask, today: BusinessDate): string {
  const when = ask.dueOn === null ? '' : whenText(ask, ask.dueOn, today);
  const standing = ask.kind === 'task' ? standingText(ask.report) : '';
  const address = ask.kind === 'task' ? ask.report.task.learn : ask.kind === 'bridge' ? ask.gap.link : null;
  const about = [when, standing].filter((part) => part !== '').join('; ');
  const link = address === null ? '' : `\n  ${plain(address)}`;
  const optional = ask.kind === 'task' && ask.report.task.optional ? ' (if you like)' : '';
  return `• ${truncate(plain(ask.what), LINE_SHOWN)}${optional}${about === '' ? '' : `: ${about}`}${link}`;
}

function whenText({ kind, isLate }: Ask, dueOn: BusinessDate, today: BusinessDate): string {
  const date = day(dueOn, today);
  if (kind === 'task') return isLate ? `usually done by now (${date})` : `usually done by ${date}`;
  if (kind === 'bridge') return isLate ? `it was planned for ${date}` : `planned for ${date}`;
  return isLate ? `we had agreed on ${date}` : `by ${date}, as agreed`;
}

/** Where a task stands, in words for the customer; empty where there is no more to say than that it is open. */
function standingText({ task, actual }: TaskReport): string {
  const { condition } = task;
  if (condition.kind === 'manual') return '';
  if (condition.kind === 'event') {
    if (condition.min === 1) return '';
    const within = condition.withinDays === null ? '' : ` within ${count(condition.withinDays, 'day')}`;
    const unit = condition.counts === 'distinct_names' ? ' different ones' : '';
    return `${figure(actual ?? 0)} of ${figure(condition.min)}${unit}${within} so far`;
  }
  const aim = `the aim is ${figure(condition.value)} or ${condition.bound === 'at_least' ? 'more' : 'less'}`;
  return actual === null ? `we have no figure yet, ${aim}` : `it stands at ${figure(actual)}, ${aim}`;
}
