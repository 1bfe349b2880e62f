/** The forms of plays: one is chosen and started, or stopped. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import type { BusinessDate } from '#src/base/business-date.ts';
import { dueDates, type Play, type StepOwner } from '#src/plays/domain.ts';
import { OWNER_WORDS, waitsFor, type MetricNames } from '#src/plays/words.ts';
import { context, modal, section } from './build.ts';
import { choiceField, input, textField } from './form-fields.ts';
import { day } from './format.ts';
import { ids } from './ids.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

export const playStartMetadata = z.object({
  accountId: z.string().max(64),
  /** The page of the list that is made anew afterwards; 0: none is. */
  page: z.number().int().min(0),
});
export type PlayStartMetadata = z.infer<typeof playStartMetadata>;

export const playStopMetadata = z.object({
  runId: z.string().max(64),
  page: z.number().int().min(0),
});

export const STOP_REASON_MISSING = 'Say in a few words why it stops.';
const CHOOSE = 'Choose the play.';

export const playStartValues = z.object({ play: z.string({ error: CHOOSE }) });
export const playStopValues = z.object({
  reason: z.string({ error: STOP_REASON_MISSING }).trim().min(1, STOP_REASON_MISSING),
});

export interface PlayStartForm extends PlayStartMetadata {
  accountName: string;
  /** Those that are on. */
  plays: readonly Play[];
  chosen: Play | null;
  /** Since when the chosen one runs already on the account; null: it does not. */
  runsSince: BusinessDate | null;
  /** Who would do the steps, by whose they are. */
  owners: Readonly<Record<StepOwner, Mrkdwn | null>>;
  metrics: MetricNames;
  today: BusinessDate;
}

/** Which play, and what it would do by when. */
export function playStartForm(form: PlayStartForm): ModalView {
  const { accountId, page, plays, chosen } = form;
  const choices = plays.map(({ id, name }) => ({ text: name, value: id }));
  return modal({
    callbackId: ids.playStartForm,
    title: 'Start a play',
    submit: 'Start',
    metadata: { accountId, page } satisfies PlayStartMetadata,
    blocks: [
      section(mrkdwn`*${form.accountName}*`),
      input(
        'play',
        'Play',
        choiceField(choices, {
          actionId: ids.playChoose,
          ...(chosen === null ? {} : { initial: chosen.id }),
          placeholder: 'Choose one to see its steps',
        }),
        { dispatch: true },
      ),
      ...(chosen === null ? [] : preview(form, chosen)),
    ],
  });
}

function preview({ owners, metrics, today, runsSince }: PlayStartForm, play: Play): KnownBlock[] {
  const dates = dueDates(play, today);
  const steps = play.steps.map((step, index) => {
    const who = owners[step.owner] ?? mrkdwn`${OWNER_WORDS[step.owner]}`;
    const ends =
      step.doneWhen === null ? mrkdwn`` : mrkdwn` · ends by itself when ${waitsFor(step.doneWhen, metrics)}`;
    return section(
      mrkdwn`*${index + 1}.* ${step.name}\n${who} · due ${day(dates[index] ?? today, today)}${ends}`,
    );
  });
  const note =
    runsSince === null
      ? mrkdwn`Started today, one step after the other; each is a CTA of whose turn it is.`
      : mrkdwn`⚠️ It runs on this account already, since ${day(runsSince, today)}: it can start again once that has ended.`;
  return [...steps, context(note)];
}

export interface PlayStopForm {
  runId: string;
  page: number;
  accountName: string;
  name: string;
  /** The step that goes off a list. */
  step: string | null;
}

export function playStopForm({ runId, page, accountName, name, step }: PlayStopForm): ModalView {
  const gone = step === null ? mrkdwn`` : mrkdwn`\n“${step}” goes off its owner’s list.`;
  return modal({
    callbackId: ids.playStopForm,
    title: 'Stop the play',
    submit: 'Stop',
    metadata: { runId, page },
    blocks: [
      section(mrkdwn`*${accountName}* · ${name}${gone}`),
      input('reason', 'Why', textField({ multiline: true, max: 300 }), {
        hint: 'Such as: their decision maker has left, and the search for a new one is on',
      }),
    ],
  });
}
