import type { Person } from '../contract.ts';

const COLOURS = 8;

/** Up to two initials of a name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 0x3f)).join('');
}

/** A person as a coloured square with initials; the bot with the milestone of its name. */
export function Avatar({ person, size }: { person: Person | undefined; size: 'small' | 'big' }) {
  if (person?.isBot === true) {
    return (
      <span class={`avatar avatar-${size} avatar-bot`} aria-hidden="true">
        <svg viewBox="0 0 24 24">
          <path d="M7 21V9.5a5 5 0 0 1 10 0V21zM5 21h14M10.5 13.5l1.5-1.5v5" />
        </svg>
      </span>
    );
  }
  const name = person?.realName ?? '?';
  let sum = 0;
  for (const letter of person?.id ?? '') sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return (
    <span class={`avatar avatar-${size} avatar-${sum % COLOURS}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
