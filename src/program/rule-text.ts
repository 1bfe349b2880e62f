/** A rule written into the program's text: the rule's own lines change, and not a byte of anything else. */
import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Problem } from '../base/yaml-file.ts';
import type { Rule } from '../rules/domain.ts';
import type { Program } from './domain.ts';
import { parseProgram } from './parse.ts';
import { findPreset } from './presets.ts';
import { writeAction, writeCondition } from './sections/rules.ts';
import {
  appendItem,
  appendList,
  applySplices,
  findPair,
  flowText,
  removeItem,
  removePair,
  setPair,
  type Plain,
  type Splice,
} from './yaml-text.ts';

/** What is done to a rule. */
export type RuleEdit =
  /** Writes what differs from the rule as it stands; a rule that the program does not have is added. */
  | { kind: 'write'; rule: Rule }
  | { kind: 'switch'; id: string; enabled: boolean }
  /** Takes it out of the text; a preset is then what it was. */
  | { kind: 'remove'; id: string };

export type RuleEdited =
  | { ok: true; text: string; program: Program }
  /** `problems` are those of the text that would come of it. */
  | { ok: false; problem: 'not-valid'; problems: Problem[] }
  | { ok: false; problem: 'no-such-rule' }
  /** The text is written in a way that can not be changed in one place, such as by a key in quotes. */
  | { ok: false; problem: 'cannot-edit' };

/**
 * Makes the edit in the text of a program.
 * @param text of a program without problems
 */
export function editRule(text: string, edit: RuleEdit): RuleEdited {
  const before = parseProgram(text);
  if (!before.ok) return { ok: false, problem: 'not-valid', problems: before.problems };
  const id = edit.kind === 'write' ? edit.rule.id : edit.id;
  const current = before.program.rules.find((rule) => rule.id === id);
  if (current === undefined && edit.kind !== 'write') return { ok: false, problem: 'no-such-rule' };
  const splices = splicesFor(text, id, current, edit);
  if (splices === null) return { ok: false, problem: 'cannot-edit' };
  const edited = applySplices(text, splices);
  const after = parseProgram(edited);
  if (!after.ok) return { ok: false, problem: 'not-valid', problems: after.problems };
  if (!isAsMeant(before.program, after.program, id, edit)) return { ok: false, problem: 'cannot-edit' };
  return { ok: true, text: edited, program: after.program };
}

/** What a key that is new to a rule stands behind: not at its end, where the lines of `then` may be. */
const BEFORE: Record<string, readonly string[]> = {
  name: ['id'],
  enabled: ['id', 'name'],
  when: ['id', 'name', 'enabled'],
};

/** Whether the rule is what it was to become, and nothing else has changed. */
function isAsMeant(before: Program, after: Program, id: string, edit: RuleEdit): boolean {
  const others = ({ rules, ...rest }: Program) => ({
    ...rest,
    rules: rules.filter((rule) => rule.id !== id),
  });
  if (!isDeepStrictEqual(others(before), others(after))) return false;
  const was = before.rules.find((rule) => rule.id === id);
  const is = after.rules.find((rule) => rule.id === id);
  if (edit.kind === 'write') return isDeepStrictEqual(is, edit.rule);
  if (edit.kind === 'switch') return isDeepStrictEqual(is, { ...was, enabled: edit.enabled });
  return isDeepStrictEqual(is, findPreset(id));
}

function splicesFor(text: string, id: string, current: Rule | undefined, edit: RuleEdit): Splice[] | null {
  const document = parseDocument(text, { keepSourceTokens: true, schema: 'core', merge: false });
  const top = document.contents;
  if (!isMap(top)) return null;
  const list = findPair(top, 'rules')?.value ?? null;
  const index = isSeq(list) ? list.items.findIndex((item) => isMap(item) && idOf(item) === id) : -1;
  const item = isSeq(list) && index >= 0 ? list.items[index] : undefined;
  if (edit.kind === 'remove') return isSeq(list) && index >= 0 ? [removeItem(text, list, index)] : [];
  if (isMap(item)) {
    return edit.kind === 'switch'
      ? [setPair(text, item, 'enabled', flowText(edit.enabled), ['id', 'name'])]
      : changes(text, item, current, edit.rule);
  }
  const pairs = edit.kind === 'switch' ? switched(id, edit.enabled) : written(current, edit.rule);
  if (isSeq(list)) return [appendItem(text, list, pairs)];
  const splice = appendList(text, document, 'rules', pairs);
  return splice === null ? null : [splice];
}

function idOf(map: YAMLMap): unknown {
  return map.get('id');
}

function switched(id: string, enabled: boolean): [string, string][] {
  return [
    ['id', flowText(id)],
    ['enabled', flowText(enabled)],
  ];
}

/** A rule as an item of its own; of a preset only what differs from it. */
function written(current: Rule | undefined, rule: Rule): [string, string][] {
  const pairs: [string, string][] = [['id', flowText(rule.id)]];
  if (rule.name !== current?.name) pairs.push(['name', flowText(rule.name)]);
  if (rule.enabled !== current?.enabled) pairs.push(['enabled', flowText(rule.enabled)]);
  if (!isDeepStrictEqual(rule.when, current?.when)) pairs.push(['when', flowText(writeCondition(rule.when))]);
  if (!isDeepStrictEqual(rule.then, current?.then)) pairs.push(['then', flowText(writeAction(rule.then))]);
  return pairs;
}

function changes(text: string, item: YAMLMap, current: Rule | undefined, rule: Rule): Splice[] {
  const splices: Splice[] = [];
  const inserted: [string, string][] = [];
  const set = (key: string, value: string) => {
    if (findPair(item, key) === undefined) inserted.push([key, value]);
    else splices.push(setPair(text, item, key, value));
  };
  if (rule.name !== current?.name) set('name', flowText(rule.name));
  if (rule.enabled !== current?.enabled) set('enabled', flowText(rule.enabled));
  if (!isDeepStrictEqual(rule.when, current?.when)) set('when', flowText(writeCondition(rule.when)));
  if (!isDeepStrictEqual(rule.then, current?.then)) {
    const then = findPair(item, 'then')?.value;
    if (isMap(then)) splices.push(...changedPairs(text, then, writeAction(rule.then), current));
    else set('then', flowText(writeAction(rule.then)));
  }
  return [
    ...splices,
    ...joined(inserted.map(([key, value]) => setPair(text, item, key, value, BEFORE[key]))),
  ];
}

/** What differs in `then`, key by key, so that its comments stay. */
function changedPairs(
  text: string,
  then: YAMLMap,
  wanted: Record<string, Plain>,
  current: Rule | undefined,
): Splice[] {
  const now: Record<string, Plain> = current === undefined ? {} : writeAction(current.then);
  const splices: Splice[] = [];
  const inserted: Splice[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    if (isDeepStrictEqual(now[key], value)) continue;
    (findPair(then, key) === undefined ? inserted : splices).push(setPair(text, then, key, flowText(value)));
  }
  for (const key of Object.keys(now)) {
    const gone = key in wanted ? null : removePair(text, then, key);
    if (gone !== null) splices.push(gone);
  }
  return [...splices, ...joined(inserted)];
}

/** Insertions at one place as one, in their order. */
function joined(splices: readonly Splice[]): Splice[] {
  const byPlace = Map.groupBy(splices, ({ from }) => from);
  return [...byPlace.values()].map((all) => ({ ...all[0]!, text: all.map(({ text }) => text).join('') }));
}
