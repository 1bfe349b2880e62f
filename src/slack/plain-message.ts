/** A message of Slack as plain text. */

/** The Slack ids of people who are mentioned. */
export function mentionedIn(text: string): string[] {
  return [...new Set([...text.matchAll(/<@([UW][A-Z0-9]{1,30})/g)].map(([, id = '']) => id))];
}

/** What people read: mentions by their names, links by their labels and addresses, Slack's escapes undone. */
export function plainMessage(text: string, nameOf: (slackUserId: string) => string | null): string {
  return text
    .replace(/<([^<>]*)>/g, (_all, inner: string) => readSign(inner, nameOf))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .toWellFormed()
    .replaceAll('\0', '')
    .trim();
}

function readSign(inner: string, nameOf: (slackUserId: string) => string | null): string {
  const bar = inner.indexOf('|');
  const [target, label] = bar < 0 ? [inner, ''] : [inner.slice(0, bar), inner.slice(bar + 1)];
  if (target.startsWith('@')) return `@${nameOf(target.slice(1)) ?? (label || 'somebody')}`;
  if (target.startsWith('#')) return `#${label || 'a channel'}`;
  if (target.startsWith('!')) return label || `@${target.slice(1).split('^')[0]}`;
  const address = target.replace(/^mailto:/, '');
  const same = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return label === '' || same(label) === same(address) ? label || address : `${label} (${address})`;
}
