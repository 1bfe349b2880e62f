/** The digest's last section: what waits for somebody, and what earlier meetings decided. */
import type { KnownBlock } from '@slack/types';
import { isOverdue, type StandingAction } from '#src/actions/domain.ts';
import type { DecisionsFacts, Digest, DigestPerson, UnansweredRenewal } from '#src/digest/domain.ts';
import type { OpenQuestion } from '#src/initiatives/domain.ts';
import {
  andMore,
  briefLine,
  countedPart,
  listedBlock,
  listedLine,
  NAMED_IN_LINE,
  nameAndMoney,
  nameOf,
  short,
  whole,
  type DigestAbout,
} from './digest-lines.ts';
import { overdueBrief, overdueDetail } from './digest-overdue.ts';
import { away, count, day, figure } from './format.ts';
import { personName } from './people.ts';
import { join, mrkdwn, truncateMrkdwn, type Mrkdwn } from './text.ts';

const OPENING = 500;
/** Named in the thread, beside all that is overdue. */
const RENEWALS_IN_THREAD = 4;

/** At most five lines. */
export function decisionsBrief(
  { questions, overdue, fitLimits, renewals }: DecisionsFacts,
  about: DigestAbout,
): Mrkdwn[] {
  const asked = questions
    .slice(0, NAMED_IN_LINE)
    .map((one) => mrkdwn`“${short(one.name, 40)}” (${ownerOf(one)})`);
  return [
    ...listedLine('Renewal passed', renewals, (one) => mrkdwn`${nameAndMoney(one)}, ${leadOf(one)}`, {
      separator: '; ',
    }),
    ...(asked.length === 0
      ? []
      : [briefLine('How does it help the customer?', andMore(asked, questions.length))]),
    ...listedLine('Stretch past its limit', fitLimits, nameOf),
    ...overdueBrief(overdue, about),
  ];
}

export function decisionsDetail(
  { questions, overdue, fitLimits, renewals }: DecisionsFacts,
  about: DigestAbout,
): KnownBlock[] {
  return [
    ...listedBlock(
      mrkdwn`*Their renewal passed: did they renew?* A new day, a new contract, or that they left, answers it`,
      { ...renewals, accounts: renewals.accounts.slice(0, RENEWALS_IN_THREAD) },
      (one) => {
        const was = mrkdwn`renewal was ${day(one.renewsOn, about.today)}, ${away(one.renewsOn, about.today)}`;
        return mrkdwn`${nameAndMoney(one)} · ${was} · ${leadOf(one)}`;
      },
    ),
    ...listedBlock(
      mrkdwn`*Initiatives without an answer: does it improve the customer’s experience?*`,
      whole(questions),
      (one) => questionLine(one, about.today),
    ),
    ...listedBlock(
      mrkdwn`*Stretch customers past the limit that was accepted*`,
      fitLimits,
      (one) => mrkdwn`${nameAndMoney(one)} since ${day(one.until, about.today)}`,
    ),
    ...overdueDetail(overdue, about),
  ];
}

/** `*What we said we would do* · 3 done, 2 open, 1 of them overdue: “Call Acme” (@lena, due Thu 12 Nov)`; null: there is nothing to say. */
export function openingLine({ actions, date }: Digest): Mrkdwn | null {
  if (actions.length === 0) return null;
  const open = actions.filter(({ state }) => state === 'open');
  const overdue = open.filter((action) => isOverdue(action, date));
  const closed = (state: StandingAction['state']) => actions.filter((one) => one.state === state).length;
  const parts = [
    ...countedPart(closed('done'), 'done'),
    ...countedPart(closed('dropped'), 'dropped'),
    ...(closed('decided') > 0 ? [mrkdwn`${count(closed('decided'), 'decision')}`] : []),
    ...(open.length > 0 ? [openText(open.length, overdue.length)] : []),
  ];
  const named = (overdue.length > 0 ? overdue : open).slice(0, NAMED_IN_LINE);
  const told = named.map((action) => actionText(action, date));
  const list = told.length === 0 ? mrkdwn`` : mrkdwn`: ${join(told, '; ')}`;
  return truncateMrkdwn(mrkdwn`*What we said we would do* · ${join(parts, ', ')}${list}`, OPENING);
}

/** `3 open, 1 of them overdue`, or `1 overdue` where all are. */
function openText(open: number, overdue: number): Mrkdwn {
  if (overdue === open) return mrkdwn`${figure(overdue)} overdue`;
  return join([mrkdwn`${figure(open)} open`, ...countedPart(overdue, 'of them overdue')], ', ');
}

function actionText({ what, owner, dueOn }: StandingAction, today: string): Mrkdwn {
  const by = owner === null ? [] : [personName(owner)];
  const due = dueOn === null ? [] : [mrkdwn`due ${day(dueOn, today)}`];
  const beside = [...by, ...due];
  return mrkdwn`“${short(what, 70)}”${beside.length === 0 ? mrkdwn`` : mrkdwn` (${join(beside, ', ')})`}`;
}

function questionLine(one: OpenQuestion, today: string): Mrkdwn {
  const since = day(one.dueOn, today);
  return one.waiting === 'undecided'
    ? mrkdwn`“${short(one.name)}”: answered with no on ${since}; leaders decide · ${ownerOf(one)}`
    : mrkdwn`“${short(one.name)}”: no answer since ${since} · ${ownerOf(one)}`;
}

function leadOf({ lead }: UnansweredRenewal): Mrkdwn {
  return lead === null ? mrkdwn`nobody` : personName(lead);
}

function ownerOf({ ownerName, ownerSlackId }: OpenQuestion): Mrkdwn {
  if (ownerName === null) return mrkdwn`nobody`;
  return personName({ name: ownerName, slackUserId: ownerSlackId } satisfies Omit<DigestPerson, 'id'>);
}
