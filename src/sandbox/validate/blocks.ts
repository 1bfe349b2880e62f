import { asObject } from '../types.ts';
import { anyText, blockId, plainText, slackFile } from './composition.ts';
import {
  accessories,
  actionElements,
  button,
  contextActionElements,
  contextElements,
  image,
  inputElements,
} from './elements.ts';
import { richText, richTextParts } from './rich-text.ts';
import {
  atLeastOne,
  boolean,
  byType,
  exactlyOne,
  integer,
  list,
  number,
  object,
  oneOf,
  string,
  url,
} from './shapes.ts';
import type { Check, Rule } from './shapes.ts';

/** A block of this type: its fields, and a block_id. */
function block(
  type: string,
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
  ...rules: Rule[]
): Check {
  return object({ type: oneOf(type), ...required }, { ...optional, block_id: blockId }, ...rules);
}

const richCell = object({ type: oneOf('rich_text'), elements: richTextParts });
const tableCell = byType({
  raw_text: object({ type: oneOf('raw_text'), text: string() }),
  rich_text: richCell,
});
const dataCell = byType({
  raw_text: object({ type: oneOf('raw_text'), text: string({ min: 1 }) }),
  raw_number: object({ type: oneOf('raw_number'), value: number() }, { text: string({ min: 1 }) }),
  rich_text: richCell,
});
const column = object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean });
const columnOrNull: Check = (value, pointer, problems) => {
  if (value !== null) column(value, pointer, problems);
};

const points = list(object({ label: string({ min: 1, max: 20 }), value: number() }), 1, 20);
const cartesian = (type: string): Check =>
  object({
    type: oneOf(type),
    series: list(object({ name: string({ min: 1, max: 20 }), data: points }), 1, 6),
    axis_config: object(
      { categories: list(string({ min: 1, max: 20 }), 0, 20) },
      { x_label: string({ max: 50 }), y_label: string({ max: 50 }) },
    ),
  });
const chart = byType({
  line: cartesian('line'),
  bar: cartesian('bar'),
  area: cartesian('area'),
  pie: object({
    type: oneOf('pie'),
    segments: list(object({ label: string({ min: 1, max: 20 }), value: number({ positive: true }) }), 1, 6),
  }),
});

const taskFields: Record<string, Check> = {
  details: richText,
  output: richText,
  sources: list(object({ type: oneOf('url'), url: url(), text: string({ min: 1 }) })),
  status: oneOf('pending', 'in_progress', 'complete', 'error'),
};
const taskNeeds: Record<string, Check> = { task_id: string({ min: 1 }), title: string({ min: 1 }) };
const planTitle: Check = (value, pointer, problems) => {
  const check = typeof value === 'string' ? string({ min: 1 }) : plainText();
  check(value, pointer, problems);
};

const headerRowIsPlain: Rule = (value, pointer, problems) => {
  const rows = value['rows'];
  const header: unknown = Array.isArray(rows) ? rows[0] : undefined;
  if (Array.isArray(header) && header.some((cell) => asObject(cell)?.['type'] === 'rich_text')) {
    problems.push({ pointer: `${pointer}/rows/0`, message: 'the header row cannot contain rich_text cells' });
  }
};

const noDispatchForFiles: Rule = (value, pointer, problems) => {
  if (asObject(value['element'])?.['type'] === 'file_input' && value['dispatch_action'] === true) {
    problems.push({ pointer: `${pointer}/dispatch_action`, message: 'must be false with a file_input' });
  }
};

const collapsible: Rule = (value, pointer, problems) => {
  if (value['default_collapsed'] === true && value['is_collapsible'] !== true) {
    problems.push({ pointer: `${pointer}/default_collapsed`, message: 'needs is_collapsible' });
  }
};

const card = block(
  'card',
  {},
  {
    hero_image: image,
    icon: image,
    title: anyText(150),
    subtitle: anyText(150),
    body: anyText(200),
    actions: list(byType({ button }), 1, 2),
  },
  atLeastOne('hero_image', 'title', 'actions', 'body'),
);

/** Blocks that may also stand inside a container. */
const childBlocks: Record<string, Check> = {
  actions: block('actions', { elements: list(byType(actionElements), 1, 25) }),
  context: block('context', { elements: list(byType(contextElements), 1, 10) }),
  divider: block('divider', {}),
  file: block('file', { external_id: string({ min: 1 }), source: oneOf('remote') }),
  header: block('header', { text: plainText(150) }, { level: integer(1, 4) }),
  image: block(
    'image',
    { alt_text: string({ min: 1, max: 2000 }) },
    { image_url: url({ max: 3000 }), slack_file: slackFile, title: plainText(2000) },
    exactlyOne('image_url', 'slack_file'),
  ),
  input: block(
    'input',
    { label: plainText(2000), element: byType(inputElements) },
    { dispatch_action: boolean, hint: plainText(2000), optional: boolean },
    noDispatchForFiles,
  ),
  rich_text: richText,
  section: block(
    'section',
    {},
    { text: anyText(), fields: list(anyText(2000), 1, 10), accessory: byType(accessories), expand: boolean },
    atLeastOne('text', 'fields'),
  ),
  table: block(
    'table',
    { rows: list(list(tableCell, 1, 20), 1, 100) },
    { column_settings: list(columnOrNull, 0, 20) },
  ),
  video: block(
    'video',
    {
      alt_text: string({ min: 1 }),
      title: plainText(199),
      thumbnail_url: url(),
      video_url: url({ https: true }),
    },
    {
      author_name: string({ max: 49 }),
      description: plainText(199),
      provider_icon_url: url(),
      provider_name: string({ min: 1 }),
      title_url: url({ https: true }),
    },
  ),
};

/** Every block that Slack knows, by type. */
const blockChecks: Record<string, Check> = {
  ...childBlocks,
  alert: block(
    'alert',
    { text: anyText() },
    { level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
  card,
  carousel: block('carousel', { elements: list(byType({ card }), 1, 10) }),
  container: block(
    'container',
    { child_blocks: list(byType(childBlocks), 1, 10) },
    {
      title: plainText(150),
      rich_text_title: richText,
      subtitle: anyText(150),
      icon: image,
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
    atLeastOne('title', 'rich_text_title'),
    collapsible,
  ),
  context_actions: block('context_actions', { elements: list(byType(contextActionElements), 1, 5) }),
  data_table: block(
    'data_table',
    { caption: string({ min: 1 }), rows: list(list(dataCell, 1, 20), 2, 101) },
    { page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
    headerRowIsPlain,
  ),
  data_visualization: block('data_visualization', { title: string({ min: 1, max: 50 }), chart }),
  markdown: block('markdown', { text: string({ min: 1, max: 12_000 }) }),
  plan: block(
    'plan',
    { title: planTitle },
    { tasks: list(object(taskNeeds, { ...taskFields, type: oneOf('task_card'), block_id: blockId })) },
  ),
  task_card: block('task_card', taskNeeds, taskFields),
};

/** One block of any type, wherever it stands. */
export const anyBlock: Check = byType(blockChecks);
