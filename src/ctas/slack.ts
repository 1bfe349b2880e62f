/** The buttons, menus and forms of a CTA. */
import { actions, button, say, section, type Answer } from '#blocks/build.ts';
import { dismissForm, snoozeForm } from '#blocks/cta-forms.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { personName } from '#blocks/people.ts';
import { mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { findAccountById } from '../accounts/service.ts';
import { showCard } from '../accounts/slack.ts';
import { isBusinessDate } from '../base/business-date.ts';
import { openBooking, openHolding, settleFromMessage } from '../ebrs/slack.ts';
import {
  isInToday,
  pressOf,
  renewToday,
  showEffect,
  type CallPress,
  type WorkDeps,
} from '../morning/press.ts';
import { todayAgain } from '../morning/slack.ts';
import { findPeople } from '../people/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import type { Changed, Cta, CtaProblem } from './domain.ts';
import { claimCta, dismissCta, findCta, snoozeCta, undoCta } from './service.ts';

const formMetadata = jsonOf(z.object({ ctaId: idValue, fromToday: z.boolean() }));
const UNTIL = 'Choose a day after today, within a year.';
const REASON_MISSING = 'Say why in a few words: it is shown on the list.';
const until = z.string({ error: UNTIL }).refine(isBusinessDate, UNTIL);
const reason = z.string({ error: REASON_MISSING }).trim().min(1, REASON_MISSING);

/** What the three-dots menu of a row can do; its option's value is `VERB:CTA ID`. */
const MENU_VERBS = ['claim', 'undo', 'book', 'hold', 'snooze', 'dismiss', 'open', 'keep', 'break'] as const;
type MenuVerb = (typeof MENU_VERBS)[number];
const CTA_VERBS = new Set<MenuVerb>(['claim', 'undo', 'snooze', 'dismiss']);
const menuValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.enum(MENU_VERBS), idValue]));

export function registerCtas(edge: Edge, work: WorkDeps): void {
  const press = { right: 'cta.work', value: idValue } as const;
  edge.action(ids.ctaClaim, { ...press, run: (call, id) => claim(call, work, id) });
  edge.action(ids.ctaSnooze, { ...press, run: openSnooze });
  edge.action(ids.ctaDismiss, { ...press, run: openDismiss });
  edge.action(ids.ctaUndo, { ...press, run: (call, id) => undo(call, work, id) });
  edge.action(ids.ctaUndoHere, { ...press, run: (call, id) => undoHere(call, work, id) });
  // Opening is for everybody who may see; what changes something is checked again by its own right.
  edge.action(ids.ctaMenu, {
    right: 'account.see',
    value: menuValue,
    run: (call, [verb, id]) => runMenu(call, work, verb, id),
  });
  registerForms(edge, work);
}

function registerForms(edge: Edge, work: WorkDeps): void {
  edge.submit(ids.ctaSnoozeForm, {
    right: 'cta.work',
    metadata: formMetadata,
    parse: (values) => parseForm(z.object({ until, reason }), values),
    run: async (call, { until, reason }, { ctaId, fromToday }) => {
      const press = await pressOf(call);
      const result = await snoozeCta(
        call.deps,
        call.workspaceId,
        ctaId,
        { ...press, until, reason },
        press.after,
      );
      if (!result.ok && result.problem === 'date-out-of-range')
        return { kind: 'errors', errors: { until: UNTIL } };
      return closed(call, work, { result, ctaId, fromToday }, (account) => {
        return mrkdwn`*${account}* is snoozed until ${day(until, press.today)}.`;
      });
    },
  });
  edge.submit(ids.ctaDismissForm, {
    right: 'cta.work',
    metadata: formMetadata,
    parse: (values) => parseForm(z.object({ reason }), values),
    run: async (call, { reason }, { ctaId, fromToday }) => {
      const press = await pressOf(call);
      const result = await dismissCta(call.deps, call.workspaceId, ctaId, { ...press, reason }, press.after);
      return closed(
        call,
        work,
        { result, ctaId, fromToday },
        (account) => mrkdwn`*${account}* is off the list.`,
      );
    },
  });
}

async function runMenu(call: Call, work: WorkDeps, verb: MenuVerb, id: string): Promise<void> {
  const cta = await findCta(call.deps.database.db, call.workspaceId, id);
  if (cta === null) return call.answer(say(PROBLEMS['cta-not-found']));
  if (verb === 'open') return open(call, cta.accountId);
  const right = CTA_VERBS.has(verb) ? 'cta.work' : 'ebr.work';
  const refusal = await refusalFor(call.deps, call.workspaceId, call.person, right);
  if (refusal !== null) return call.answer(refusal);
  switch (verb) {
    case 'claim':
      return claim(call, work, id);
    case 'undo':
      return undo(call, work, id);
    case 'snooze':
      return openSnooze(call, id);
    case 'dismiss':
      return openDismiss(call, id);
    case 'book':
      return openBooking(call, cta.accountId);
    case 'hold':
      return openHolding(call, cta.accountId);
    default:
      return settleFromMessage(call, work, cta, verb === 'keep' ? 'kept' : 'broken');
  }
}

async function open(call: Call, accountId: string): Promise<void> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  await call.answer(account === null ? say(PROBLEMS['cta-not-found']) : await showCard(call, account));
}

async function claim(call: Call, work: WorkDeps, id: string): Promise<void> {
  const press = await pressOf(call);
  const result = await claimCta(call.deps, call.workspaceId, id, press, press.after);
  await finish(call, work, { press, result, ctaId: id }, (account) =>
    withUndo(mrkdwn`You have claimed *${account}*.`, id),
  );
}

async function undo(call: Call, work: WorkDeps, id: string): Promise<void> {
  const press = await pressOf(call);
  const result = await undoCta(call.deps, call.workspaceId, id, press, press.after);
  await finish(call, work, { press, result, ctaId: id }, (account) => say(takenBack(account)));
}

/** The Undo of a confirmation, which then says that it is taken back. */
async function undoHere(call: Call, work: WorkDeps, id: string): Promise<void> {
  const press = await pressOf(call);
  const result = await undoCta(call.deps, call.workspaceId, id, press, press.after);
  work.kick();
  await call.replace(
    result.ok
      ? say(takenBack(await accountName(call, result.value)))
      : await problemAnswer(call, result.problem, id),
  );
}

interface Pressed {
  press: CallPress;
  result: Changed<Cta>;
  ctaId: string;
}

/** What was pressed shows in the message itself; where it does not, `said` is shown, and a problem beside it. */
async function finish(
  call: Call,
  work: WorkDeps,
  { press, result, ctaId }: Pressed,
  said: (account: string) => Answer,
): Promise<void> {
  work.kick();
  if (result.ok) return showEffect(call, press, said(await accountName(call, result.value)));
  await call.answer(await problemAnswer(call, result.problem, ctaId));
  if (isInToday(call)) await call.replace(await todayAgain(call));
}

async function closed(
  call: Call,
  work: WorkDeps,
  { result, ctaId, fromToday }: { result: Changed<Cta>; ctaId: string; fromToday: boolean },
  done: (account: string) => Mrkdwn,
): Promise<Submitted> {
  work.kick();
  await renewToday(call, fromToday);
  if (!result.ok) return { kind: 'close', answer: await problemAnswer(call, result.problem, ctaId) };
  return { kind: 'close', answer: withUndo(done(await accountName(call, result.value)), ctaId) };
}

function openSnooze(call: Call, id: string): Promise<void> {
  return openForm(call, 'Snooze', id, snoozeForm);
}

function openDismiss(call: Call, id: string): Promise<void> {
  return openForm(call, 'Dismiss', id, dismissForm);
}

function openForm(call: Call, title: string, id: string, form: typeof snoozeForm): Promise<void> {
  return call.openModal(title, async () => {
    const { db } = call.deps.database;
    const cta = await findCta(db, call.workspaceId, id);
    const account = cta === null ? null : await findAccountById(db, call.workspaceId, cta.accountId);
    if (cta === null || account === null) return answerView(say(PROBLEMS['cta-not-found']));
    const today = await call.today();
    return form({
      ctaId: id,
      accountName: account.name,
      title: cta.title,
      today,
      fromToday: isInToday(call),
    });
  });
}

function withUndo(text: Mrkdwn, ctaId: string): Answer {
  return { text, blocks: [section(text), actions(button('Undo', ids.ctaUndoHere, { value: ctaId }))] };
}

function takenBack(account: string): Mrkdwn {
  return mrkdwn`Taken back: *${account}* is as it was before.`;
}

async function accountName(call: Call, cta: Cta): Promise<string> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, cta.accountId);
  return account?.name ?? 'the account';
}

/** Why a press changed nothing, with who was faster where that is the reason. */
async function problemAnswer(call: Call, problem: CtaProblem, ctaId: string): Promise<Answer> {
  const { db } = call.deps.database;
  const cta = await findCta(db, call.workspaceId, ctaId);
  const actor =
    problem === 'already-claimed' ? cta?.claimedBy : problem === 'cta-closed' ? cta?.closedBy : null;
  const [person] = typeof actor === 'string' ? await findPeople(db, call.workspaceId, [actor]) : [];
  if (cta === null || person === undefined) return say(PROBLEMS[problem]);
  const account = await accountName(call, cta);
  const who = personName(person);
  if (problem === 'already-claimed') {
    return say(
      person.id === call.person.id
        ? mrkdwn`You have claimed *${account}* already.`
        : mrkdwn`${who} has claimed *${account}* already.`,
    );
  }
  const how = cta.state === 'dismissed' ? 'dismissed' : 'done';
  return say(mrkdwn`*${account}* is off the list already: ${how} by ${who}.`);
}

const PROBLEMS: Record<CtaProblem, Mrkdwn> = {
  'cta-not-found': mrkdwn`This is no longer on any list. \`/cs today\` shows what is.`,
  'cta-closed': mrkdwn`This is off the list already: its rule no longer lists the account.`,
  'already-claimed': mrkdwn`Somebody has claimed this already; the list shows who.`,
  'date-out-of-range': mrkdwn`${UNTIL}`,
  'reason-missing': mrkdwn`${REASON_MISSING}`,
  'nothing-to-undo': mrkdwn`There is nothing left to undo here.`,
  'too-late-to-undo': mrkdwn`It can be undone for a minute only. \`/account history\` shows what was done.`,
};
