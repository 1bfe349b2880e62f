/** What comes before the form of a Goal Card: which account it is of, and the draft that was left unsaved. */
import type { KnownBlock, ModalView } from '@slack/types';
import { actions, button, context, modal, section } from './build.ts';
import { input, searchField } from './form-fields.ts';
import { SMALLEST, type GoalFormMetadata, type GoalFormSize } from './goal-form.ts';
import { ids } from './ids.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

/** Asks for the account of a new card, where it is begun from nowhere. */
export function goalPickForm(): ModalView {
  return modal({
    callbackId: ids.goalPickForm,
    title: 'New Goal Card',
    submit: 'Continue',
    blocks: [input('account', 'Account', searchField(ids.accountSearch))],
  });
}

export interface OfferedDraft extends Omit<GoalFormMetadata, keyof GoalFormSize> {
  accountName: string;
  /** When it was last kept, shown in the reader’s own time. */
  savedAt: Mrkdwn;
  /** The outcome as far as it was written. */
  outcome: Mrkdwn | null;
  /** Whether somebody has saved the card since it was begun. */
  isOld: boolean;
}

/** Offers what the person began and did not save. */
export function draftOffer(draft: OfferedDraft): ModalView {
  const { accountId, cardId, version } = draft;
  const value = JSON.stringify({ accountId, cardId, version, ...SMALLEST } satisfies GoalFormMetadata);
  const blocks: KnownBlock[] = [
    section(mrkdwn`*${draft.accountName}* · you began this (${draft.savedAt}) and did not save it.`),
    ...(draft.outcome === null ? [] : [section(draft.outcome)]),
    ...(draft.isOld
      ? [context(mrkdwn`The card was saved by somebody since: you will see both before yours is kept.`)]
      : []),
    actions(
      button('Continue', ids.goalContinue, { value, style: 'primary' }),
      button('Start anew', ids.goalAnew, {
        value,
        confirm: {
          title: 'Start anew?',
          text: 'What you typed and did not save is forgotten.',
          confirm: 'Start anew',
          deny: 'Keep it',
        },
      }),
    ),
  ];
  return modal({ title: version === 0 ? 'New Goal Card' : 'Edit the Goal Card', blocks });
}
