/** The message that asks whether an initiative improved the customer's experience, and what was answered. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Initiative, InitiativeAnswer, InitiativeFigures } from '#src/initiatives/domain.ts';
import { KIND_WORDS, VERDICT_WORDS } from '#src/initiatives/words.ts';
import type { Person } from '#src/people/domain.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { away, day } from './format.ts';
import { ids } from './ids.ts';
import { figuresLines } from './initiative-figures.ts';
import { personName, presenceName } from './people.ts';
import { join, mrkdwn, quoted, truncate } from './text.ts';

const NAME_SHOWN = 100;
const TEXT_SHOWN = 1000;

export interface AskedInitiative {
  initiative: Initiative;
  then: InitiativeFigures;
  now: InitiativeFigures;
  /** Whose place the reader takes; null: it is theirs. */
  standsInFor: Person | null;
  today: BusinessDate;
}

type Message = Required<Pick<Answer, 'text' | 'blocks'>>;

export function initiativeQuestion(asked: AskedInitiative): Message {
  const { initiative, then, now, standsInFor, today } = asked;
  const { id, name, kind, improves, startedOn } = initiative;
  const title = mrkdwn`Does “${truncate(name, NAME_SHOWN)}” improve the customer’s experience?`;
  const lines = figuresLines(then, now);
  return {
    text: title,
    blocks: [
      section(mrkdwn`❓ *${title}*`),
      section(
        mrkdwn`${KIND_WORDS[kind]}, began ${day(startedOn, today)} (${away(startedOn, today)}). It was to improve:`,
      ),
      section(quoted(truncate(improves, TEXT_SHOWN))),
      ...(lines.length === 0 ? [] : [section(join(lines, '\n'))]),
      actions(
        button('Answer', ids.initiativeAnswer, {
          value: `${id}:open:0`,
          style: 'primary',
          label: `Answer: ${name}`,
        }),
      ),
      ...(standsInFor === null
        ? []
        : [context(mrkdwn`It is ${presenceName(standsInFor, today)} who answers for it: you stand in.`)]),
    ],
  };
}

export interface AnsweredInitiative {
  initiative: Pick<Initiative, 'name'>;
  answer: InitiativeAnswer;
  /** Null: nobody knows them any more. */
  person: Person | null;
  today: BusinessDate;
}

/** The same message once it is answered. */
export function initiativeAnswered({ initiative, answer, person, today }: AnsweredInitiative): Message {
  const { verdict, figures } = answer;
  const name = truncate(initiative.name, NAME_SHOWN);
  const lines = figuresLines(figures.then, figures.now);
  const text = mrkdwn`“${name}”: ${VERDICT_WORDS[verdict].toLowerCase()}`;
  const by = person === null ? mrkdwn`somebody` : personName(person);
  return {
    text,
    blocks: [
      section(mrkdwn`✅ *${name}* · *${VERDICT_WORDS[verdict]}*, says ${by} (${day(answer.day, today)})`),
      section(quoted(truncate(answer.answer, TEXT_SHOWN))),
      ...(lines.length === 0 ? [] : [context(...lines)]),
    ],
  };
}
