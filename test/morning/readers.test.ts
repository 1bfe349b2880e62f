/** The list names customers, money and reasons: it is posted where our people alone read it, and the rest goes on. */
import { afterAll, beforeAll, it } from 'vitest';
import { createSlackClient } from '#src/app.ts';
import { createMorningThread, type MorningThread } from '#src/morning/apart.ts';
import { createMorningJob } from '#src/morning/jobs.ts';
import { doMorning } from '#src/morning/service.ts';
import { changeRole } from '#src/people/service.ts';
import { syncPeople } from '#src/people/slack.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { createReadersOf } from '#src/slack/audience.ts';
import { startHarness, USERS, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { buttonOf } from '../support/buttons.ts';
import { expect } from '../support/matchers.ts';
import { addAccounts, longBefore, programText } from './portfolio.ts';

const GUEST = { id: 'U0GUEST', name: 'gina', real_name: 'Gina Guest', email: 'g@elsewhere.example' };
const CHANNELS = [
  { id: 'C0DAILY', name: 'cs-daily', members: ['U0PRIYA', 'U0LENA', 'U0GUEST'] },
  { id: 'C0PARTNERS', name: 'partners', members: ['U0PRIYA'], is_ext_shared: true },
  { id: 'C0ALONE', name: 'alone', members: ['U0LENA'], is_private: true, bot_is_member: false },
  { id: 'D0PAIR', name: 'pair', members: ['U0LENA', 'U0GUEST'], is_private: true, bot_is_member: false },
];
const MONDAY = '2026-11-30';
const at = (day: string, time: string) => `2026-${day}T${time}:00Z`;

onEachDatabase('a morning list for a channel in which others read along', (use) => {
  let team: Harness;
  let thread: MorningThread | null;
  let run: (now: string) => Promise<void>;
  beforeAll(async () => {
    const users = [...USERS, { ...GUEST, is_restricted: true }];
    team = await startHarness(use(), { program: programText(), users, channels: CHANNELS });
    const { deps, sandbox, installations, workspaceId } = team;
    const client = createSlackClient(deps, sandbox.botToken, sandbox.apiUrl);
    const [installation] = await installations.list();
    await syncPeople(deps, installation!, client, 'U0PRIYA');
    await addAccounts(use(), workspaceId, 2, () => longBefore(MONDAY));
    await changeRole(deps, workspaceId, 'cli', 'U0LENA', 'csm');
    const lena = use().db.selectFrom('person').select('id').where('slack_user_id', '=', 'U0LENA');
    await use()
      .db.updateTable('account')
      .set({ lead_id: lena })
      .where('workspace_id', '=', workspaceId)
      .execute();
    thread = createMorningThread(use());
    const job = createMorningJob({
      ...deps,
      thread,
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
  afterAll(async () => {
    await thread?.stop();
    await team.stop();
  });

  const apply = async (channel: string) => {
    const result = await applyProgram(team.deps, team.workspaceId, programText({ channel }), 'cli');
    expect(result).toMatchObject({ ok: true });
  };
  const inChannel = (name = 'cs-daily') => team.sandbox.channel(name).messages();
  const toldTo = (user: string) => team.sandbox.directMessages(user).messages();

  it('waits: everybody gets their own, and whoever can mend it is told once', async () => {
    await run(at('11-30', '08:00'));
    await run(at('11-30', '08:01'));
    await run(at('11-30', '12:00'));
    expect(inChannel()).toHaveLength(0);
    expect(toldTo('U0LENA')).toHaveLength(1);
    expect(toldTo('U0LENA')[0]!).toShow('Company 0000', 'Company 0001');
    expect(toldTo('U0PRIYA')).toHaveLength(1);
    expect(toldTo('U0PRIYA')[0]!).toShow(
      'The list of Mon 30 Nov waits. I do not post it in #cs-daily, because guests are in this channel',
      'it names customers, what they pay',
      'posts.morning.channel',
      '/cs today',
    );
  });

  it('waits the next morning too, without a word more, and goes on telling people what is new', async () => {
    await run(at('12-01', '08:00'));
    expect(inChannel()).toHaveLength(0);
    expect(toldTo('U0PRIYA')).toHaveLength(1);
    // Nothing is late, due or new: no message.
    expect(toldTo('U0LENA')).toHaveLength(1);
  });

  it('tells of another channel in which others read along', async () => {
    await apply('partners');
    await run(at('12-01', '09:00'));
    expect(inChannel('partners')).toHaveLength(0);
    expect(toldTo('U0PRIYA').at(-1)!).toShow(
      'I do not post it in #partners, because this channel is shared with another company',
    );
    await apply('cs-daily');
  });

  it('is not shared there by a press either', async () => {
    const lena = team.sandbox.as('U0LENA');
    const today = await (await lena.command('/cs', 'today', 'cs-daily')).nextReply();
    const { blockId, actionId } = buttonOf(today, 'Share here');
    await lena.press(today, actionId, { blockId });
    await team.settle();
    expect(inChannel()).toHaveLength(0);
    expect(lena.ephemerals('cs-daily').at(-1)!).toShow(
      'I do not show it here, because guests are in this channel',
    );
  });

  it('comes by itself once the guests are gone, once, with the date that it was for', async () => {
    await use()
      .db.updateTable('person')
      .set({ is_guest: 0 })
      .where('workspace_id', '=', team.workspaceId)
      .where('slack_user_id', '=', 'U0GUEST')
      .execute();
    await run(at('12-01', '10:00'));
    await run(at('12-01', '10:01'));
    expect(inChannel()).toHaveLength(1);
    expect(inChannel()[0]!).toShow('Tue 1 Dec', '2 accounts need an EBR', 'Company 0001');
    expect(toldTo('U0PRIYA')).toHaveLength(2);
    const lists = use().db.selectFrom('morning_list').select('date').orderBy('date');
    const everybodys = lists.where('workspace_id', '=', team.workspaceId).where('person_id', 'is', null);
    expect(await everybodys.execute()).toEqual([{ date: MONDAY }, { date: '2026-12-01' }]);
  });

  it('is updated where it stands by what is pressed in a direct message', async () => {
    const lena = team.sandbox.as('U0LENA');
    const own = toldTo('U0LENA')[0]!;
    const { blockId, actionId } = buttonOf(own, 'Claim');
    await lena.press(own, actionId, { blockId });
    await team.settle();
    expect(inChannel()[0]!).toShow('claimed by');
  });

  it('that the command line has made is posted by the bot, which looks', async () => {
    const applied = await createProgramSource().load(use().db, team.workspaceId);
    team.setNow(new Date(at('12-02', '06:00')));
    const made = await doMorning(team.deps, team.workspaceId, applied!, '2026-12-02', { leavesList: true });
    expect(made).toMatchObject({ posted: false, waits: true, list: { summary: { due: 2, isNew: 0 } } });
    await team.settle();
    expect(inChannel()).toHaveLength(1);
    await run(at('12-02', '06:01'));
    await run(at('12-02', '08:00'));
    expect(inChannel()).toHaveLength(2);
    expect(inChannel()[1]!).toShow('Wed 2 Dec');
  });

  it('waits without a word while Slack can not be asked, and comes when it can', async () => {
    team.setNow(new Date(at('12-03', '07:00')));
    team.sandbox.faults.next('conversations.info', { kind: 'server-error' });
    await run(at('12-03', '08:00'));
    expect(inChannel()).toHaveLength(2);
    expect(toldTo('U0PRIYA')).toHaveLength(2);
    await run(at('12-03', '08:01'));
    expect(inChannel()).toHaveLength(3);
  });

  it('that Slack does not let us look for is in the log once, and told after an hour', async () => {
    team.setNow(new Date(at('12-04', '07:00')));
    const heal = team.sandbox.faults.always('conversations.info', { kind: 'server-error', status: 403 });
    team.logged.length = 0;
    const warned = () =>
      team.logged.filter(({ trouble, date }) => trouble === 'http_403' && date === '2026-12-04');
    await run(at('12-04', '08:00'));
    await run(at('12-04', '08:01'));
    await run(at('12-04', '08:59'));
    expect(warned()).toHaveLength(1);
    expect(toldTo('U0PRIYA')).toHaveLength(2);
    await run(at('12-04', '09:00'));
    await run(at('12-04', '09:01'));
    expect(warned()).toHaveLength(1);
    expect(toldTo('U0PRIYA')).toHaveLength(3);
    expect(toldTo('U0PRIYA').at(-1)!).toShow(
      'The list of Fri 4 Dec waits.',
      'because for an hour or more Slack has not told me who reads along there',
    );
    heal();
    await run(at('12-04', '09:02'));
    expect(inChannel()).toHaveLength(4);
  });

  const shareIn = async (channel: string) => {
    const lena = team.sandbox.as('U0LENA');
    const today = await (await lena.command('/cs', 'today', channel)).nextReply();
    const { blockId, actionId } = buttonOf(today, 'Share here');
    await lena.press(today, actionId, { blockId });
    await team.settle();
    return lena.ephemerals(channel).at(-1)!;
  };

  it('is shared in a channel in which the bot is not', async () => {
    await shareIn('alone');
    expect(inChannel('alone').at(-1)!).toShow('Shared by @lena');
  });

  it('is not shared in a direct conversation of two others, who may be of another company', async () => {
    expect(await shareIn('pair')).toShow('I do not show it here, because I cannot see who reads along here');
    expect(inChannel('pair')).toHaveLength(0);
  });

  it.each([
    { kind: 'server-error' as const, status: 403 },
    { kind: 'error' as const, error: 'missing_scope' },
  ])('is not shared where Slack does not let us look: %o', async (fault) => {
    team.setNow(new Date(team.deps.now().getTime() + 10 * 60_000));
    const heal = team.sandbox.faults.always('conversations.info', fault);
    const shared = inChannel('alone').length;
    expect(await shareIn('alone')).toShow('I do not show it here');
    expect(inChannel('alone')).toHaveLength(shared);
    heal();
  });
});
