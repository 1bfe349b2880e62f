/** The message that asks whether an initiative improved the customer's experience, and what was answered. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Initiative, InitiativeAnswer, InitiativeFigures } from '#src/initiatives/domain.ts';
import { KIND_WORDS, STATE_WORDS, VERDICT_WORDS } from '#src/initiatives/words.ts';
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
  /** Null: not read yet. */
  then: InitiativeFigures | null;
  now: InitiativeFigures;
  /** Whose place the reader takes; null: it is theirs. */
  standsInFor: Person | null;
  today: BusinessDate;
}

export type InitiativeMessage = Required<Pick<Answer, 'text' | 'blocks'>>;

export function initiativeQuestion(asked: AskedInitiative): InitiativeMessage {
  const { initiative, then, now, standsInFor, today } = asked;
  const { id, name, kind, improves, startedOn } = initiative;
  const title = mrkdwn`Does “${truncate(name, NAME_SHOWN)}” improve the customer’s experience?`;
  const lines = figuresLines({ then, now });
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

export interface ForgottenInitiative {
  initiative: Pick<Initiative, 'name' | 'state'>;
  /** Who answers for it by now; null: nobody knows them any more. */
  owner: Person | null;
}

/** The same message where it asks nothing any more: the initiative was ended, or is asked about anew. */
export function initiativeNotAsked({ initiative, owner }: ForgottenInitiative): InitiativeMessage {
  const name = truncate(initiative.name, NAME_SHOWN);
  const who = owner === null ? mrkdwn`somebody` : personName(owner);
  const text =
    initiative.state === 'open'
      ? mrkdwn`“${name}” was changed: ${who} answers for it, and it is asked about anew.`
      : mrkdwn`“${name}” is ${STATE_WORDS[initiative.state]}: there is nothing to answer.`;
  return { text, blocks: [section(text)] };
}

export interface AnsweredInitiative {
  initiative: Pick<Initiative, 'name'>;
  answer: InitiativeAnswer;
  /** Null: nobody knows them any more. */
  person: Person | null;
  today: BusinessDate;
}

/** The same message once it is answered. */
export function initiativeAnswered({
  initiative,
  answer,
  person,
  today,
}: AnsweredInitiative): InitiativeMessage {
  const { verdict, figures } = answer;
  const name = truncate(initiative.name, NAME_SHOWN);
  const lines = figuresLines(figures);
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
