/** What those who answer for the digest's sections say: in its message as far as it fits, and else whole in its thread. */
import { MAX_COMMENT } from '#src/digest/comments.ts';
import { SECTION_IDS, type Digest, type SectionId } from '#src/digest/domain.ts';
import { SECTION_TITLES } from '#src/digest/words.ts';
import { section, type Answer } from './build.ts';
import { short } from './digest-lines.ts';
import { personName } from './people.ts';
import { inQuotes, mrkdwn, quoted, truncateMrkdwn, type Mrkdwn } from './text.ts';

/**
 * Each of five comments has so much room in the message after escaping, which makes five characters of one `&`; what one
 * does not need, another may take.
 */
const ROOM_OF_EACH = 600;
const NAME = 100;
const IN_THREAD = mrkdwn` _(whole in the thread)_`;

interface Said {
  line: Mrkdwn;
  /** The comment does not fit. */
  isCut: boolean;
}

/**
 * Which texts stand whole where each of `places` has room for `each` characters, and what one does not need is left to
 * those that need more, the first of them first.
 */
export function fitting(lengths: readonly number[], each: number, places = lengths.length): boolean[] {
  let spare = each * (places - lengths.length);
  for (const length of lengths) spare += Math.max(0, each - length);
  return lengths.map((length) => {
    const more = Math.max(0, length - each);
    if (more > spare) return false;
    spare -= more;
    return true;
  });
}

/** What stands under each section: its owner's comment, or that there is none; nothing where nobody was asked. */
export function saidOf(digest: Digest): Map<SectionId, Said> {
  const lines = SECTION_IDS.flatMap((id) => {
    const line = lineOf(digest, id);
    return line === null ? [] : [{ id, line }];
  });
  const fits = fitting(
    lines.map(({ line }) => line.value.length),
    ROOM_OF_EACH,
    SECTION_IDS.length,
  );
  return new Map(
    lines.map(({ id, line }, index): [SectionId, Said] => {
      if (fits[index] === true) return [id, { line, isCut: false }];
      const cut = truncateMrkdwn(line, ROOM_OF_EACH - IN_THREAD.value.length);
      return [id, { line: mrkdwn`${cut}${IN_THREAD}`, isCut: true }];
    }),
  );
}

function lineOf({ sections }: Digest, id: SectionId): Mrkdwn | null {
  const { owner, comment } = sections[id];
  if (comment === null || owner === null) return null;
  return comment === 'missing'
    ? mrkdwn`No word from ${nameOf(owner)} on ${SECTION_TITLES[id].toLowerCase()}`
    : mrkdwn`💬 ${nameOf(comment.by)}: ${inQuotes(short(comment.text, MAX_COMMENT))}`;
}

function nameOf(person: Parameters<typeof personName>[0]): Mrkdwn {
  return truncateMrkdwn(personName(person), NAME);
}

/** A comment that does not fit the message, for the thread; null: it fits, or there is none. */
export function saidInFull(digest: Digest, id: SectionId): Mrkdwn | null {
  const { comment } = digest.sections[id];
  if (comment === null || comment === 'missing' || saidOf(digest).get(id)?.isCut !== true) return null;
  return mrkdwn`💬 ${nameOf(comment.by)} on ${SECTION_TITLES[id].toLowerCase()}:\n${quoted(short(comment.text, MAX_COMMENT))}`;
}

/** Replies for a thread that stands already: what no longer fits the message since somebody commented. */
export function saidSince(before: Digest, now: Digest): Answer[] {
  return SECTION_IDS.flatMap((id) => {
    const text = saidInFull(now, id);
    if (text === null || saidInFull(before, id)?.value === text.value) return [];
    return [{ text, blocks: [section(text)] }];
  });
}
