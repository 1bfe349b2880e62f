import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actions,
  button,
  confirmation,
  context,
  divider,
  fields,
  header,
  image,
  modal,
  overflow,
  section,
} from '#blocks/build.ts';
import {
  choiceField,
  dateField,
  input,
  numberField,
  searchField,
  textField,
  userField,
} from '#blocks/form-fields.ts';
import { limits, rowsWithin, textLength } from '#blocks/limits.ts';
import { mrkdwn } from '#blocks/text.ts';
import { blockProblems, judgeView } from '#src/sandbox/validate/surfaces.ts';
import { runs } from '../support/fuzz.ts';

const long = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', minLength: 100, maxLength: 5000 }),
);
const row = fc
  .array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 3 })
  .map((sizes) => sizes.map((size) => section(mrkdwn`${'x'.repeat(size)}`)));

describe('rows within a surface', () => {
  it('never exceed it, whatever the rows, and say how many are hidden', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), (rows) => {
        const reserve = [header('Title'), divider()];
        const more = (hidden: number): KnownBlock[] => [context(mrkdwn`and ${hidden} more`)];
        const shown = rowsWithin(limits.message, rows, { reserve, more });
        const all = [...reserve, ...shown];
        expect(all.length).toBeLessThanOrEqual(limits.message.blocks);
        expect(textLength(all)).toBeLessThanOrEqual(limits.message.text);
        const last = shown.at(-1);
        const hidden =
          last?.type === 'context' ? Number(/\d+/.exec(JSON.stringify(last.elements[0]))?.[0]) : 0;
        const count = rows.length - hidden;
        expect(shown.slice(0, hidden > 0 ? -1 : undefined)).toEqual(rows.slice(0, count).flat());
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('blocks of any text', () => {
  it('are taken by a strict Slack in a message', () => {
    fc.assert(
      fc.property(long, fc.array(long, { maxLength: 30 }), (text, texts) => {
        const confirm = { title: text, text, confirm: text, deny: text, danger: true };
        const choices = texts.map((label, index) => ({
          text: label,
          value: String(index),
          description: label,
        }));
        const blocks: KnownBlock[] = [
          section(
            mrkdwn`${text}`,
            button(text, 'a.b', { value: 'x', confirm, label: text, style: 'primary' }),
          ),
          header(text),
          context(...texts.map((part) => mrkdwn`${part}`), mrkdwn`x`),
          fields([mrkdwn`${text}`, ...texts.map((part) => mrkdwn`${part}`)]),
          actions(overflow('a.c', [{ text, value: 'v' }, ...choices])),
          image('https://acme.com/a.png', text),
          divider(),
        ];
        expect(blockProblems(blocks, 'message')).toEqual([]);
      }),
      { numRuns: runs(200) },
    );
  });

  it('are taken by a strict Slack in a modal', () => {
    fc.assert(
      fc.property(long, fc.array(long, { minLength: 1, maxLength: 120 }), (text, texts) => {
        const choices = texts.map((label, index) => ({ text: label, value: String(index) }));
        const view = modal({
          title: text,
          submit: text,
          close: text,
          callbackId: 'a.form',
          metadata: { id: 'x' },
          blocks: [
            input('a', text, textField({ initial: text, placeholder: text }), { hint: text }),
            input('b', text, textField({ initial: text, multiline: true, max: 100 })),
            input('c', text, numberField({ initial: 1.5, min: 0, decimals: true })),
            input('d', text, dateField({ initial: '2026-11-23' })),
            input('e', text, userField({ initial: 'U0PRIYA' })),
            input('f', text, choiceField(choices, { initial: '1' })),
            input('g', text, searchField('a.search', { initial: { text, value: 'v' } }), { optional: true }),
          ],
        });
        expect(judgeView(view, 'modal')).toMatchObject({ messages: [] });
      }),
      { numRuns: runs(200) },
    );
  });

  it('refuse a value that would have to be cut', () => {
    expect(() => button('Go', 'a.b', { value: 'x'.repeat(2001) })).toThrow('1 to 2000 fit');
    expect(() => modal({ title: 'x', blocks: [], metadata: 'x'.repeat(3001) })).toThrow('1 to 3000 fit');
    expect(confirmation({ title: 'a', text: 'b', confirm: 'c' }).deny?.text).toBe('Cancel');
  });
});
