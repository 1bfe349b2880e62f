/** The digest's last section: what waits for somebody, and what earlier meetings decided. */
import type { KnownBlock } from '@slack/types';
import { daysBetween } from '#src/base/business-date.ts';
import {
  isOverdue,
  type DecisionsFacts,
  type Digest,
  type DigestPerson,
  type StandingAction,
} from '#src/digest/domain.ts';
import type { OpenQuestion } from '#src/initiatives/domain.ts';
import {
  andMore,
  briefLine,
  listBlock,
  nameAndMoney,
  nameOf,
  short,
  type DigestAbout,
} from './digest-lines.ts';
import { count, day, figure } from './format.ts';
import { personName } from './people.ts';
import { join, mrkdwn, truncateMrkdwn, type Mrkdwn } from './text.ts';

const NAMED_IN_BRIEF = 2;
const OPENING = 500;

/** At most three lines. */
export function decisionsBrief(
  { questions, customerItems, fitLimits }: DecisionsFacts,
  { today }: DigestAbout,
): Mrkdwn[] {
  return [
    ...(questions.length === 0
      ? []
      : [
          briefLine(
            'How does it help the customer?',
            andMore(
              questions
                .slice(0, NAMED_IN_BRIEF)
                .map((one) => mrkdwn`“${short(one.name, 40)}” (${ownerOf(one)})`),
              questions.length,
            ),
          ),
        ]),
    ...(customerItems.total === 0
      ? []
      : [
          briefLine(
            `Customers have not done yet: ${figure(customerItems.total)}`,
            andMore(
              customerItems.accounts
                .slice(0, NAMED_IN_BRIEF)
                .map((one) => mrkdwn`${nameOf(one)} ${lateDays(one.dueOn, today)}`),
              customerItems.total,
            ),
          ),
        ]),
    ...(fitLimits.total === 0
      ? []
      : [
          briefLine(
            `Stretch past its limit: ${figure(fitLimits.total)}`,
            andMore(fitLimits.accounts.slice(0, NAMED_IN_BRIEF).map(nameOf), fitLimits.total),
          ),
        ]),
  ];
}

export function decisionsDetail(
  { questions, customerItems, fitLimits }: DecisionsFacts,
  { today }: DigestAbout,
): KnownBlock[] {
  return [
    ...(questions.length === 0
      ? []
      : [
          listBlock(
            mrkdwn`*Initiatives without an answer: does it improve the customer’s experience?*`,
            questions.map((one) => questionLine(one, today)),
          ),
        ]),
    ...(customerItems.total === 0
      ? []
      : [
          listBlock(
            mrkdwn`*What customers said they would do, past its day*`,
            customerItems.accounts.map(
              (one) => mrkdwn`${nameAndMoney(one)} ${lateDays(one.dueOn, today)}: ${short(one.what, 120)}`,
            ),
            customerItems.total,
          ),
        ]),
    ...(fitLimits.total === 0
      ? []
      : [
          listBlock(
            mrkdwn`*Stretch customers past the limit that was accepted*`,
            fitLimits.accounts.map((one) => mrkdwn`${nameAndMoney(one)} since ${day(one.until, today)}`),
            fitLimits.total,
          ),
        ]),
  ];
}

/** `*Since last week* · 3 done, 2 open, 1 overdue: “Call Acme” (@lena, due Thu 12 Nov)`; null: there is nothing to say. */
export function openingLine({ actions, date }: Digest): Mrkdwn | null {
  if (actions.length === 0) return null;
  const open = actions.filter(({ state }) => state === 'open');
  const overdue = open.filter((action) => isOverdue(action, date));
  const closed = (state: StandingAction['state']) => actions.filter((one) => one.state === state).length;
  const parts = [
    ...(closed('done') > 0 ? [mrkdwn`${figure(closed('done'))} done`] : []),
    ...(closed('dropped') > 0 ? [mrkdwn`${figure(closed('dropped'))} dropped`] : []),
    ...(closed('decided') > 0 ? [mrkdwn`${count(closed('decided'), 'decision')}`] : []),
    ...(open.length > 0
      ? [
          mrkdwn`${figure(open.length)} open${overdue.length > 0 ? mrkdwn`, ${figure(overdue.length)} overdue` : mrkdwn``}`,
        ]
      : []),
  ];
  const named = (overdue.length > 0 ? overdue : open).slice(0, NAMED_IN_BRIEF);
  const told = named.map((action) => actionText(action, date));
  const list = told.length === 0 ? mrkdwn`` : mrkdwn`: ${join(told, '; ')}`;
  return truncateMrkdwn(mrkdwn`*What we said we would do* · ${join(parts, ', ')}${list}`, OPENING);
}

function actionText({ what, owner, dueOn }: StandingAction, today: string): Mrkdwn {
  const by = owner === null ? [] : [personName(owner)];
  const due = dueOn === null ? [] : [mrkdwn`due ${day(dueOn, today)}`];
  const beside = [...by, ...due];
  return mrkdwn`“${short(what, 80)}”${beside.length === 0 ? mrkdwn`` : mrkdwn` (${join(beside, ', ')})`}`;
}

function questionLine(one: OpenQuestion, today: string): Mrkdwn {
  const since = day(one.dueOn, today);
  return one.waiting === 'undecided'
    ? mrkdwn`“${short(one.name)}”: answered with no on ${since}; leaders decide · ${ownerOf(one)}`
    : mrkdwn`“${short(one.name)}”: no answer since ${since} · ${ownerOf(one)}`;
}

function ownerOf({ ownerName, ownerSlackId }: OpenQuestion): Mrkdwn {
  if (ownerName === null) return mrkdwn`nobody`;
  return personName({ name: ownerName, slackUserId: ownerSlackId } satisfies Omit<DigestPerson, 'id'>);
}

function lateDays(dueOn: string, today: string): string {
  return `${count(daysBetween(dueOn, today), 'day')} late`;
}
