import { afterAll, beforeAll, describe, it } from 'vitest';
import { signed } from '#src/sandbox/signing.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { startHarness, type Harness } from './harness.ts';

let database: TestDatabase;
let milepost: Harness;

beforeAll(async () => {
  database = await createTestDatabase('sqlite');
  milepost = await startHarness(database);
});

afterAll(async () => {
  await milepost.stop();
  await database.remove();
});

async function ask(user: string, command: string, text: string) {
  const result = await milepost.sandbox.as(user).command(command, text);
  expect(result.status).toBe(200);
  return result.nextReply();
}

describe('commands', () => {
  it('without a text show help, only with what the person may do', async () => {
    const admin = await ask('U0PRIYA', '/cs', '');
    expect(admin).toShow('/cs role @PERSON ROLE', '/account show ACCOUNT');
    expect(admin.ephemeral).toBe(true);
    const viewer = await ask('U0MARCO', '/account', 'help');
    expect(viewer).toShow('/account show ACCOUNT');
    expect(viewer).not.toShow('/cs role', '/account edit');
    expect(admin).toShow(
      '/account play ACCOUNT [PLAY]',
      '/cs release NAME DATE',
      '/cs away [@PERSON] until DATE',
    );
    expect(viewer).toShow(
      '/account play ACCOUNT  Its plays',
      '/cs release  What came of each',
      '/cs digest actions',
    );
    for (const words of ['starts', '/cs away', 'preview', 'is written at once', 'is corrected'])
      expect(viewer).not.toShow(words);
  });

  it('with an unknown verb name the nearest one and a line that works', async () => {
    expect(await ask('U0PRIYA', '/cs', 'poeple')).toShow('Did you mean people?', '/cs people');
    expect(await ask('U0PRIYA', '/account', 'shwo acme')).toShow(
      'Did you mean show?',
      '/account show shwo acme',
    );
    expect(await ask('U0PRIYA', '/cs', 'xyzzyx')).toShow('I do not know “xyzzyx”', '/cs help');
  });

  it('without what they need say what to type', async () => {
    expect(await ask('U0PRIYA', '/account', 'show')).toShow(
      'needs the name of an account',
      '/account show acme',
    );
  });

  it('refuse with the role that is needed and who can give it', async () => {
    const refusal = await ask('U0MARCO', '/cs', 'role <@U0LENA> csm');
    expect(refusal).toShow('This needs the role admin; yours is viewer', '@priya', '/cs role @marco admin');
  });

  it('cannot mention a channel by what is typed', async () => {
    const reply = await ask('U0PRIYA', '/account', 'show <!channel> *x*');
    expect(JSON.stringify(reply.blocks)).not.toContain('<!channel>');
  });
});

describe('requests that are not from Slack', () => {
  const body = new URLSearchParams({ command: '/cs', team_id: 'T0SANDBOX', user_id: 'U0PRIYA' }).toString();

  it.for([
    ['more than five minutes old', -301],
    ['more than five minutes ahead', 301],
  ] as const)('are refused when their signature is %s', async ([, seconds]) => {
    const timestamp = Math.floor(Date.now() / 1000) + seconds;
    const ack = await milepost.sandbox.send(
      signed(body, { secret: milepost.sandbox.signingSecret, timestamp }),
    );
    expect(ack.status).toBe(401);
  });

  it('are refused when the signature is wrong', async () => {
    expect((await milepost.sandbox.send(signed(body, { secret: 'another' }))).status).toBe(401);
  });

  it('are refused when they have no timestamp', async () => {
    const request = signed(body, { secret: milepost.sandbox.signingSecret });
    const headers = { ...request.headers, 'x-slack-request-timestamp': '' };
    expect((await milepost.sandbox.send({ ...request, headers })).status).toBe(401);
  });
});

describe('other workspaces', () => {
  it('get nothing done by a request of a workspace in which Milepost is not installed', async () => {
    const body = new URLSearchParams({
      command: '/cs',
      text: 'people',
      team_id: 'T0OTHER',
      user_id: 'U0PRIYA',
      channel_id: 'C0CSDAILY',
      trigger_id: '1.2.3',
      response_url: `${milepost.sandbox.url}/response/none`,
    }).toString();
    milepost.sandbox.log.clear();
    const ack = await milepost.sandbox.send(signed(body, { secret: milepost.sandbox.signingSecret }));
    expect(ack).toMatchObject({ status: 200, text: '' });
    await milepost.app.inFlight.drain();
    expect(milepost.sandbox.log.calls()).toEqual([]);
  });

  it('are told that Milepost is for members, and leave no person behind', async () => {
    const { sandbox, workspaceId } = milepost;
    const body = new URLSearchParams({
      command: '/account',
      text: 'show acme',
      team_id: sandbox.teamId,
      user_id: 'U0STRANGER',
      channel_id: 'C0CSDAILY',
      trigger_id: '1.2.3',
      response_url: `${sandbox.url}/response/none`,
    }).toString();
    await sandbox.send(signed(body, { secret: sandbox.signingSecret }));
    await milepost.app.inFlight.drain();
    const people = await database.db
      .selectFrom('person')
      .select('slack_user_id')
      .where('workspace_id', '=', workspaceId)
      .execute();
    expect(people.map(({ slack_user_id: id }) => id)).not.toContain('U0STRANGER');
  });
});

describe('events', () => {
  it('that remove Milepost mark the workspace once, in either order, and twice sent they do nothing more', async () => {
    const { workspaceId, deps } = milepost;
    const readMark = async () =>
      (
        await database.db
          .selectFrom('workspace')
          .select('uninstalled_at')
          .where('id', '=', workspaceId)
          .executeTakeFirstOrThrow()
      ).uninstalled_at;
    const event = (type: string, id: string) =>
      signed(
        JSON.stringify({
          type: 'event_callback',
          team_id: milepost.sandbox.teamId,
          event_id: id,
          event: type === 'tokens_revoked' ? { type, tokens: { bot: ['U0BOT'] } } : { type },
        }),
        { secret: milepost.sandbox.signingSecret, contentType: 'application/json' },
      );
    await milepost.sandbox.send(event('tokens_revoked', 'Ev1'));
    await milepost.app.inFlight.drain();
    expect(await readMark()).toBe(deps.now().toISOString());
    milepost.setNow(new Date('2026-11-24T09:00:00Z'));
    await milepost.sandbox.send(event('app_uninstalled', 'Ev2'));
    await milepost.sandbox.send(event('app_uninstalled', 'Ev2'));
    await milepost.app.inFlight.drain();
    expect(await readMark()).toBe('2026-11-23T09:00:00.000Z');
    const seen = await database.db
      .selectFrom('processed_event')
      .select('event_id')
      .orderBy('event_id')
      .execute();
    expect(seen.map(({ event_id: id }) => id)).toEqual(['Ev1', 'Ev2']);
  });
});
