import type { State } from './state.ts';

/** Endings by which the client takes a bare word for a web address. */
const bareDomain =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|io|dev|app|co|ai|eu|de|uk|gov|edu|biz|info|me|us|fr|es|br|ch|at|nl)(?:\/\S*)?$/i;

/**
 * What Slack makes of a command's text with `should_escape`: entities escaped, known @people and #channels
 * turned into references, web addresses and e-mail addresses into links.
 */
export function escapeCommandText(state: State, text: string): string {
  return text.replaceAll(/\S+/g, (word) => escapeWord(state, word));
}

/** What Slack's client makes of a message that somebody typed: the same, with people by their id alone. */
export function escapeText(state: State, text: string): string {
  return escapeCommandText(state, text).replaceAll(/<(@[UW][A-Z0-9]+)\|[^>]*>/g, '<$1>');
}

function escapeWord(state: State, word: string): string {
  const safe = word.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  // A mention may stand behind the name of a filter: lead:@priya.
  const [, before = '', named = '', after = ''] = /^([a-z]+:)?([@#].*?)([.,;:!?)]*)$/i.exec(word) ?? [];
  const reference = referenceTo(state, named);
  if (reference !== undefined) return `${before}${reference}${after}`;
  if (/^https?:\/\/\S+$/i.test(word)) return `<${safe}>`;
  if (/^[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}$/i.test(word)) return `<mailto:${safe}|${safe}>`;
  return bareDomain.test(word) ? `<http://${safe}|${safe}>` : safe;
}

/** The reference to `@name` or `#name`; undefined where nobody and nothing is called so. */
function referenceTo(state: State, named: string): string | undefined {
  const name = named.slice(1);
  if (named.startsWith('@')) {
    const user = [...state.users.values()].find((other) => other.name === name.toLowerCase());
    if (user) return `<@${user.id}|${user.name}>`;
    return ['channel', 'here', 'everyone'].includes(name) ? `<!${name}>` : undefined;
  }
  const channel = [...state.channels.values()].find((other) => other.name !== '' && other.name === name);
  return named.startsWith('#') && channel ? `<#${channel.id}|${channel.name}>` : undefined;
}
