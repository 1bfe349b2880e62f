/** Sends what was typed; what cannot be sent stays, with the reason beside it. */
import { RefusedError } from '../api.ts';
import { readProblem } from '../live.ts';
import { api, me, workspace } from '../store.ts';
import { remember } from './drafts.ts';
import type { Draft } from './drafts.ts';
import { botName } from './names.ts';
import { goToEnd } from './state.ts';

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
    draft.problem.value = command === null ? readProblem(error) : whyNot(command.command, error);
  }
}

/** A command and the rest of its text; null: it is a message. A space before the slash makes it one. */
function readCommand(text: string): { command: string; rest: string } | null {
  const [, command, rest = ''] = /^(\/\S+)\s*(.*)$/s.exec(text) ?? [];
  return command === undefined ? null : { command: command.toLowerCase(), rest: rest.trim() };
}

/** Why a command did not work, as Slack puts it. */
function whyNot(command: string, error: unknown): string {
  if (!(error instanceof RefusedError)) return readProblem(error);
  switch (error.code) {
    case 'operation_timeout':
      return `${command} failed: ${botName()} did not answer within 3 seconds (operation_timeout).`;
    case 'dispatch_failed':
      return `${command} failed: ${botName()} could not be reached (dispatch_failed).`;
    case 'not_in_channel':
      return `${command} failed: you are not in this channel (not_in_channel).`;
    default:
      return `${command} failed: ${error.message}`;
  }
}
