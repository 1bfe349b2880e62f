/** Lists in lists, out of Slack's lists one after another. */
import { expect, test } from 'vitest';
import { nestLists } from '#src/sandbox/page/kit/rich-lists.ts';
import type { ListNode } from '#src/sandbox/page/kit/rich-lists.ts';

const list = (name: string, indent?: number) => ({
  type: 'rich_text_list',
  name,
  ...(indent === undefined ? {} : { indent }),
});
const section = { type: 'rich_text_section', name: 'text' };

function shown(elements: Record<string, unknown>[]): string {
  const node = ({ list, nested }: ListNode): string =>
    `${String(list['name'])}(${nested.map(node).join(' ')})`;
  return nestLists(elements)
    .map((part) => ('list' in part ? node(part) : String(part.element['name'])))
    .join(' ');
}

test('a list stands under the nearest one before it that is indented less', () => {
  expect(shown([list('a'), list('b', 1), list('c', 2), list('d', 1), list('e', 0)])).toBe(
    'a(b(c()) d()) e()',
  );
  expect(shown([list('a', 0), list('b', 3), list('c', 1)])).toBe('a(b() c())');
});

test('a text between lists ends the nesting, and a first list may be indented', () => {
  expect(shown([list('a'), section, list('b', 1)])).toBe('a() text b()');
  expect(shown([])).toBe('');
});
