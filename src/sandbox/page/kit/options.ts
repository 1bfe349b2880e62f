/** What a menu offers: options, people and conversations alike, as choices. Pure. */
import type { FieldValue } from '../api.ts';
import type { Channel, Json, Person } from '../contract.ts';
import { emojiNamed } from './emoji.ts';
import { asJson, asJsons, keyOf, rawText } from './values.ts';

export interface Choice {
  key: string;
  label: string;
  /** Small, under or beside the label. */
  note: string;
  /** The label of its group; '' where there are none. */
  group: string;
  /** What else one may type to find it. */
  words: string;
  /** What stands in the field when it is chosen. */
  value: string | Json;
}

/** A plain text object in one line, its emoji as pictures. */
export function labelOf(text: unknown): string {
  const raw = rawText(text);
  if (asJson(text)?.['emoji'] === false) return raw;
  return raw.replaceAll(/:([\w+'-]+):/g, (whole, name: string) => emojiNamed(name) ?? whole);
}

/** Options and groups of options, as a menu's element or a bot's answer has them. */
export function choicesOf(options: unknown, group = ''): Choice[] {
  return asJsons(options).flatMap((option) =>
    Array.isArray(option['options'])
      ? choicesOf(option['options'], labelOf(option['label']))
      : [choiceOfOption(option, group)],
  );
}

function choiceOfOption(option: Json, group = ''): Choice {
  const note = labelOf(option['description']);
  return { key: keyOf(option), label: labelOf(option['text']), note, group, words: '', value: option };
}

/** People who are there as choices: oneself first, bots last. */
export function peopleChoices(people: Iterable<Person>, me: string): Choice[] {
  const rank = (person: Person): number => (person.id === me ? 0 : person.isBot ? 2 : 1);
  const here = [...people].filter(({ isDeleted }) => !isDeleted);
  const sorted = here.toSorted(
    (one, other) => rank(one) - rank(other) || one.realName.localeCompare(other.realName),
  );
  return sorted.map((person) => ({
    key: person.id,
    label: person.id === me ? `${person.realName} (you)` : person.realName,
    note: person.isBot ? 'App' : person.title,
    group: '',
    words: `@${person.name}`,
    value: person.id,
  }));
}

/** What a conversations menu takes: all kinds, or those of its `filter`. */
export interface ConversationFilter {
  include: readonly string[];
  excludeBots: boolean;
}

export function filterOf(element: Json): ConversationFilter {
  const filter = asJson(element['filter']);
  const include = filter?.['include'];
  return {
    include: Array.isArray(include) ? include.map(String) : ['public', 'private', 'mpim', 'im'],
    excludeBots: filter?.['exclude_bot_users'] === true,
  };
}

/** Channels that are not archived, as choices, by name; then direct conversations. */
export function conversationChoices(
  channels: Iterable<Channel>,
  people: ReadonlyMap<string, Person>,
  me: string,
  filter: ConversationFilter,
): Choice[] {
  const shown = [...channels].filter((channel) => !channel.isArchived && passes(channel, people, filter));
  const choices = shown.map((channel) => choiceOfChannel(channel, people, me));
  return choices.toSorted((one, other) => one.label.localeCompare(other.label));
}

function passes(channel: Channel, people: ReadonlyMap<string, Person>, filter: ConversationFilter): boolean {
  if (!filter.include.includes(kindOf(channel))) return false;
  const hasBot = channel.members.some((id) => people.get(id)?.isBot === true);
  return !(filter.excludeBots && channel.kind === 'im' && hasBot);
}

function kindOf(channel: Channel): string {
  if (channel.kind !== 'channel') return channel.kind;
  return channel.isPrivate ? 'private' : 'public';
}

function choiceOfChannel(channel: Channel, people: ReadonlyMap<string, Person>, me: string): Choice {
  const others = channel.members.filter((id) => id !== me).map((id) => people.get(id)?.realName ?? id);
  const isDirect = channel.kind !== 'channel';
  return {
    key: channel.id,
    label: isDirect ? others.join(', ') : `#${channel.name}`,
    note: isDirect ? 'Direct message' : channel.isPrivate ? 'Private channel' : '',
    group: '',
    words: '',
    value: channel.id,
  };
}

/** The choices that stand in a field; what is no longer offered keeps its key as a label. */
export function chosenOf(value: FieldValue, offered: readonly Choice[]): Choice[] {
  const items = value === null || value === '' ? [] : Array.isArray(value) ? value : [value];
  return items.map((item) => {
    const known = offered.find(({ key }) => key === keyOf(item));
    if (known) return known;
    if (typeof item !== 'string') return choiceOfOption(item);
    return { key: item, label: item, note: '', group: '', words: '', value: item };
  });
}

/** Those in which the typed text occurs, whatever its case and accents. */
export function matching(choices: readonly Choice[], typed: string): Choice[] {
  const wanted = folded(typed.trim());
  if (wanted === '') return [...choices];
  return choices.filter(({ label, note, words, group }) =>
    folded(`${label} ${note} ${words} ${group}`).includes(wanted),
  );
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
}
