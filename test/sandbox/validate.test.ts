import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { anyBlock } from '#src/sandbox/validate/blocks.ts';
import { describe as say } from '#src/sandbox/validate/shapes.ts';
import type { Problem } from '#src/sandbox/validate/shapes.ts';
import { judgeMessageBlocks, judgeView, blockProblems } from '#src/sandbox/validate/surfaces.ts';
import { goodBlocks, goodHome, goodModal, mrkdwn, plain } from './block-samples.ts';
import { hasSampleData, readSampleJson } from '../support/sample-data.ts';

type Json = Record<string, unknown>;

function problemsOf(block: unknown): string[] {
  const problems: Problem[] = [];
  anyBlock(block, '/blocks/0', problems);
  return problems.map(say);
}

describe('good blocks', () => {
  test.for(goodBlocks.map((block) => [JSON.stringify(block).slice(0, 70), block] as const))(
    '%s …',
    ([, block]) => {
      expect(problemsOf(block)).toEqual([]);
    },
  );
});

/** Ways in which a value is spoilt; each keeps to what a JSON schema can see. */
const longer = [23, 24, 25, 31, 76, 101, 151, 256, 301, 2001, 3001, 12_001].map((length) =>
  'x'.repeat(length),
);
const spoilt: unknown[] = [
  '',
  ...longer,
  0,
  -1,
  1.5,
  101,
  true,
  null,
  {},
  [],
  'nonsense',
  ['x'],
  { type: 'nonsense' },
];

const changes: { kind: string; by: unknown; times: number }[] = [
  { kind: 'remove', by: undefined, times: 0 },
  { kind: 'add', by: 'x', times: 0 },
  ...spoilt.map((by) => ({ kind: 'replace', by, times: 0 })),
  ...[0, 1, 2, 5, 6, 10, 11, 20, 21, 25, 26, 100, 101, 102].map((times) => ({
    kind: 'repeat',
    by: undefined,
    times,
  })),
];

/** Every path into a value, the value itself excluded. */
function pathsInto(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const at = path.concat(Array.isArray(value) ? Number(key) : key);
    return [at].concat(pathsInto((value as Json)[key], at));
  });
}

/** A copy of a block with one place changed: replaced, removed, or given a key or an item too many. */
function spoil(
  value: unknown,
  path: (string | number)[],
  how: { kind: string; by: unknown; times: number },
): unknown {
  const copy = structuredClone(value) as Json;
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Json;
  const last = path.at(-1)!;
  const target = parent[last];
  if (how.kind === 'remove') delete parent[last];
  else if (how.kind === 'replace') parent[last] = how.by;
  else if (how.kind === 'add' && typeof target === 'object' && target !== null)
    (target as Json)['extra'] = how.by;
  else if (how.kind === 'repeat' && Array.isArray(target))
    parent[last] = Array.from({ length: how.times }, () => target[0] as unknown);
  return Array.isArray(parent) ? JSON.parse(JSON.stringify(copy)) : copy;
}

/** A URI as the schema means it; ajv leaves the format to its user. */
const isUri = (text: string): boolean => URL.canParse(text) && !/\s/.test(text);

describe.skipIf(!hasSampleData('slack'))(
  'the validator and the published schema agree (skipped where ../shared/data is absent)',
  () => {
    const ajv = new Ajv2020({ strict: false, formats: { uri: isUri } });
    if (hasSampleData('slack'))
      ajv.addSchema(readSampleJson('slack', 'block-kit.schema.json') as object, 'kit');
    const schema = (name: string) => ajv.compile({ $ref: `kit#/$defs/${name}` });

    test('on blocks, good and spoilt', () => {
      const accepts = schema('block');
      let refused = 0;
      const disagreements: unknown[] = [];
      for (const good of goodBlocks) {
        for (const path of pathsInto(good)) {
          for (const how of changes) {
            const block = spoil(good, path, how);
            const ours = problemsOf(block).filter((problem) => !beyondSchema.test(problem));
            const theirs = accepts(block);
            if (!theirs) refused += 1;
            if ((ours.length === 0) !== theirs) disagreements.push({ block, path, ours, theirs });
          }
        }
      }
      expect(disagreements.slice(0, 3)).toEqual([]);
      expect(refused).toBeGreaterThan(20_000);
    });

    test.for([
      ['modal_view', 'modal', goodModal],
      ['home_view', 'home', goodHome],
    ] as const)('on %s, good and spoilt', ([name, surface, good]) => {
      const accepts = schema(name);
      for (const path of pathsInto(good)) {
        for (const by of [...spoilt, undefined]) {
          const view = spoil(good, path, { kind: by === undefined ? 'remove' : 'replace', by, times: 0 });
          const ours = judgeView(view, surface).messages.filter((problem) => !beyondSchema.test(problem));
          expect({ good: ours.length === 0, path, by, ours }).toMatchObject({ good: accepts(view) });
        }
      }
    });
  },
);

/** Rules that no schema can say: they compare fields with each other, or know the surface. */
const beyondSchema =
  /must be one of the provided options|must lie between|must not be more than|decimals are not allowed|header row|no more than \d+ items allowed \[json-pointer:.*\/initial_|must be less than \d+ characters \[json-pointer:.*\/initial_value\]| in a (message|modal|home) |already exists/;

describe('rules beyond the schema', () => {
  const section = (more: Json = {}): Json => ({ type: 'section', text: mrkdwn(), ...more });
  const menu = (more: Json): Json =>
    section({ accessory: { type: 'static_select', options: [{ text: plain(), value: 'a' }], ...more } });
  const actions = (...ids: string[]): Json => ({
    type: 'actions',
    elements: ids.map((id) => ({ type: 'button', action_id: id, text: plain() })),
  });
  const onMessage = (...blocks: Json[]) => blockProblems(blocks, 'message').map(say);
  const onModal = (...blocks: Json[]) => blockProblems(blocks, 'modal').map(say);

  test('ids are unique: block ids in a message, action ids in a block', () => {
    expect(onMessage(section({ block_id: 'a' }), section({ block_id: 'a' }))).toEqual([
      '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
    ]);
    expect(onMessage(actions('x', 'x'))).toEqual(['`action_id` "x" already exists [json-pointer:/blocks/0]']);
    expect(onMessage(actions('x'), actions('x'))).toEqual([]);
  });

  test('what is preselected must be offered', () => {
    expect(onMessage(menu({ initial_option: { text: plain(), value: 'b' } }))).toEqual([
      'must be one of the provided options [json-pointer:/blocks/0/accessory/initial_option]',
    ]);
    expect(onMessage(menu({ initial_option: { text: plain(), value: 'a' } }))).toEqual([]);
  });

  test.for([
    ['message', { type: 'alert', text: plain() }],
    ['modal', { type: 'markdown', text: 'x' }],
    ['modal', { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }],
    ['modal', { type: 'card', title: plain() }],
    ['home', { type: 'container', title: plain(), child_blocks: [{ type: 'divider' }] }],
    ['message', { type: 'file', external_id: 'x', source: 'remote' }],
    ['message', { type: 'input', label: plain(), element: { type: 'file_input' } }],
  ] as const)('a %s does not take %j', ([surface, block]) => {
    const problems = blockProblems([block], surface).map(say).join();
    expect(problems).toMatch(new RegExp(`unsupported type: \\w+ in a ${surface} `));
  });

  test('numbers and texts of inputs fit their own bounds', () => {
    const input = (element: Json): Json => ({ type: 'input', label: plain(), element });
    const bounded = {
      type: 'number_input',
      is_decimal_allowed: false,
      min_value: '5',
      max_value: '3',
      initial_value: '1.5',
    };
    expect(onModal(input(bounded))).toHaveLength(3);
    expect(onModal(input({ type: 'plain_text_input', max_length: 2, initial_value: 'abc' }))).toEqual([
      'must be less than 3 characters [json-pointer:/blocks/0/element/initial_value]',
    ]);
  });

  test('a message has one table, and not too much text in all', () => {
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
    expect(judgeMessageBlocks([table, table])).toEqual({
      error: 'invalid_attachments',
      messages: ['only_one_table_allowed'],
    });
    const texts = Array.from({ length: 6 }, () => section({ text: mrkdwn('x'.repeat(2200)) }));
    expect(judgeMessageBlocks(texts).error).toBeUndefined();
    expect(judgeMessageBlocks([...texts, section()]).error).toBe('msg_blocks_too_long');
  });

  test('a modal with inputs has a submit button, one focus, and at most 250 KB', () => {
    const { submit: _submit, ...without } = goodModal;
    expect(judgeView(without, 'modal').messages).toEqual([
      'must define `submit` to use an `input` block in modals [json-pointer:/view]',
    ]);
    const focused = (id: string): Json => ({
      type: 'input',
      label: plain(),
      element: { type: 'plain_text_input', action_id: id, focus_on_load: true },
    });
    expect(judgeView({ ...goodModal, blocks: [focused('a'), focused('b')] }, 'modal').messages).toHaveLength(
      1,
    );
    const big = Array.from({ length: 100 }, () => section({ text: mrkdwn('x'.repeat(2990)) }));
    expect(judgeView({ ...goodModal, blocks: big }, 'modal').error).toBe('view_too_large');
  });
});
