/** What happens to unexpected errors: the person gets a reference, the log gets the rest. */
import { context, modal, section, type Answer } from '#blocks/build.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import type { Deps } from '../base/deps.ts';

/**
 * Logs an unexpected error without message texts or tokens.
 * @param where what was being done, such as `/account show`
 * @returns the reference that the person is given
 */
export function recordFailure(deps: Pick<Deps, 'log' | 'makeId'>, where: string, error: unknown): string {
  const reference = deps.makeId().slice(-8);
  deps.log.error({ reference, where, error: describeError(error) }, 'something went wrong');
  return reference;
}

export function failureAnswer(reference: string): Answer {
  const text = mrkdwn`Something went wrong. Nothing was changed that you were not told of. Reference ${reference}`;
  return {
    text,
    blocks: [
      section(mrkdwn`Something went wrong, and it is not your doing. Please try once more.`),
      context(mrkdwn`If it happens again, tell whoever runs Milepost this reference: *${reference}*`),
    ],
  };
}

/** A modal in the place of one that could not be loaded or saved. */
export function failureView(reference: string): ModalView {
  return modal({ title: 'Something went wrong', blocks: failureAnswer(reference).blocks ?? [] });
}

/** The parts of an error that are safe to log: never the data of a request or the values of a statement. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const described: Record<string, unknown> = {
    name: error.name,
    message: withoutSecrets(error.message),
    stack: withoutSecrets(error.stack ?? ''),
  };
  if ('code' in error) described['code'] = String(error.code);
  const slackError = slackErrorOf(error);
  if (slackError !== null) described['slack'] = slackError;
  if (error.cause !== undefined) described['cause'] = describeError(error.cause);
  return described;
}

/** Slack's word for why a call was refused, such as `not_found`; null when the error is another one. */
export function slackErrorOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('data' in error)) return null;
  const { data } = error;
  if (typeof data !== 'object' || data === null || !('error' in data)) return null;
  return typeof data.error === 'string' ? data.error : null;
}

function withoutSecrets(text: string): string {
  return text
    .replace(/xox[a-z]?-[\w-]+|xapp-[\w-]+/g, '[token]')
    .replace(/https?:\/\/[^\s"')]+/g, '[address]')
    .replace(/postgres(ql)?:\/\/\S+/g, '[address]');
}
