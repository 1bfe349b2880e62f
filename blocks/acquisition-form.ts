/** The form of what an account cost to win: builder and parser side by side. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import {
  ACQUISITION_FIELDS,
  type Acquisition,
  type AcquisitionField,
  type AcquisitionFields,
} from '#src/acquisition/domain.ts';
import { exactMoney } from './acquisition-card.ts';
import { modal, section } from './build.ts';
import { input, numberField, searchField, textField } from './form-fields.ts';
import { ids } from './ids.ts';
import { join, mrkdwn, plain, type Mrkdwn } from './text.ts';

export const acquisitionMetadata = z.object({
  accountId: z.string().max(64),
  /** The version that the form shows; 0: there was none. */
  version: z.number().int().min(0),
});
export type AcquisitionMetadata = z.infer<typeof acquisitionMetadata>;

export interface AcquisitionForm extends AcquisitionMetadata {
  accountName: string;
  /** What the fields begin with. */
  fields: Partial<AcquisitionFields>;
  /** The account that `fields.referredBy` names. */
  referrer: { id: string; name: string } | null;
  /** What somebody else saved while this form was open. */
  conflict?: AcquisitionConflict;
}

export interface AcquisitionConflict {
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  theirs: Acquisition;
  changed: readonly AcquisitionField[];
  /** The names of the accounts that either of the two names as the referrer. */
  names: ReadonlyMap<string, string>;
}

export function acquisitionForm(form: AcquisitionForm): ModalView {
  const { accountId, version, fields, referrer } = form;
  const metadata: AcquisitionMetadata = { accountId, version };
  return modal({
    callbackId: ids.acquisitionForm,
    title: 'Acquisition cost',
    submit: 'Save',
    metadata,
    blocks: [
      section(mrkdwn`*${form.accountName}* · what it cost to win it, and what is expected of it`),
      ...conflictBlocks(form),
      input('spend', 'Acquisition spend', amountField(fields.spend), {
        hint: 'Marketing and sales, before onboarding and support. 0 where a referral brought it at no cost.',
      }),
      input('onboardingCost', 'Onboarding cost', amountField(fields.onboardingCost), {
        optional: true,
        hint: 'Empty: not known, so that no efficiency is made of it',
      }),
      input('supportCost', 'Support cost, first year', amountField(fields.supportCost), { optional: true }),
      input(
        'firstYearMargin',
        'Expected gross margin, first year',
        numberField({ initial: fields.firstYearMargin ?? null, decimals: true, placeholder: '4500' }),
        { optional: true, hint: 'Revenue of the first year less what it takes to deliver it' },
      ),
      input(
        'currency',
        'Currency',
        textField({ initial: fields.currency ?? null, max: 3, placeholder: 'EUR' }),
        { hint: 'Of all four figures. Currencies are never mixed.' },
      ),
      input(
        'referredBy',
        'Referred by',
        searchField(ids.accountSearch, {
          initial: referrer === null ? null : { text: referrer.name, value: referrer.id },
          placeholder: 'Type the name of a customer',
        }),
        { optional: true, hint: 'The customer who brought this one' },
      ),
    ],
  });
}

function amountField(initial: number | null | undefined) {
  return numberField({ initial: initial ?? null, min: 0, decimals: true, placeholder: '1200' });
}

export const FIELD_WORDS: Record<AcquisitionField, string> = {
  spend: 'Acquisition spend',
  onboardingCost: 'Onboarding cost',
  supportCost: 'Support cost',
  firstYearMargin: 'Expected gross margin',
  currency: 'Currency',
  referredBy: 'Referred by',
};

function conflictBlocks({ conflict, fields }: AcquisitionForm): KnownBlock[] {
  if (conflict === undefined) return [];
  const { savedBy, savedAt, theirs, changed, names } = conflict;
  const said = (field: AcquisitionField, values: Partial<AcquisitionFields>) => {
    const value = values[field] ?? null;
    if (value === null) return mrkdwn`nothing`;
    if (typeof value === 'number') return mrkdwn`${exactMoney(value, values.currency ?? null)}`;
    return mrkdwn`${field === 'referredBy' ? (names.get(value) ?? 'another account') : value}`;
  };
  const lines = ACQUISITION_FIELDS.filter((field) => changed.includes(field)).map(
    (field) => mrkdwn`• ${FIELD_WORDS[field]}: ${savedBy} ${said(field, theirs)}, you ${said(field, fields)}`,
  );
  return [
    section(
      mrkdwn`⚠️ ${savedBy} saved other figures ${savedAt}, while you were typing. Yours stand below; saving puts them in the place of theirs.\n${join(lines, '\n')}`,
    ),
  ];
}

const amount = z
  .string()
  .nullish()
  .transform((text) => (text === null || text === undefined || text.trim() === '' ? null : Number(text)));

/** What was entered; what is wrong with the figures themselves the service says. */
export const acquisitionValues = z.object({
  spend: amount.transform((value) => value ?? Number.NaN),
  onboardingCost: amount,
  supportCost: amount,
  firstYearMargin: amount,
  currency: z
    .string()
    .nullish()
    .transform((text) => plain(text ?? '').toUpperCase()),
  referredBy: z
    .string()
    .max(64)
    .nullish()
    .transform((id) => id ?? null),
});
