/** What is asked between the pages in which fit is assessed: go on, stop at a gate, save beside somebody else's. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Characteristic, FitAssessment, GivenAnswer, ReadinessQuestion } from '#src/fit/domain.ts';
import type { FitDraft } from '#src/fit/flow.ts';
import { VERDICT_SIGNS, VERDICT_WORDS } from '#src/fit/words.ts';
import { actions, button, context, modal, section } from './build.ts';
import { backButton, common, type FitFormBase, type FitPlace } from './fit-form.ts';
import { failedLines } from './fit-lines.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { personName } from './people.ts';
import { dateToken, join, mrkdwn, type Mrkdwn } from './text.ts';

/** An unfinished assessment is offered again. */
export function offerForm(
  form: FitFormBase,
  draft: FitDraft,
  answered: { answered: number; of: number },
): ModalView {
  const begun = draft.touchedAt === null ? mrkdwn`` : mrkdwn` (${dateToken(new Date(draft.touchedAt))})`;
  return modal({
    ...common(form, 'Continue assessing?'),
    submit: 'Continue',
    blocks: [
      section(
        mrkdwn`*${form.accountName}*: you were assessing its fit${begun}; ${answered.answered} of ${answered.of} questions have an answer.`,
      ),
      actions(anewButton(form.place)),
    ],
  });
}

/** A gate failed: it stops here, unless the person goes on. */
export function gatesForm(
  form: FitFormBase,
  failed: readonly Characteristic[],
  draft: FitDraft,
  next: number,
): ModalView {
  return modal({
    ...common(form, 'Fit: a gate failed'),
    submit: 'Save: bad fit',
    blocks: [
      section(
        mrkdwn`*${form.accountName}* is a ${VERDICT_SIGNS.bad_fit} *bad fit*, whatever the rest says: a must is answered no.`,
      ),
      section(failedLines(failed, draft.answers)),
      section(mrkdwn`Save it so, or go on all the same: the answers to the rest may matter later.`),
      actions(
        button('Continue anyway', ids.fitTurn, { value: JSON.stringify({ ...form.place, at: next }) }),
        backButton({ ...form.place, at: next - 1 }),
      ),
    ],
  });
}

/** Somebody else assessed it while this form was open. */
export interface Meanwhile {
  newest: FitAssessment;
  by: { slackUserId: string | null; name: string } | null;
  differing: readonly {
    question: Characteristic | ReadinessQuestion;
    theirs: GivenAnswer;
    mine: GivenAnswer;
  }[];
}

export function meanwhileForm(form: FitFormBase, { newest, by, differing }: Meanwhile): ModalView {
  const who = by === null ? mrkdwn`Somebody` : personName(by);
  const verdict = `${VERDICT_SIGNS[newest.verdict]} ${VERDICT_WORDS[newest.verdict]}`;
  const head = section(
    mrkdwn`${who} assessed *${form.accountName}* while you were at it (${dateToken(new Date(newest.assessedAt))}): ${verdict}. Nothing of yours is saved yet.`,
  );
  const foot = [
    section(mrkdwn`Yours would stand as the newest, theirs before it in the history.`),
    actions(anewButton(form.place, 'Start from theirs')),
  ];
  const rows = differing.map(({ question, theirs, mine }): KnownBlock[] => [
    section(join([mrkdwn`*${question.name}*`, said(who, theirs)], '\n')),
    section(said(mrkdwn`You`, mine)),
  ]);
  const none = section(mrkdwn`Your answers are the same as theirs.`);
  return modal({
    ...common(form, 'Assessed meanwhile'),
    submit: 'Save mine',
    blocks: [
      head,
      ...(rows.length === 0 ? [none] : []),
      ...rowsWithin(limits.modal, rows, {
        reserve: [head, ...foot],
        more: (hidden) => [context(mrkdwn`and ${hidden} more differences`)],
      }),
      ...foot,
    ],
  });
}

function anewButton(place: FitPlace, text = 'Start anew') {
  return button(text, ids.fitAnew, {
    value: place.accountId,
    confirm: {
      title: `${text}?`,
      text: 'What you entered and did not save is gone; the newest saved answers stand in the form.',
      confirm: text,
      deny: 'Keep mine',
      danger: true,
    },
  });
}

function said(who: Mrkdwn, { answer, evidence }: GivenAnswer): Mrkdwn {
  const word = answer.charAt(0).toUpperCase() + answer.slice(1);
  return evidence === '' ? mrkdwn`${who}: ${word}` : mrkdwn`${who}: ${word} · ${evidence}`;
}
