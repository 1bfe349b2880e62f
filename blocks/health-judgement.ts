/** The form in which one of ours says how they see an account, with what was said before. */
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import type { BusinessDate } from '#src/base/business-date.ts';
import { BANDS, MAX_JUDGEMENT_REASON, type Health, type Judgement } from '#src/health/domain.ts';
import { bandWords, scoreWords } from '#src/health/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, divider, modal, section, type Answer } from './build.ts';
import { choiceField, input, textField } from './form-fields.ts';
import { day } from './format.ts';
import type { ShownJudgement } from './health-card.ts';
import { ids } from './ids.ts';
import { mrkdwn, quoted, truncate } from './text.ts';
import { verbButton } from './verb-button.ts';

export const judgeMetadata = z.object({ accountId: z.string().max(64), formId: z.string().max(64) });
export type JudgeMetadata = z.infer<typeof judgeMetadata>;

export interface JudgeForm extends JudgeMetadata {
  accountName: string;
  health: Health | null;
  /** Newest first. */
  history: readonly ShownJudgement[];
  today: BusinessDate;
}

const REASON_SHOWN = 400;

export function judgeForm({ accountId, formId, accountName, health, history, today }: JudgeForm): ModalView {
  const score =
    health === null ? mrkdwn`has no score yet` : mrkdwn`scores ${scoreWords(health.score, health.band)}`;
  return modal({
    callbackId: ids.healthJudgeForm,
    title: 'My judgement',
    submit: 'Save',
    metadata: { accountId, formId },
    blocks: [
      section(
        mrkdwn`*${accountName}* ${score}. What you say stands beside it, under your name; it does not change the score.`,
      ),
      input(
        'band',
        'How do you see it?',
        choiceField(BANDS.map((band) => ({ text: bandWords(band), value: band }))),
      ),
      input('reason', 'Why?', textField({ multiline: true, max: MAX_JUDGEMENT_REASON }), {
        hint: 'What you have seen or heard, and when.',
      }),
      ...(history.length === 0 ? [] : [divider(), section(mrkdwn`*What was said before*`)]),
      ...history.map(({ band, by, day: judged, reason }) =>
        section(
          mrkdwn`${bandWords(band)} · ${by} · ${day(judged, today)}\n${quoted(truncate(reason, REASON_SHOWN))}`,
        ),
      ),
    ],
  });
}

export const judgeValues = z.object({
  band: z.enum(BANDS, { error: 'Choose red, yellow or green.' }),
  reason: z
    .union([z.string(), z.array(z.string())], { error: 'Write why.' })
    .transform((text) => (typeof text === 'string' ? text.trim() : ''))
    .refine((text) => text !== '', 'Write why.'),
});

/** What the person reads once it is kept. */
export function judgedAnswer(
  account: { key: string; name: string },
  { band }: Pick<Judgement, 'band'>,
): Answer {
  const text = mrkdwn`You judge *${account.name}* ${bandWords(band)}. It stands beside the score, with your reason.`;
  const open = { command: '/account', verb: 'health', rest: accountRest(account) };
  return { text, blocks: [section(text), actions(verbButton('Open', open))] };
}
