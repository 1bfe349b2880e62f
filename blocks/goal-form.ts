/** The form of a Goal Card in its four parts, with all that its draft or its card holds filled in. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { alternativeField, GAINS, MAX, PERIODS } from '#src/goals/domain.ts';
import { actions, button, context, header, modal, section, type Choice } from './build.ts';
import { checkboxes, date, field, long, menu, NOT_KNOWN, number, text } from './goal-fields.ts';
import { identity, type IdentityForm } from './goal-people.ts';
import { GAIN_WORDS, PERIOD_WORDS } from './goal-words.ts';
import {
  chosenName,
  kpiChoice,
  milestoneChoice,
  namesSomebodyNew,
  NONE,
  OTHER,
  rowsFilled,
  type GoalValues,
} from './goal-values.ts';
import { ids } from './ids.ts';
import { mrkdwn, truncate } from './text.ts';

/** Which form it is: ids alone, how many rows it has for alternatives, and whether it has fields for somebody new. */
export const goalFormMetadata = z.object({
  accountId: z.string().max(64),
  cardId: z.string().max(64),
  /** The version of the card that was read; 0: a new card. */
  version: z.number().int().min(0),
  rows: z.number().int().min(1).max(MAX.alternatives),
  somebody: z.boolean(),
});
export type GoalFormMetadata = z.infer<typeof goalFormMetadata>;

/** What a form has beside what is filled in. */
export type GoalFormSize = Pick<GoalFormMetadata, 'rows' | 'somebody'>;
/** As small as a form can be. */
export const SMALLEST: GoalFormSize = { rows: 1, somebody: false };

export interface GoalForm extends Omit<GoalFormMetadata, keyof GoalFormSize>, Omit<IdentityForm, 'somebody'> {
  accountName: string;
  /** What it has at least. */
  size: GoalFormSize;
  /** The program’s KPIs. */
  kpis: readonly string[];
  milestones: readonly { id: string; name: string }[];
  /** A Required Outcome of the same segment. */
  example: string | null;
}

const EXAMPLE_SHOWN = 300;

export function goalForm(form: GoalForm): ModalView {
  const { accountId, cardId, version, values, size } = form;
  const rows = Math.min(MAX.alternatives, Math.max(size.rows, rowsFilled(values)));
  const somebody = size.somebody || namesSomebodyNew(values);
  const metadata: GoalFormMetadata = { accountId, cardId, version, rows, somebody };
  return modal({
    callbackId: ids.goalForm,
    title: version === 0 ? 'New Goal Card' : 'Edit the Goal Card',
    submit: 'Save',
    metadata,
    tellsClosing: true,
    blocks: [
      section(mrkdwn`*${form.accountName}* · one goal of these people, in their words`),
      ...identity({ ...form, somebody: somebody || JSON.stringify({ ...metadata, somebody: true }) }),
      ...situation(form),
      ...outcome(form),
      ...alternatives(form, rows, metadata),
      context(mrkdwn`What you type is kept as your draft until you save.`),
    ],
  });
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
