import { elementsOf } from '../blocks.ts';
import { asObject, asObjects, asString } from '../types.ts';
import type { Json } from '../types.ts';
import { anyBlock } from './blocks.ts';
import { plainText } from './composition.ts';
import { repeatedActionIds } from './elements.ts';
import { boolean, describe, list, object, oneOf, string } from './shapes.ts';
import type { Check, Problem } from './shapes.ts';

/** Where blocks stand. */
export type Surface = 'message' | 'modal' | 'home';

const everywhere = [
  'actions',
  'context',
  'divider',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'video',
];

/** A `file` block is Slack's own: no app may send it. */
const allowed: Record<Surface, Set<string>> = {
  message: new Set([
    ...everywhere,
    'card',
    'carousel',
    'container',
    'context_actions',
    'data_table',
    'data_visualization',
    'markdown',
    'plan',
    'table',
    'task_card',
  ]),
  modal: new Set([...everywhere, 'alert']),
  home: new Set([...everywhere, 'data_table', 'data_visualization', 'table']),
};

/** Blocks on one surface. */
const most: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

/** The text of all blocks of a message: Slack refuses about this many characters (measured, not documented). */
const messageTextLimit = 13_200;

/** All markdown blocks of one message together. */
const markdownLimit = 12_000;

/** A view as JSON, in bytes. */
const viewSizeLimit = 250 * 1024;

/** What is wrong with the blocks of a surface; `pointer` is where they stand in the request. */
export function blockProblems(blocks: unknown, surface: Surface, pointer = '/blocks'): Problem[] {
  const problems: Problem[] = [];
  list(anyBlock, 0, most[surface])(blocks, pointer, problems);
  const seen = new Set<string>();
  for (const [index, block] of (Array.isArray(blocks) ? blocks : []).entries()) {
    const at = `${pointer}/${index}`;
    const record = asObject(block);
    if (record) placeProblems(record, surface, at, seen, problems);
  }
  return problems;
}

function placeProblems(
  block: Json,
  surface: Surface,
  pointer: string,
  seen: Set<string>,
  problems: Problem[],
): void {
  const type = asString(block['type']) ?? '';
  if (!allowed[surface].has(type)) {
    problems.push({ pointer: `${pointer}/type`, message: `unsupported type: ${type} in a ${surface}` });
  }
  const id = asString(block['block_id']);
  if (id !== undefined && seen.has(id)) {
    problems.push({ pointer: `${pointer}/block_id`, message: `\`block_id\` "${id}" already exists` });
  }
  if (id !== undefined) seen.add(id);
  const elements = elementsOf(block).map((placed) => placed.element);
  for (const repeated of repeatedActionIds(elements)) {
    problems.push({ pointer, message: `\`action_id\` "${repeated}" already exists` });
  }
  if (surface === 'modal') return;
  for (const element of elements) {
    if (element['type'] === 'file_input') {
      problems.push({
        pointer: `${pointer}/element`,
        message: `unsupported type: file_input in a ${surface}`,
      });
    }
    if (element['response_url_enabled'] === true) {
      problems.push({ pointer, message: '`response_url_enabled` is for inputs in modals only' });
    }
  }
}

/** A refusal of a payload: Slack's error code and its explanations, or nothing wrong. */
export interface Verdict {
  error: string | undefined;
  messages: string[];
}

const accepted: Verdict = { error: undefined, messages: [] };

/** Judges the blocks of a message: shapes, places, limits, and the length of all their text. */
export function judgeMessageBlocks(blocks: unknown): Verdict {
  const problems = blockProblems(blocks, 'message');
  if (problems.length > 0) return { error: 'invalid_blocks', messages: problems.map(describe) };
  const all = asObjects(blocks);
  const tables = all.filter((block) => block['type'] === 'table' || block['type'] === 'data_table');
  if (tables.length > 1) return { error: 'invalid_attachments', messages: ['only_one_table_allowed'] };
  const charts = all.filter((block) => block['type'] === 'data_visualization');
  if (charts.length > 2)
    return { error: 'invalid_blocks', messages: ['no more than 2 data_visualization blocks'] };
  const markdown = all.filter((block) => block['type'] === 'markdown');
  if (textLength(markdown) > markdownLimit || textLength(all) > messageTextLimit) {
    return { error: 'msg_blocks_too_long', messages: [] };
  }
  return accepted;
}

/** The characters of all texts in blocks: text objects, titles, labels, options, cells. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0);
  const record = asObject(value);
  if (!record) return 0;
  let sum = 0;
  for (const [key, entry] of Object.entries(record)) {
    if (typeof entry === 'string') sum += key === 'text' || key === 'caption' ? entry.length : 0;
    else sum += textLength(entry);
  }
  return sum;
}

const viewFields: Record<string, Check> = {
  private_metadata: string({ max: 3000 }),
  callback_id: string({ max: 255 }),
  external_id: string({ max: 255 }),
};
/** Blocks are judged apart, so that they are looked at once. */
const someBlocks = list(() => {}, 1);

const modal = object(
  { type: oneOf('modal'), title: plainText(24), blocks: someBlocks },
  {
    ...viewFields,
    close: plainText(24),
    submit: plainText(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
  (view, pointer, problems) => {
    const asks = asObjects(view['blocks']).some((block) => block['type'] === 'input');
    if (asks && view['submit'] === undefined) {
      problems.push({ pointer, message: 'must define `submit` to use an `input` block in modals' });
    }
  },
);

const home = object({ type: oneOf('home'), blocks: someBlocks }, viewFields);

/** Judges a view that is to be opened, pushed, updated (modals) or published (homes). */
export function judgeView(view: unknown, surface: 'modal' | 'home', pointer = '/view'): Verdict {
  const record = asObject(view);
  const problems: Problem[] = [];
  (surface === 'modal' ? modal : home)(view, pointer, problems);
  problems.push(...blockProblems(record?.['blocks'] ?? [], surface, `${pointer}/blocks`));
  problems.push(...focusProblems(record, pointer));
  if (problems.length > 0) return { error: 'invalid_arguments', messages: problems.map(describe) };
  if (Buffer.byteLength(JSON.stringify(view)) > viewSizeLimit)
    return { error: 'view_too_large', messages: [] };
  return accepted;
}

function focusProblems(view: Json | undefined, pointer: string): Problem[] {
  const focused = asObjects(view?.['blocks'])
    .flatMap(elementsOf)
    .filter(({ element }) => element['focus_on_load'] === true);
  return focused.length > 1 ? [{ pointer, message: 'only one element may have `focus_on_load`' }] : [];
}
