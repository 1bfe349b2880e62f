/** The frame around what the bot draws: writing, threads, scrolling, links and keys, with a bot that only answers commands. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import type { Sandbox } from '#src/sandbox/sandbox.ts';
import type { Manifest } from '#src/sandbox/types.ts';
import { channelEntry, composer, goTo, say } from './person.ts';
import { inBrowser, see, seeGone } from './support.ts';

const PRIYA = 'U0PRIYA';
const JONAS = 'U0JONAS';
const DAILY = 'C0DAILY';

const manifest: Manifest = {
  features: {
    bot_user: { display_name: 'Tester' },
    slash_commands: [
      { command: '/find', description: 'Finds things', usage_hint: '[near|far] thing', should_escape: true },
    ],
    shortcuts: [
      { callback_id: 'note.new', type: 'global', name: 'New note' },
      { callback_id: 'note.keep', type: 'message', name: 'Keep as a note' },
    ],
  },
  oauth_config: { scopes: { bot: ['chat:write', 'commands', 'channels:history'] } },
  settings: { interactivity: { is_enabled: true } },
};

const users = [
  { id: PRIYA, name: 'priya', real_name: 'Priya Nair', tz: 'Europe/Berlin' },
  { id: JONAS, name: 'jonas', real_name: 'Jonas Weber', tz: 'America/New_York' },
];

/** A sandbox whose bot answers each command with what it heard. */
async function startEcho(): Promise<Sandbox> {
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const form = new URLSearchParams(body);
      const heard = form.get('command');
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(
        heard === null ? '' : JSON.stringify({ text: `Heard ${heard} ${form.get('text')}` }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sandbox = await startSandbox({
    manifest,
    botUrl: `http://127.0.0.1:${port}/slack/events`,
    users,
    channels: [
      { id: DAILY, name: 'cs-daily' },
      { id: 'C0OTHER', name: 'other' },
    ],
  });
  onTestFinished(async () => {
    await sandbox.stop();
    server.closeAllConnections();
    server.close();
  });
  return sandbox;
}

inBrowser('the shell', (browser) => {
  it('completes commands, their verbs, people and channels by keyboard', async () => {
    const sandbox = await startEcho();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    const field = composer(page);
    await field.pressSequentially('/fi');
    await see(page.getByRole('option', { name: '/find [near|far] thing Finds things' }));
    await page.keyboard.press('Enter');
    await see(page.getByRole('option', { name: /^far/ }));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await page.keyboard.type('@jo');
    await see(page.getByRole('option', { name: /^Jonas Weber/ }));
    await page.keyboard.press('Enter');
    await page.keyboard.type('#oth');
    await see(page.getByRole('option', { name: '#other' }));
    await page.keyboard.press('Tab');
    expect(await field.inputValue()).toBe('/find far @jonas #other ');
    await page.keyboard.press('Enter');
    await see(page.getByText('Only visible to you'), page.getByText('Heard /find far @jonas #other'));
    expect(await field.inputValue()).toBe('');
  });

  it('leaves the list by Escape, and sends a verbless command as it stands', async () => {
    const sandbox = await startEcho();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await composer(page).pressSequentially('/find n');
    await see(page.getByRole('option', { name: /^near/ }));
    await page.keyboard.press('Enter');
    await see(page.getByText('Heard /find n', { exact: true }));
    await composer(page).pressSequentially('/find');
    await see(page.getByRole('listbox', { name: 'Suggestions' }));
    await page.keyboard.press('Escape');
    await seeGone(page.getByRole('listbox', { name: 'Suggestions' }));
    expect(await composer(page).inputValue()).toBe('/find');
  });

  it('brings back sent commands, and keeps a draft for each channel', async () => {
    const sandbox = await startEcho();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await say(page, '/find first');
    await see(page.getByText('Heard /find first'));
    await say(page, '/find second');
    await see(page.getByText('Heard /find second'));
    await composer(page).press('ArrowUp');
    expect(await composer(page).inputValue()).toBe('/find second');
    await composer(page).press('ArrowUp');
    expect(await composer(page).inputValue()).toBe('/find first');
    await goTo(page, 'other');
    expect(await composer(page).inputValue()).toBe('');
    await composer(page).fill('half a thought');
    await goTo(page, 'cs-daily');
    expect(await composer(page).inputValue()).toBe('/find first');
    await goTo(page, 'other');
    expect(await composer(page).inputValue()).toBe('half a thought');
  });

  it('says that the bot is not there, and keeps the command', async () => {
    const sandbox = await startEcho();
    sandbox.connectBot('http://127.0.0.1:1/slack/events');
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await say(page, '/find it');
    await see(
      page.getByRole('alert').getByText('/find failed: Tester could not be reached (dispatch_failed).'),
    );
    expect(await composer(page).inputValue()).toBe('/find it');
    await composer(page).fill('a message');
    await seeGone(page.getByText('/find failed'));
  });

  it('takes only commands where the app hears no messages, and has no Home where it has none', async () => {
    const sandbox = await startEcho();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await see(composer(page));
    expect(await channelEntry(page, 'Tester Home').count()).toBe(0);
    await channelEntry(page, 'Tester').click();
    await see(page.getByText('Sending messages to this app has been turned off.'));
    await say(page, 'hello');
    await see(page.getByRole('alert').getByText('Sending messages to this app has been turned off.'));
    expect(await composer(page).inputValue()).toBe('hello');
    await say(page, '/find near it');
    await see(page.getByText('Heard /find near it'));
  });

  it('goes past the bar and the channels to the message box', async () => {
    const sandbox = await startEcho();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await see(composer(page));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await see(composer(page).and(page.locator(':focus')));
  });

  it('answers in a thread, where no command works', async () => {
    const sandbox = await startEcho();
    const priya = await browser.open(sandbox.url, { as: PRIYA });
    const jonas = await browser.open(sandbox.url, { as: JONAS });
    await say(priya, 'Who takes this?');
    await priya.getByRole('article').hover();
    await priya.getByRole('button', { name: 'Reply in thread' }).click();
    const thread = priya.getByRole('complementary', { name: 'Thread' });
    const reply = thread.getByRole('textbox');
    await reply.fill('/find it');
    await reply.press('Enter');
    await see(thread.getByText('/find cannot be used in a thread. Use it in the channel.'));
    await reply.fill('I do');
    await reply.press('Enter');
    await see(thread.getByRole('article').getByText('I do'));
    await jonas.getByRole('button', { name: /^1 reply/ }).click();
    await see(jonas.getByRole('complementary', { name: 'Thread' }).getByText('I do'));
    await priya.reload();
    await see(thread.getByText('I do'));
    await priya.keyboard.press('Escape');
    await seeGone(thread);
  });

  it('loads older messages without moving what is read, and says that new ones came', async () => {
    const sandbox = await startEcho();
    fill(sandbox, 120);
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await see(page.getByText('line 119', { exact: true }));
    expect(await page.getByText('line 60', { exact: true }).count()).toBe(0);
    const read = page.getByText('line 73', { exact: true });
    await scrollTo(page, 'line 73');
    const before = await read.boundingBox();
    await see(page.getByText('line 60', { exact: true }));
    expect(Math.abs((await read.boundingBox())!.y - before!.y)).toBeLessThan(2);
    sandbox.as(JONAS).say(DAILY, 'late news');
    const jump = page.getByRole('button', { name: 'New Jump to newest' });
    await see(jump, channelEntry(page, /^cs-daily ?, \d+ unread/));
    await jump.click();
    await seeGone(jump, channelEntry(page, /unread/));
    expect(await page.getByText('late news').boundingBox()).not.toBeNull();
  });

  it('keeps the end in view while one reads there', async () => {
    const sandbox = await startEcho();
    fill(sandbox, 40);
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await see(page.getByText('line 39', { exact: true }));
    sandbox.as(JONAS).say(DAILY, 'the next line');
    await see(page.getByText('the next line'));
    await seeGone(page.getByRole('button', { name: /Jump to newest/ }), channelEntry(page, /unread/));
  });

  it('leads a link to its message, also to one that is not loaded at first', async () => {
    const sandbox = await startEcho();
    fill(sandbox, 120);
    const wanted = sandbox.channel(DAILY).messages()[20]!;
    const page = await browser.open(sandbox.url, { as: PRIYA, channel: `${DAILY}/p${wanted.ts}` });
    const row = page.getByRole('listitem').filter({ has: page.getByText(wanted.text, { exact: true }) });
    await see(row);
    const box = await row.boundingBox();
    expect(box!.y).toBeGreaterThan(0);
    expect(box!.y).toBeLessThan(900);
  });

  it('takes away for good what only one person sees', async () => {
    const sandbox = await startEcho();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await say(page, '/find it');
    await see(page.getByText('Heard /find it'));
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await seeGone(page.getByText('Heard /find it'));
    await page.reload();
    await see(page.getByText('Nothing was said here yet'));
    expect(await page.getByText('Heard /find it').count()).toBe(0);
  });

  it('runs the shortcuts of the manifest: global ones, and those on a message', async () => {
    const sandbox = await startEcho();
    sandbox.as(JONAS).say(DAILY, 'worth keeping');
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: /^New note/ }).click();
    await page.getByRole('article').hover();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: /^Keep as a note/ }).click();
    await expect
      .poll(() => sandbox.log.all().map(({ method }) => method))
      .toEqual(['shortcut note.new', 'shortcut note.keep']);
  });

  it('goes from region to region by F6', async () => {
    const sandbox = await startEcho();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await see(page.getByText('Nothing was said here yet'));
    const names: string[] = [];
    for (let times = 0; times < 4; times += 1) {
      await page.keyboard.press('F6');
      const focused = page.locator(':focus');
      names.push((await focused.getAttribute('aria-label')) ?? (await focused.innerText()));
    }
    expect(names.slice(1)).toEqual(['cs-daily', 'Messages of #cs-daily', 'Message #cs-daily']);
  });

  it('tells of a lost connection, and comes back by itself', async () => {
    const sandbox = await startEcho();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await see(page.getByText('Nothing was said here yet'));
    let isLost = true;
    await page.routeWebSocket('**/sandbox/page/live*', (socket) => {
      if (isLost) void socket.close();
      else socket.connectToServer();
    });
    const banner = page.getByText('The sandbox does not answer. Trying again…');
    // The connection is made anew when the inspector asks for more.
    await page.getByRole('button', { name: 'Inspector' }).click();
    await see(banner);
    sandbox.as(JONAS).say(DAILY, 'said meanwhile');
    isLost = false;
    await seeGone(banner);
    await see(page.getByText('said meanwhile'));
  });
});

function fill(sandbox: Sandbox, count: number): void {
  const jonas = sandbox.as(JONAS);
  for (let line = 0; line < count; line += 1) jonas.say(DAILY, `line ${line}`);
}

/** Scrolls so that this text stands at the head of the messages. */
async function scrollTo(page: Page, text: string): Promise<void> {
  await page
    .getByText(text, { exact: true })
    .evaluate((line: { scrollIntoView(how: { block: string }): void }) =>
      line.scrollIntoView({ block: 'start' }),
    );
}
