/** `milepost digest leadership`: the weekly digest of any date, as a process of its own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '#src/db/open.ts';
import { fill, openCli, PROGRAM, type Cli } from './fixture.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
  await fill(cli);
});
afterAll(() => cli.remove());

interface Section extends Record<string, unknown> {
  id: string;
}

it('prints the contract and keeps nothing when it is only asked', async () => {
  const before = await cli.dump();
  // Done Ltd reached the first milestone on 10 March 2024.
  const { code, answer, err } = await cli.json(['digest', 'leadership', '--date', '2024-03-11', '--dry-run']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(answer).toMatchObject({
    date: '2024-03-11',
    since: '2024-03-04',
    actions: [],
    posted: false,
    waits: false,
  });
  const sections = answer['sections'] as Section[];
  expect(sections.map(({ id, title, comment }) => [id, title, comment])).toEqual([
    ['customers', 'Customers first', null],
    ['success', 'Customer success', null],
    ['sales', 'Sales and marketing', null],
    ['product', 'Product', null],
    ['decisions', 'Decisions', null],
  ]);
  expect(sections[0]).toMatchObject({
    reached: { total: 1, accounts: [{ key: 'done', milestone: 'First', on: '2024-03-10' }] },
    left: { total: 0 },
  });
  const blocks = answer['blocks'] as { type: string }[];
  expect(blocks[0]).toMatchObject({ type: 'header' });
  // Of sales there is nothing more to tell than the message says.
  expect(answer['thread']).toHaveLength(3);
  expect(await cli.dump()).toEqual(before);
});

it('prints it for people to read', async () => {
  const { code, out } = await cli.run(['digest', 'leadership', '--date', '2024-03-11', '--dry-run']);
  expect(code).toBe(0);
  expect(out).toContain('Customers this week · 11 Mar 2024');
  expect(out).toContain('Reached a milestone: 1 · Done Ltd “First”');
  expect(out).toContain('nothing was written or posted');
});

it('names people, and never by what Slack calls them', async () => {
  const database = openDatabase(`sqlite:${cli.path('milepost.db')}`);
  try {
    const { db } = database;
    const person = await db.selectFrom('person').selectAll().executeTakeFirstOrThrow();
    await db.updateTable('person').set({ slack_user_id: 'U0PRIYA' }).where('id', '=', person.id).execute();
    const at = '2024-03-08T12:00:00.000Z';
    await db
      .insertInto('leadership_action')
      .values({
        workspace_id: person.workspace_id,
        id: 'a',
        digest_id: null,
        source: null,
        outbox_id: null,
        kind: 'action',
        what: 'Call R&D <Labs> of <@U0NOBODY>',
        owner_id: person.id,
        due_on: '2024-03-08',
        state: 'open',
        version: 1,
        created_by: person.id,
        created_at: at,
        updated_by: person.id,
        updated_at: at,
        closed_by: null,
        closed_on: null,
        closed_at: null,
        reminded_for: null,
      })
      .execute();
    const { out } = await cli.run(['digest', 'leadership', '--date', '2024-03-11', '--dry-run']);
    expect(out).toContain(`@${person.name}`);
    // What somebody typed is shown as it was typed.
    expect(out).toContain('Call R&D <Labs> of <@U0NOBODY>');
    expect(out).not.toContain('U0PRIYA');
    await db.deleteFrom('leadership_action').execute();
  } finally {
    await database.close();
  }
});

it('leaves it to the bot, once, and refuses where there is no channel or a later one was ordered', async () => {
  const refused = await cli.run(['digest', 'leadership', '--date', '2024-03-11']);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('the program has no posts.leadership');
  const file = await cli.write(
    'leading.yml',
    `${PROGRAM}  leadership: { channel: leadership, at: "09:00", days: [mon] }\n`,
  );
  expect((await cli.run(['program', 'apply', file])).code).toBe(0);
  const earlier = await cli.run(['digest', 'leadership', '--date', '2024-03-04']);
  expect({ code: earlier.code, err: earlier.err }).toEqual({ code: 0, err: '' });
  expect(earlier.out).toContain('the bot posts it in #leadership within a minute of running');
  const ordered = await cli.json(['digest', 'leadership', '--date', '2024-03-11']);
  expect(ordered).toMatchObject({ code: 0, answer: { posted: false, waits: true } });
  for (const date of ['2024-03-11', '2024-03-04']) {
    const again = await cli.run(['digest', 'leadership', '--date', date]);
    expect(again.code).toBe(1);
    expect(again.err).toContain('the digest of 2024-03-11 waits for the bot already');
  }
  // Who reads along in the channel is not seen from here.
  const { digest, outbox, slot } = await cli.dump();
  expect({ digest, outbox }).toEqual({ digest: [], outbox: [] });
  expect(slot!.filter((row) => row.includes('leadership.ordered'))).toHaveLength(2);
});

it('refuses a date before the one that is due, which the bot posts in its place', async () => {
  const database = openDatabase(`sqlite:${cli.path('milepost.db')}`);
  try {
    await database.db
      .updateTable('program_version')
      .set({ applied_at: '2024-01-01T00:00:00.000Z' })
      .execute();
  } finally {
    await database.close();
  }
  const refused = await cli.run(['digest', 'leadership', '--date', '2024-03-18']);
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/the digest of \d{4}-\d\d-\d\d is due, which the bot posts by itself/);
  expect(refused.err).toContain('one of 2024-03-18 would come late or twice');
});

it('says what it does not understand', async () => {
  expect(await cli.run(['digest', 'leadership', '--date', '2999-01-01', '--dry-run'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('--date 2999-01-01 lies ahead'),
  });
  expect((await cli.run(['digest', 'leadership', '--date', 'monday'])).code).toBe(2);
  expect((await cli.run(['digest', 'leader'])).code).toBe(2);
});
