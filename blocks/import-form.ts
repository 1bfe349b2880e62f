/** The form of an import, and what came of it. */
import type { ModalView } from '@slack/types';
import type { FileResult } from '#src/imports/domain.ts';
import type { UnreadColumn } from '#src/imports/plain-mapping.ts';
import { modal, option, section, type Answer, type Choice } from './build.ts';
import { choiceField, dateField, FIELD, input } from './form-fields.ts';
import { count, figure } from './format.ts';
import { ids } from './ids.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

export const importFields = { what: 'what', files: 'files', asOf: 'as_of', options: 'options' } as const;

const WHAT: Choice[] = [
  { text: 'Accounts', value: 'account' },
  { text: 'Contacts', value: 'contact' },
  { text: 'Subscriptions', value: 'subscription' },
  { text: 'Events', value: 'event' },
  { text: 'KPI values', value: 'kpi' },
  { text: 'Churn', value: 'churn' },
  { text: 'Past EBRs', value: 'ebr' },
  { text: 'Goal Cards', value: 'goal' },
  { text: 'Customer feedback', value: 'feedback' },
  { text: 'Conversations with customers', value: 'touchpoint' },
  { text: 'Survey answers', value: 'survey' },
];

const OPTIONS: Choice[] = [
  { text: 'Write nothing while one row is wrong', value: 'strict' },
  { text: 'The file has all accounts: end those that are gone', value: 'full_snapshot' },
];

export function importForm(): ModalView {
  return modal({
    callbackId: ids.importForm,
    title: 'Import',
    submit: 'Import',
    blocks: [
      input(importFields.what, 'What the rows are', choiceField(WHAT, { initial: 'account' })),
      input(
        importFields.files,
        'Files',
        {
          type: 'file_input',
          action_id: FIELD,
          filetypes: ['csv', 'tsv', 'txt', 'yaml', 'yml'],
          max_files: 10,
        },
        {
          hint: 'CSV with a column “key” and columns named like the fields, such as name, segment, started_on. With other columns, add a mapping file (YAML) beside it.',
        },
      ),
      input(importFields.asOf, 'The date that the files show', dateField(), {
        optional: true,
        hint: 'Left empty: today.',
      }),
      input(
        importFields.options,
        'Options',
        { type: 'checkboxes', action_id: FIELD, options: OPTIONS.map(option) },
        { optional: true },
      ),
    ],
  });
}

/** What came of each file. */
export function importResult(files: readonly FileResult[], notices: readonly Mrkdwn[]): Answer {
  const read = files.reduce((sum, file) => sum + file.read, 0);
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  const text =
    rejected === 0
      ? mrkdwn`*Imported* ${count(read, 'row')}`
      : mrkdwn`*Imported* ${figure(read - rejected)} of ${count(read, 'row')}: ${figure(rejected)} rejected`;
  const lines = [...files.map(fileLine), ...notices];
  return { text, blocks: [section(text), ...lines.map((line) => section(line))] };
}

const COLUMNS_SHOWN = 10;

/** That columns of a file bear no field's name, with the field that may be meant by each; nothing where all are read. */
export function unreadColumns(file: string, unread: readonly UnreadColumn[]): Mrkdwn[] {
  if (unread.length === 0) return [];
  const shown = unread.slice(0, COLUMNS_SHOWN).map(({ column, meant }) => {
    const hint = meant === null ? mrkdwn`` : mrkdwn` Did you mean ${meant}?`;
    return mrkdwn`The column “${truncate(column, 80)}” was not read.${hint}`;
  });
  const hidden = unread.length - shown.length;
  const more =
    hidden === 0 ? [] : [mrkdwn`${count(hidden, 'more column')} ${hidden === 1 ? 'was' : 'were'} not read.`];
  return [mrkdwn`⚠️ *${file}*\n${join([...shown, ...more], '\n')}`];
}

/** A strict import that was taken back. */
export function importRefused(files: readonly FileResult[], notices: readonly Mrkdwn[]): Answer {
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  const text = mrkdwn`*Nothing was imported*: ${figure(rejected)} ${rejected === 1 ? 'row is' : 'rows are'} wrong. I sent you a file that says what is wrong with each.`;
  return {
    text,
    blocks: [
      section(text),
      ...files.filter((file) => file.rejected > 0).map((file) => section(fileLine(file))),
      ...notices.map((notice) => section(notice)),
    ],
  };
}

function fileLine(file: FileResult): Mrkdwn {
  const counts: [number, string][] = [
    [file.created, 'new'],
    [file.updated, 'changed'],
    [file.unchanged, 'as before'],
    [file.skipped, 'skipped'],
    [file.rejected, 'rejected: I sent you a file with the reasons'],
    [file.returned, 'back'],
    [file.ended, 'ended'],
    [file.beforeStart, 'before their account’s start, which count for nothing'],
  ];
  const shown = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => mrkdwn`${figure(count)} ${what}`);
  const result = shown.length === 0 ? mrkdwn`no rows` : join(shown, ' · ');
  return mrkdwn`*${file.file}* (${file.as}): ${result}`;
}
