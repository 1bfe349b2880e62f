/** Everything that one can read on the page: texts, blocks, attachments and files, as roles and words. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { WebClient } from '@slack/web-api';
import type { Locator, Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import type { Sandbox } from '#src/sandbox/sandbox.ts';
import { goodBlocks } from '#test/sandbox/block-samples.ts';
import { clientOf, manifest } from '#test/sandbox/bot.ts';
import { startBareBot } from './bare-bot.ts';
import { inBrowser, see } from './support.ts';
import type { PageOptions } from './support.ts';

type Json = Record<string, unknown>;

const CHANNEL = 'C0CSDAILY';
/** A Monday: 09:12 in Berlin. */
const NOW = new Date('2026-11-23T08:12:00Z');
const seconds = NOW.getTime() / 1000;

const plain = (text: string): Json => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
const section = (text: string): Json => ({ type: 'section', text: mrkdwn(text) });

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==';

/** Uploads a file for a block; asked twice about it, Slack is through with it. */
async function uploadFor({ client }: Pick<Slack, 'client'>, content: Buffer): Promise<string> {
  const place = await client.files.getUploadURLExternal({ filename: 'shown.png', length: content.length });
  const id = String(place.file_id);
  await fetch(String(place.upload_url), { method: 'POST', body: new Uint8Array(content) });
  await client.files.completeUploadExternal({ files: [{ id, title: 'shown.png' }] });
  await client.files.info({ file: id });
  return id;
}

/** The blocks with this file in the place of each that they name. */
function withFile(blocks: Json[], id: string): Json[] {
  return blocks.map((block) => ('slack_file' in block ? { ...block, slack_file: { id } } : block));
}

interface Slack {
  sandbox: Sandbox;
  client: WebClient;
  post(message: Json): Promise<unknown>;
}

async function startSlack(): Promise<Slack> {
  const sandbox = await startSandbox({ manifest, now: () => NOW });
  onTestFinished(() => sandbox.stop());
  const client = clientOf(sandbox);
  const post = (message: Json): Promise<unknown> =>
    client.apiCall('chat.postMessage', { channel: CHANNEL, text: 'for notifications', ...message });
  return { sandbox, client, post };
}

inBrowser('what is read', (browser) => {
  const open = (slack: Slack, options: PageOptions = {}): Promise<Page> =>
    browser.open(slack.sandbox.url, { as: 'U0PRIYA', channel: CHANNEL, ...options });
  const newest = (page: Page): Locator => page.getByRole('article', { name: /^Milepost/ }).last();

  /** Posts one message, and gives what the page shows of it. */
  const show = async (message: Json, options: PageOptions = {}): Promise<Locator> => {
    const slack = await startSlack();
    await slack.post(message);
    const page = await open(slack, options);
    await see(newest(page));
    return newest(page);
  };

  it('formats text: styles, code, quotes, lists, entities, emoji', async () => {
    const shown = await show({
      text: '*12 accounts* _need_ ~no~ `EBR` 1 &lt; 2 :tada: :our_own: snake_case\n&gt; said *so*\n• one\n```a *b*```',
    });
    expect(await shown.locator('strong').allInnerTexts()).toEqual(['12 accounts', 'so']);
    expect(await shown.locator('em').innerText()).toBe('need');
    expect(await shown.locator('s').innerText()).toBe('no');
    expect(await shown.locator('code').innerText()).toBe('EBR');
    expect(await shown.locator('blockquote').textContent()).toBe('said so\n');
    expect(await shown.locator('pre').innerText()).toBe('a *b*');
    expect(await shown.innerText()).toContain('1 < 2 🎉 :our_own: snake_case');
    expect(await shown.innerText()).toContain('• one');
  });

  it('names people, channels and groups, and marks what calls the reader', async () => {
    const shown = await show({
      text: '<@U0PRIYA> <@U0LENA> <@U0NOBODY|someone> <#C0LEADERSHIP> <!here> <!subteam^S1|@cs-team>',
    });
    const mentions = shown.locator('.mention');
    expect(await mentions.allInnerTexts()).toEqual([
      '@priya',
      '@lena',
      '@someone',
      '#leadership',
      '@here',
      '@cs-team',
    ]);
    expect(await shown.locator('.mention.is-me').allInnerTexts()).toEqual(['@priya', '@here', '@cs-team']);
    await shown.getByRole('button', { name: '#leadership' }).click();
    await see(shown.page().getByRole('heading', { level: 1, name: 'leadership' }));
  });

  it('links to the web alone, in a page of its own', async () => {
    const shown = await show({
      text: '<https://example.com/?a=1&amp;b=2|Acme &amp; Co> <javascript:alert(1)|bad>',
    });
    const link = shown.getByRole('link', { name: 'Acme & Co' });
    expect(await link.getAttribute('href')).toBe('https://example.com/?a=1&b=2');
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await link.getAttribute('rel')).toBe('noreferrer');
    expect(await shown.getByRole('link', { name: 'bad' }).count()).toBe(0);
    expect(await shown.innerText()).toContain('<javascript:alert(1)|bad>');
  });

  it('says dates in the reader’s zone', async () => {
    const slack = await startSlack();
    await slack.post({
      text: `Due <!date^${seconds}^{date_short_pretty} at {time}|soon>, <!date^1^{date_num}|then>`,
    });
    const berlin = await open(slack);
    await see(newest(berlin).getByText('Due Today at 09:12, 1970-01-01'));
    expect(await newest(berlin).locator('.message-content time').first().getAttribute('title')).toBe(
      'November 23, 2026 at 09:12 (Europe/Berlin)',
    );
    const brazil = await open(slack, { as: 'U0MARCO' });
    await see(newest(brazil).getByText('Due Today at 05:12, 1969-12-31'));
  });

  it('draws rich text with its nested lists', async () => {
    const part = (text: string, style?: Json): Json => ({
      type: 'rich_text_section',
      elements: [{ type: 'text', text, ...(style && { style }) }],
    });
    const list = (style: string, more: Json, ...items: string[]): Json => ({
      type: 'rich_text_list',
      style,
      ...more,
      elements: items.map((item) => part(item)),
    });
    const shown = await show({
      blocks: [
        {
          type: 'rich_text',
          elements: [
            part('Plan', { bold: true, underline: true }),
            list('ordered', {}, 'first', 'second'),
            list('bullet', { indent: 1 }, 'inner'),
            list('ordered', { offset: 2 }, 'third'),
            { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted' }] },
            { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a\n  b' }] },
          ],
        },
      ],
    });
    await see(shown.locator('u strong').or(shown.locator('strong u')).getByText('Plan'));
    expect(await shown.getByRole('list').count()).toBe(3);
    expect(
      await shown.getByRole('listitem').filter({ hasText: 'second' }).getByRole('listitem').innerText(),
    ).toBe('inner');
    expect(await shown.locator('ol').last().getAttribute('start')).toBe('3');
    expect(await shown.locator('pre').innerText()).toBe('a\n  b');
    expect(await shown.locator('blockquote').innerText()).toBe('quoted');
  });

  it('draws section, header, context, divider and fields', async () => {
    const blocks = [
      { type: 'header', text: plain('Acme :robot_face: *as typed*') },
      { ...section('*94 days* at “First leads”'), fields: [mrkdwn('*Health*\n🟡 56'), plain('*plain*')] },
      { type: 'divider' },
      { type: 'context', elements: [mrkdwn('rule _v4_'), plain('by Milepost')] },
    ];
    const shown = await show({ blocks });
    await see(shown.getByRole('heading', { name: 'Acme 🤖 *as typed*' }), shown.getByRole('separator'));
    await see(shown.getByText('*plain*', { exact: true }), shown.getByText('by Milepost'));
    expect(await shown.locator('strong').allInnerTexts()).toEqual(['94 days', 'Health']);
    expect(await shown.innerText()).not.toContain('for notifications');
  });

  it('puts fields side by side, and one under the other on a telephone', async () => {
    const blocks = [{ type: 'section', fields: [plain('left'), plain('right')] }];
    const positions = async (width: number) => {
      const shown = await show({ blocks }, { width });
      const [left, right] = [shown.getByText('left'), shown.getByText('right')];
      return { left: await left.boundingBox(), right: await right.boundingBox() };
    };
    const wide = await positions(1280);
    expect(wide.left?.y).toBe(wide.right?.y);
    const narrow = await positions(390);
    expect(narrow.left?.x).toBe(narrow.right?.x);
  });

  it('draws tables: headed, aligned, and scrolled by keyboard', async () => {
    const cell = (text: string): Json => ({ type: 'raw_text', text });
    const names = ['Account', 'ARR', 'Where it stands', 'Since when', 'Who leads', 'Renews on'];
    const rows = [names, ['Acme', '€48k', 'First leads', '21 Aug', 'Priya', '23 Jan']].map((row) =>
      row.map(cell),
    );
    const table = { type: 'table', rows, column_settings: [{ is_wrapped: true }, { align: 'right' }] };
    const shown = await show({ blocks: [table] }, { width: 390 });
    expect(await shown.getByRole('columnheader').allInnerTexts()).toEqual(names);
    const money = shown.getByRole('cell', { name: '€48k' });
    expect(await styleOf(money, 'text-align')).toBe('end');
    const scroller = shown.getByRole('group', { name: /^Table: Account, ARR/ });
    await scroller.focus();
    await scroller.press('ArrowRight');
    await expect.poll(() => scroller.evaluate((one) => one.scrollLeft)).toBeGreaterThan(0);
  });

  it('turns the pages of a table of data', async () => {
    const rows = [
      [{ type: 'raw_text', text: 'Name' }],
      ...['Acme', 'Bluebird', 'Corex'].map((text) => [{ type: 'raw_text', text }]),
    ];
    const shown = await show({ blocks: [{ type: 'data_table', caption: 'Accounts', page_size: 2, rows }] });
    await see(shown.getByRole('table', { name: 'Accounts' }), shown.getByText('1–2 of 3'));
    expect(await shown.getByRole('rowheader').allInnerTexts()).toEqual(['Acme', 'Bluebird']);
    await shown.getByRole('button', { name: 'Next' }).click();
    await see(shown.getByText('3–3 of 3'));
    expect(await shown.getByRole('rowheader').allInnerTexts()).toEqual(['Corex']);
    expect(await shown.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
  });

  it('draws Markdown', async () => {
    const text =
      '# Title\n**bold** [site](https://example.com)\n\n- one\n  - two\n\n| A | B |\n|---|---|\n| 1 | 2 |';
    const shown = await show({ blocks: [{ type: 'markdown', text }] });
    await see(shown.getByRole('heading', { name: 'Title' }), shown.getByRole('link', { name: 'site' }));
    expect(await shown.getByRole('listitem').allTextContents()).toEqual(['onetwo', 'two']);
    expect(await shown.getByRole('cell').allInnerTexts()).toEqual(['1', '2']);
  });

  it('loads pictures of the workspace, and of no other host', async () => {
    const slack = await startSlack();
    const dataUrl = `data:image/png;base64,${PIXEL}`;
    const good = await uploadFor(slack, Buffer.from(PIXEL, 'base64'));
    const broken = await uploadFor(slack, Buffer.from('This is no picture.'));
    await slack.client.filesUploadV2({
      channel_id: CHANNEL,
      filename: 'chart.png',
      title: 'Health of Acme',
      alt_text: 'A line that falls',
      file: Buffer.from(PIXEL, 'base64'),
    });
    await slack.post({
      blocks: [
        { type: 'image', image_url: dataUrl, alt_text: 'Within', title: plain('Figure 1') },
        { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'Elsewhere' },
        { type: 'image', slack_file: { id: good }, alt_text: 'Uploaded' },
        { type: 'image', slack_file: { id: broken }, alt_text: 'Gone' },
      ],
    });
    const page = await open(slack);
    const isLoaded = (image: Locator): Promise<boolean> =>
      image.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth > 0);
    await expect.poll(() => isLoaded(page.getByRole('img', { name: 'Within' }))).toBe(true);
    await expect.poll(() => isLoaded(page.getByRole('img', { name: 'Uploaded' }))).toBe(true);
    await expect
      .poll(() => isLoaded(page.getByRole('img', { name: /Health of Acme|A line that falls/ })))
      .toBe(true);
    await see(page.getByRole('figure').filter({ hasText: 'Figure 1' }), page.getByText('(cannot be shown)'));
    await see(page.getByRole('link', { name: 'Elsewhere' }), page.getByText('(not loaded here)'));
    expect(await page.getByRole('img', { name: 'Elsewhere' }).count()).toBe(0);
    await see(page.getByRole('link', { name: 'Health of Acme' }).first());
  });

  it('draws attachments with their bar, fields and footer', async () => {
    const shown = await show({
      text: 'see below',
      attachments: [
        {
          color: '#36a64f',
          pretext: 'before',
          title: 'Ticket 7',
          title_link: 'https://example.com/7',
          text: 'It is *open*',
          fields: [{ title: 'Urgency', value: 'high', short: true }],
          footer: 'Helpdesk',
          ts: seconds,
        },
        { color: 'danger', blocks: [section('in *blocks*')] },
        { fallback: 'only this' },
      ],
    });
    await see(shown.getByText('see below'), shown.getByText('before'), shown.getByText('only this'));
    await see(shown.getByRole('link', { name: 'Ticket 7' }), shown.getByText('Helpdesk · Today at 09:12'));
    expect(await shown.locator('dl').innerText()).toBe('Urgency\nhigh');
    expect(await shown.locator('strong').allInnerTexts()).toEqual(['open', 'blocks']);
    const bar = shown.locator('.attachment-body').first();
    expect(await styleOf(bar, 'border-inline-start-color')).toBe('rgb(54, 166, 79)');
  });

  it('opens and closes a container, and says the state of tasks and charts in words', async () => {
    const blocks: Json[] = [
      {
        type: 'container',
        title: plain('More'),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [section('inside')],
      },
      { type: 'task_card', task_id: '1', title: 'Ask for data', status: 'in_progress' },
      {
        type: 'data_visualization',
        title: 'Pace',
        chart: { type: 'pie', segments: [{ label: 'stuck', value: 3 }] },
      },
    ];
    const shown = await show({ blocks });
    expect(await shown.getByText('inside').isVisible()).toBe(false);
    await shown.getByText('More').click();
    await see(shown.getByText('inside'), shown.getByText('In progress'), shown.getByText('Ask for data'));
    await see(shown.getByText('(pie chart, shown as a table)'), shown.getByRole('row', { name: 'stuck 3' }));
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`draws every block that Slack accepts, in words that can be read (${theme})`, async () => {
      const slack = await startSlack();
      const file = await uploadFor(slack, Buffer.from(PIXEL, 'base64'));
      for (const blocks of messagesOf(withFile(goodBlocks, file))) await slack.post({ blocks });
      const page = await open(slack, { theme });
      await see(newest(page));
      expect(await page.getByText(/^Cannot draw/).allInnerTexts()).toEqual([]);
      expect(await seriousFindings(page)).toEqual([]);
    });
  }

  it('shows alerts and the labels, hints and errors of inputs in a modal', async () => {
    const bot = await startBareBot();
    const input = (block_id: string, optional: boolean): Json => ({
      type: 'input',
      block_id,
      label: plain(`Field ${block_id}`),
      hint: plain(`Such as ${block_id}`),
      optional,
      element: { type: 'plain_text_input', action_id: 't', initial_value: 'x' },
    });
    bot.answerWith(async (payload) => {
      if (payload['type'] === 'view_submission')
        return { response_action: 'errors', errors: { a: 'Not like this' } };
      const view = {
        type: 'modal',
        title: plain('Book'),
        submit: plain('Book'),
        blocks: [
          { type: 'alert', text: mrkdwn('The lead is *away*'), level: 'warning' },
          input('a', false),
          input('b', true),
        ],
      };
      await bot.call('views.open', { trigger_id: payload['trigger_id'], view });
      return undefined;
    });
    const button = { type: 'button', action_id: 'open', text: plain('Open it') };
    await bot.call('chat.postMessage', {
      channel: 'C0DAILY',
      text: 'x',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const page = await browser.open(bot.url, { as: 'U0PRIYA', channel: 'C0DAILY' });
    await page.getByRole('button', { name: 'Open it' }).click();
    const dialog = page.getByRole('dialog', { name: 'Book' });
    await see(dialog.getByRole('note').filter({ hasText: 'Warning: The lead is away' }));
    await see(dialog.getByRole('textbox', { name: 'Field b (optional)' }));
    await dialog.getByRole('button', { name: 'Book' }).click();
    await see(dialog.getByText('Not like this'));
    const field = dialog.getByRole('textbox', { name: 'Field a' });
    const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
    const described = await Promise.all(ids.map((id) => dialog.locator(`[id="${id}"]`).innerText()));
    expect(described).toEqual(['Such as a', expect.stringContaining('Not like this')]);
  });

  it('shows what it cannot draw, with all that was sent', async () => {
    const slack = await startSlack();
    await slack.post({ text: 'as sent' });
    const message = slack.sandbox.state.channels.get(CHANNEL)?.messages.at(-1);
    message?.blocks.push({ type: 'hologram', beam: 'blue' });
    const page = await open(slack);
    await page.getByText('Cannot draw a block of type hologram').click();
    await see(page.getByText('"beam": "blue"'));
  });
});

/** Those blocks that an app may send in a message, in messages of which none holds two tables. */
function messagesOf(blocks: Json[]): Json[][] {
  const forModals = (block: Json): boolean =>
    block['type'] === 'alert' || (block['element'] as Json | undefined)?.['type'] === 'file_input';
  const sent = blocks.filter((block) => block['type'] !== 'file' && !forModals(block));
  const messages: Json[][] = Array.from({ length: 8 }, () => []);
  for (const [index, { block_id: _repeated, ...block }] of sent.entries()) messages[index % 8]?.push(block);
  return messages;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

/** What an accessibility check has against the messages, beyond moderate; how a bot names its own button is its own. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    `axe.run('.messages', { rules: { 'label-content-name-mismatch': { enabled: false } } })`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** The little of a browser's page that the test names itself. */
interface Styles {
  getComputedStyle(of: unknown): { getPropertyValue(name: string): string };
}

/** A property as the browser computed it. */
function styleOf(thing: Locator, property: string): Promise<string> {
  return thing.evaluate(
    (one, name) => (globalThis as unknown as Styles).getComputedStyle(one).getPropertyValue(name),
    property,
  );
}
