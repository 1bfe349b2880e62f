/** Sends what was typed; what cannot be sent stays, with the reason beside it. */
import { problemOf } from '../base/problem.ts';
import { api, channels, me, workspace } from '../store.ts';
import { remember } from './drafts.ts';
import type { Draft } from './drafts.ts';
import { goToEnd } from './state.ts';

/** Slack's words for it. */
export const TURNED_OFF = 'Sending messages to this app has been turned off.';

/** In the conversation with an app that hears no messages. */
export function takesOnlyCommands(channel: string): boolean {
  const known = workspace.value;
  const shown = channels.value.get(channel);
  const isWithApp = shown?.kind === 'im' && known !== null && shown.members.includes(known.bot);
  return isWithApp && !known.hearsDirect;
}

/** Sends a draft to a channel, or as an answer in a thread. The text goes at once, and returns if it was refused. */
export async function send(draft: Draft, channel: string, thread: string | null): Promise<void> {
  const typed = draft.text.value;
  if (typed.trim() === '') return;
  const command = readCommand(typed);
  if (command !== null && thread !== null) {
    draft.problem.value = `${command.command} cannot be used in a thread. Use it in the channel.`;
    return;
  }
  if (
    command !== null &&
    workspace.value?.commands.every((known) => known.command !== command.command) === true
  ) {
    draft.problem.value = `${command.command} is no command here. To send it as a message, put a space before the slash.`;
    return;
  }
  if (command === null && takesOnlyCommands(channel)) {
    draft.problem.value = thread === null ? `${TURNED_OFF} Type / for a command.` : TURNED_OFF;
    return;
  }
  draft.text.value = '';
  draft.problem.value = '';
  goToEnd(channel, thread);
  try {
    if (command === null) {
      // The sandbox makes references of names and addresses, as Slack's client does.
      await api.value.talk(channel, typed.trim(), thread ?? undefined);
    } else {
      remember(me.value, typed.trimEnd());
      await api.value.command(command.command, command.rest, channel);
    }
  } catch (error) {
    if (draft.text.value === '') draft.text.value = typed;
    const what = command === null ? '' : `${command.command} failed: `;
    draft.problem.value = what + problemOf(error);
  }
}

/** A command and the rest of its text; null: it is a message. A space before the slash makes it one. */
function readCommand(text: string): { command: string; rest: string } | null {
  const [, command, rest = ''] = /^(\/\S+)\s*(.*)$/s.exec(text) ?? [];
  return command === undefined ? null : { command: command.toLowerCase(), rest: rest.trim() };
}
