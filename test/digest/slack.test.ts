/** The digest as a channel sees it at its time, and as leaders ask for it. */
import { describe, it, onTestFinished } from 'vitest';
import type { Deps } from '#src/base/deps.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import { takeSnapshots } from '#src/health/service.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import { startMorningRig, type MorningRig } from '../morning/rig.ts';
import { startHarness } from '../slack/harness.ts';
import { createTestDatabase, onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { buttonOf } from '../support/buttons.ts';
import { TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { PROGRAM, writeAccounts } from './world.ts';

/** In Berlin: Sunday noon. */
const BEFORE = '2026-11-22T11:00:00Z';
const AT_0859 = '2026-11-23T07:59:59Z';
const AT_0900 = '2026-11-23T08:00:00Z';

const text = (message: MessageView) => message.plain();

onEachDatabase('the digest on the clock', (use) => {
  const start = async (program = PROGRAM): Promise<MorningRig> => {
    const rig = await startMorningRig(use(), BEFORE);
    onTestFinished(() => rig.stop());
    const applied = await applyProgram(rig.deps, rig.workspaceId, program, 'cli');
    expect(applied).toMatchObject({ ok: true });
    await writeAccounts(use(), rig.workspaceId);
    return rig;
  };
  const threadOf = (rig: MorningRig, message: MessageView) =>
    rig.sandbox.channel('leadership').thread(message.ts);

  it('is posted once, at its time in the workspace’s zone, with a thread and pictures', async () => {
    const rig = await start();
    await rig.tick(AT_0859);
    expect(rig.posted('leadership')).toHaveLength(0);
    await rig.tick(AT_0900);
    await rig.tick('2026-11-23T08:01:00Z');
    await rig.restart();
    await rig.tick('2026-11-23T12:00:00Z');
    await rig.tick('2026-11-24T09:00:00Z');
    const posted = rig.posted('leadership');
    expect(posted).toHaveLength(1);
    expect(posted[0]!).toShow('Customers this week · Mon 23 Nov', 'Acme', 'Echo', '(pricing)');
    const replies = threadOf(rig, posted[0]!).slice(1);
    expect(replies.map((reply) => text(reply).split('\n')[0])).toEqual([
      '1. Customers first',
      '2. Customer success',
      '3. Sales and marketing',
      expect.stringContaining('Agenda'),
    ]);
    const images = JSON.stringify(replies.map(({ blocks }) => blocks)).match(/"slack_file"/g);
    // The funnel, conversion over time, and health.
    expect(images).toHaveLength(3);
    await rig.tick('2026-11-30T08:00:00Z');
    expect(rig.posted('leadership')).toHaveLength(2);
  });

  it('is caught up once with its own date after weeks without the bot', async () => {
    const rig = await start();
    await rig.tick(AT_0900);
    await rig.down();
    await rig.up();
    await rig.tick('2026-12-16T22:00:00Z');
    expect(rig.posted('leadership').map((message) => text(message).split('\n')[0])).toEqual([
      'Customers this week · Mon 23 Nov',
      'Customers this week · Mon 14 Dec',
    ]);
  });

  it('does not come where the program posts none', async () => {
    const rig = await start(PROGRAM.replace(/posts:[^]*$/, ''));
    await rig.tick('2026-11-23T12:00:00Z');
    expect(rig.posted('leadership')).toHaveLength(0);
  });

  it('tells the figures in words where pictures cannot be brought', async () => {
    const rig = await start();
    rig.sandbox.faults.always('files.getUploadURLExternal', { kind: 'error', error: 'internal_error' });
    await rig.tick(AT_0900);
    const [posted] = rig.posted('leadership');
    const success = threadOf(rig, posted!)[2]!;
    expect(success).toShow('Success funnel', 'By the quarter in which they began');
    expect(JSON.stringify(success.blocks)).not.toContain('slack_file');
  });
});

describe.each(['sqlite', 'postgres'] as const)('/cs digest on %s', (dialect) => {
  const start = async (program = PROGRAM) => {
    // Each of its own: the sandbox's team is always the same one.
    const database = await createTestDatabase(dialect);
    onTestFinished(() => database.remove());
    const team = await startHarness(database, { program });
    onTestFinished(() => team.stop());
    await writeAccounts(database, team.workspaceId);
    await keepHealth(team.deps, team.workspaceId);
    const priya = team.sandbox.as('U0PRIYA');
    return {
      ...team,
      priya,
      ask: async (typed: string) => (await priya.command('/cs', typed)).nextReply(),
      press: async (shown: MessageView, words: string) => {
        const { blockId, actionId } = buttonOf(shown, words);
        await priya.press(shown, actionId, { blockId });
        await team.settle();
        return priya.ephemerals().at(-1)!;
      },
    };
  };
  const channel = ({ sandbox }: Awaited<ReturnType<typeof start>>) =>
    sandbox.channel('leadership').messages();

  describe('of a leader', () => {
    it('says when the next one is, shows what it would say, and posts it once', async () => {
      const team = await start();
      // It is ten in Berlin, and the job does not run here: today's time is over.
      expect(await team.ask('digest')).toShow(
        'The next digest is posted in #leadership on Mon 30 Nov at 09:00 (in 7 days).',
        'None was posted yet.',
      );
      expect(await team.ask('digest preview')).toShow('The preview comes as a direct message to you');
      await team.settle();
      const mine = team.sandbox.directMessages('U0PRIYA');
      const [preview] = mine.messages();
      expect(preview!).toShow(
        'Preview, for you alone',
        'Customers this week · Mon 23 Nov',
        'Reached a milestone: 2',
        'Echo',
      );
      expect(channel(team)).toHaveLength(0);
      const replies = mine.thread(preview!.ts).slice(1);
      expect(replies[0]!).toShow('Reached a milestone this week', 'Left this week', '“Too dear for');
      expect(replies.at(-1)!).toShow('Agenda', 'A success to tell');
      // The funnel, conversion over time, and health.
      expect(JSON.stringify(replies.map(({ blocks }) => blocks)).match(/"slack_file"/g)).toHaveLength(3);
      const asked = await team.press(preview!, 'Post it now');
      expect(asked).toShow('goes to #leadership, where everybody in the channel reads it');
      const { blockId, actionId } = buttonOf(asked, 'Post it');
      // Twice, as whoever waits presses again.
      await Promise.all([1, 2].map(() => team.priya.press(asked, actionId, { blockId })));
      await team.settle();
      expect(channel(team)).toHaveLength(1);
      expect(team.priya.ephemerals().at(-1)!.plain()).toMatch(/on its way to #leadership|posted already/);
      expect(await team.ask('digest now')).toShow('Today’s digest is posted already', 'open it');
      expect(channel(team)).toHaveLength(1);
      expect(await team.ask('digest')).toShow('The last one is the one of Mon 23 Nov.');
    });

    it('asks again where the question is of yesterday', async () => {
      const team = await start();
      const asked = await team.ask('digest now');
      team.setNow(new Date('2026-11-24T09:00:00Z'));
      const again = await team.press(asked, 'Post it');
      expect(again).toShow('The digest of Tue 24 Nov goes to #leadership');
      expect(channel(team)).toHaveLength(0);
    });

    it('explains what it does not understand, and what the program lacks', async () => {
      const team = await start(PROGRAM.replace(/posts:[^]*$/, ''));
      expect(await team.ask('digest previw')).toShow('Did you mean preview?', 'Try /cs digest preview');
      for (const name of ['constructor', '__proto__'])
        expect(await team.ask(`digest ${name}`)).toShow('I do not understand “');
      expect(await team.ask('digest')).toShow('The program says nowhere to post the digest', 'leadership');
      expect(await team.ask('digest now')).toShow('The program says nowhere to post the digest');
      expect(await team.ask('digest preview')).toShow('The preview comes as a direct message to you');
      await team.settle();
      const [preview] = team.sandbox.directMessages('U0PRIYA').messages();
      expect(preview!).toShow('Customers this week');
      expect(preview!).not.toShow('Post it now');
    });
  });

  it('is for leaders', async () => {
    const team = await start();
    const shown = await (await team.sandbox.as('U0MARCO').command('/cs', 'digest preview')).nextReply();
    expect(shown).not.toShow('Customers this week');
    expect(shown).toShow('leader');
  });
});

async function keepHealth(deps: Deps, workspaceId: string): Promise<void> {
  const applied = (await createProgramSource().load(deps.database.db, workspaceId))!;
  for (const day of [ago(7), TODAY]) {
    await assessWorkspace(deps, workspaceId, applied.program, day);
    await takeSnapshots(deps, workspaceId, applied, day);
  }
}
