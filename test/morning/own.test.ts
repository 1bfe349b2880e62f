/** The direct messages of a morning: to each person what is theirs, once, and nothing where there is nothing. */
import { afterAll, beforeAll, it } from 'vitest';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { changeRole } from '#src/people/service.ts';
import { startByHand } from '#src/plays/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';

onEachDatabase('a person’s own morning', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const own = (who: Person): MessageView[] =>
    day.sandbox
      .directMessages(who.id)
      .messages()
      .filter((one) => one.plain().includes('Yours'));

  it('names what is new of theirs, with its why and its buttons', () => {
    expect(own(day.priya)).toHaveLength(1);
    expect(own(day.priya)[0]!).toShow(
      'Yours today: 1 thing · 1 new',
      '🆕 New · 1',
      'Acme Robotics',
      'why: same milestone since 21 Aug (94 days) · no EBR since then, nor before',
      'Claim',
      'You get this when something is late, due or new; /cs morning me off ends it.',
    );
    expect(own(day.lena)[0]!).toShow('Yours today: 1 thing · 1 new', 'Bluebird GmbH');
  });

  it('says nothing to those who have nothing', () => {
    expect(own(day.marco)).toHaveLength(0);
  });

  it('changes in place when a CTA is pressed in it, as the list in the channel does', async () => {
    await day.press(day.priya, own(day.priya)[0]!, 'Acme', 'cta.claim');
    expect(own(day.priya)).toHaveLength(1);
    expect(own(day.priya)[0]!).toShow('Acme Robotics', '✋ claimed by @priya', 'Undo');
    expect(day.list()).toShow('✋ claimed by @priya');
  });

  it('is written once, however often the morning is asked for', async () => {
    await day.morning('2026-11-23');
    expect(own(day.priya)).toHaveLength(1);
  });

  it('is not posted on a day on which nothing is late, due or new', async () => {
    await day.morning('2026-11-24');
    expect(own(day.priya)).toHaveLength(1);
    expect(own(day.lena)).toHaveLength(1);
  });

  it('puts what is late first, and is not sent to those who switched it off or are away', async () => {
    expect(await day.ask(day.lena, '/cs morning me off')).toShow('You get no direct message in the morning');
    await day.morning('2026-12-01');
    expect(own(day.lena)).toHaveLength(1);
    expect(own(day.priya)).toHaveLength(2);
    expect(own(day.priya)[1]!).toShow('1 late', '⏰ Late · 1', 'Acme Robotics');
    expect(await day.ask(day.lena, '/cs morning')).toShow('You get no direct message', 'Switch it on');
    expect(await day.ask(day.lena, '/cs morning me on')).toShow('Each morning with a list you get');
    expect(await day.ask(day.lena, '/cs morning sideways')).toShow(
      'I do not understand “sideways”: say on or off.',
      'Try /cs morning me off',
    );
  });

  it('tells of the reviews that are booked for the day, and is not sent to whoever is away', async () => {
    const { db } = use();
    const people = await db
      .selectFrom('person')
      .select(['id', 'slack_user_id'])
      .where('workspace_id', '=', day.workspaceId)
      .execute();
    const lena = people.find((person) => person.slack_user_id === day.lena.id)!.id;
    await db
      .insertInto('ebr')
      .values({
        workspace_id: day.workspaceId,
        id: 'futura-ebr',
        account_id: day.accounts['F-1']!,
        state: 'booked',
        booked_on: '2026-12-02',
        attendees: '{}',
        created_by: lena,
        created_at: '2026-11-30T10:00:00.000Z',
      })
      .execute();
    const before = own(day.priya).length;
    await day.ask(day.priya, '/cs away until 2026-12-05');
    await day.morning('2026-12-02');
    expect(own(day.priya)).toHaveLength(before);
    expect(own(day.lena).at(-1)!).toShow(
      '📌 Today · 1',
      'Futura',
      'the EBR is booked for this day',
      'Hold EBR',
    );
  });

  it('tells leaders which steps of plays are late with others, and one of them of those with nobody', async () => {
    const { deps, workspaceId } = day;
    const applied = (await createProgramSource().load(use().db, workspaceId))!;
    const play = applied.program.plays.find(({ id }) => id === 'hear-the-users')!;
    for (const key of ['B-1', 'E-1']) {
      const accountId = day.accounts[key]!;
      await startByHand(
        deps,
        workspaceId,
        applied,
        { play, accountId },
        { personId: 'p', today: '2027-01-04' },
      );
    }
    await changeRole(deps, workspaceId, 'cli', day.marco.id, 'leader');
    const before = own(day.marco).length;
    await day.morning('2027-01-05');
    expect(own(day.marco)).toHaveLength(before);
    await day.morning('2027-01-19');
    expect(own(day.marco).at(-1)!).toShow('late with your people', '1 with nobody', 'See them');
    const told = own(day.marco).length;
    // What was late before is no news.
    await day.morning('2027-01-20');
    expect(own(day.marco)).toHaveLength(told);
  });

  it('tells of actions of the leadership’s meeting that are late or due, with nothing else too', async () => {
    const { db } = use();
    const marco = await db
      .selectFrom('person')
      .select('id')
      .where('workspace_id', '=', day.workspaceId)
      .where('slack_user_id', '=', day.marco.id)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('leadership_action')
      .values(
        ['2027-02-01', '2027-02-03'].map((due_on) => ({
          workspace_id: day.workspaceId,
          id: due_on,
          kind: 'action' as const,
          what: `Do it by ${due_on}`,
          owner_id: marco.id,
          due_on,
          state: 'open',
          version: 1,
          created_by: marco.id,
          created_at: '2027-01-25T09:00:00.000Z',
          updated_by: marco.id,
          updated_at: '2027-01-25T09:00:00.000Z',
        })),
      )
      .execute();
    await day.morning('2027-02-02');
    expect(own(day.marco).at(-1)!).toShow(
      '1 late',
      'You said in the leadership meeting: “Do it by 2027-02-01” (due 1 Feb 2027)',
      'See them',
    );
    const told = own(day.marco).length;
    await day.ask(day.marco, '/cs away until 2027-02-10');
    await day.morning('2027-02-03');
    expect(own(day.marco)).toHaveLength(told);
  });
});
