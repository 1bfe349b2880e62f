import { describe, expect, test } from 'vitest';
import { show } from '#src/sandbox/types.ts';
import { startBench } from './bot.ts';
import { hasSampleData, readSampleJson, readSampleText } from '../support/sample-data.ts';

type Json = Record<string, unknown>;
const plain = (text: string) => ({ type: 'plain_text', text });

/** Sends one of each kind through a bot, and gives back what was sent. */
async function collect(): Promise<Map<string, Json>> {
  const row = {
    type: 'actions',
    block_id: 'row',
    elements: [{ type: 'button', action_id: 'go', text: plain('Go'), value: '1' }],
  };
  const view = {
    type: 'modal',
    callback_id: 'book',
    notify_on_close: true,
    title: plain('Book'),
    submit: plain('Book'),
    blocks: [
      {
        type: 'input',
        block_id: 'name',
        label: plain('Name'),
        element: { type: 'plain_text_input', action_id: 'value' },
      },
      {
        type: 'input',
        block_id: 'pick',
        optional: true,
        label: plain('Pick'),
        element: { type: 'external_select', action_id: 'pick' },
      },
    ],
  };
  const bench = await startBench((app) => {
    app.command('/account', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: view as never });
    });
    app.action('go', async ({ ack }) => ack());
    app.view('book', async ({ ack }) => ack({ response_action: 'errors', errors: { name: 'No' } }));
    app.view({ type: 'view_closed', callback_id: 'book' }, async ({ ack }) => ack());
    app.options('pick', async ({ ack }) => ack({ options: [] }));
    app.shortcut(/./, async ({ ack }) => ack());
  });
  const { sandbox, client } = bench;
  const priya = sandbox.as('U0PRIYA');
  await priya.command('/account', 'why acme');
  const opened = await priya.waitForView();
  await priya.options(opened, 'pick', 'acme');
  await priya.submit(opened, { name: 'Acme' });
  await priya.close(opened);
  await client.chat.postMessage({ channel: 'C0CSDAILY', text: 'List', blocks: [row] as never });
  await priya.press(sandbox.channel('cs-daily').latest(), 'go');
  await priya.shortcut('global.open');
  await priya.shortcut('message.save', sandbox.channel('cs-daily').latest());
  await priya.event({ type: 'app_mention', text: 'Hi', channel: 'C0CSDAILY', ts: '1.2' });
  await sandbox.uninstall();
  const sent = new Map<string, Json>();
  for (const exchange of sandbox.log.all()) {
    if (exchange.direction !== 'slack-to-bot') continue;
    const payload = exchange.request as Json;
    const event = payload['event'] as Json | undefined;
    sent.set(
      event ? `event_callback.${show(event['type'])}` : show(payload['type'] ?? 'slash_command'),
      payload,
    );
  }
  await bench.stop();
  return sent;
}

/** Whole payloads of this kind in the published data; those cut short for a test are left out. */
function samplesOf(kind: string): Json[] {
  const rows = readSampleText('slack', 'payloads/INDEX.csv')
    .split('\n')
    .map((line) => line.split(','));
  const names = rows.filter((row) => row[2] === kind && row[0]?.endsWith('.json')).map((row) => row[0]!);
  const all = names.map((name) => readSampleJson('slack', `payloads/${name}`) as Json);
  return all.filter(
    (sample) => 'trigger_id' in sample || 'event_time' in sample || ('view' in sample && 'user' in sample),
  );
}

/** Of an organisation, of a workflow or long gone: a workspace of its own sends none of these. */
const foreign = new Set([
  'enterprise_id',
  'enterprise_name',
  'ssl_check',
  'authed_users',
  'workflow_step',
  'function_data',
  'interactivity',
  'bot_access_token',
]);
/** Keys of today's payloads that the older samples lack. */
const newer = new Set([
  'enterprise',
  'is_enterprise_install',
  'is_cleared',
  'state',
  'message',
  'authorizations',
  'is_ext_shared_channel',
  'event_context',
]);

const kinds = [
  'slash_command',
  'block_actions',
  'block_suggestion',
  'view_submission',
  'view_closed',
  'shortcut',
  'message_action',
  'event_callback.app_mention',
  'event_callback.app_uninstalled',
  'event_callback.tokens_revoked',
];

describe.skipIf(!hasSampleData('slack'))(
  'payloads have the keys that Slack sends (skipped where ../shared/data is absent)',
  async () => {
    const sent = hasSampleData('slack') ? await collect() : new Map<string, Json>();
    const inner = ['', 'user', 'team', 'container', 'channel', 'view'];

    test.for(kinds)('%s', (kind) => {
      const ours = sent.get(kind);
      const samples = samplesOf(kind);
      expect(samples.length).toBeGreaterThan(0);
      for (const part of inner) {
        const pick = (payload: Json | undefined): Json | undefined =>
          part === '' ? payload : ((payload?.[part] as Json | undefined) ?? undefined);
        const theirs = samples.map(pick).filter((value) => value !== undefined);
        const mine = Object.keys(pick(ours) ?? {});
        if (theirs.length === 0) continue;
        const known = new Set([...theirs.flatMap((value) => Object.keys(value)), ...newer]);
        const always = Object.keys(theirs[0]!).filter(
          (key) => theirs.every((value) => key in value) && !foreign.has(key),
        );
        expect({ part, unknown: mine.filter((key) => !known.has(key)) }).toEqual({ part, unknown: [] });
        expect({ part, missing: always.filter((key) => !mine.includes(key)) }).toEqual({ part, missing: [] });
      }
    });

    test('values have the types that Slack sends', () => {
      const sample = samplesOf('view_submission').find((payload) => 'hash' in (payload['view'] as Json));
      const types = (value: Json): Json =>
        Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, typeof entry]));
      const theirs = types(sample!['view'] as Json);
      expect(types(sent.get('view_submission')!['view'] as Json)).toMatchObject(theirs);
      expect(sent.get('slash_command')).toMatchObject({ is_enterprise_install: 'false' });
    });
  },
);
