/** The forms of a CTA: snooze, dismiss, and what came of it. */
import { say } from '#blocks/build.ts';
import { dismissForm, outcomeForm, snoozeForm, type CtaForm } from '#blocks/cta-forms.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { ended, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { findAccountById } from '../accounts/service.ts';
import { addDays, isBusinessDate } from '../base/business-date.ts';
import { isInToday, pressOf, renewToday, type WorkDeps } from '../morning/press.ts';
import { nextPostDay } from '../program/domain.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import type { Changed, Cta } from './domain.ts';
import { dismissCta, findCta, sayCtaOutcome, snoozeCta } from './service.ts';
import {
  GONE,
  OUTCOME_MISSING,
  problemAnswer,
  REASON_MISSING,
  subjectOf,
  UNTIL,
  withUndo,
} from './slack-answers.ts';

/** A snooze is for about a week, unless the person says otherwise. */
const SNOOZED_DAYS = 7;

const formMetadata = jsonOf(z.object({ ctaId: idValue, fromToday: z.boolean() }));
const until = z.string({ error: UNTIL }).refine(isBusinessDate, UNTIL);
const words = (missing: string) => z.string({ error: missing }).trim().min(1, missing);

export function registerCtaForms(edge: Edge, work: WorkDeps): void {
  const form = { right: 'cta.work', metadata: formMetadata } as const;
  edge.submit(ids.ctaSnoozeForm, {
    ...form,
    parse: (values) => parseForm(z.object({ until, reason: words(REASON_MISSING) }), values),
    run: async (call, entered, { ctaId, fromToday }) => {
      const press = await pressOf(call);
      const { deps, workspaceId } = call;
      const result = await snoozeCta(deps, workspaceId, ctaId, { ...press, ...entered }, press.after);
      if (!result.ok && result.problem === 'date-out-of-range')
        return { kind: 'errors', errors: { until: UNTIL } };
      return closed(call, work, { result, ctaId, fromToday }, (subject) => {
        return mrkdwn`${subject} is snoozed until ${day(entered.until, press.today)}.`;
      });
    },
  });
  edge.submit(ids.ctaDismissForm, {
    ...form,
    parse: (values) => parseForm(z.object({ reason: words(REASON_MISSING) }), values),
    run: async (call, { reason }, { ctaId, fromToday }) => {
      const press = await pressOf(call);
      const result = await dismissCta(call.deps, call.workspaceId, ctaId, { ...press, reason }, press.after);
      return closed(
        call,
        work,
        { result, ctaId, fromToday },
        (subject) => mrkdwn`${subject} is off the list.`,
      );
    },
  });
  edge.submit(ids.ctaOutcomeForm, {
    ...form,
    parse: (values) => parseForm(z.object({ outcome: words(OUTCOME_MISSING) }), values),
    run: async (call, { outcome }, { ctaId, fromToday }) => {
      const press = await pressOf(call);
      const { deps, workspaceId } = call;
      const result = await sayCtaOutcome(deps, workspaceId, ctaId, { ...press, outcome }, press.after);
      return closed(call, work, { result, ctaId, fromToday }, (subject) =>
        ended(mrkdwn`Noted what came of ${subject}`),
      );
    },
  });
}

export function openSnooze(call: Call, id: string): Promise<void> {
  return openForm(call, 'Snooze', id, isInToday(call), snoozeForm);
}

export function openDismiss(call: Call, id: string): Promise<void> {
  return openForm(call, 'Dismiss', id, isInToday(call), dismissForm);
}

/** @param fromToday whether it is opened from the person's own list */
export function openOutcome(call: Call, id: string, fromToday: boolean): Promise<void> {
  return openForm(call, 'What came of it', id, fromToday, outcomeForm);
}

function openForm(
  call: Call,
  title: string,
  id: string,
  fromToday: boolean,
  form: (form: CtaForm) => ModalView,
): Promise<void> {
  return call.openModal(title, async () => {
    const { db } = call.deps.database;
    const cta = await findCta(db, call.workspaceId, id);
    const account = cta === null ? null : await findAccountById(db, call.workspaceId, cta.accountId);
    if (cta === null || account === null) return answerView(say(GONE));
    const post = (await call.program())?.program.posts.morning ?? null;
    const backOn = nextPostDay(post, addDays(await call.today(), SNOOZED_DAYS));
    const { title: what, reason } = cta;
    return form({ ctaId: id, accountName: account.name, title: what, reason, backOn, fromToday });
  });
}

async function closed(
  call: Call,
  work: WorkDeps,
  { result, ctaId, fromToday }: { result: Changed<Cta>; ctaId: string; fromToday: boolean },
  done: (subject: Mrkdwn) => Mrkdwn,
): Promise<Submitted> {
  work.kick();
  await renewToday(call, fromToday, ctaId);
  if (!result.ok) return { kind: 'unsaved', answer: await problemAnswer(call, result.problem, ctaId) };
  return { kind: 'close', answer: withUndo(done(await subjectOf(call, result.value)), result.value) };
}
