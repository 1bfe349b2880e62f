/** The buttons and menus of a CTA. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { ended, inQuotes, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { findAccountById } from '../accounts/service.ts';
import { showCard } from '../accounts/slack.ts';
import { settleItem } from '../ebrs/plan-service.ts';
import { openBooking, openHolding, settleFromMessage } from '../ebrs/slack.ts';
import { openFitForm } from '../fit/slack-form.ts';
import { GOAL_CONFIRM } from '../goals/ask-service.ts';
import { openQuestion } from '../goals/slack-question.ts';
import { isInToday, pressOf, showEffect, type CallPress, type WorkDeps } from '../morning/press.ts';
import { todayAgain } from '../morning/slack.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue } from '../slack/forms.ts';
import { FIT_LIMIT, isUnderWay, type Changed, type Cta } from './domain.ts';
import { claimCta, findCta, finishCta, undoCta } from './service.ts';
import { askToTakeBack, GONE, problemAnswer, subjectOf, takenBack, withUndo } from './slack-answers.ts';
import { openDismiss, openOutcome, openSnooze, registerCtaForms } from './slack-form.ts';

/** What the three-dots menu of a row can do; its option's value is `VERB:CTA ID`. */
const MENU_VERBS = [
  'claim',
  'undo',
  'done',
  'outcome',
  'book',
  'hold',
  'snooze',
  'dismiss',
  'open',
  'keep',
  'break',
] as const;
type MenuVerb = (typeof MENU_VERBS)[number];
const CTA_VERBS = new Set<MenuVerb>(['claim', 'undo', 'done', 'outcome', 'snooze', 'dismiss']);
const menuValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.enum(MENU_VERBS), idValue]));

const pressValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([idValue, idValue]));

export function registerCtas(edge: Edge, work: WorkDeps): void {
  const press = { right: 'cta.work', value: idValue } as const;
  edge.action(ids.ctaClaim, { ...press, run: (call, id) => claim(call, work, id) });
  edge.action(ids.ctaSnooze, { ...press, run: openSnooze });
  edge.action(ids.ctaDismiss, { ...press, run: openDismiss });
  edge.action(ids.ctaUndo, { ...press, run: (call, id) => undo(call, work, id) });
  for (const id of [ids.ctaUndoHere, ids.ctaTakeBack])
    edge.action(id, {
      right: 'cta.work',
      value: pressValue,
      run: (call, [ctaId, pressId]) => takeBack(call, work, ctaId, pressId),
    });
  edge.action(ids.ctaDoneHere, { ...press, run: (call, id) => doneHere(call, work, id) });
  edge.action(ids.ctaOutcome, { ...press, run: (call, id) => openOutcome(call, id, false) });
  // Opening is for everybody who may see; what changes something is checked again by its own right.
  edge.action(ids.ctaMenu, {
    right: 'account.see',
    value: menuValue,
    run: (call, [verb, id]) => runMenu(call, work, verb, id),
  });
  registerCtaForms(edge, work);
}

async function runMenu(call: Call, work: WorkDeps, verb: MenuVerb, id: string): Promise<void> {
  const cta = await findCta(call.deps.database.db, call.workspaceId, id);
  if (cta === null) return call.answer(say(GONE));
  if (verb === 'open') return open(call, cta.accountId);
  const right = CTA_VERBS.has(verb) ? 'cta.work' : 'ebr.work';
  const refusal = await refusalFor(call.deps, call.workspaceId, call.person, right);
  if (refusal !== null) return call.answer(refusal);
  switch (verb) {
    case 'claim':
      return claim(call, work, id);
    case 'undo':
      return undo(call, work, id);
    case 'done':
      return done(call, work, cta);
    case 'outcome':
      return openOutcome(call, id, isInToday(call));
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
  await call.answer(account === null ? say(GONE) : await showCard(call, account));
}

async function claim(call: Call, work: WorkDeps, id: string): Promise<void> {
  const press = await pressOf(call);
  const result = await claimCta(call.deps, call.workspaceId, id, press, press.after);
  await finish(call, work, { press, result, ctaId: id }, (subject, cta) =>
    withUndo(ended(mrkdwn`You have claimed ${subject}`), cta),
  );
}

async function done(call: Call, work: WorkDeps, cta: Cta): Promise<void> {
  if (await asksMore(call, cta, isInToday(call))) return;
  const { id } = cta;
  const press = await pressOf(call);
  const result = await finishCta(call.deps, call.workspaceId, id, press, press.after);
  await finish(call, work, { press, result, ctaId: id }, (subject, cta) => withUndo(isDone(subject), cta));
}

/**
 * Whether it asks for more than a press: of a goal what became of it, of a stretch past its limit that the fit is
 * assessed again. The form is opened, and its answer ends the CTA.
 */
async function asksMore(call: Call, cta: Cta, fromToday: boolean): Promise<boolean> {
  if (cta.type === FIT_LIMIT && isUnderWay(cta)) {
    const refusal = await refusalFor(call.deps, call.workspaceId, call.person, 'fit.assess');
    await (refusal === null ? openFitForm(call, cta.accountId) : call.answer(refusal));
    return true;
  }
  return cta.type === GOAL_CONFIRM && isUnderWay(cta) && (await openQuestion(call, cta, fromToday));
}

async function undo(call: Call, work: WorkDeps, id: string): Promise<void> {
  const asked = await askToTakeBack(call, id);
  if (asked !== null) return call.answer(asked);
  const press = await pressOf(call);
  const result = await undoCta(call.deps, call.workspaceId, id, press, press.after);
  await finish(call, work, { press, result, ctaId: id }, (subject) => say(takenBack(subject)));
}

/** Takes back the press that the message tells of, if nothing was pressed since; the message then says so. */
async function takeBack(call: Call, work: WorkDeps, id: string, pressId: string): Promise<void> {
  const press = await pressOf(call);
  const result = await undoCta(call.deps, call.workspaceId, id, { ...press, pressId }, press.after);
  work.kick();
  await call.replace(
    result.ok
      ? say(takenBack(await subjectOf(call, result.value)))
      : await problemAnswer(call, result.problem, id),
  );
}

/** The button beside a CTA on an account's card: what ends it, and then the card anew. */
async function doneHere(call: Call, work: WorkDeps, id: string): Promise<void> {
  const { deps, workspaceId } = call;
  const cta = await findCta(deps.database.db, workspaceId, id);
  if (cta === null) return call.answer(say(GONE));
  const isPlan = cta.planItemId !== null;
  if (isPlan || cta.type === 'ebr') {
    const refusal = await refusalFor(deps, workspaceId, call.person, 'ebr.work');
    if (refusal !== null) return call.answer(refusal);
  }
  if (cta.type === 'ebr') return openHolding(call, cta.accountId, false);
  if (await asksMore(call, cta, false)) return;
  const press = await pressOf(call);
  if (cta.planItemId !== null) {
    const settled = await settleItem(deps, workspaceId, cta.planItemId, 'kept', press, press.after);
    const said = mrkdwn`${inQuotes(cta.title)} ${settled.ok ? 'is kept' : 'was settled already'}.`;
    return showOnCard(call, work, cta.accountId, say(said));
  }
  const result = await finishCta(deps, workspaceId, id, press, press.after);
  const answer = result.ok
    ? withUndo(isDone(await subjectOf(call, result.value)), result.value)
    : await problemAnswer(call, result.problem, id);
  await showOnCard(call, work, cta.accountId, answer);
}

/** Says what a press on a card did; the card itself is made anew where the person alone sees it. */
async function showOnCard(call: Call, work: WorkDeps, accountId: string, said: Answer): Promise<void> {
  work.kick();
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (account !== null && call.messageTs === null) await call.replace(await showCard(call, account));
  await call.answer(said);
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
  said: (subject: Mrkdwn, cta: Cta) => Answer,
): Promise<void> {
  work.kick();
  if (result.ok) {
    return showEffect(call, press, ctaId, said(await subjectOf(call, result.value), result.value));
  }
  await call.answer(await problemAnswer(call, result.problem, ctaId));
  if (isInToday(call)) await call.replace(await todayAgain(call, ctaId));
}

function isDone(subject: Mrkdwn): Mrkdwn {
  return ended(mrkdwn`Done: ${subject}`);
}
