/** The message that asks for a comment to the digest, and the form in which it is written. */
import type { KnownBlock, ModalView } from '@slack/types';
import { asTyped } from '#src/base/text.ts';
import { isBusinessDate, type BusinessDate } from '#src/base/business-date.ts';
import { MAX_COMMENT, type AskedComment, type ToldSection } from '#src/digest/comments.ts';
import { SECTION_IDS, type SectionId } from '#src/digest/domain.ts';
import { QUIET_WORDS, SECTION_TITLES } from '#src/digest/words.ts';
import type { Person } from '#src/people/domain.ts';
import * as z from 'zod';
import { actions, button, context, divider, modal, section, type Answer } from './build.ts';
import { briefOf } from './digest-parts.ts';
import { fitting } from './digest-said.ts';
import { input, textField } from './form-fields.ts';
import { away, day as dayText, listed } from './format.ts';
import { textBlocks } from './goal-card.ts';
import { ids, numbered } from './ids.ts';
import { personName, presenceName } from './people.ts';
import { join, mrkdwn, quoted, truncateMrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** Of each comment, after escaping; what one does not need, another may take. */
const COMMENT_SHOWN = 700;
const NAME_SHOWN = 150;

/** A section as its owner is asked about it. */
export interface AskedSection extends Pick<AskedComment, 'section' | 'told' | 'comment'> {
  /** Who was asked, or whose comment it is; null: nobody knows them any more. */
  person: Person | null;
  /** They are away or gone: the reader may speak in their place. */
  isAbsent: boolean;
}

export interface CommentsAsked {
  /** The digest's day. */
  day: BusinessDate;
  today: BusinessDate;
  isPosted: boolean;
  /** In the order of the digest. */
  sections: readonly AskedSection[];
}

/** The direct message. */
export function commentsAsked({ day, today, isPosted, sections }: CommentsAsked): Answer {
  const when = mrkdwn`the digest of ${dayText(day, today)}`;
  const [first] = sections;
  if (first === undefined) {
    const text = mrkdwn`You are no longer asked about ${when}: who answers for the sections was changed.`;
    return { text, blocks: [section(text)] };
  }
  const open = sections.filter(({ comment }) => comment === null);
  const titles = open.map((one) => SECTION_TITLES[one.section].toLowerCase());
  const about = listed(titles, titles.length);
  const fits = fitting(
    sections.map(({ comment }) => (comment === null ? 0 : quoted(comment).value.length)),
    COMMENT_SHOWN,
  );
  const text =
    open.length === 0
      ? mrkdwn`Your word ${isPosted ? 'is in' : 'goes into'} ${when}`
      : mrkdwn`What do you say to ${when}? One comment on ${about}`;
  return {
    text,
    blocks: [
      section(mrkdwn`💬 *${text}*`),
      context(
        mrkdwn`Those who lead read it under the section, with your name: why it is so, and what you do about it. Figures as of ${dayText(first.told.date, today)}; those of the digest may differ.`,
      ),
      ...sections.flatMap((one, number) => [
        divider(),
        ...sectionBlocks(one, { day, today, number, isCut: fits[number] === false }),
      ]),
      ...(isPosted ? [] : [divider(), actions(PREVIEW)]),
    ],
  };
}

/** What stands around their section. */
const PREVIEW = verbButton('Preview of the digest', { command: '/cs', verb: 'digest', rest: 'preview' });

function sectionBlocks(
  asked: AskedSection,
  { day, today, number, isCut }: { day: BusinessDate; today: BusinessDate; number: number; isCut: boolean },
): KnownBlock[] {
  const { section: id, told, comment, person, isAbsent } = asked;
  const title = SECTION_TITLES[id];
  const value = `${day}:${id}`;
  const press = (text: string, style?: 'primary') =>
    button(text, numbered(ids.digestComment, number), {
      value,
      label: `${text}: ${title}`,
      ...(style === undefined ? {} : { style }),
    });
  const figures = section(join([mrkdwn`*${title}*`, ...toldLines(told)], '\n'));
  if (comment !== null) {
    const by = person === null ? mrkdwn`Somebody` : truncateMrkdwn(personName(person), NAME_SHOWN);
    const told = isCut
      ? mrkdwn`${truncateMrkdwn(quoted(comment), COMMENT_SHOWN)}\n_Change_ shows it whole.`
      : quoted(comment);
    return [figures, section(mrkdwn`✅ ${by} says:\n${told}`), actions(press('Change'))];
  }
  const absent =
    isAbsent && person !== null
      ? [
          context(
            mrkdwn`${truncateMrkdwn(presenceName(person, today), NAME_SHOWN)} answers for it and is not there: you can speak in their place, or name somebody else with \`/cs digest settings\`.`,
          ),
        ]
      : [];
  return [figures, ...absent, actions(press('Comment', 'primary'))];
}

/** What the section tells, in the lines of the digest's message. */
function toldLines(told: ToldSection): Mrkdwn[] {
  const lines = briefOf(told);
  return lines.length === 0 ? [mrkdwn`_${QUIET_WORDS[told.id]}_`] : lines;
}

/** `DAY:SECTION` */
export const commentValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.string().refine(isBusinessDate), z.enum(SECTION_IDS)]))
  .transform(([day, id]) => ({ day, section: id }));

export const commentMetadata = z.object({
  day: z.string().refine(isBusinessDate),
  section: z.enum(SECTION_IDS),
  /** The version that was read. */
  version: z.number().int().min(1),
});
export type CommentMetadata = z.infer<typeof commentMetadata>;

export interface CommentForm {
  comment: AskedComment;
  today: BusinessDate;
  /** What stands in the field; default: the comment. */
  typed?: string;
  /** Somebody else commented while the form was open; theirs is `comment`. */
  conflict?: { savedBy: Mrkdwn; savedAt: Mrkdwn };
}

export const COMMENT_TITLE = 'Comment on the digest';

export function commentForm({ comment: asked, today, typed, conflict }: CommentForm): ModalView {
  const { day, section: id, version, told, comment } = asked;
  const metadata: CommentMetadata = { day, section: id, version };
  return modal({
    callbackId: ids.digestCommentForm,
    title: COMMENT_TITLE,
    submit: conflict === undefined ? 'Save' : 'Save mine over it',
    metadata,
    blocks: [
      ...(conflict === undefined ? [] : conflictBlocks(conflict, comment)),
      section(mrkdwn`*${SECTION_TITLES[id]}* · the digest of ${dayText(day, today)} (${away(day, today)})`),
      context(join(toldLines(told), '\n')),
      input(
        'comment',
        'Your comment',
        textField({
          asTyped: true,
          multiline: true,
          initial: typed ?? comment,
          max: MAX_COMMENT,
          placeholder: SECTION_EXAMPLES[id],
        }),
        {
          hint: 'Why it is so, and what you do about it. You can change it, after the digest is posted too.',
        },
      ),
    ],
  });
}

const SECTION_EXAMPLES: Record<SectionId, string> = {
  customers:
    'Acme’s board saw the leads on Tuesday; tell that story on Friday. Bolt: I meet their head of sales',
  success: 'The first milestone is slow since the new importer; two people pair on it until Thursday',
  sales: 'Two bad fits came from the fair; we ask about their team size first from now on',
  product: 'The importer ships on Wednesday: it should help the first milestone',
  decisions: 'We need a yes or no on the partner programme this week',
};

function conflictBlocks(
  { savedBy, savedAt }: NonNullable<CommentForm['conflict']>,
  theirs: string | null,
): KnownBlock[] {
  const head = section(
    mrkdwn`⚠️ ${savedBy} commented ${savedAt}, while you were writing. Yours stands below; saving puts it in the place of theirs.`,
  );
  return [head, ...textBlocks('Theirs', theirs ?? '')];
}

/** What was entered; what is wrong with it the service says. */
export const commentValues = z.object({
  comment: z
    .string()
    .nullish()
    .transform((text) => asTyped(text ?? '')),
});
