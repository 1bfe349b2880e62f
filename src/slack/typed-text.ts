/** What a person typed behind a command, as they meant it. */

/** Slack's escapes undone: links become their label or address, entities become signs, user mentions stay. */
export function readTyped(text: string): string {
  return text
    .replace(
      /<(https?:|mailto:)([^>|]*)(\|([^>]*))?>/g,
      (_all, scheme: string, rest: string, _bar, label?: string) =>
        label !== undefined && label !== '' ? label : scheme === 'mailto:' ? rest : `${scheme}${rest}`,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The first word and what follows it. */
export function firstWord(text: string): { word: string; rest: string } {
  const space = text.indexOf(' ');
  return space < 0
    ? { word: text, rest: '' }
    : { word: text.slice(0, space), rest: text.slice(space + 1).trim() };
}

/** The person mentioned at the start of the text, and what follows; null when it starts otherwise. */
export function firstMention(
  text: string,
): { slackUserId: string; label: string | null; rest: string } | null {
  const found = /^<@([UW][A-Z0-9]+)(?:\|([^>]*))?>\s*(.*)$/s.exec(text);
  if (found === null) return null;
  return { slackUserId: found[1] ?? '', label: found[2] ?? null, rest: found[3] ?? '' };
}

/** Quotation marks around the whole text are not part of it. */
export function unquoted(text: string): string {
  const found = /^"([^"]*)"$/.exec(text.trim());
  return (found?.[1] ?? text).trim();
}

/** The page at the end of what was typed, put there by a button: `page:2`. Of verbs whose account stands before it. */
export const PAGE_SUFFIX = /\s*page:\d{1,5}$/;

/** Splits `page:2` off the end of what was typed; without one it is the first page. */
export function readPage(text: string): { typed: string; page: number } {
  const found = /(?:^|\s)page:(\d{1,5})$/.exec(text);
  const typed = (found === null ? text : text.slice(0, found.index)).trim();
  return { typed, page: Math.max(1, Number(found?.[1] ?? 1)) };
}
