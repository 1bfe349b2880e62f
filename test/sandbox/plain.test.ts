import { describe, expect, test } from 'vitest';
import { mentionsIn, plainBlocks, plainMrkdwn } from '#src/sandbox/plain.ts';
import { createState, defaults } from '#src/sandbox/state.ts';

const state = createState({ manifest: {}, ...defaults, now: () => new Date(0) });

describe('text as a person reads it', () => {
  test.for<[string, string]>([
    ['*12 accounts* need _an_ EBR', '12 accounts need an EBR'],
    ['~gone~ `code` ```block```', 'gone code block'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
    ['* not bold * and _ not italic _', '* not bold * and _ not italic _'],
    ['*<https://example.com|Acme &amp; Co>*', 'Acme & Co'],
    ['<@U0PRIYA> in <#C0CSDAILY>', '@priya in #cs-daily'],
    ['<!channel> <!subteam^S1|@cs>', '@channel @cs'],
    ['<!date^1795000000^{date_short}|Wed 18 Nov>', 'Wed 18 Nov'],
    ['&lt;!channel&gt; &amp;lt;', '<!channel> &lt;'],
    ['&gt; quoted', 'quoted'],
  ])('%s', ([text, shown]) => {
    expect(plainMrkdwn(state, text)).toBe(shown);
  });

  test('plain_text stays as it is; every block speaks', () => {
    const plain = (text: string) => ({ type: 'plain_text', text });
    const blocks = [
      { type: 'header', text: plain('*Title*') },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '*Body*' },
        accessory: { type: 'button', text: plain('Open') },
      },
      { type: 'context', elements: [plain('Small'), { type: 'image', alt_text: 'A chart', image_url: 'x' }] },
      {
        type: 'table',
        rows: [
          [
            { type: 'raw_text', text: 'a' },
            { type: 'raw_text', text: 'b' },
          ],
        ],
      },
      { type: 'container', title: plain('Box'), child_blocks: [{ type: 'markdown', text: '# Inside' }] },
      {
        type: 'input',
        label: plain('Name'),
        hint: plain('Like Acme'),
        element: { type: 'plain_text_input', initial_value: 'Acme' },
      },
    ];
    expect(plainBlocks(state, blocks).split('\n')).toEqual([
      '*Title*',
      'Body',
      'Open',
      'Small',
      'A chart',
      'a | b',
      'Box',
      '# Inside',
      'Name',
      'Acme',
      'Like Acme',
    ]);
  });
});

describe('what is live in a message', () => {
  test('references in mrkdwn and rich text count; escaped ones and plain_text do not', () => {
    const found = mentionsIn({
      text: '<!channel> &lt;!here&gt;',
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '<@U0PRIYA> <https://evil.example.com|acme.com> <!date^1^{date}|x>' },
        },
        { type: 'header', text: { type: 'plain_text', text: '<!everyone> <@U0LENA>' } },
        { type: 'context', elements: [{ type: 'mrkdwn', text: '<#C0CSDAILY> <!subteam^S1>' }] },
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'here' }] }],
        },
      ],
    });
    expect(found).toEqual({
      users: ['U0PRIYA'],
      channels: ['C0CSDAILY'],
      special: ['channel', 'subteam^S1', 'here'],
      links: [{ url: 'https://evil.example.com', label: 'acme.com' }],
    });
  });

  test('a harmless message has none', () => {
    const none = { users: [], channels: [], special: [], links: [] };
    expect(mentionsIn({ text: 'a &lt;!channel&gt; b', blocks: [] })).toEqual(none);
  });
});
