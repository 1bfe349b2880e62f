/** The buttons, menus and forms of a CTA. */
import { say, type Answer } from '#blocks/build.ts';
import { dismissForm, snoozeForm } from '#blocks/cta-forms.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { findAccountById } from '../accounts/service.ts';
import { showCard } from '../accounts/slack.ts';
import { openBooking, openHolding, settleFromMessage } from '../ebrs/slack.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import type { Changed, Cta, CtaProblem } from './domain.ts';
import { claimCta, dismissCta, findCta, snoozeCta, undoCta } from './service.ts';

const formMetadata = jsonOf(z.object({ ctaId: idValue }));
const REASON_MISSING = 'Say why in a few words: it is shown on the list.';
const reason = z.string({ error: REASON_MISSING }).trim().min(1, REASON_MISSING);

/** What the three-dots menu of a row can do; its option's value is `VERB:CTA ID`. */
const MENU_VERBS = ['claim', 'book', 'hold', 'snooze', 'dismiss', 'open', 'keep', 'break'] as const;
type MenuVerb = (typeof MENU_VERBS)[number];
const menuValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.enum(MENU_VERBS), idValue]));

export function registerCtas(edge: Edge, work: WorkDeps): void {
  const press = { right: 'cta.work', value: idValue } as const;
  edge.action(ids.ctaClaim, { ...press, run: (call, id) => claim(call, work, id) });
  edge.action(ids.ctaSnooze, { ...press, run: openSnooze });
  edge.action(ids.ctaDismiss, { ...press, run: openDismiss });
  edge.action(ids.ctaUndo, {
    ...press,
    run: async (call, id) => finish(call, work, await undoCta(call.deps, call.workspaceId, id, ...(await by(call)))),
  });
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
    parse: (values) =>
      parseForm(z.object({ until: z.string({ error: 'Choose a day after today.' }), reason }), values),
    run: async (call, { until, reason }, { ctaId }) => {
      const press = await pressOf(call);
      const result = await snoozeCta(call.deps, call.workspaceId, ctaId, { ...press, until, reason }, press.after);
      work.kick();
      if (!result.ok && result.problem === 'date-not-in-future') {
        return { kind: 'errors', errors: { until: 'Choose a day after today.' } };
      }
      return closed(result, (account) => mrkdwn`*${account}* is snoozed until ${day(until, press.today)}.`, call);
    },
  });
  edge.submit(ids.ctaDismissForm, {
    right: 'cta.work',
    metadata: formMetadata,
    parse: (values) => parseForm(z.object({ reason }), values),
    run: async (call, { reason }, { ctaId }) => {
      const press = await pressOf(call);
      const result = await dismissCta(call.deps, call.workspaceId, ctaId, { ...press, reason }, press.after);
      work.kick();
      return closed(result, (account) => mrkdwn`*${account}* is off the list.`, call);
    },
  });
}

async function runMenu(call: Call, work: WorkDeps, verb: MenuVerb, id: string): Promise<void> {
  const cta = await findCta(call.deps.database.db, call.workspaceId, id);
  if (cta === null) return call.answer(problemAnswer('cta-not-found'));
  if (verb === 'open') return open(call, cta.accountId);
  const right = verb === 'claim' || verb === 'snooze' || verb === 'dismiss' ? 'cta.work' : 'ebr.work';
  const refusal = await refusalFor(call.deps, call.workspaceId, call.person, right);
  if (refusal !== null) return call.answer(refusal);
  switch (verb) {
    case 'claim':
      return claim(call, work, id);
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
  await call.answer(account === null ? problemAnswer('cta-not-found') : await showCard(call, account));
}

async function claim(call: Call, work: WorkDeps, id: string): Promise<void> {
  await finish(call, work, await claimCta(call.deps, call.workspaceId, id, ...(await by(call))));
}

async function by(call: Call) {
  const press = await pressOf(call);
  return [press, press.after] as const;
}

/** What was pressed shows in the message itself; only a problem is told beside it. */
async function finish(call: Call, work: WorkDeps, result: Changed<Cta>): Promise<void> {
  work.kick();
  if (!result.ok) await call.answer(problemAnswer(result.problem));
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
    if (cta === null || account === null) return answerView(problemAnswer('cta-not-found'));
    return form({ ctaId: id, accountName: account.name, title: cta.title, today: await call.today() });
  });
}

async function closed(
  result: Changed<Cta>,
  done: (account: string) => ReturnType<typeof mrkdwn>,
  call: Call,
): Promise<Submitted> {
  if (!result.ok) return { kind: 'close', answer: problemAnswer(result.problem) };
  const account = await findAccountById(call.deps.database.db, call.workspaceId, result.value.accountId);
  return { kind: 'close', answer: say(done(account?.name ?? 'The account')) };
}

function problemAnswer(problem: CtaProblem): Answer {
  return say(mrkdwn`${PROBLEMS[problem]}`);
}

const PROBLEMS: Record<CtaProblem, string> = {
  'cta-not-found': 'This is no longer on any list. `/cs today` shows what is.',
  'cta-closed': 'Somebody closed this a moment ago; the list shows how it ended.',
  'already-claimed': 'Somebody has claimed this already; the list shows who.',
  'date-not-in-future': 'Choose a day after today.',
  'reason-missing': REASON_MISSING,
  'nothing-to-undo': 'There is nothing to undo here.',
  'too-late-to-undo': 'It can be undone for a minute only. The account’s history shows what was done.',
};
