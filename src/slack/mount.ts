/** Connects what the features registered with Bolt: one listener for each kind of request. */
import { option, say } from '#blocks/build.ts';
import { unnumbered } from '#blocks/ids.ts';
import { limits } from '#blocks/limits.ts';
import { mrkdwn, plain } from '#blocks/text.ts';
import type { App, Context, MessageShortcut, SlackShortcut } from '@slack/bolt';
import * as z from 'zod';
import type { Registry, ShortcutMessage } from './edge.ts';
import { createEntrance, openView, originOf, type EdgeDeps, type Entrance } from './entrance.ts';
import { mountEvents } from './events.ts';
import { recordFailure } from './failure.ts';
import { readElement } from './forms.ts';
import type { Press } from './sharing.ts';
import { mountSubmissions } from './submissions.ts';
import { explainTyped, registerVerbButtons, runTyped } from './verb-calls.ts';
import { understand } from './verbs.ts';
import { mountWritten } from './written.ts';

/** Mounts everything that is registered on the app. */
export function mount(app: App, registry: Registry, deps: EdgeDeps): void {
  const entrance = createEntrance(deps);
  registerVerbButtons(registry);
  mountCommands(app, registry, entrance);
  mountActions(app, registry, entrance);
  mountOptions(app, registry, entrance);
  mountSubmissions(app, registry, entrance);
  mountShortcuts(app, registry, entrance);
  mountEvents(app, registry, deps);
  mountWritten(app, registry, entrance);
}

function mountCommands(app: App, registry: Registry, entrance: Entrance): void {
  app.command(/^\//, async ({ ack, command, client, context, respond }) => {
    await ack();
    const understood = understand(registry.verbs, command.command, command.text ?? '');
    const right = understood.kind === 'verb' ? understood.verb.right : 'help.see';
    const where = understood.kind === 'verb' ? `${command.command} ${understood.verb.verb}` : command.command;
    const origin = originOf(context, client, command.user_id, {
      channelId: command.channel_id,
      triggerId: command.trigger_id,
      respond,
    });
    await entrance.serve(origin, right, where, async (call) => {
      if (understood.kind === 'verb') await runTyped(registry, call, understood);
      else await call.answer(await explainTyped(registry, call, command.command, understood));
    });
  });
}

function mountActions(app: App, registry: Registry, entrance: Entrance): void {
  app.action({ type: 'block_actions' }, async ({ ack, body, client, context, respond }) => {
    await ack();
    const [element] = body.actions;
    if (element === undefined) return;
    const id = unnumbered(element.action_id);
    const listener = registry.actions.get(id);
    // A field of a form reports each choice; only some have a listener.
    if (listener === undefined && body.view !== undefined) return;
    const origin = originOf(context, client, body.user.id, {
      channelId: body.channel?.id ?? null,
      messageTs: body.message?.ts ?? null,
      press: pressOf(body.container, element),
      view: body.view === undefined ? null : openView(body.view),
      triggerId: body.trigger_id,
      respond: body.response_url === undefined || body.response_url === '' ? null : respond,
    });
    await entrance.serve(origin, listener?.right ?? 'help.see', id, async (call) => {
      const value = listener?.value.safeParse(readElement({ ...element }));
      if (listener !== undefined && value?.success === true) await listener.run(call, value.data);
      else
        await call.answer(
          say(mrkdwn`This button is from an older version. \`/cs help\` shows what works now.`),
        );
    });
  });
}

/** Slack tells of a message that one person alone sees by its time only. */
function pressOf(container: unknown, element: { action_id: string }): Press | null {
  const read = containerOfMessage.safeParse(container);
  if (!read.success) return null;
  const value = JSON.stringify(readElement({ ...element }));
  return { messageTs: read.data.message_ts, actionId: element.action_id, value };
}

const containerOfMessage = z.object({ message_ts: z.string() });

function mountOptions(app: App, registry: Registry, entrance: Entrance): void {
  app.options<'block_suggestion'>({ type: 'block_suggestion' }, async ({ ack, body, context, client }) => {
    const search = async () => {
      const listener = registry.optionLists.get(unnumbered(body.action_id));
      if (listener === undefined) return [];
      // The form in which it is searched may say among what.
      const view = body.view === undefined ? null : openView(body.view);
      const origin = originOf(context, client, body.user.id, { view });
      const entry = await entrance.enter(origin, listener.right);
      return entry.ok ? listener.run(entry.call, plain(body.value)) : [];
    };
    const searching = search().catch((error: unknown) => {
      recordFailure(entrance.deps, `options ${body.action_id}`, error);
      return [];
    });
    entrance.deps.inFlight.add(searching);
    const choices = await searching;
    await ack({ options: choices.slice(0, limits.selectOptions).map(option) });
  });
}

function mountShortcuts(app: App, registry: Registry, entrance: Entrance): void {
  app.shortcut(/[\s\S]*/, async ({ ack, shortcut, context, client, respond }) => {
    await ack();
    const listener = registry.shortcuts.get(shortcut.callback_id);
    const message = messageOfShortcut(shortcut, context);
    const origin = originOf(context, client, shortcut.user.id, {
      channelId: message?.channelId ?? null,
      triggerId: shortcut.trigger_id,
      respond: message === null ? null : respond,
    });
    const right = listener?.right ?? 'help.see';
    await entrance.serve(origin, right, `shortcut ${shortcut.callback_id}`, async (call) => {
      if (listener !== undefined) await listener.run(call, message);
      else
        await call.answer(
          say(mrkdwn`This shortcut is from an older version. \`/cs help\` shows what works now.`),
        );
    });
  });
}

function messageOfShortcut(
  shortcut: SlackShortcut | MessageShortcut,
  { botUserId, botId }: Pick<Context, 'botUserId' | 'botId'>,
): ShortcutMessage | null {
  if (shortcut.type !== 'message_action') return null;
  const { text, user, ts } = shortcut.message;
  const threadTs: unknown = shortcut.message['thread_ts'];
  const from: unknown = shortcut.message['bot_id'];
  return {
    channelId: shortcut.channel.id,
    ts,
    threadTs: typeof threadTs === 'string' ? threadTs : null,
    text: text ?? '',
    author: typeof user === 'string' ? user : null,
    isOurs: (user !== undefined && user === botUserId) || (from !== undefined && from === botId),
  };
}
