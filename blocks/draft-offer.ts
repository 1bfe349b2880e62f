/** What a person typed into a form and did not save: offered again, and told of when the form is closed. */
import type { ModalView } from '@slack/types';
import { actions, button, context, modal, section, type Answer } from './build.ts';
import { mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';

export interface DraftOffer {
  title: string;
  /** What the form is about; null: its text says it. */
  about: Mrkdwn | null;
  /** When it was last kept, shown in the reader’s own time. */
  savedAt: Mrkdwn;
  /** The first field as far as it was written. */
  begun: string;
  /** Whether somebody has saved the thing since it was begun. */
  isOld: boolean;
  /** The buttons’ ids, and the form’s metadata, which is their value. */
  goOn: string;
  anew: string;
  metadata: unknown;
}

/** Offers to go on with what the person began. */
export function draftOffer(offer: DraftOffer): ModalView {
  const value = JSON.stringify(offer.metadata);
  const about = offer.about === null ? mrkdwn`` : mrkdwn`${offer.about} · `;
  return modal({
    title: offer.title,
    blocks: [
      section(mrkdwn`${about}You began this (${offer.savedAt}) and did not save it.`),
      ...(offer.begun === '' ? [] : [section(quoted(truncate(offer.begun, 300)))]),
      ...(offer.isOld
        ? [context(mrkdwn`Somebody saved it since: you will see both before yours is kept.`)]
        : []),
      actions(
        button('Continue', offer.goOn, { value, style: 'primary' }),
        button('Start anew', offer.anew, {
          value,
          confirm: {
            title: 'Start anew?',
            text: 'What you typed and did not save is forgotten.',
            confirm: 'Start anew',
            deny: 'Keep it',
          },
        }),
      ),
    ],
  });
}

/** Tells who closed a form that it is kept. @param again the button that opens it again, to go on */
export function draftKept(what: Mrkdwn, again: ReturnType<typeof button>): Answer {
  const text = mrkdwn`${what} is kept as your draft.`;
  return { text, blocks: [section(text), actions(again)] };
}
