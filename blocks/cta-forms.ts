/** The forms of a CTA: until when and why it is snoozed, why it is dismissed, and what came of it. */
import type { ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import { modal, section } from './build.ts';
import { dateField, input, textField } from './form-fields.ts';
import { ids } from './ids.ts';
import { mrkdwn } from './text.ts';

export interface CtaForm {
  ctaId: string;
  accountName: string;
  title: string;
  /** What was said of it before. */
  reason: string | null;
  /** The day on which a snoozed one would be back: one on which a list is posted. */
  backOn: BusinessDate;
  /** Whether it is opened from the person's own list, which is then made anew. */
  fromToday: boolean;
}

/** The fields' names: where the values and the errors are. */
export const snoozeFields = { until: 'until', reason: 'reason' } as const;
export const dismissFields = { reason: 'reason' } as const;
const outcomeFields = { outcome: 'outcome' } as const;

export function snoozeForm(form: CtaForm): ModalView {
  return modal({
    callbackId: ids.ctaSnoozeForm,
    title: 'Snooze',
    submit: 'Snooze',
    metadata: { ctaId: form.ctaId, fromToday: form.fromToday },
    blocks: [
      section(mrkdwn`*${form.accountName}* · ${form.title}`),
      input(snoozeFields.until, 'Until', dateField({ initial: form.backOn }), {
        hint: 'On this day it is back on the list, if the rule still holds.',
      }),
      input(snoozeFields.reason, 'Why', textField({ multiline: true, max: 300 }), {
        hint: 'Such as: their sponsor is back from leave on Monday',
      }),
    ],
  });
}

export function dismissForm(form: CtaForm): ModalView {
  return modal({
    callbackId: ids.ctaDismissForm,
    title: 'Dismiss',
    submit: 'Dismiss',
    metadata: { ctaId: form.ctaId, fromToday: form.fromToday },
    blocks: [
      section(mrkdwn`*${form.accountName}* · ${form.title}`),
      input(dismissFields.reason, 'Why', textField({ multiline: true, max: 300 }), {
        hint: 'Such as: the contract was merged with the parent account',
      }),
    ],
  });
}

export function outcomeForm(form: CtaForm): ModalView {
  return modal({
    callbackId: ids.ctaOutcomeForm,
    title: 'What came of it',
    submit: 'Save',
    metadata: { ctaId: form.ctaId, fromToday: form.fromToday },
    blocks: [
      section(mrkdwn`*${form.accountName}* · ${form.title}`),
      input(
        outcomeFields.outcome,
        'What came of it',
        textField({ multiline: true, max: 300, initial: form.reason, asTyped: true }),
        { hint: 'Such as: they will join the beta in March' },
      ),
    ],
  });
}
