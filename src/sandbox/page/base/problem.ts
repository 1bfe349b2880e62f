import { RefusedError } from '../api.ts';
import { notify } from '../store.ts';
import { botName } from './names.ts';

/** What went wrong, in words for the person; what the bot did wrong with Slack's word for it. */
export function problemOf(error: unknown): string {
  if (!(error instanceof RefusedError)) return 'The sandbox does not answer. Is it still running?';
  switch (error.code) {
    case 'operation_timeout':
      return `${botName()} did not answer within 3 seconds (operation_timeout). Try again.`;
    case 'dispatch_failed':
      return `${botName()} could not be reached (dispatch_failed). Try again.`;
    case 'not_in_channel':
      return 'You are not in this channel (not_in_channel).';
    default:
      return error.message;
  }
}

/** Tells the person what went wrong: for the `catch` of what nobody waits for. */
export function tellProblem(error: unknown): void {
  notify(problemOf(error), 'problem');
}
