/** Answers to surveys that the product sends: those of the scorecard, of the user who gave them, once. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { createSignalsApi } from '#src/signals/http.ts';
import { createWriteKey } from '#src/signals/write-keys.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { PROGRAM } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';

const WITH_SURVEY = `${PROGRAM}
scorecard:
  personas: { decision_maker: 0, influencer: 0, user: 100, account: 0 }
  metrics:
    - { id: nps, name: NPS, persona: user, weight: 100, source: { survey: "NPS asked" }, zero_at: 0, hundred_at: 10 }
`;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

onEachDatabase('an answer over HTTP', (use) => {
  const setUp = async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const applied = await applyProgram(deps, workspaceId, WITH_SURVEY, 'cli');
    expect(applied).toMatchObject({ ok: true });
    const { key } = await createWriteKey(deps, workspaceId, 'product');
    const api = createSignalsApi({ ...deps, programs: createProgramSource() });
    const server = createServer((request, response) => void api(request, response));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const post = async (batch: object[]) => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/batch`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ batch }),
      });
      return { status: response.status, body: await response.json() };
    };
    const kept = () =>
      use()
        .db.selectFrom('survey_answer')
        .leftJoin('contact', (join) =>
          join
            .onRef('contact.workspace_id', '=', 'survey_answer.workspace_id')
            .onRef('contact.id', '=', 'survey_answer.contact_id'),
        )
        .select([
          'survey',
          'value',
          'survey_answer.persona',
          'day',
          'note',
          'answered_by',
          'contact.key as who',
        ])
        .where('survey_answer.workspace_id', '=', workspaceId)
        .orderBy('survey_answer.key')
        .execute();
    const events = () =>
      use().db.selectFrom('event').select('name').where('workspace_id', '=', workspaceId).execute();
    return { workspaceId, post, kept, events };
  };
  const track = (messageId: string, more: object) => ({
    type: 'track',
    event: 'NPS asked',
    groupId: 'acme',
    timestamp: '2024-11-25T10:00:00Z',
    messageId,
    ...more,
  });

  it('is the customer’s, with the persona that the message or the contact has', async () => {
    const { workspaceId, post, kept, events } = await setUp();
    const batch = [
      { type: 'group', groupId: 'acme', userId: 'u1', messageId: 'g1' },
      track('a', { userId: 'u1', properties: { value: 9, comment: ' Fast\nand good ' } }),
      track('b', { properties: { value: '4.5', persona: 'Decision Maker', note: 7 } }),
      track('c', { properties: {} }),
      { ...track('d', { properties: { value: 3 } }), event: 'another' },
    ];
    expect(await post(batch)).toMatchObject({ status: 200 });
    expect(await kept()).toEqual([
      {
        survey: 'NPS asked',
        value: 9,
        persona: 'account',
        day: '2024-11-25',
        note: 'Fast\nand good',
        answered_by: 'customer',
        who: 'api|u1',
      },
      {
        survey: 'NPS asked',
        value: 4.5,
        persona: 'decision_maker',
        day: '2024-11-25',
        note: '7',
        answered_by: 'customer',
        who: null,
      },
    ]);
    expect((await events()).map(({ name }) => name).toSorted()).toEqual(['NPS asked', 'another']);
    await use()
      .db.updateTable('contact')
      .set({ persona: 'user' })
      .where('workspace_id', '=', workspaceId)
      .execute();
    // What was delivered once is not kept again, and the contact's persona is that of later answers.
    expect(await post([...batch, track('e', { userId: 'u1', properties: { value: 2 } })])).toMatchObject({
      status: 200,
    });
    expect(await kept()).toMatchObject([
      { value: 9 },
      { value: 4.5 },
      { value: 2, persona: 'user', who: 'api|u1' },
    ]);
  });

  it('is refused where its value is no number', async () => {
    const { post, kept } = await setUp();
    expect(await post([track('a', { properties: { value: 'great' } })])).toMatchObject({
      status: 400,
      body: {
        error: { path: 'batch[0].properties.value', message: 'must be a number: NPS asked is a survey' },
      },
    });
    expect(await kept()).toEqual([]);
  });
});
