/** Slack sends a nested list as lists one after another, each with its indent: here they become lists in lists. Pure. */
import type { Json } from '../contract.ts';

export interface ListNode {
  list: Json;
  indent: number;
  /** What stands under its last item. */
  nested: ListNode[];
}

/** A list with those in it, or any other element of rich text. */
export type Part = ListNode | { element: Json };

/** The elements of a rich text, lists that follow a list and are indented more put under its last item. */
export function nestLists(elements: readonly Json[]): Part[] {
  const parts: Part[] = [];
  let open: ListNode[] = [];
  for (const element of elements) {
    if (element['type'] !== 'rich_text_list') {
      parts.push({ element });
      open = [];
      continue;
    }
    const indent = typeof element['indent'] === 'number' ? element['indent'] : 0;
    const node: ListNode = { list: element, indent, nested: [] };
    open = open.filter((outer) => outer.indent < indent);
    const parent = open.at(-1);
    (parent?.nested ?? parts).push(node);
    open.push(node);
  }
  return parts;
}
