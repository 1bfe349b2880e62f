/** The form of a rule in Slack, and its rehearsal. */
import { actions, button, say, section, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { fitsRows, ruleForm, ruleMetadata, type RuleMetadata } from '#blocks/rule-form.ts';
import { rehearsalView } from '#blocks/rehearsal-view.ts';
import { join, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { jsonOf, readForm, type FormValues } from '../slack/forms.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { changeRule } from './change-service.ts';
import type { Rule } from './domain.ts';
import {
  EMPTY_ROW,
  kindField,
  MAX_ROWS,
  MAX_YAML,
  negatedField,
  NEW_ENTRY,
  NO_CLAUSE,
  ROW_KINDS,
  rowsOf,
  valueField,
  type Row,
  type RuleEntry,
} from './fields.ts';
import {
  differencesTo,
  entryOf,
  errorsOf,
  readCondition,
  readRule,
  unreadParts,
  yamlOf,
} from './form-service.ts';
import { backtestDates } from './rehearsal.ts';
import { backtest, rehearseToday } from './rehearsal-service.ts';
import { refusal, ruleId } from './slack-list.ts';

export function registerRuleForm(edge: Edge): void {
  const right = { right: 'rules.change' } as const;
  edge.action(ids.ruleNew, {
    ...right,
    value: z.unknown(),
    run: (call) => call.openModal('New rule', () => newForm(call)),
  });
  edge.action(ids.ruleChange, {
    ...right,
    value: ruleId,
    run: (call, id) => call.openModal('Change the rule', () => changeForm(call, id)),
  });
  edge.action(ids.ruleTurn, { ...right, value: z.string().max(100).nullable(), run: turn });
  edge.action(ids.ruleRehearse, { ...right, value: ruleId, run: rehearse });
  edge.submit(ids.ruleForm, {
    ...right,
    metadata: jsonOf(ruleMetadata),
    parse: (values) => ({ ok: true, value: values }),
    run: save,
  });
}

const GONE = say(refusal('no-such-rule'));

async function newForm(call: Call): Promise<ModalView> {
  const applied = await call.program();
  if (applied === null) return answerView(NO_PROGRAM);
  const { version, program } = applied;
  const entry = fitsRows(program) ? NEW_ENTRY : { ...NEW_ENTRY, yaml: '' };
  return ruleForm({
    entry,
    metadata: { id: null, seen: version, rows: 1, mode: 'rows' },
    program,
    conflict: null,
  });
}

async function changeForm(call: Call, id: string): Promise<ModalView> {
  const applied = await call.program();
  if (applied === null) return answerView(NO_PROGRAM);
  const { version, program } = applied;
  const rule = program.rules.find((one) => one.id === id);
  if (rule === undefined) return answerView(GONE);
  const known = entryOf(rule);
  const entry = fitsRows(program) ? known : { ...known, yaml: yamlOf(rule.when) };
  if ((entry.yaml ?? '').length > MAX_YAML) {
    return answerView(
      say(
        mrkdwn`The condition of *${rule.name}* is longer than Slack’s fields: change it in the file, \`milepost program export\`, edit, \`milepost program apply FILE\`.`,
      ),
    );
  }
  return ruleForm({
    entry,
    metadata: { id, seen: version, rows: entry.rows.length, mode: 'rows' },
    program,
    conflict: null,
  });
}

/** What is entered in the open form. */
function entryIn(values: FormValues, { rows, mode }: RuleMetadata): RuleEntry {
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : '';
  };
  const list = (name: string) => {
    const value = values[name];
    return Array.isArray(value) ? value : [];
  };
  const rowAt = (index: number): Row => {
    const kind = text(kindField(index));
    if (kind === '' || kind === NO_CLAUSE || ROW_KINDS[kind] === undefined) return EMPTY_ROW;
    const name = valueField(index, kind);
    return { kind, negated: text(negatedField(index)) === 'no', number: text(name), words: list(name) };
  };
  const play = text('play');
  return {
    name: text('name'),
    enabled: text('enabled') !== 'off',
    join: text('join') === 'any' ? 'any' : 'all',
    rows: Array.from({ length: Math.max(1, rows) }, (_, index) => rowAt(index)),
    yaml: mode === 'yaml' ? text('yaml') : null,
    cta: text('cta'),
    priority: text('priority') === '' ? 'normal' : text('priority'),
    due: text('due'),
    owner: text('owner') === '' ? 'lead' : text('owner'),
    repeat: text('repeat'),
    play: play === '' || play === NO_CLAUSE ? null : play,
  };
}

function openForm(call: Call): { entry: RuleEntry; metadata: RuleMetadata } | null {
  const metadata = jsonOf(ruleMetadata).safeParse(call.view?.metadata);
  if (call.view === null || !metadata.success) return null;
  return { entry: entryIn(readForm(call.view.values), metadata.data), metadata: metadata.data };
}

/** Changes which fields the form has: after a choice of another kind, for one more row, to YAML and back. */
async function turn(call: Call, deed: string | null): Promise<void> {
  const open = openForm(call);
  const applied = await call.program();
  if (open === null || applied === null) return;
  const { program } = applied;
  const { entry, metadata } = open;
  const turned = turnedTo(entry, deed, program, metadata.id);
  if ('because' in turned) return call.answer(say(turned.because));
  await call.updateModal(ruleForm({ entry: turned, metadata, program, conflict: null }));
}

type Turned = RuleEntry | { because: Mrkdwn };

function turnedTo(entry: RuleEntry, deed: string | null, program: Program, id: string | null): Turned {
  if (deed === 'add') return { ...entry, rows: [...entry.rows, EMPTY_ROW].slice(0, MAX_ROWS) };
  if (deed === 'yaml') return turnedToYaml(entry, program, id);
  if (deed === 'rows') return turnedToRows(entry, program);
  return entry;
}

/** Nothing that is entered is lost on the way: what cannot be written yet is named, and the fields stay. */
function turnedToYaml(entry: RuleEntry, program: Program, id: string | null): Turned {
  if (entry.rows.every(({ kind }) => kind === null)) return { ...entry, yaml: '' };
  const now = program.rules.find((rule) => rule.id === id)?.when ?? null;
  const read = readCondition(entry, program, now);
  if (read.ok) return { ...entry, yaml: yamlOf(read.condition) };
  const parts = unreadParts(entry, read.errors).map((part) => mrkdwn`• ${part}`);
  return { because: mrkdwn`It cannot be written as YAML yet:\n${join(parts, '\n')}` };
}

function turnedToRows(entry: RuleEntry, program: Program): Turned {
  if (entry.yaml?.trim() === '') return { ...entry, rows: [EMPTY_ROW], yaml: null };
  const read = readCondition(entry, program);
  if (!read.ok)
    return { because: mrkdwn`It cannot be read yet, so it stays as YAML: ${read.errors['yaml'] ?? ''}` };
  const rows = rowsOf(read.condition);
  if (rows !== null) return { ...entry, ...rows, yaml: null };
  return {
    because: mrkdwn`This condition does not fit the fields: it is nested, or has more than ${MAX_ROWS} parts. Go on in YAML.`,
  };
}

async function save(call: Call, values: FormValues, metadata: RuleMetadata): Promise<Submitted> {
  const applied = await call.program();
  if (applied === null) return { kind: 'close', answer: NO_PROGRAM };
  const entry = entryIn(values, metadata);
  const read = readRule(entry, metadata.id, applied.program);
  if (!read.ok) return { kind: 'errors', errors: withPlace(read.errors, entry) };
  const edit = { kind: 'write', rule: read.rule } as const;
  const isNew = metadata.id === null;
  const saving = { edit, seen: isNew ? null : metadata.seen, isNew };
  const changed = await changeRule(call.deps, call.workspaceId, saving, call.person.id);
  if (changed.ok) return { kind: 'close', answer: savedAnswer(changed) };
  if (changed.problem === 'not-valid') {
    return { kind: 'errors', errors: withPlace(errorsOf(changed.problems), entry) };
  }
  if (changed.problem === 'id-taken') {
    return {
      kind: 'errors',
      errors: { name: 'Somebody saved a rule of this name meanwhile: take another one.' },
    };
  }
  if (changed.problem !== 'changed-meanwhile')
    return { kind: 'unsaved', answer: say(refusal(changed.problem)) };
  const who = await whoSaved(call, changed.savedBy, changed.savedAt);
  const view = ruleForm({
    entry,
    metadata: { ...metadata, seen: changed.version },
    program: applied.program,
    conflict: {
      ...who,
      rule: changed.rule,
      differences: changed.rule === null ? [] : differencesTo(entry, changed.rule),
    },
  });
  return { kind: 'update', view };
}

/** An error whose field is not there stands at the name. */
function withPlace(errors: Record<string, string>, { yaml }: RuleEntry): Record<string, string> {
  const { yaml: ofYaml, ...others } = errors;
  if (ofYaml === undefined || yaml !== null) return errors;
  return { name: ofYaml, ...others };
}

function savedAnswer({
  version,
  unchanged,
  rule,
}: {
  version: number;
  unchanged: boolean;
  rule: Rule | null;
}): Answer {
  const name = rule?.name ?? '';
  const text = unchanged
    ? mrkdwn`*${name}* stands as it did: nothing was changed.`
    : mrkdwn`✅ *${name}* is saved (version ${version} of the program). The next morning list goes by it.`;
  const undo = button('Undo', ids.ruleUndo, { value: String(version), label: 'Undo the change of the rule' });
  return { text, blocks: unchanged ? [section(text)] : [section(text), actions(undo)] };
}

/** @param id of the rule as it stands, or `form`: what is entered in the open form */
async function rehearse(call: Call, id: string): Promise<void> {
  const applied = await call.program();
  if (applied === null) return call.answer(NO_PROGRAM);
  const open = id === 'form' ? openForm(call) : null;
  if (open === null) {
    const rule = applied.program.rules.find((one) => one.id === id);
    if (rule === undefined) return call.answer(GONE);
    return showRehearsal(call, applied, { ...rule, enabled: true });
  }
  const read = readRule(open.entry, open.metadata.id, applied.program);
  if (read.ok) return showRehearsal(call, applied, { ...read.rule, enabled: true });
  const [first] = Object.values(read.errors);
  return call.answer(say(mrkdwn`It cannot be tried yet: ${first ?? 'something is missing.'}`));
}

/** Shows what is known as it comes: today first, then month by month. Nothing is written. */
async function showRehearsal(call: Call, { program }: AppliedProgram, after: Rule): Promise<void> {
  const today = await call.today();
  const before = program.rules.find(({ id }) => id === after.id) ?? null;
  const all = backtestDates(today).length;
  await call.openModal('What it would do', async (show) => {
    const now = await rehearseToday(call.deps, call.workspaceId, program, { before, after }, today);
    const known = { rule: after, today, now };
    await show(rehearsalView({ ...known, months: null, progress: { done: 0, all } }));
    const months = await backtest(call.deps, call.workspaceId, program, after, today, async (done) => {
      if (done < all) await show(rehearsalView({ ...known, months: null, progress: { done, all } }));
    });
    return rehearsalView({ ...known, months, progress: { done: all, all } });
  });
}
