/** The digest names customers and money: it is posted where our people alone read it. */
import { afterAll, beforeAll, it } from 'vitest';
import { createSlackClient } from '#src/app.ts';
import { createDigestJob } from '#src/digest/jobs.ts';
import { orderDigest } from '#src/digest/order-service.ts';
import { syncPeople } from '#src/people/slack.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { createReadersOf } from '#src/slack/audience.ts';
import { startHarness, USERS, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { buttonOf } from '../support/buttons.ts';
import { PROGRAM, writeAccounts } from './world.ts';

const GUEST = { id: 'U0GUEST', name: 'gina', real_name: 'Gina Guest', email: 'g@elsewhere.example' };
const CHANNELS = [
  { id: 'C0LEADERSHIP', name: 'leadership', members: ['U0PRIYA', 'U0GUEST'] },
  { id: 'C0PARTNERS', name: 'partners', members: ['U0PRIYA'], is_ext_shared: true },
  { id: 'C0BOARD', name: 'board', members: ['U0PRIYA', 'U0LENA'] },
];
const MONDAY = '2026-11-30T08:00:00Z';

onEachDatabase('a digest for a channel in which others read along', (use) => {
  let team: Harness;
  let run: (now: string) => Promise<void>;
  beforeAll(async () => {
    const users = [...USERS, { ...GUEST, is_restricted: true }];
    team = await startHarness(use(), { program: PROGRAM, users, channels: CHANNELS });
    const { deps, sandbox, installations } = team;
    const client = createSlackClient(deps, sandbox.botToken, sandbox.apiUrl);
    const [installation] = await installations.list();
    await syncPeople(deps, installation!, client, 'U0PRIYA');
    await writeAccounts(use(), team.workspaceId);
    const job = createDigestJob({
      ...deps,
      upload: null,
      readersOf: createReadersOf(deps, async () => client, installations),
      programs: createProgramSource(),
      installations,
      kick: () => {},
    });
    run = async (now) => {
      team.setNow(new Date(now));
      await job.run(new Date(now));
      await team.settle();
    };
  });
  afterAll(() => team.stop());

  const apply = (channel: string) =>
    applyProgram(
      team.deps,
      team.workspaceId,
      PROGRAM.replace('channel: leadership', `channel: ${channel}`),
      'cli',
    );
  const told = () => team.sandbox.directMessages('U0PRIYA').messages();
  const postNow = async () => {
    const priya = team.sandbox.as('U0PRIYA');
    const asked = await (await priya.command('/cs', 'digest now')).nextReply();
    const { blockId, actionId } = buttonOf(asked, 'Post it');
    await priya.press(asked, actionId, { blockId });
    await team.settle();
    return priya.ephemerals().at(-1)!;
  };

  it('waits, and whoever can mend it is told so once', async () => {
    await run(MONDAY);
    await run('2026-11-30T08:01:00Z');
    await run('2026-11-30T09:00:00Z');
    expect(team.sandbox.channel('leadership').messages()).toHaveLength(0);
    expect(told()).toHaveLength(1);
    expect(told()[0]!).toShow(
      'The digest of Mon 30 Nov waits.',
      'because guests are in this channel: it names customers',
      'posts.leadership.channel',
      'Preview',
    );
  });

  it.each([
    ['leadership', 'guests are in this channel'],
    ['partners', 'this channel is shared with another company'],
  ])('is not posted in #%s by a press either', async (channel, because) => {
    expect(await apply(channel)).toMatchObject({ ok: true });
    expect(await postNow()).toShow(`I do not post the digest in #${channel}, because ${because}`);
    expect(team.sandbox.channel(channel).messages()).toHaveLength(0);
  });

  it('comes by itself once there is a channel of ours alone', async () => {
    expect(await apply('board')).toMatchObject({ ok: true });
    await run('2026-11-30T10:00:00Z');
    await run('2026-11-30T10:01:00Z');
    expect(team.sandbox.channel('board').messages()).toHaveLength(1);
    expect(team.sandbox.channel('board').latest()).toShow('Customers this week · Mon 30 Nov');
    expect(told()).toHaveLength(1);
  });

  it('that the command line orders waits where guests are, and is posted by the bot', async () => {
    const order = async (date: string) => {
      const applied = await createProgramSource().load(use().db, team.workspaceId);
      return orderDigest(team.deps, team.workspaceId, applied!, date);
    };
    const leadership = () => team.sandbox.channel('leadership').messages();
    const board = () => team.sandbox.channel('board').messages();
    team.setNow(new Date('2026-12-02T08:00:00Z'));
    expect(await order('2026-11-30')).toMatchObject({ ok: false, problem: 'posted-already' });
    expect(await apply('leadership')).toMatchObject({ ok: true });
    expect(await order('2026-12-02')).toEqual({ ok: true, channel: 'leadership' });
    expect(await order('2026-12-01')).toMatchObject({ ok: false, problem: 'ordered-already' });
    await run('2026-12-02T08:01:00Z');
    expect(leadership()).toHaveLength(0);
    expect(told()).toHaveLength(2);
    expect(await apply('board')).toMatchObject({ ok: true });
    await run('2026-12-02T08:02:00Z');
    await run('2026-12-02T08:03:00Z');
    expect(board()).toHaveLength(2);
    expect(board().at(-1)!).toShow('Customers this week · Wed 2 Dec');
    const posts = use().db.selectFrom('audit').select('actor').where('action', '=', 'digest.post');
    const actors = await posts.where('workspace_id', '=', team.workspaceId).orderBy('id').execute();
    expect(actors).toEqual([{ actor: 'milepost' }, { actor: 'cli' }]);
  });

  it('waits without a word while Slack can not be asked, and comes when it can', async () => {
    team.sandbox.faults.next('conversations.info', { kind: 'server-error' });
    await run('2026-12-07T08:00:00Z');
    expect(team.sandbox.channel('board').messages()).toHaveLength(2);
    expect(told()).toHaveLength(2);
    await run('2026-12-07T08:01:00Z');
    expect(team.sandbox.channel('board').latest()).toShow('Customers this week · Mon 7 Dec');
  });

  it('that Slack does not let us look for is in the log once, and told after an hour', async () => {
    const heal = team.sandbox.faults.always('conversations.info', { kind: 'server-error', status: 403 });
    team.logged.length = 0;
    const warned = () =>
      team.logged.filter(({ trouble, date }) => trouble === 'http_403' && date === '2026-12-14');
    await run('2026-12-14T08:00:00Z');
    await run('2026-12-14T08:01:00Z');
    await run('2026-12-14T08:59:00Z');
    expect(warned()).toHaveLength(1);
    expect(told()).toHaveLength(2);
    await run('2026-12-14T09:00:00Z');
    await run('2026-12-14T09:01:00Z');
    expect(warned()).toHaveLength(1);
    expect(told()).toHaveLength(3);
    expect(told().at(-1)!).toShow(
      'The digest of Mon 14 Dec waits.',
      'because for an hour or more Slack has not told me who reads along there',
    );
    heal();
    await run('2026-12-14T09:02:00Z');
    expect(team.sandbox.channel('board').latest()).toShow('Customers this week · Mon 14 Dec');
  });

  it('is not ordered for a date before the one that is due', async () => {
    const applied = await createProgramSource().load(use().db, team.workspaceId);
    const order = (date: string) => orderDigest(team.deps, team.workspaceId, applied!, date);
    team.setNow(new Date('2026-12-22T08:00:00Z'));
    expect(await order('2026-12-16')).toEqual({ ok: false, problem: 'later-due', newest: '2026-12-21' });
    expect(await order('2026-12-14')).toMatchObject({ ok: false, problem: 'posted-already' });
    expect(await order('2026-12-22')).toEqual({ ok: true, channel: 'board' });
    await run('2026-12-22T08:01:00Z');
    expect(team.sandbox.channel('board').latest()).toShow('Customers this week · Tue 22 Dec');
  });
});
