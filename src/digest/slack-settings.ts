/** `/cs digest settings`: who answers for what, and what the company may read. */
import { say } from '#blocks/build.ts';
import { channelName } from '#blocks/digest-foot.ts';
import {
  SETTING_LABELS,
  SETTINGS_TITLE,
  settingsForm,
  settingsMetadata,
  settingsValues,
  type SettingsValues,
} from '#blocks/digest-settings.ts';
import { ids } from '#blocks/ids.ts';
import { personName } from '#blocks/people.ts';
import { mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import { createAudience, type FindAudience } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { jsonOf, parseForm } from '../slack/forms.ts';
import { memberOf, NOT_A_MEMBER } from '../slack/member.ts';
import { peopleOf } from '../slack/people-of.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { SECTION_IDS, type SectionId } from './domain.ts';
import { readSettings, saveSettings } from './setting-service.ts';
import {
  changedSettings,
  NO_OWNERS,
  type DigestSettings,
  type SavedSettings,
  type SettingField,
} from './settings.ts';
import { channelProblem } from './slack-channel.ts';

export function registerSettings(edge: Edge, { kick }: { kick: () => void }): void {
  const findAudience = createAudience();
  edge.submit(ids.digestSettingsForm, {
    right: 'digest.lead',
    metadata: jsonOf(settingsMetadata),
    parse: (values) => parseForm(settingsValues, values),
    run: async (call, values, { version }) => {
      const submitted = await submit(call, findAudience, values, version);
      kick();
      return submitted;
    },
  });
}

export function openSettings(call: Call): Promise<void> {
  return call.openModal(SETTINGS_TITLE, async () => {
    const settings = await readSettings(call.deps.database.db, call.workspaceId);
    return settingsForm({ version: settings.version, values: await valuesOf(call, settings) });
  });
}

async function submit(
  call: Call,
  findAudience: FindAudience,
  values: SettingsValues,
  version: number,
): Promise<Submitted> {
  const before = await readSettings(call.deps.database.db, call.workspaceId);
  const read = await readOwners(call, values, before);
  const { companyChannel, allowed } = values;
  const errors = { ...read.errors };
  // A channel that was chosen before stays: sharing looks at it again.
  if (companyChannel !== null && companyChannel !== before.companyChannel) {
    const problem = await channelProblem(call, findAudience, companyChannel);
    if (problem !== null) errors['companyChannel'] = problem;
  }
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  const wanted: DigestSettings = {
    owners: read.owners,
    companyChannel,
    sharesMoney: allowed.includes('money'),
    sharesReasons: allowed.includes('reasons'),
  };
  const press = { personId: call.person.id, today: await call.today() };
  const result = await saveSettings(call.deps, call.workspaceId, { ...wanted, version }, press);
  if (result.ok) return { kind: 'close', answer: say(savedText(result.settings, result.changed)) };
  const conflict = await conflictOf(call, wanted, result.theirs);
  return { kind: 'update', view: settingsForm({ version: result.theirs.version, values, conflict }) };
}

function savedText(settings: SavedSettings, changed: readonly SettingField[]): Mrkdwn {
  if (changed.length === 0) return mrkdwn`The digest’s settings are as they were.`;
  const named = SECTION_IDS.filter((id) => settings.owners[id] !== null).length;
  const asked =
    named === 0
      ? mrkdwn`Nobody answers for a section yet, and so nobody is asked.`
      : mrkdwn`${named} of ${SECTION_IDS.length} sections have somebody who is asked on the working day before.`;
  const where =
    settings.companyChannel === null
      ? mrkdwn``
      : mrkdwn` It is shared in ${channelName(settings.companyChannel)}.`;
  return mrkdwn`The digest’s settings are saved. ${asked}${where}`;
}

/** The people behind the Slack ids; who answered for a section before stays, whatever became of them. */
async function readOwners(call: Call, { owners }: SettingsValues, before: SavedSettings) {
  const known = await peopleOf(call, Object.values(before.owners));
  const read: Record<SectionId, string | null> = { ...NO_OWNERS };
  const errors: Record<string, string> = {};
  for (const id of SECTION_IDS) {
    const slackUserId = owners[id];
    if (slackUserId === null) continue;
    const old = known.get(before.owners[id] ?? '');
    const owner = old?.slackUserId === slackUserId ? old : await memberOf(call, slackUserId);
    if (owner === null) errors[id] = NOT_A_MEMBER;
    else read[id] = owner.id;
  }
  return { owners: read, errors };
}

async function valuesOf(call: Call, settings: DigestSettings): Promise<SettingsValues> {
  const { owners, companyChannel, sharesMoney, sharesReasons } = settings;
  const people = await peopleOf(call, Object.values(owners));
  const slackIds = SECTION_IDS.map((id) => [id, people.get(owners[id] ?? '')?.slackUserId ?? null] as const);
  return {
    owners: { ...NO_OWNERS, ...Object.fromEntries(slackIds) },
    companyChannel,
    allowed: [...(sharesMoney ? ['money' as const] : []), ...(sharesReasons ? ['reasons' as const] : [])],
  };
}

async function conflictOf(call: Call, mine: DigestSettings, theirs: SavedSettings) {
  const people = await peopleOf(call, Object.values(theirs.owners));
  const said = (field: SettingField): Mrkdwn => {
    switch (field) {
      case 'companyChannel':
        return theirs.companyChannel === null ? mrkdwn`none` : channelName(theirs.companyChannel);
      case 'sharesMoney':
      case 'sharesReasons':
        return theirs[field] ? mrkdwn`yes` : mrkdwn`no`;
      default: {
        const owner = people.get(theirs.owners[field] ?? '');
        return owner === undefined ? mrkdwn`nobody` : personName(owner);
      }
    }
  };
  const { updatedBy, updatedAt } = theirs;
  return {
    ...(await whoSaved(call, updatedBy ?? '', updatedAt ?? call.deps.now().toISOString())),
    differences: changedSettings(mine, theirs).map((field) => ({
      label: SETTING_LABELS[field],
      theirs: said(field),
    })),
  };
}
