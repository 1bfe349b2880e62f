/** The forms of an account, with what they read: builder and parser side by side. */
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { domainKey, MAX_NAME, MAX_NOTE, MAX_SOLD_BY, type Account } from '#src/accounts/domain.ts';
import { CHURNED, type Departure } from '#src/accounts/departure.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { STAGES, type Program } from '#src/program/domain.ts';
import { modal, section } from './build.ts';
import { departureFields } from './departure.ts';
import { choiceField, dateField, input, numberField, textField, userField } from './form-fields.ts';
import { ids } from './ids.ts';
import { mrkdwn, plain, plainLines } from './text.ts';

/** What the form of an account carries: nothing for a new one. */
export const accountFormMetadata = z.object({
  accountId: z.string().optional(),
  version: z.number().optional(),
});
export type AccountFormMetadata = z.infer<typeof accountFormMetadata>;

export interface AccountFormOptions {
  /** The account as it is; null: a new one. */
  account: Account | null;
  /** A name typed with the command. */
  name?: string;
  /** Slack ids of the people in charge, where they are in Slack. */
  leadSlackId: string | null;
  partnerSlackId: string | null;
  program: Program | null;
  /** When and why it left; null: it is a customer. */
  departure: Departure | null;
  today: BusinessDate;
  /** What was entered so far, by field, where the form is drawn anew. */
  entered?: Readonly<Record<string, string | string[] | null>>;
}

/**
 * The form for a new account or a changed one; what is known is filled in, and what was entered goes before it. A choice of
 * another stage draws it anew: of one that is Churned it asks when it left, and why.
 */
export function accountForm({
  account,
  name,
  leadSlackId,
  partnerSlackId,
  program,
  departure,
  today,
  entered = {},
}: AccountFormOptions): ModalView {
  const at = (field: string, known: string | null | undefined): string | null => {
    const value = entered[field];
    return value === undefined || Array.isArray(value) ? (known ?? null) : value;
  };
  const stage = at('stage', account?.stage);
  const arr = at('arr', account?.arr?.toString());
  const segments = (program?.segments ?? []).map(({ id, name }) => ({ text: name, value: id }));
  // A segment that the program lost, or never had, stays choosable: saving must not change it silently.
  if (account?.segment && !segments.some(({ value }) => value === account.segment)) {
    segments.unshift({ text: account.segment, value: account.segment });
  }
  return modal({
    callbackId: ids.accountForm,
    title: account === null ? 'New account' : 'Edit the account',
    submit: account === null ? 'Create' : 'Save',
    metadata: account === null ? {} : { accountId: account.id, version: account.version },
    blocks: [
      input(
        'name',
        'Name',
        textField({
          initial: at('name', account?.name ?? name),
          max: MAX_NAME,
          placeholder: 'Acme Robotics',
        }),
      ),
      input(
        'domain',
        'Domain',
        textField({ initial: at('domain', account?.domain), max: 255, placeholder: 'acme.com' }),
        { optional: true },
      ),
      ...(segments.length === 0
        ? [section(mrkdwn`There are no segments yet: they come with the program.`)]
        : [
            input('segment', 'Segment', choiceField(segments, { initial: at('segment', account?.segment) }), {
              optional: true,
              hint: 'Accounts of a segment share a journey',
            }),
          ]),
      input(
        'stage',
        'Lifecycle stage',
        choiceField(stageChoices(account), { actionId: ids.accountStage, initial: stage }),
        { optional: true, dispatch: true },
      ),
      ...(stage === CHURNED
        ? departureFields({ departure, wasChurned: account?.stage === CHURNED }, today, at)
        : []),
      input('leadId', 'Lead', userField({ initial: at('leadId', leadSlackId) }), {
        optional: true,
        hint: 'Gets the CTAs',
      }),
      input('partnerId', 'Partner', userField({ initial: at('partnerId', partnerSlackId) }), {
        optional: true,
        hint: 'The product expert, and in charge while the lead is away',
      }),
      input(
        'arr',
        'Money a year (ARR)',
        numberField({
          initial: arr === null ? null : Number(arr),
          min: 0,
          decimals: true,
          placeholder: '48000',
        }),
        {
          optional: true,
          hint: 'Empty: the sum of the open subscriptions',
        },
      ),
      input(
        'currency',
        'Currency',
        textField({ initial: at('currency', account?.currency), max: 3, placeholder: 'EUR' }),
        { optional: true },
      ),
      input('startedOn', 'Started on', dateField({ initial: at('startedOn', account?.startedOn) }), {
        optional: true,
        hint: 'The journey is counted from this day',
      }),
      input('renewsOn', 'Renews on', dateField({ initial: at('renewsOn', account?.renewsOn) }), {
        optional: true,
      }),
      input(
        'soldBy',
        'Sold by',
        textField({ initial: at('soldBy', account?.soldBy), max: MAX_SOLD_BY, placeholder: 'Outbound team' }),
        { optional: true, hint: 'A person, a team or a channel. /cs fit compares the accounts of each.' },
      ),
    ],
  });
}

const optionalText = z
  .string()
  .nullish()
  .transform((text) => {
    const cleaned = plain(text ?? '');
    return cleaned === '' ? null : cleaned;
  });

/** What was entered; the people as Slack ids. `segment` and `leftOn` are undefined where the form had no field for them. */
export const accountFormValues = z.object({
  name: z.string({ error: 'Give the account a name.' }).transform(plain),
  domain: optionalText.transform((text) => (text === null ? null : domainKey(text) || null)),
  segment: z.string().nullable().optional(),
  stage: z
    .string()
    .nullish()
    .transform((stage) => stage ?? null),
  leadId: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
  partnerId: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
  arr: z
    .string()
    .nullish()
    .transform((text) => (text === null || text === undefined || text.trim() === '' ? null : Number(text))),
  currency: optionalText.transform((text) => text?.toUpperCase() ?? null),
  startedOn: z
    .string()
    .nullish()
    .transform((date) => date ?? null),
  renewsOn: z
    .string()
    .nullish()
    .transform((date) => date ?? null),
  soldBy: optionalText,
  leftOn: z.string().nullable().optional(),
  leftBecause: optionalText,
  leftNote: z
    .string()
    .nullish()
    .transform((text) => plainLines(text ?? '') || null),
});
export type AccountFormValues = z.infer<typeof accountFormValues>;

export const noteFormMetadata = z.object({ accountId: z.string() });

/** The form for a note. */
export function noteForm(account: Account): ModalView {
  return modal({
    callbackId: ids.accountNoteForm,
    title: 'Note',
    submit: 'Add the note',
    metadata: { accountId: account.id },
    blocks: [
      section(mrkdwn`*${account.name}*`),
      input(
        'text',
        'Note',
        textField({ multiline: true, max: MAX_NOTE, placeholder: 'Their new head of sales starts in March' }),
      ),
    ],
  });
}

export const noteFormValues = z.object({
  text: z.string({ error: 'Write the note.' }).transform(plainLines),
});

function stageChoices(account: Account | null) {
  const stages: string[] = [...STAGES];
  if (account?.stage && !stages.includes(account.stage)) stages.unshift(account.stage);
  return stages.map((stage) => ({ text: stage, value: stage }));
}
