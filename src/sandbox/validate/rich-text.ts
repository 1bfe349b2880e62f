import { blockId, channelId, userId } from './composition.ts';
import { boolean, byType, integer, list, object, oneOf, string, url } from './shapes.ts';
import type { Check } from './shapes.ts';

const style = object(
  {},
  {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    underline: boolean,
    code: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
  (value, pointer, problems) => {
    if (Object.keys(value).length === 0)
      problems.push({ pointer, message: 'must define at least one style' });
  },
);

const leaf = (
  type: string,
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
): [string, Check] => [type, object({ type: oneOf(type), ...required }, { ...optional, style })];

const leaves = list(
  byType(
    Object.fromEntries([
      leaf('text', { text: string() }),
      leaf('link', { url: url() }, { text: string(), unsafe: boolean }),
      leaf('user', { user_id: userId }),
      leaf('usergroup', { usergroup_id: string({ pattern: /^S[A-Z0-9]+$/ }) }),
      leaf('channel', { channel_id: channelId }),
      leaf('emoji', { name: string({ min: 1 }) }, { skin_tone: integer(1, 6), unicode: string({ min: 1 }) }),
      leaf('team', { team_id: string({ pattern: /^T[A-Z0-9]+$/ }) }),
      leaf('broadcast', { range: oneOf('here', 'channel', 'everyone') }),
      leaf('color', { value: string({ pattern: /^#?[0-9a-fA-F]{6}$/ }) }),
      leaf('date', { timestamp: integer(0), format: string({ min: 1 }) }, { url: url(), fallback: string() }),
    ]),
  ),
);

const border = oneOf(0, 1);
const section = object({ type: oneOf('rich_text_section'), elements: leaves });

/** The parts of a rich_text block, which are also the content of a table's cells. */
export const richTextParts = list(
  byType({
    rich_text_section: section,
    rich_text_list: object(
      {
        type: oneOf('rich_text_list'),
        style: oneOf('bullet', 'ordered'),
        elements: list(byType({ rich_text_section: section }), 1),
      },
      { indent: integer(0), offset: integer(0), border },
    ),
    rich_text_preformatted: object(
      { type: oneOf('rich_text_preformatted'), elements: leaves },
      { border, language: string({ min: 1 }) },
    ),
    rich_text_quote: object({ type: oneOf('rich_text_quote'), elements: leaves }, { border }),
  }),
);

/** A rich_text block. */
export const richText = object({ type: oneOf('rich_text'), elements: richTextParts }, { block_id: blockId });
