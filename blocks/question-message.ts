/** The questions to one of ours, in one message: a press answers, and shows what was answered. */
import type { KnownBlock } from '@slack/types';
import { CHOICES, choiceOf, type Choice, type Question } from '#src/surveys/domain.ts';
import { CHOICE_WORDS, saidWords } from '#src/surveys/words.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { count } from './format.ts';
import { ids, numbered } from './ids.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';

export interface AskedQuestion extends Question {
  accountName: string;
}

const ASKED_SHOWN = 200;
const NAME_SHOWN = 100;

/** @param questions those of one message, in order; one account's stand together @param now UTC ISO time */
export function questionMessage(
  questions: readonly AskedQuestion[],
  now: string,
): Required<Pick<Answer, 'text' | 'blocks'>> {
  const accounts = [...Map.groupBy(questions, ({ accountId }) => accountId).values()];
  const [first] = questions;
  // Not bold itself: it stands within what is bold.
  const about =
    accounts.length === 1
      ? mrkdwn`${truncate(first?.accountName ?? '', NAME_SHOWN)}`
      : mrkdwn`${count(accounts.length, 'account')} of yours`;
  const text = mrkdwn`${count(questions.length, 'question')} about ${about} that only you can answer`;
  const blocks: KnownBlock[] = [
    section(mrkdwn`📋 *${text}*`),
    context(
      mrkdwn`One press each. What nobody knows makes an account’s health less sure, and says nothing bad of it.`,
    ),
  ];
  for (const own of accounts) {
    if (accounts.length > 1)
      blocks.push(section(mrkdwn`*${truncate(own[0]?.accountName ?? '', NAME_SHOWN)}*`));
    for (const question of own) blocks.push(...questionBlocks(question, now));
  }
  return { text: mrkdwn`${text}`, blocks };
}

function questionBlocks(question: AskedQuestion, now: string): KnownBlock[] {
  const { state, undoUntil } = question;
  const asked = truncate(question.asked, ASKED_SHOWN);
  const choice = choiceOf(question);
  if (state === 'replaced') return [section(mrkdwn`▫️ ${asked}\n_Asked again since, in a newer message._`)];
  if (choice === null) return [section(mrkdwn`${asked}`), choices(question, null)];
  const said = mrkdwn`${signOf(choice)} ${asked}\nYou said *${saidWords(choice)}*`;
  if (undoUntil === null || now > undoUntil) return [section(said)];
  return [section(mrkdwn`${said} · _it can be changed for a minute_`), choices(question, choice)];
}

function signOf(choice: Choice): string {
  return choice === 'unknown' || choice === 'later' ? '⚪' : '✅';
}

function choices({ id, accountName, asked }: AskedQuestion, chosen: Choice | null) {
  return actions(
    ...CHOICES.map((choice, number) =>
      button(CHOICE_WORDS[choice], numbered(ids.questionAnswer, number), {
        value: `${id}:${choice}`,
        label: `${CHOICE_WORDS[choice]}: ${truncate(accountName, 30)}, ${asked}`,
        ...(choice === chosen ? { style: 'primary' as const } : {}),
      }),
    ),
  );
}

/** Why an answer was not taken. */
export function notTaken(problem: 'not-found' | 'asked-of-another' | 'asked-again' | 'too-late'): Mrkdwn {
  switch (problem) {
    case 'not-found':
      return mrkdwn`This question is no longer there.`;
    case 'asked-of-another':
      return mrkdwn`This question was asked of somebody else: their answer would not be theirs if you gave it.`;
    case 'asked-again':
      return mrkdwn`This question was asked again since. Please answer it in the newer message.`;
    case 'too-late':
      return mrkdwn`It is answered, and can be changed by a press for a minute only. \`/account answers\` corrects it.`;
  }
}
