/** The form of a Goal Card in its four parts, with all that its draft or its card holds filled in. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { isBusinessDate } from '#src/base/business-date.ts';
import {
  alternativeField,
  CONTACT_PERSONAS,
  CONTACT_QUALIFIERS,
  GAINS,
  MAX,
  PERIODS,
  type GoalContact,
} from '#src/goals/domain.ts';
import {
  actions,
  button,
  choiceField,
  context,
  dateField,
  header,
  input,
  modal,
  numberField,
  option,
  section,
  textField,
  type Choice,
  type InputOptions,
} from './build.ts';
import { GAIN_WORDS, PERIOD_WORDS } from './goal-words.ts';
import {
  chosenName,
  kpiChoice,
  milestoneChoice,
  NONE,
  OTHER,
  rowsFilled,
  type GoalValues,
} from './goal-values.ts';
import { ids } from './ids.ts';
import { mrkdwn, truncate } from './text.ts';

/** Which form it is: ids alone, and how many rows it has for alternatives. */
export const goalFormMetadata = z.object({
  accountId: z.string().max(64),
  cardId: z.string().max(64),
  /** The version of the card that was read; 0: a new card. */
  version: z.number().int().min(0),
  rows: z.number().int().min(1).max(MAX.alternatives),
});
export type GoalFormMetadata = z.infer<typeof goalFormMetadata>;

export interface GoalForm extends Omit<GoalFormMetadata, 'rows'> {
  accountName: string;
  values: GoalValues;
  /** How many rows for alternatives are wanted at least. */
  rows?: number;
  /** The contacts that `values` names. */
  contacts: readonly GoalContact[];
  /** The program’s KPIs. */
  kpis: readonly string[];
  milestones: readonly { id: string; name: string }[];
  /** A Required Outcome of the same segment. */
  example: string | null;
}

const EXAMPLE_SHOWN = 300;

export function goalForm(form: GoalForm): ModalView {
  const rows = Math.min(MAX.alternatives, Math.max(form.rows ?? 1, rowsFilled(form.values)));
  const { accountId, cardId, version } = form;
  const metadata: GoalFormMetadata = { accountId, cardId, version, rows };
  return modal({
    callbackId: ids.goalForm,
    title: version === 0 ? 'New Goal Card' : 'Edit the Goal Card',
    submit: 'Save',
    metadata,
    tellsClosing: true,
    blocks: [
      section(mrkdwn`*${form.accountName}* · one goal of these people, in their words`),
      ...identity(form),
      ...situation(form),
      ...outcome(form),
      ...alternatives(form, rows, metadata),
      context(mrkdwn`What you type is kept as your draft until you save.`),
    ],
  });
}

function identity({ values, contacts }: GoalForm): KnownBlock[] {
  const chosen = contacts.map(contactOption);
  return [
    header('IDENTITY'),
    field('contacts', 'Who are they', {
      type: 'multi_external_select',
      action_id: ids.goalContacts,
      min_query_length: 0,
      max_selected_items: MAX.contacts,
      ...(chosen.length === 0 ? {} : { initial_options: chosen.slice(0, MAX.contacts).map(option) }),
    }),
    field('newName', 'Somebody new: name', text(values, 'newName', MAX.name), {
      hint: 'They become a contact of the account.',
    }),
    field(
      'newPersona',
      'Somebody new: persona',
      menu(values, 'newPersona', [NOT_KNOWN, ...CONTACT_PERSONAS.map(named)]),
    ),
    field('newTitle', 'Somebody new: job title', text(values, 'newTitle', MAX.name)),
    field(
      'newQualifiers',
      'Somebody new: they are',
      checkboxes(values, 'newQualifiers', CONTACT_QUALIFIERS.map(named)),
    ),
    field('background', 'Background', long(values, 'background', MAX.long), {
      hint: 'Such as: came from retail two years ago, measured by the board on pipeline',
    }),
    field('responsibilities', 'Responsibilities', long(values, 'responsibilities', MAX.long), {
      hint: 'What they answer for at work',
    }),
  ];
}

function situation({ values }: GoalForm): KnownBlock[] {
  const periods = PERIODS.map((value) => ({ text: PERIOD_WORDS[value], value }));
  return [
    header('CONTEXT'),
    field('period', 'Time of the year', menu(values, 'period', [NOT_KNOWN, ...periods]), {
      hint: 'When do they decide? What is easy in January may be impossible at the end of a quarter.',
    }),
    field('timing', 'Timing in words', text(values, 'timing', MAX.short), {
      hint: 'Such as: before the fair in May',
    }),
    field('deadline', 'Deadline', date(values, 'deadline')),
    field('place', 'Place', text(values, 'place', MAX.short), {
      hint: 'Where is it decided? Such as: in the Monday meeting of the board, on the phone between two trains',
    }),
  ];
}

function outcome({ values, kpis, milestones, example }: GoalForm): KnownBlock[] {
  const such = example === null ? '' : ` Such as: “${truncate(example, EXAMPLE_SHOWN)}”`;
  return [
    header('CUSTOMER DESIRED OUTCOME'),
    field('requiredOutcome', 'Required Outcome', long(values, 'requiredOutcome', MAX.long), {
      optional: false,
      hint: `What must they achieve, in their words? Not a use of the product.${such}`,
    }),
    field('name', 'Name of the card', text(values, 'name', MAX.name), {
      hint: 'Left empty: the beginning of the outcome.',
    }),
    field('experience', 'Appropriate Experience', long(values, 'experience', MAX.long), {
      hint: 'How do they expect to be served on the way?',
    }),
    field(
      'gains',
      'What do they gain',
      checkboxes(
        values,
        'gains',
        GAINS.map((value) => ({ text: GAIN_WORDS[value], value })),
      ),
    ),
    field('kpi', 'Measured by', menu(values, 'kpi', kpiChoices(kpis, values))),
    field('kpiOther', 'Measured by another KPI', text(values, 'kpiOther', MAX.kpi), {
      hint: 'Its name as the signals have it, such as leads_per_month',
    }),
    field('baseline', 'Baseline', number(values, 'baseline'), { hint: 'Today’s value, such as 20' }),
    field('target', 'Target', number(values, 'target'), { hint: 'The value that is a success, such as 50' }),
    field('by', 'By when', date(values, 'by')),
    field('milestoneId', 'Milestone', menu(values, 'milestoneId', milestoneChoices(milestones, values)), {
      hint: 'The success milestone that this goal belongs to',
    }),
    field('events', 'Events', long(values, 'events', MAX.long), {
      hint: 'The product’s names of what they do on the way, one per line, such as landing_page_published',
    }),
  ];
}

function alternatives({ values }: GoalForm, rows: number, metadata: GoalFormMetadata): KnownBlock[] {
  const ratings = ['1', '2', '3', '4', '5'].map((value) => ({ text: RATING_WORDS[value] ?? value, value }));
  const row = (index: number) => {
    const names = {
      name: alternativeField(index, 'name'),
      rating: alternativeField(index, 'rating'),
      note: alternativeField(index, 'note'),
    };
    const label = index + 1;
    return [
      field(
        names.name,
        `${label}. Another way to the same outcome`,
        text(values, names.name, MAX.alternative),
        index === 0 ? { hint: 'Such as: a spreadsheet, an agency, doing nothing' } : {},
      ),
      field(names.rating, `${label}. How they rate it`, menu(values, names.rating, [NOT_KNOWN, ...ratings])),
      field(names.note, `${label}. Note`, text(values, names.note, MAX.note)),
    ];
  };
  const more =
    rows < MAX.alternatives
      ? actions(
          button('Add another', ids.goalAddAlternative, {
            value: JSON.stringify({ ...metadata, rows: rows + 1 }),
          }),
        )
      : context(
          mrkdwn`A card has at most ${MAX.alternatives} alternatives: the ones that they would choose.`,
        );
  return [header('ALTERNATIVES'), ...Array.from({ length: rows }, (_, index) => row(index)).flat(), more];
}

const RATING_WORDS: Record<string, string> = {
  1: '1: hardly helps',
  2: '2',
  3: '3: will do',
  4: '4',
  5: '5: as good as it gets',
};
const NOT_KNOWN: Choice = { text: 'Not known', value: NONE };

/** A contact as a choice, the title or the persona behind the name. */
export function contactOption({ id, name, title, persona }: GoalContact): Choice {
  const about = title ?? persona?.replaceAll('_', ' ') ?? null;
  return { text: name, value: id, ...(about === null ? {} : { description: about }) };
}

function kpiChoices(kpis: readonly string[], values: GoalValues): Choice[] {
  // A KPI that the program does not know, or has lost, stays choosable: saving must not change it silently.
  const chosen = chosenName(values['kpi']);
  const all = [...new Set([...(chosen === null ? [] : [chosen]), ...kpis])];
  const choices = all.flatMap((kpi) => {
    const value = kpiChoice(kpi);
    return value === null ? [] : [{ text: kpi, value }];
  });
  return [
    { text: 'Nothing yet', value: NONE },
    { text: 'Another KPI: written below', value: OTHER },
    ...choices,
  ];
}

function milestoneChoices(milestones: GoalForm['milestones'], values: GoalValues): Choice[] {
  const chosen = chosenName(values['milestoneId']);
  const lost =
    chosen === null || milestones.some(({ id }) => id === chosen) ? [] : [{ id: chosen, name: chosen }];
  const choices = [...lost, ...milestones].flatMap(({ id, name }) => {
    const value = milestoneChoice(id);
    return value === null ? [] : [{ text: name, value }];
  });
  return [{ text: 'None', value: NONE }, ...choices];
}

function named(value: string): Choice {
  const words = value.replaceAll('_', ' ');
  return { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}`, value };
}

/** A field whose changes are sent at once, so that they are kept as a draft. */
function field(
  name: string,
  label: string,
  element: Parameters<typeof input>[2],
  options: InputOptions = {},
): KnownBlock {
  return input(name, label, element, { optional: true, dispatch: true, ...options });
}

const actionId = ids.goalField;

function text(values: GoalValues, name: string, max: number) {
  const initial = stringOf(values[name]);
  // A line break, which a field of one line could not show, came from elsewhere.
  return textField({ actionId, asTyped: true, initial, max, multiline: /[\r\n]/.test(initial) });
}

function long(values: GoalValues, name: string, max: number) {
  return textField({ actionId, asTyped: true, initial: stringOf(values[name]), max, multiline: true });
}

function number(values: GoalValues, name: string) {
  const initial = stringOf(values[name]);
  const element = numberField({ actionId, decimals: true });
  return /^-?\d+(\.\d+)?$/.test(initial) ? { ...element, initial_value: initial } : element;
}

function date(values: GoalValues, name: string) {
  const initial = stringOf(values[name]);
  return dateField({ actionId, initial: isBusinessDate(initial) ? initial : null });
}

function menu(values: GoalValues, name: string, choices: readonly Choice[]) {
  return choiceField(choices, { actionId, initial: stringOf(values[name]) });
}

function checkboxes(values: GoalValues, name: string, choices: readonly Choice[]) {
  const given = values[name];
  const checked = Array.isArray(given) ? given : [];
  const initial = choices.filter(({ value }) => checked.includes(value));
  return {
    type: 'checkboxes' as const,
    action_id: actionId,
    options: choices.map(option),
    ...(initial.length === 0 ? {} : { initial_options: initial.map(option) }),
  };
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
