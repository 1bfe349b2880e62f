/** The morning as the channel sees it: the bot, a strict Slack, a real database, and a clock that is moved. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { addDays, businessDateOf } from '#src/base/business-date.ts';
import { instantOf } from '#src/jobs/slots.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import { onEachDatabase } from '../support/database.ts';
import { companiesIn, accountName, longBefore } from './portfolio.ts';
import { startMorningRig, type MorningRig } from './rig.ts';

const MONDAY = '2026-11-23';
/** In Berlin: Sunday noon, when the program is applied. */
const BEFORE = '2026-11-22T11:00:00Z';
const AT_0829 = '2026-11-23T07:29:59Z';
const AT_0830 = '2026-11-23T07:30:00Z';

onEachDatabase('the morning list', (use) => {
  const start = async (startsAt = BEFORE): Promise<MorningRig> => {
    const rig = await startMorningRig(use(), startsAt);
    onTestFinished(() => rig.stop());
    return rig;
  };
  const startDue = async (due = 3): Promise<MorningRig> => {
    const rig = await start();
    await rig.apply({});
    await rig.addAccounts(due, () => longBefore(MONDAY));
    return rig;
  };

  it('is posted once, at its time in the workspace’s zone', async () => {
    const rig = await startDue();
    await rig.tick(AT_0829);
    expect(rig.posted()).toHaveLength(0);
    await rig.tick(AT_0830);
    await rig.tick('2026-11-23T07:31:00Z');
    await rig.restart();
    await rig.tick('2026-11-23T12:00:00Z');
    expect(rig.posted()).toHaveLength(1);
    expect(textOf(rig.posted()[0]!)).toContain('3 accounts need an EBR');
    expect(textOf(rig.posted()[0]!)).toContain('Mon 23 Nov');
    await rig.tick('2026-11-24T07:30:00Z');
    expect(rig.posted()).toHaveLength(2);
    expect(textOf(rig.posted()[1]!)).toContain('3 accounts need an EBR');
    expect(textOf(rig.posted()[1]!)).not.toContain('0 new');
  });

  it('is caught up with its own date after days without the bot, and then comes at its time again', async () => {
    const rig = await startDue();
    await rig.tick(AT_0830);
    await rig.down();
    await rig.up();
    await rig.tick('2026-11-27T06:00:00Z');
    expect(rig.posted().map(dateOf)).toEqual(['Mon 23 Nov', 'Thu 26 Nov']);
    await rig.tick('2026-11-27T07:30:00Z');
    await rig.tick('2026-11-28T12:00:00Z');
    expect(rig.posted().map(dateOf)).toEqual(['Mon 23 Nov', 'Thu 26 Nov', 'Fri 27 Nov']);
  });

  it('begins on the morning after the program was applied', async () => {
    const rig = await start('2026-11-23T09:00:00Z');
    await rig.apply({});
    await rig.addAccounts(1, () => longBefore(MONDAY));
    await rig.tick('2026-11-23T09:01:00Z');
    expect(rig.posted()).toHaveLength(0);
    await rig.tick('2026-11-24T07:30:00Z');
    expect(rig.posted().map(dateOf)).toEqual(['Tue 24 Nov']);
  });

  it('says once that there is nothing, and then nothing', async () => {
    const rig = await start();
    await rig.apply({});
    await rig.tick(AT_0830);
    await rig.tick('2026-11-24T07:30:00Z');
    await rig.tick('2026-11-25T07:30:00Z');
    expect(rig.posted().map(textOf)).toEqual([expect.stringContaining('No account needs an EBR today.')]);
    await rig.addAccounts(1, () => longBefore(MONDAY));
    await rig.tick('2026-11-26T07:30:00Z');
    expect(textOf(rig.posted()[1]!)).toContain('1 account needs an EBR · 1 new');
  });

  it('holds what daily jobs opened on that day in the workspace’s zone, also when the bot was down', async () => {
    const rig = await start();
    await rig.apply({ timezone: 'America/Sao_Paulo' });
    await rig.addAccounts(2, () => longBefore(MONDAY));
    await endStretch(rig, 0, '2026-11-22');
    // Midnight in UTC, Sunday evening in São Paulo.
    await rig.tick('2026-11-23T00:00:00Z');
    await rig.tick('2026-11-23T11:30:00Z');
    expect(textOf(rig.posted()[0]!)).toContain('Assess the fit again: the stretch ended on Sun 22 Nov');
    await endStretch(rig, 1, '2026-11-24');
    await rig.tick('2026-11-25T12:00:00Z');
    expect(textOf(rig.posted()[1]!)).toContain('Assess the fit again: the stretch ended on Tue 24 Nov');
  });

  async function endStretch({ workspaceId }: MorningRig, account: number, until: string): Promise<void> {
    const { db } = use();
    const ids = await db
      .selectFrom('account')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .orderBy('id')
      .execute();
    await db
      .insertInto('fit_assessment')
      .values({
        workspace_id: workspaceId,
        id: `fit-${account}`,
        account_id: ids[account]!.id,
        day: '2026-11-02',
        program_version: 1,
        answers: '[]',
        verdict: 'stretch',
        extension: 'Two trainings',
        extension_until: until,
        assessed_by: 'test',
        assessed_at: '2026-11-02T09:00:00.000Z',
      })
      .execute();
  }

  it('goes on in the thread of its first message, and is updated there in place', async () => {
    const rig = await startDue(200);
    await rig.tick(AT_0830);
    const [first, ...others] = rig.posted();
    expect(others).toEqual([]);
    expect(first!.plain()).toContain('200 accounts need an EBR');
    const thread = rig.sandbox.channel('cs-daily').thread(first!.ts);
    const shown = thread.flatMap((message) => companiesIn(message.plain()));
    expect(shown.toSorted()).toEqual(Array.from({ length: 200 }, (_, n) => accountName(n)));

    const reply = thread[3]!;
    const company = companiesIn(reply.plain())[0]!;
    const { blockId, claim } = menuOf(reply, company);
    await rig.sandbox.as('U0PRIYA').press(reply, 'cta.menu', { blockId, option: claim });
    await rig.sandbox
      .channel('cs-daily')
      .waitFor((message) => message.ts === reply.ts && message.plain().includes('claimed by'));
    const after = rig.sandbox.channel('cs-daily').thread(first!.ts);
    expect(after.map(({ ts }) => ts)).toEqual(thread.map(({ ts }) => ts));
    expect(companiesIn(after[3]!.plain())).toEqual(companiesIn(reply.plain()));
  });

  it('is not doubled when Slack’s answer is lost', async () => {
    const rig = await startDue(60);
    rig.sandbox.faults.next('chat.postMessage', { kind: 'cut-after' }, 3);
    await rig.tick(AT_0830);
    const [first, ...others] = rig.posted();
    expect(others).toEqual([]);
    const thread = rig.sandbox.channel('cs-daily').thread(first!.ts);
    const shown = thread.flatMap((message) => companiesIn(message.plain()));
    expect(shown.toSorted()).toEqual(Array.from({ length: 60 }, (_, n) => accountName(n)));
    const looked = [
      ...rig.sandbox.log.calls('conversations.history'),
      ...rig.sandbox.log.calls('conversations.replies'),
    ];
    expect(looked).toHaveLength(3);
  });

  it.each([
    ['nowhere', 'there is no such channel'],
    ['general', 'because I am not in that channel'],
  ])('tells the admins when it cannot be posted to #%s', async (channel, reason) => {
    const rig = await start();
    await rig.apply({ channel });
    await rig.addAccounts(30, () => longBefore(MONDAY));
    expect(await readiness(rig)).toMatchObject({ ok: true, warnings: [] });
    await rig.tick(AT_0830);
    await rig.tick('2026-11-24T07:30:00Z');
    const told = rig.sandbox.directMessages('U0PRIYA').messages();
    expect(told).toHaveLength(1);
    expect(told[0]!.plain()).toContain(`I could not post to #${channel}`);
    expect(told[0]!.plain()).toContain(reason);
    expect(told[0]!.plain()).toContain('/invite @Milepost');
    expect(told[0]!.plain()).toContain('posts.morning.channel');
    expect(await readiness(rig)).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining(`invite @Milepost to it or change posts.morning.channel`)],
    });
  });

  it('does not tell of a direct message that cannot be sent either', async () => {
    const rig = await start();
    await rig.apply({ channel: 'nowhere' });
    rig.sandbox.faults.always('conversations.open', { kind: 'error', error: 'user_disabled' });
    await rig.tick(AT_0830);
    await rig.tick('2026-11-23T07:31:00Z');
    const rows = await use()
      .db.selectFrom('outbox')
      .select(['channel', 'state', 'error'])
      .where('workspace_id', '=', rig.workspaceId)
      .orderBy('id')
      .execute();
    expect(rows).toEqual([
      { channel: 'nowhere', state: 'failed', error: 'channel_not_found' },
      { channel: 'U0PRIYA', state: 'failed', error: 'user_disabled' },
    ]);
    expect(await readiness(rig)).toMatchObject({ ok: true, warnings: [expect.stringContaining('#nowhere')] });
  });

  it('is posted again, and no longer warned of, once the bot is in the channel', async () => {
    const rig = await start();
    await rig.apply({ channel: 'general' });
    await rig.addAccounts(1, () => longBefore(MONDAY));
    await rig.tick(AT_0830);
    rig.sandbox.setBotMember('general', true);
    await rig.tick('2026-11-24T07:30:00Z');
    expect(rig.posted('general').map(dateOf)).toEqual(['Tue 24 Nov']);
    expect(await readiness(rig)).toMatchObject({ ok: true, warnings: [] });
  });

  it('is not made while Milepost is removed from the workspace', async () => {
    const rig = await startDue();
    await rig.sandbox.uninstall();
    await expect.poll(() => uninstalledAt(rig)).not.toBeNull();
    const calls = rig.sandbox.log.calls().length;
    await rig.tick(AT_0830);
    expect(rig.sandbox.log.calls()).toHaveLength(calls);
    expect(rig.posted()).toHaveLength(0);
    const lists = await use()
      .db.selectFrom('morning_list')
      .select('id')
      .where('workspace_id', '=', rig.workspaceId)
      .execute();
    expect(lists).toEqual([]);
  });

  async function uninstalledAt(rig: MorningRig): Promise<string | null> {
    const row = await use()
      .db.selectFrom('workspace')
      .select('uninstalled_at')
      .where('id', '=', rig.workspaceId)
      .executeTakeFirstOrThrow();
    return row.uninstalled_at;
  }

  describe('across a clock change', () => {
    const DAILY = 'mon, tue, wed, thu, fri, sat, sun';
    const TICK_MS = 20 * 60_000;

    it.each([
      ['Europe/Berlin', '2026-03-29', '08:30'],
      ['Europe/Berlin', '2026-03-29', '02:30'],
      ['Europe/Berlin', '2026-10-25', '08:30'],
      ['Europe/Berlin', '2026-10-25', '02:30'],
      ['America/New_York', '2026-03-08', '08:30'],
      ['America/New_York', '2026-11-01', '01:30'],
    ])(
      'in %s on %s, the list of %s is posted on each day, once and at its time',
      async (timezone, change, at) => {
        const begin = instantOf(addDays(change, -1), '00:00', timezone);
        const rig = await start(begin.toISOString());
        await rig.apply({ timezone, at, days: DAILY });
        await rig.addAccounts(1, () => longBefore(change));
        const end = instantOf(addDays(change, 2), '00:00', timezone);
        for (let time = begin.getTime(); time < end.getTime(); time += TICK_MS) {
          await rig.tick(new Date(time).toISOString());
        }
        const days = [addDays(change, -1), change, addDays(change, 1)];
        expect(rig.posted().map(({ ts }) => businessDateOf(postedAt(ts), timezone))).toEqual(days);
        for (const [index, message] of rig.posted().entries()) {
          const late = postedAt(message.ts).getTime() - instantOf(days[index]!, at, timezone).getTime();
          expect(late).toBeGreaterThanOrEqual(0);
          expect(late).toBeLessThan(TICK_MS);
        }
      },
    );
  });
});

function textOf(message: MessageView): string {
  return message.plain();
}

/** The day that a list says it is of. */
function dateOf(message: MessageView): string | undefined {
  return /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} \w{3}/.exec(message.plain())?.[0];
}

function postedAt(ts: string): Date {
  return new Date(Number(ts) * 1_000);
}

/** The block of an account's row in a reply, and the value of its menu's *Claim*. */
function menuOf(message: MessageView, company: string): { blockId: string; claim: string } {
  const block = message.blocks.find((candidate) => JSON.stringify(candidate).includes(company))!;
  const claim = /"value":"(claim:[^"]+)"/.exec(JSON.stringify(block))?.[1];
  return { blockId: String(block['block_id']), claim: claim! };
}

async function readiness(rig: MorningRig): Promise<unknown> {
  const response = await fetch(`${rig.bot().url}/readyz`);
  return response.json();
}
