/** The form of a rule: what it asks for, and what it does. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { VERDICTS } from '#src/fit/domain.ts';
import { PACES } from '#src/journey/domain.ts';
import { STAGES, type Program } from '#src/program/domain.ts';
import type { Rule } from '#src/rules/domain.ts';
import {
  EMPTY_ROW,
  kindField,
  MAX_ROWS,
  MAX_YAML,
  negatedField,
  NO_CLAUSE,
  ROW_KINDS,
  valueField,
  type Row,
  type RuleEntry,
  type ValueKind,
} from '#src/rules/fields.ts';
import { describeCondition, namesIn } from '#src/rules/words.ts';
import { actions, button, context, divider, modal, section, type Choice } from './build.ts';
import { choiceField, input, multiChoiceField, numberField, textField } from './form-fields.ts';
import { ids } from './ids.ts';
import { limits } from './limits.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';

export const ruleMetadata = z.object({
  /** The rule that is changed; null: a new one. */
  id: z.string().max(80).nullable(),
  /** The version of the program that the person has seen. */
  seen: z.number().int().min(0),
  rows: z.number().int().min(0).max(MAX_ROWS),
  mode: z.enum(['rows', 'yaml']),
});
export type RuleMetadata = z.infer<typeof ruleMetadata>;

export interface RuleForm {
  entry: RuleEntry;
  metadata: RuleMetadata;
  program: Program;
  /** Somebody else saved the rule meanwhile: what it is now; `rule` null: it is gone. */
  conflict: {
    savedBy: Mrkdwn;
    savedAt: Mrkdwn;
    rule: Rule | null;
    /** Where what is entered is another thing than theirs. */
    differences: readonly string[];
  } | null;
}

const WORDS_SHOWN = 1200;
const DIFFERENCES_SHOWN = 400;

/** The form as it stands, with what is entered. */
export function ruleForm(form: RuleForm): ModalView {
  const { entry, metadata, program, conflict } = form;
  const { rows, ...rest } = metadata;
  const isRows = entry.yaml === null;
  return modal({
    callbackId: ids.ruleForm,
    title: metadata.id === null ? 'New rule' : 'Change the rule',
    submit: conflict === null ? 'Save' : 'Save mine',
    metadata: {
      ...rest,
      rows: isRows ? entry.rows.length : rows,
      mode: isRows ? 'rows' : 'yaml',
    } satisfies RuleMetadata,
    blocks: [
      ...(conflict === null ? [] : conflictBlocks(conflict, program)),
      input('name', 'Name', textField({ initial: entry.name, max: 200 }), {
        hint: 'What the why of a listed account says, such as: Quiet for a month',
      }),
      input('enabled', 'State', choiceField(STATES, { initial: entry.enabled ? 'on' : 'off' })),
      divider(),
      section(mrkdwn`*It lists an account when …*`),
      ...(isRows ? rowBlocks(entry, program) : yamlBlocks(entry.yaml ?? '', program)),
      divider(),
      section(mrkdwn`*Then it opens a CTA …*`),
      ...actionBlocks(entry, program),
      actions(button('What it would do', ids.ruleRehearse, { value: 'form' })),
      context(
        mrkdwn`Look at what it would do before you save: whom it lists today, and how it would have done in the last twelve months. Saving makes a new version of the program.`,
      ),
    ],
  });
}

const STATES: Choice[] = [
  { text: 'On', value: 'on' },
  { text: 'Off (muted)', value: 'off' },
];
const JOINS: Choice[] = [
  { text: 'All of these hold', value: 'all' },
  { text: 'Any of these holds', value: 'any' },
];
const NEGATIONS: Choice[] = [
  { text: 'It is so', value: 'yes' },
  { text: 'It is not so', value: 'no' },
];

function conflictBlocks(
  { savedBy, savedAt, rule, differences }: NonNullable<RuleForm['conflict']>,
  program: Program,
): KnownBlock[] {
  const theirs =
    rule === null
      ? mrkdwn`They took the rule out of the program.`
      : mrkdwn`*Theirs:* ${rule.name} — ${rule.enabled ? 'on' : 'off'}. ${ruleWords(rule, program)}`;
  const apart =
    differences.length === 0
      ? mrkdwn``
      : mrkdwn`\n*Not the same:* ${truncate(differences.join('; '), DIFFERENCES_SHOWN)}.`;
  return [
    section(
      mrkdwn`⚠️ ${savedBy} changed this rule ${savedAt}, after you opened it. Nothing of yours is saved yet.\n${theirs}${apart}\nBelow stands what you entered: *Save mine* puts all of it in the place of theirs, also what you did not change.`,
    ),
    divider(),
  ];
}

/** What a rule asks for and does, in words. */
export function ruleWords({ when, then }: Pick<Rule, 'when' | 'then'>, program: Program): Mrkdwn {
  const words = truncate(describeCondition(when, namesIn(program)), WORDS_SHOWN);
  return mrkdwn`It lists an account when ${words}. Then: ${then.cta.replaceAll('_', ' ')}, ${then.priority} priority, for the ${then.owner}, due in ${then.dueInBusinessDays} business days; quiet for ${then.repeatAfterDays} days after.`;
}

function rowBlocks({ rows, join }: RuleEntry, program: Program): KnownBlock[] {
  const shown = rows.length === 0 ? [EMPTY_ROW] : rows.slice(0, MAX_ROWS);
  const kinds = [
    { text: '–', value: NO_CLAUSE },
    ...Object.entries(ROW_KINDS).map(([value, { label }]) => ({ text: label, value })),
  ];
  const blocks: KnownBlock[] = [];
  if (shown.length > 1)
    blocks.push(input('join', 'How they go together', choiceField(JOINS, { initial: join })));
  for (const [index, row] of shown.entries()) {
    blocks.push(
      input(
        kindField(index),
        `Condition ${index + 1}`,
        choiceField(kinds, { actionId: ids.ruleTurn, initial: row.kind ?? NO_CLAUSE }),
        { dispatch: true },
      ),
      ...valueBlocks(row, index, program),
    );
  }
  const more =
    shown.length < MAX_ROWS ? [button('Add a condition', `${ids.ruleTurn}:1`, { value: 'add' })] : [];
  return [...blocks, actions(...more, button('Write it as YAML', `${ids.ruleTurn}:2`, { value: 'yaml' }))];
}

function valueBlocks(row: Row, index: number, program: Program): KnownBlock[] {
  const kind = row.kind === null ? undefined : ROW_KINDS[row.kind];
  if (kind === undefined) return [];
  const negation = input(
    negatedField(index),
    'Is it so?',
    choiceField(NEGATIONS, { initial: row.negated ? 'no' : 'yes' }),
  );
  if (kind.value === 'nothing') return [negation];
  const name = valueField(index, row.kind);
  const number = row.number === '' || Number.isNaN(Number(row.number)) ? null : Number(row.number);
  const field =
    kind.value === 'number'
      ? numberField({ initial: number, min: 0, decimals: true })
      : multiChoiceField(choicesOf(kind.value, program), { initial: row.words });
  return [input(name, 'Value', field, kind.hint === undefined ? {} : { hint: kind.hint }), negation];
}

function choicesOf(kind: ValueKind, { journeys, segments }: Program): Choice[] {
  const same = (words: readonly string[]) =>
    words.map((value) => ({ text: value.replaceAll('_', ' '), value }));
  switch (kind) {
    case 'milestones':
      return journeys.flatMap(({ phases }) =>
        phases.map(({ milestone }) => ({ text: milestone.name, value: milestone.id })),
      );
    case 'segments':
      return segments.map(({ id, name }) => ({ text: name, value: id }));
    case 'stages':
      return same(STAGES);
    case 'paces':
      return same(PACES);
    case 'verdicts':
      return same(VERDICTS);
    default:
      return [];
  }
}

/** Whether every choice of the rows fits Slack's menus. */
export function fitsRows({ journeys, segments }: Pick<Program, 'journeys' | 'segments'>): boolean {
  const milestones = journeys.reduce((sum, { phases }) => sum + phases.length, 0);
  return milestones <= limits.selectOptions && segments.length <= limits.selectOptions;
}

function yamlBlocks(yaml: string, program: Program): KnownBlock[] {
  return [
    input(
      'yaml',
      'Condition (YAML)',
      textField({ initial: yaml, multiline: true, max: MAX_YAML, asTyped: true }),
      {
        hint: 'As in the program file, such as: all: [ { pace: [stuck] }, { not: { no_ebr_since: milestone_start } } ]',
      },
    ),
    ...(fitsRows(program) ? [actions(button('Back to fields', `${ids.ruleTurn}:3`, { value: 'rows' }))] : []),
  ];
}

function actionBlocks(entry: RuleEntry, { plays }: Program): KnownBlock[] {
  const same = (words: readonly string[]) => words.map((value) => ({ text: value, value }));
  const choices = [
    { text: 'No play', value: NO_CLAUSE },
    ...plays.map(({ id, name, enabled }) => ({ text: enabled ? name : `${name} (off)`, value: id })),
  ];
  return [
    input('cta', 'Kind of CTA', textField({ initial: entry.cta, max: 60 }), {
      hint: 'ebr asks for a review; any other word is a CTA of that name, such as check_in',
    }),
    input('priority', 'Priority', choiceField(same(['high', 'normal', 'low']), { initial: entry.priority })),
    input('due', 'Due in business days', numberField({ initial: numberOf(entry.due), min: 0 })),
    input('owner', 'For', choiceField(same(['lead', 'partner']), { initial: entry.owner })),
    input(
      'repeat',
      'Quiet for days after it is closed',
      numberField({ initial: numberOf(entry.repeat), min: 0 }),
    ),
    input('play', 'Play that starts beside it', choiceField(choices, { initial: entry.play ?? NO_CLAUSE })),
  ];
}

function numberOf(text: string): number | null {
  return text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text);
}
