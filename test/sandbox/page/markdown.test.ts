/** Standard Markdown, as `markdown` blocks hold it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inlineOf, parseMarkdown } from '#src/sandbox/page/kit/markdown.ts';
import type { Markdown } from '#src/sandbox/page/kit/markdown.ts';
import type { Inline } from '#src/sandbox/mrkdwn.ts';
import { runs } from '../../support/fuzz.ts';

const tags = { bold: 'b', italic: 'i', strike: 's', underline: 'u', highlight: 'h', code: 'code' };

function line(parts: Inline[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'styled') return `<${tags[part.style]}>${line(part.children)}</${tags[part.style]}>`;
      return part.kind === 'link' ? `{${part.label} → ${part.url}}` : `{${part.kind}}`;
    })
    .join('');
}

function shown(blocks: Markdown[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case 'paragraph':
          return line(block.children);
        case 'heading':
          return `h${block.level} ${line(block.children)}`;
        case 'code':
          return `code(${block.text})`;
        case 'quote':
          return `quote(${shown(block.blocks)})`;
        case 'list':
          return `${block.start ?? 'list'}(${block.items.map(shown).join('; ')})`;
        case 'table':
          return `table(${[block.head, ...block.rows].map((row) => row.map(line).join(' | ')).join(' / ')})${block.align.join()}`;
        case 'rule':
          return 'rule';
      }
    })
    .join(', ');
}

describe('blocks', () => {
  test.for<[string, string]>([
    ['# One\n\n### Three ###\ntext', 'h1 One, h3 Three, text'],
    ['#no heading', '#no heading'],
    ['one\ntwo\n\nthree', 'one\ntwo, three'],
    ['- a\n- b\n  - c\n  - d\n- e', 'list(a; b, list(c; d); e)'],
    ['3. c\n4. d\n\ntext', '3(c; d), text'],
    ['* [ ] open\n* [x] done', 'list(☐ open; ☑ done)'],
    ['- a\n\n  more of a\n- b', 'list(a, more of a; b)'],
    ['text\n- a', 'text, list(a)'],
    ['> *q*\n> - a\n\nafter', 'quote(<i>q</i>, list(a)), after'],
    ['```js\na *b*\n\n# c\n```\nafter', 'code(a *b*\n\n# c), after'],
    ['```\nnever closed', 'code(never closed)'],
    ['a\n\n---\n\n***\nb', 'a, rule, rule, b'],
    [
      '| A | B |\n|:-:|--:|\n| 1 | **2** |\n| x \\| y | |\nend',
      'table(A | B / 1 | <b>2</b> / x | y | )center,right, end',
    ],
    ['a | b', 'a | b'],
    ['', ''],
  ])('%s', ([text, tree]) => {
    expect(shown(parseMarkdown(text))).toBe(tree);
  });
});

describe('a line', () => {
  test.for<[string, string]>([
    [
      '**bold** __bold__ *italic* _italic_ ~~strike~~',
      '<b>bold</b> <b>bold</b> <i>italic</i> <i>italic</i> <s>strike</s>',
    ],
    ['**bold *and italic***', '<b>bold <i>and italic</i></b>'],
    ['snake_case_name 2*3 ** no **', 'snake_case_name 2*3 ** no **'],
    ['`**code**` ``a`b``', '<code>**code**</code> <code>a`b</code>'],
    [
      '[a b](https://e.com "title") ![alt](https://e.com/a.png)',
      '{a b → https://e.com} {alt → https://e.com/a.png}',
    ],
    ['<https://e.com> <@U1> :wave: <b>', '{ → https://e.com} {user} {emoji} <b>'],
    [String.raw`\*not\* \[x\]`, '*not* [x]'],
  ])('%s', ([text, tree]) => {
    expect(line(inlineOf(text))).toBe(tree);
  });
});

test('any text is read, a long and a deep one too', () => {
  const sign = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '*',
    '**',
    '_',
    '~~',
    '`',
    '```',
    '> ',
    '- ',
    '1. ',
    '#',
    '|',
    '[',
    '](',
    ')',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 80 }), (signs) => {
      expect(parseMarkdown(signs.join(''))).toBeInstanceOf(Array);
    }),
    { numRuns: runs(1000) },
  );
  for (const part of [
    '> ',
    '+ ',
    '- a\n',
    '[a](',
    '![',
    '|a|\n|-|\n',
    '_a ',
    '**a',
    '~~x',
    '``a`',
    '- a\nb\n  ',
  ]) {
    expect(parseMarkdown(part.repeat(12_000 / part.length)).length).toBeGreaterThan(0);
  }
});
