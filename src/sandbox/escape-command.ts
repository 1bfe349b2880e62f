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

function escapeWord(state: State, word: string): string {
  const safe = word.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (word.startsWith('@')) {
    const user = [...state.users.values()].find((other) => other.name === word.slice(1).toLowerCase());
    if (user) return `<@${user.id}|${user.name}>`;
    if (['@channel', '@here', '@everyone'].includes(word)) return `<!${word.slice(1)}>`;
  }
  if (word.startsWith('#')) {
    const channel = [...state.channels.values()].find(
      (other) => other.name !== '' && other.name === word.slice(1),
    );
    if (channel) return `<#${channel.id}|${channel.name}>`;
  }
  if (/^https?:\/\/\S+$/i.test(word)) return `<${safe}>`;
  if (/^[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}$/i.test(word)) return `<mailto:${safe}|${safe}>`;
  return bareDomain.test(word) ? `<http://${safe}|${safe}>` : safe;
}
