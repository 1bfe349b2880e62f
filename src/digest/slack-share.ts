/** Shares a digest's edition with the company: looked at in a form first, posted once. */
import { say, type Answer } from '#blocks/build.ts';
import {
  SHARE_TITLE,
  shareForm,
  shareMetadata,
  shareValues,
  type ShareMetadata,
} from '#blocks/digest-edition.ts';
import { channelName, sharedNote } from '#blocks/digest-foot.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import { typedKept } from '#blocks/typed-kept.ts';
import type { ModalView } from '@slack/types';
import type * as z from 'zod';
import { createAudience, type FindAudience } from '../slack/audience.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import { peopleOf } from '../slack/people-of.ts';
import { companyEdition } from './edition.ts';
import { MAX_INTRO, openShare, shareDigest, type ShareProblem } from './share-service.ts';
import { channelProblem } from './slack-channel.ts';

type Typed = z.infer<typeof shareValues>;

export function registerShare(edge: Edge, { kick }: { kick: () => void }): void {
  const findAudience = createAudience();
  edge.action(ids.digestShare, {
    right: 'digest.lead',
    value: idValue,
    run: (call, digestId) => call.openModal(SHARE_TITLE, () => formView(call, digestId)),
  });
  edge.submit(ids.digestShareForm, {
    right: 'digest.lead',
    metadata: jsonOf(shareMetadata),
    parse: (values) => parseForm(shareValues, values),
    run: async (call, values, metadata) => {
      const submitted = await submit(call, findAudience, values, metadata);
      kick();
      return submitted;
    },
  });
}

async function formView(
  call: Call,
  digestId: string,
  typed: Typed | null = null,
  notice: Mrkdwn | null = null,
): Promise<ModalView> {
  const opened = await openShare(call.deps.database.db, call.workspaceId, digestId);
  if (!opened.ok) return answerView(await problemAnswer(call, opened));
  const { posted, settings } = opened;
  return shareForm({
    digestId,
    settingsVersion: settings.version,
    edition: companyEdition(posted.digest, settings),
    allowed: settings,
    channel: typed?.channel ?? settings.companyChannel,
    ...(typed === null ? {} : { intro: typed.intro }),
    notice,
    maxIntro: MAX_INTRO,
  });
}

async function submit(
  call: Call,
  findAudience: FindAudience,
  typed: Typed,
  { digestId, settingsVersion }: ShareMetadata,
): Promise<Submitted> {
  const problem = await channelProblem(call, findAudience, typed.channel);
  if (problem !== null) return { kind: 'errors', errors: { channel: problem } };
  const edit = { digestId, settingsVersion, ...typed };
  const result = await shareDigest(call.deps, call.workspaceId, edit, call.person.id);
  if (result.ok)
    return {
      kind: 'close',
      answer: say(mrkdwn`The company’s edition is on its way to ${channelName(result.channel)}.`),
    };
  switch (result.problem) {
    case 'intro-too-long':
      return { kind: 'errors', errors: { intro: `This has at most ${MAX_INTRO} characters.` } };
    case 'settings-changed': {
      const notice = mrkdwn`⚠️ Somebody changed what may be shared while you were looking: this is what the company would read now. What you typed is kept.`;
      return { kind: 'update', view: await formView(call, digestId, typed, notice) };
    }
    default:
      return {
        kind: 'update',
        view: typedKept(SHARE_TITLE, (await problemAnswer(call, result)).text, typed.intro),
      };
  }
}

async function problemAnswer(call: Call, problem: ShareProblem): Promise<Answer> {
  if (problem.problem === 'not-found') return say(mrkdwn`This digest is no longer there.`);
  const { shared } = problem;
  const sharer = (await peopleOf(call, [shared.by])).get(shared.by) ?? null;
  return say(mrkdwn`It is shared already: once is enough.\n${sharedNote({ ...shared, sharer })}`);
}
