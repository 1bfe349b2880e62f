/** The form of the digest's settings, and what is read of it. */
import type { KnownBlock, ModalView } from '@slack/types';
import { SECTION_IDS, type SectionId } from '#src/digest/domain.ts';
import { SECTION_TITLES } from '#src/digest/words.ts';
import type { SettingField } from '#src/digest/settings.ts';
import * as z from 'zod';
import { context, modal, option, section, type Choice } from './build.ts';
import { FIELD, input, userField } from './form-fields.ts';
import { ids } from './ids.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

export const settingsMetadata = z.object({
  /** The version that the form shows; 0: nobody saved any yet. */
  version: z.number().int().min(0),
});

export const SETTINGS_TITLE = 'Digest settings';

export const ALLOWANCES = ['money', 'reasons'] as const;
export type Allowance = (typeof ALLOWANCES)[number];

const ALLOWANCE_CHOICES: readonly Choice[] = [
  {
    value: 'money',
    text: 'Money',
    description: 'What accounts pay, what it costs to win them, and texts that name an amount',
  },
  { value: 'reasons', text: 'Who left and why', description: 'Without it the company reads how many left' },
];

const WHO: Record<SectionId, string> = {
  customers: 'Such as the CEO, or the head of CS',
  success: 'Such as the head of CS',
  sales: 'Such as the head of sales and marketing',
  product: 'Such as the head of product',
  decisions: 'Such as the CEO',
};

/** What the form holds; owners as their Slack ids. */
export interface SettingsValues {
  owners: Record<SectionId, string | null>;
  companyChannel: string | null;
  allowed: readonly Allowance[];
}

export interface SettingsForm {
  version: number;
  values: SettingsValues;
  /** Somebody else saved them while the form was open: theirs, where they differ. */
  conflict?: { savedBy: Mrkdwn; savedAt: Mrkdwn; differences: readonly { label: string; theirs: Mrkdwn }[] };
}

export function settingsForm({ version, values, conflict }: SettingsForm): ModalView {
  return modal({
    callbackId: ids.digestSettingsForm,
    title: SETTINGS_TITLE,
    submit: conflict === undefined ? 'Save' : 'Save mine over it',
    metadata: { version } satisfies z.infer<typeof settingsMetadata>,
    blocks: [
      ...(conflict === undefined ? [] : conflictBlocks(conflict)),
      section(
        mrkdwn`*Who answers for each section.* They are asked for one comment on the working day before, and the digest names who said nothing.`,
      ),
      ...SECTION_IDS.map((id) =>
        input(id, SECTION_TITLES[id], userField({ initial: values.owners[id] }), {
          optional: true,
          hint: WHO[id],
        }),
      ),
      section(
        mrkdwn`*What the company reads.* After the meeting a leader shares an edition without who may leave, who slipped, comments and actions.`,
      ),
      input('companyChannel', SETTING_LABELS.companyChannel, channelField(values.companyChannel), {
        optional: true,
        hint: 'A channel of ours alone, such as #all-hands. Milepost must be in it.',
      }),
      input('allowed', 'May also be shared', allowanceField(values.allowed), { optional: true }),
      context(
        mrkdwn`Day, time and the channel of the digest itself are in the program: \`posts.leadership\``,
      ),
    ],
  });
}

export const SETTING_LABELS: Record<SettingField, string> = {
  ...SECTION_TITLES,
  companyChannel: 'Channel of the company',
  sharesMoney: 'Share money',
  sharesReasons: 'Share who left and why',
};

/** A menu of our channels, without direct messages and those that are shared with another company. */
export function channelField(initial: string | null) {
  return {
    type: 'conversations_select' as const,
    action_id: FIELD,
    filter: { include: ['public' as const, 'private' as const], exclude_external_shared_channels: true },
    ...(initial === null ? {} : { initial_conversation: initial }),
  };
}

function allowanceField(allowed: readonly Allowance[]) {
  const initial = ALLOWANCE_CHOICES.filter(({ value }) => (allowed as readonly string[]).includes(value));
  return {
    type: 'checkboxes' as const,
    action_id: FIELD,
    options: ALLOWANCE_CHOICES.map(option),
    ...(initial.length === 0 ? {} : { initial_options: initial.map(option) }),
  };
}

function conflictBlocks({
  savedBy,
  savedAt,
  differences,
}: NonNullable<SettingsForm['conflict']>): KnownBlock[] {
  const lines = differences.map(({ label, theirs }) => mrkdwn`• ${label}: ${theirs}`);
  return [
    section(
      mrkdwn`⚠️ ${savedBy} saved the settings ${savedAt}, while you were changing them. Yours stand below; saving puts them in the place of theirs. Theirs differ here:`,
    ),
    section(join(lines, '\n')),
  ];
}

const slackId = z
  .string()
  .nullish()
  .transform((id) => id ?? null);

/** What was entered; owners as their Slack ids. */
export const settingsValues = z
  .object({
    customers: slackId,
    success: slackId,
    sales: slackId,
    product: slackId,
    decisions: slackId,
    companyChannel: slackId,
    allowed: z
      .array(z.enum(ALLOWANCES))
      .nullish()
      .transform((chosen) => chosen ?? []),
  })
  .transform(({ companyChannel, allowed, ...owners }): SettingsValues => ({
    owners,
    companyChannel,
    allowed,
  }));
