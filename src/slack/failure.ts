/** What happens to unexpected errors: the person gets a reference, the log gets the rest. */
import { context, modal, section, type Answer } from '#blocks/build.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import type { Deps } from '../base/deps.ts';
import { describeError } from '../base/describe-error.ts';

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

const FAILURE_TITLE = 'Something went wrong';

function referenceLine(reference: string) {
  return context(mrkdwn`If it happens again, tell whoever runs Milepost this reference: *${reference}*`);
}

export function failureAnswer(reference: string): Answer {
  const text = mrkdwn`Something went wrong. Nothing was changed that you were not told of. Reference ${reference}`;
  return {
    text,
    blocks: [
      section(mrkdwn`Something went wrong, and it is not your doing. Please try once more.`),
      referenceLine(reference),
    ],
  };
}

/** A modal over one in which something failed: that one is as it was. */
export function failureOver(reference: string): ModalView {
  return modal({
    title: FAILURE_TITLE,
    close: 'Back',
    blocks: [
      section(
        mrkdwn`Something went wrong, and it is not your doing. Nothing that you typed is lost: go back and try once more.`,
      ),
      referenceLine(reference),
    ],
  });
}

/** A modal in the place of a form in which something failed, where no modal could be shown over it. */
export function failureInstead(reference: string): ModalView {
  return modal({
    title: FAILURE_TITLE,
    blocks: [
      section(
        mrkdwn`Something went wrong, and it is not your doing. I had to close the form that was here, and nothing in it is saved: please open it again.`,
      ),
      referenceLine(reference),
    ],
  });
}

/** A modal in the place of one that could not be loaded or saved. */
export function failureView(reference: string): ModalView {
  return modal({ title: FAILURE_TITLE, blocks: failureAnswer(reference).blocks ?? [] });
}
