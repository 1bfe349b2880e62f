/**
 * What people write to Milepost: by its name in a channel, or in a direct message. The answer is made first; then one
 * transaction notes the event as seen and writes the answer into the outbox, so that an event that Slack sends again
 * is answered once, and an answer is neither lost nor said twice.
 */
import type { Answer } from '#blocks/build.ts';
import type { App } from '@slack/bolt';
import { inTransaction } from '../base/deps.ts';
import { enqueue } from '../jobs/outbox.ts';
import { findWorkspaceByTeam } from '../workspaces/service.ts';
import { messageOf } from './answers.ts';
import type { Registry, Written, WrittenListener } from './edge.ts';
import { originOf, type Entrance, type Origin } from './entrance.ts';
import { failureAnswer, recordFailure } from './failure.ts';
import { persist } from './persisting.ts';
import { claimEvent, isEventClaimed } from './store.ts';

export function mountWritten(app: App, registry: Registry, entrance: Entrance): void {
  const [listener] = registry.writtenListeners;
  if (listener === undefined) return;
  for (const type of ['app_mention', 'message'] as const) {
    app.event(type, async ({ body, client, context }) => {
      const event = { ...body.event } as Record<string, unknown>;
      const botUserId = context.botUserId ?? '';
      const written = readWritten(event, botUserId);
      if (written === null || typeof body.event_id !== 'string' || typeof body.team_id !== 'string') return;
      const origin = originOf(context, client, String(event['user']), { channelId: written.channelId });
      const received = { id: body.event_id, slackTeamId: body.team_id };
      const work = persist(entrance.deps, 'written', () =>
        answerOnce(entrance, listener, origin, written, received),
      );
      entrance.deps.inFlight.add(work);
      await work;
    });
  }
}

/** Null for what no person wrote to us: bots, our own words, edits, what is written in a channel without our name. */
function readWritten(event: Record<string, unknown>, botUserId: string): Written | null {
  const { type, user, text, channel, ts, thread_ts: threadTs } = event;
  const isDirect = event['channel_type'] === 'im';
  if (typeof user !== 'string' || user === botUserId || typeof text !== 'string') return null;
  if (typeof channel !== 'string' || typeof ts !== 'string') return null;
  // A changed message comes as a subtype, and as a mention with `edited`.
  if (event['subtype'] !== undefined || event['bot_id'] !== undefined || event['edited'] !== undefined)
    return null;
  if (type === 'message' && !isDirect) return null;
  return {
    channelId: channel,
    ts,
    threadTs: typeof threadTs === 'string' ? threadTs : null,
    text: text.replaceAll(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`, 'g'), ' ').trim(),
    isDirect,
  };
}

async function answerOnce(
  { deps, enter }: Entrance,
  listener: WrittenListener,
  origin: Origin,
  written: Written,
  event: { id: string; slackTeamId: string },
): Promise<void> {
  const { db } = deps.database;
  const workspace = await findWorkspaceByTeam(db, event.slackTeamId);
  if (workspace === null || (await isEventClaimed(db, workspace.id, event.id))) return;
  const answer = await makeAnswer({ deps, enter }, listener, origin, written);
  await inTransaction(deps, async (trx) => {
    const receivedAt = deps.now().toISOString();
    if (!(await claimEvent(trx, workspace.id, { id: event.id, receivedAt }))) return;
    const threadTs = written.threadTs ?? (written.isDirect ? undefined : written.ts);
    const payload = { ...messageOf(answer), ...(threadTs === undefined ? {} : { threadTs }) };
    await enqueue(deps, trx, workspace.id, [{ kind: 'post', channel: written.channelId, payload }]);
  });
  deps.kick();
}

/** What is answered: a refusal, what the listener makes, or a reference when it fails. */
async function makeAnswer(
  { deps, enter }: Pick<Entrance, 'deps' | 'enter'>,
  listener: WrittenListener,
  origin: Origin,
  written: Written,
): Promise<Answer> {
  try {
    const entry = await enter(origin, listener.right);
    return entry.ok ? await listener.run(entry.call, written) : entry.refusal;
  } catch (error) {
    return failureAnswer(recordFailure(deps, 'written', error));
  }
}
