/** Answers in words. Plain text, to be escaped where it is shown. */
import { figure } from '../base/words.ts';
import { isOurs, LATER_DAYS, UNKNOWN_DAYS, type Answer, type Choice, type QuestionState } from './domain.ts';

const STEPS = ['not at all', 'hardly', 'partly', 'mostly', 'certainly'];

/** What stands on the buttons. */
export const CHOICE_WORDS: Record<Choice, string> = {
  '1': '1 not at all',
  '2': '2 hardly',
  '3': '3 partly',
  '4': '4 mostly',
  '5': '5 certainly',
  unknown: 'Don’t know',
  later: 'Ask me in two weeks',
};

/** What was said, behind “You said”. */
export function saidWords(choice: Choice): string {
  if (choice === 'unknown') return `that you do not know; it is asked again in ${UNKNOWN_DAYS / 7} weeks`;
  if (choice === 'later') return `to be asked again in ${LATER_DAYS / 7} weeks`;
  return stepWords(Number(choice));
}

/** What somebody answered, for the history. */
export function answerWords(state: QuestionState, value: number | null): string {
  if (value !== null) return stepWords(value);
  return state === 'later' ? 'asked for it again later' : 'does not know';
}

/** `4, mostly` */
export function stepWords(value: number): string {
  const word = STEPS[value - 1];
  return word === undefined ? figure(value) : `${figure(value)}, ${word}`;
}

/** The value as people read it: a step of ours, or a survey's figure. */
export function valueWords(answer: Pick<Answer, 'answeredBy' | 'value'>): string {
  return isOurs(answer) ? stepWords(answer.value) : figure(answer.value);
}
