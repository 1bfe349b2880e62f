/** The digest's edition for the company, and the form in which it is shared. */
import type { KnownBlock, ModalView } from '@slack/types';
import { asTyped } from '#src/base/text.ts';
import { count as plainCount } from '#src/base/words.ts';
import type { Digest } from '#src/digest/domain.ts';
import { SECTION_TITLES } from '#src/digest/words.ts';
import type { Person } from '#src/people/domain.ts';
import * as z from 'zod';
import { context, divider, header, modal, section, type Answer } from './build.ts';
import { reachedLines, reasonOf } from './digest-customers.ts';
import { andMore, briefLine, firstLines, listBlock, nameAndMoney, sumsText } from './digest-lines.ts';
import { productBrief } from './digest-product.ts';
import { salesBrief } from './digest-sales.ts';
import { channelField } from './digest-settings.ts';
import { successBrief } from './digest-success.ts';
import { input, textField } from './form-fields.ts';
import { count, day, figure } from './format.ts';
import { ids } from './ids.ts';
import { personName } from './people.ts';
import { join, mrkdwn, quoted, truncateMrkdwn, type Mrkdwn } from './text.ts';

export interface EditionShown {
  /** What is left of the digest for the company. */
  edition: Digest;
  intro: string;
  /** Null: nobody knows them any more. */
  sharer: Pick<Person, 'name' | 'slackUserId'> | null;
}

const LEFT_NAMED = 7;
const LEFT_TEXT = 1200;

/** The message for the company. */
export function editionMessage({ edition, intro, sharer }: EditionShown): Answer {
  const { date } = edition;
  const by = sharer === null ? [] : [mrkdwn`shared by ${personName(sharer)}`];
  return {
    text: mrkdwn`What our customers achieved, week to ${day(date, date)}: ${headline(edition)}`,
    blocks: [
      header(`What our customers achieved · week to ${day(date, date)}`),
      ...(intro === '' ? [] : [section(quoted(intro))]),
      ...editionBlocks(edition),
      context(join([mrkdwn`From the weekly meeting of those who lead`, ...by], ', ')),
    ],
  };
}

function editionBlocks(edition: Digest): KnownBlock[] {
  const { sections, date } = edition;
  const { reached, left } = sections.customers.facts;
  const about = { today: date };
  const told: [keyof typeof SECTION_TITLES, Mrkdwn[]][] = [
    ['success', successBrief(sections.success.facts, about)],
    ['sales', salesBrief(sections.sales.facts, about)],
    ['product', productBrief(sections.product.facts, about)],
  ];
  return [
    reached.total === 0
      ? section(mrkdwn`Nobody reached a milestone this week.`)
      : listBlock(
          mrkdwn`*Reached a milestone* · ${figure(reached.total)}`,
          reachedLines(sections.customers.facts, about),
          reached.total,
        ),
    ...(left.total === 0 ? [] : [section(leftText(edition))]),
    ...told.flatMap(([id, lines]) =>
      lines.length === 0 ? [] : [section(join([mrkdwn`*${SECTION_TITLES[id]}*`, ...lines], '\n'))],
    ),
  ];
}

/** How many left; where the settings allow it, who and why. */
function leftText({ sections }: Digest): Mrkdwn {
  const { left } = sections.customers.facts;
  if (left.accounts.length === 0) return briefLine('Left', mrkdwn`${count(left.total, 'customer')}`);
  const named = firstLines(left.accounts, left.total, LEFT_NAMED).map(
    (one) => mrkdwn`${nameAndMoney(one)} (${reasonOf(one)})`,
  );
  const text = mrkdwn`*Left: ${figure(left.total)}* · ${andMore(named, left.total)}${sumsText(left.arr)}`;
  return truncateMrkdwn(text, LEFT_TEXT);
}

function headline({ sections }: Digest): string {
  const { reached, left } = sections.customers.facts;
  const parts = [
    ...(reached.total === 0 ? [] : [`${count(reached.total, 'customer')} reached a milestone`]),
    ...(left.total === 0 ? [] : [`${figure(left.total)} left`]),
  ];
  return parts.length === 0 ? 'a quiet week' : parts.join(', ');
}

export const shareMetadata = z.object({
  digestId: z.string().min(1).max(64),
  /** The version of the settings by which the edition is shown. */
  settingsVersion: z.number().int().min(0),
});
export type ShareMetadata = z.infer<typeof shareMetadata>;

export const SHARE_TITLE = 'Share with the company';

export interface ShareForm extends ShareMetadata {
  edition: Digest;
  allowed: { sharesMoney: boolean; sharesReasons: boolean };
  channel: string | null;
  /** What stands in the field; default: a sentence of ours. */
  intro?: string;
  /** What is said above the form. */
  notice: Mrkdwn | null;
  maxIntro: number;
}

export function shareForm(form: ShareForm): ModalView {
  const { digestId, settingsVersion, edition, allowed, channel, intro, notice, maxIntro } = form;
  return modal({
    callbackId: ids.digestShareForm,
    title: SHARE_TITLE,
    submit: 'Share',
    metadata: { digestId, settingsVersion } satisfies ShareMetadata,
    blocks: [
      ...(notice === null ? [] : [section(notice)]),
      input('channel', 'Channel', channelField(channel), {
        hint: 'A channel of ours alone; Milepost must be in it.',
      }),
      input(
        'intro',
        'What do you say to it?',
        textField({ asTyped: true, multiline: true, initial: intro ?? introOf(edition), max: maxIntro }),
        { optional: true, hint: 'It stands at the top, as your words.' },
      ),
      divider(),
      context(mrkdwn`This is what the company reads:`),
      ...editionBlocks(edition),
      divider(),
      context(
        mrkdwn`Left out: ${leftOut(allowed).join('; ')}. \`/cs digest settings\` says what may be shared. It is posted once.`,
      ),
    ],
  });
}

function introOf(edition: Digest): string {
  const { reached, left } = edition.sections.customers.facts;
  const gone = plainCount(left.total, 'customer');
  if (reached.total === 0)
    return left.total === 0
      ? 'A quiet week for our customers. Thank you for standing by them.'
      : `This week ${gone} left, and nobody reached a milestone.`;
  const told = `This week ${plainCount(reached.total, 'customer')} reached a milestone`;
  return left.total === 0
    ? `${told}. Thank you to everybody who helped them there.`
    : `${told}, and ${gone} left. Thank you to everybody who helped those who got there.`;
}

function leftOut({ sharesMoney, sharesReasons }: ShareForm['allowed']): string[] {
  return [
    'who is at risk, slipped, or renews before the value is there',
    ...(sharesMoney ? [] : ['money, and what customers or releases say that names an amount']),
    sharesReasons ? 'what those who left said to it' : 'who left and why',
    'who sold what',
    'comments, decisions and actions',
  ];
}

/** What was entered; what is wrong with it the listener says. */
export const shareValues = z.object({
  channel: z.string({ error: 'Choose a channel.' }),
  intro: z
    .string()
    .nullish()
    .transform((typed) => asTyped(typed ?? '')),
});
