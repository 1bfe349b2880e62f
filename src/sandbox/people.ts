import type { Context } from './context.ts';
import { knownChannel, runCommand, runShortcut, sendEvent } from './deeds.ts';
import type { CommandResult, DeedResult } from './deeds.ts';
import type { Courier } from './delivery.ts';
import { formatFile } from './entered.ts';
import type { FieldValue } from './entered.ts';
import { viewMessage, viewView } from './message-view.ts';
import type { MessageView, ViewHandle } from './message-view.ts';
import { createModals } from './modals.ts';
import type { SubmitResult } from './modals.ts';
import type { Channel } from './page/contract.ts';
import { ownChannel, showChannel } from './page-view.ts';
import { offeredOptions, place, press, queryOptions } from './press.ts';
import type { PressOptions } from './press.ts';
import { markRead } from './reads.ts';
import { openViews, topView } from './state.ts';
import { openHome, say, talk } from './talk.ts';
import { SandboxError } from './types.ts';
import type { Json } from './types.ts';
import { waitUntil } from './wait.ts';
import { addFile } from './web-api/files.ts';

/** A file that a person has, in Slack's form. */
type UploadedFile = Json & { id: string; url_private_download: string };

/** A person of the workspace. What it does reaches the bot as real, signed requests. */
export interface Person {
  id: string;
  /** Sends a slash command from a channel (default: the first one that the person is in). */
  command(command: string, text?: string, where?: string): Promise<CommandResult>;
  /** Presses, picks or types into an element of a message or view. */
  press(on: MessageView | ViewHandle, actionId: string, options?: PressOptions): Promise<DeedResult>;
  /** Fills fields of a modal (by block_id or action_id) and submits it. */
  submit(view: ViewHandle, values?: Record<string, FieldValue>): Promise<SubmitResult>;
  /** Fills fields without submitting. */
  fill(view: ViewHandle, values: Record<string, FieldValue>): Promise<void>;
  /** Closes a modal by its Cancel or ×; `all` closes the whole stack. */
  close(view: ViewHandle, options?: { all?: boolean }): Promise<void>;
  /** Types into an external menu and gets its options; of a static menu, those that contain the text. */
  options(
    on: MessageView | ViewHandle,
    actionId: string,
    query: string,
    options?: { blockId?: string },
  ): Promise<Json[]>;
  /** Runs a global shortcut, or one on a message. */
  shortcut(callbackId: string, message?: MessageView): Promise<DeedResult>;
  /** Lets an event happen that this person causes (`user` is filled in), or `url_verification`. */
  event(event: Json): Promise<DeedResult>;
  /** Writes a message as this person. No event of it is sent: event() does that. */
  say(channel: string, text: string, options?: { thread_ts?: string }): MessageView;
  /** Writes what was typed, as a client does: it is escaped, and the bot hears of it where it subscribes. */
  talk(channel: string, text: string, options?: { thread_ts?: string }): MessageView;
  /** Has seen a channel up to a message; how the channel stands then. */
  read(channel: string, ts: string): Channel;
  /** Opens the app's Home tab, of which the bot hears where it subscribes. */
  openHome(): void;
  /** The app's Home; undefined when nothing was published. */
  home(): ViewHandle | undefined;
  /** The modal on top, if one is open. */
  view(): ViewHandle | undefined;
  /** The open modals, bottom first. */
  views(): ViewHandle[];
  /** Waits (default 3 s) until the top modal satisfies the predicate. */
  waitForView(predicate?: (view: ViewHandle) => boolean, timeoutMs?: number): Promise<ViewHandle>;
  /** Waits (default 3 s) for an ephemeral message to this person. */
  waitForEphemeral(predicate?: (message: MessageView) => boolean, timeoutMs?: number): Promise<MessageView>;
  /** Uploads a file, to be put into a file_input. Its type: by default by the name's ending. */
  upload(name: string, content: string | Buffer, mimetype?: string): UploadedFile;
  /** The ephemeral messages that this person sees, of one channel when it is named. */
  ephemerals(channel?: string): MessageView[];
}

/** Acts as one person. Throws `user_not_found` for a stranger. */
export function createPerson(ctx: Context, courier: Courier, userId: string): Person {
  const { state } = ctx;
  const user = state.users.get(userId);
  if (!user) throw new SandboxError('user_not_found', `nobody has the id ${userId}`);
  const ephemerals = (name?: string): MessageView[] => {
    const channel = name === undefined ? undefined : knownChannel(ctx, name).id;
    const seen = state.ephemerals.get(userId) ?? [];
    return seen
      .filter((message) => channel === undefined || message.channel === channel)
      .map((message) => viewMessage(state, message));
  };
  const view = (): ViewHandle | undefined => {
    const top = topView(state, userId);
    return top && viewView(state, top);
  };
  const options: Person['options'] = async (on, actionId, query, how = {}) =>
    queryOptions(ctx, courier, user, place(ctx, user, on), actionId, query, how);
  const modals = createModals(ctx, courier, user, async (handle, found, text) =>
    offeredOptions(ctx, courier, user, place(ctx, user, handle), found, text),
  );

  return {
    id: userId,
    command: (command, text = '', where) => runCommand(ctx, courier, user, command, text, where),
    press: async (on, actionId, how = {}) => press(ctx, courier, user, place(ctx, user, on), actionId, how),
    submit: modals.submit,
    fill: modals.fill,
    close: modals.close,
    options,
    shortcut: async (callbackId, message) => {
      const at = message && place(ctx, user, message);
      return runShortcut(ctx, courier, user, callbackId, at?.kind === 'message' ? at : undefined);
    },
    event: (event) => sendEvent(ctx, courier, user, event),
    say: (channel, text, { thread_ts } = {}) => viewMessage(state, say(ctx, user, channel, text, thread_ts)),
    talk: (channel, text, { thread_ts } = {}) =>
      viewMessage(state, talk(ctx, courier, user, channel, text, thread_ts)),
    read(channelName, ts) {
      const channel = ownChannel(ctx, userId, knownChannel(ctx, channelName).id);
      markRead(state, userId, channel, ts);
      return showChannel(ctx, channel, userId);
    },
    openHome: () => openHome(ctx, courier, user),
    home() {
      const home = state.homes.get(userId);
      return home && viewView(state, home);
    },
    view,
    views: () => openViews(state, userId).map((record) => viewView(state, record)),
    waitForView: (predicate = () => true, timeoutMs) =>
      waitUntil(ctx, 'a modal', timeoutMs, () => {
        const top = view();
        return top && predicate(top) ? top : undefined;
      }),
    waitForEphemeral: (predicate = () => true, timeoutMs) =>
      waitUntil(ctx, 'an ephemeral message', timeoutMs, () => ephemerals().findLast(predicate)),
    upload(name, content, mimetype = '') {
      const file = addFile(ctx, { name, content: Buffer.from(content), mimetype, user: userId });
      return formatFile(file, ctx.url(), state.team.id) as UploadedFile;
    },
    ephemerals,
  };
}
