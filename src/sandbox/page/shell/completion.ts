/** What the composer offers while one types: commands and their verbs, people, channels. Pure. */
import type { Channel, Command, Person } from '../contract.ts';

export interface Suggestion {
  key: string;
  kind: 'command' | 'verb' | 'person' | 'channel';
  /** What stands in the text afterwards, with the space behind it. */
  insert: string;
  label: string;
  hint: string;
}

export interface Completion {
  /** Where the completed word begins. */
  from: number;
  suggestions: readonly Suggestion[];
  /** Enter takes the first one: what was typed is nothing by itself. Else Enter sends, and Tab takes. */
  eager: boolean;
}

export interface Known {
  commands: readonly Command[];
  people: readonly Person[];
  channels: readonly Channel[];
}

const MOST = 8;

/** What fits the word before the caret; null: nothing does. */
export function complete(before: string, known: Known): Completion | null {
  const found = before.startsWith('/') ? completeCommand(before, known.commands) : null;
  const completion = found ?? completeName(before, known);
  return completion === null || completion.suggestions.length === 0
    ? null
    : { ...completion, suggestions: completion.suggestions.slice(0, MOST) };
}

function completeCommand(before: string, commands: readonly Command[]): Completion | null {
  const [, name = '', space = '', word, more] = /^(\/\S*)(\s*)(\S*)(.*)$/s.exec(before) ?? [];
  if (space === '') {
    const fitting = commands.filter(({ command }) => command.startsWith(name.toLowerCase()));
    return {
      from: 0,
      eager: !commands.some(({ command }) => command === name),
      suggestions: fitting.map(({ command, description, usageHint }) => ({
        key: command,
        kind: 'command',
        insert: `${command} `,
        label: usageHint === '' ? command : `${command} ${usageHint}`,
        hint: description,
      })),
    };
  }
  const command = commands.find((one) => one.command === name);
  if (command === undefined || word === undefined || more !== '') return null;
  const { verbs, rest } = readUsage(command.usageHint);
  // A first word may also be a name, which Enter must send as it stands.
  return {
    from: before.length - word.length,
    eager: false,
    suggestions: verbs
      .filter((verb) => verb.startsWith(word.toLowerCase()) && verb !== word)
      .map((verb) => ({
        key: verb,
        kind: 'verb',
        insert: `${verb} `,
        label: verb,
        hint: `${name} ${verb} ${rest}`.trim(),
      })),
  };
}

/** The verbs and what follows them, of a hint such as "[show|edit] account". */
export function readUsage(hint: string): { verbs: string[]; rest: string } {
  const [, inside, rest = ''] = /^\s*\[([^\]]*)\]\s*(.*)$/.exec(hint) ?? [];
  if (inside === undefined) return { verbs: [], rest: hint.trim() };
  const verbs = inside.split('|').map((verb) => verb.trim());
  return { verbs: verbs.filter((verb) => /^[\w-]+$/.test(verb)), rest: rest.trim() };
}

function completeName(before: string, { people, channels }: Known): Completion | null {
  const [, , sign, word = ''] = /(^|[\s(:])([@#])([\p{L}\p{N}._-]*)$/u.exec(before) ?? [];
  if (sign === undefined) return null;
  const typed = word.toLowerCase();
  const suggestions = sign === '@' ? fittingPeople(people, typed) : fittingChannels(channels, typed);
  return { from: before.length - word.length - 1, eager: true, suggestions };
}

function fittingPeople(people: readonly Person[], typed: string): Suggestion[] {
  const fits = ({ name, realName }: Person): boolean =>
    [name, ...realName.split(/\s+/)].some((part) => part.toLowerCase().startsWith(typed));
  return people
    .filter((person) => !person.isDeleted && fits(person))
    .map(({ id, name, realName, title }) => ({
      key: id,
      kind: 'person',
      insert: `@${name} `,
      label: realName,
      hint: title === '' ? `@${name}` : `@${name} · ${title}`,
    }));
}

function fittingChannels(channels: readonly Channel[], typed: string): Suggestion[] {
  return channels
    .filter(({ kind, name }) => kind === 'channel' && name.toLowerCase().includes(typed))
    .toSorted((a, b) => a.name.indexOf(typed) - b.name.indexOf(typed))
    .map(({ id, name }) => ({ key: id, kind: 'channel', insert: `#${name} `, label: `#${name}`, hint: '' }));
}
