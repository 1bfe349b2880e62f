/** Which days a digest tells of: each day is told of by exactly one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { addDays } from '#src/base/business-date.ts';
import { periodOf } from '#src/digest/domain.ts';
import { readDigest } from '#src/digest/service.ts';
import { markStale } from '#src/journey/service.ts';
import { isPostDay, WEEKDAYS, type Weekday } from '#src/program/domain.ts';
import { makeCustomer } from '../accounts/make-customer.ts';
import { onEachDatabase, type TestDatabase } from '../support/database.ts';
import { TODAY } from './make-digest.ts';
import { createWeek, type DigestWorld } from './world.ts';

const post = (...days: Weekday[]) => ({ channel: 'leadership', at: '09:00', days });
/** A Monday; the days after it follow. */
const day = (number: number) => addDays(TODAY, number);

describe('the days of a digest', () => {
  it('are the seven before it where it is posted once a week', () => {
    expect(periodOf(post('mon'), TODAY)).toEqual({ from: '2026-11-16', upTo: '2026-11-22', date: TODAY });
  });

  it('are those since the post before where there are more', () => {
    expect(periodOf(post('mon', 'thu'), day(3))).toMatchObject({ from: TODAY, upTo: day(2) });
    expect(periodOf(post('mon', 'thu'), day(7))).toMatchObject({ from: day(3), upTo: day(6) });
    expect(periodOf(post(...WEEKDAYS), day(1))).toMatchObject({ from: TODAY, upTo: TODAY });
  });

  it('are seven of one that is posted by hand on another day, or without a program that says when', () => {
    expect(periodOf(post('mon', 'thu'), day(4))).toMatchObject({ from: day(-3), upTo: day(3) });
    expect(periodOf(null, day(2))).toMatchObject({ from: day(-5), upTo: day(1) });
  });

  it('are told of once each, whenever it is posted', () => {
    fc.assert(
      fc.property(fc.subarray([...WEEKDAYS], { minLength: 1 }), (days) => {
        const posted = Array.from({ length: 28 }, (_, number) => day(number)).filter((date) =>
          isPostDay(post(...days), date),
        );
        const periods = posted.map((date) => periodOf(post(...days), date));
        for (const [index, { from, upTo }] of periods.entries()) {
          expect(upTo).toBe(addDays(posted[index]!, -1));
          if (index > 0) expect(from).toBe(posted[index - 1]);
        }
      }),
    );
  });
});

onEachDatabase('what happens on the digest’s own day', (use) => {
  it('is told by the next one, once it was posted, and by that one alone', async () => {
    const world = await createWeek(use());
    await liveOn(use(), world, TODAY);
    const told = async (date: string) => {
      const { sections } = await readDigest(world.deps, world.workspaceId, world.applied, date);
      const { customers, success, sales, product } = sections;
      const names = ({ accounts }: { accounts: readonly { name: string }[] }) =>
        accounts.map(({ name }) => name).filter((name) => name.startsWith('Own'));
      return {
        reached: names(customers.facts.reached),
        slipped: names(customers.facts.slipped),
        left: names(customers.facts.left),
        asks: names(sales.facts.opportunities),
        began: sales.facts.week.filter(({ soldBy }) => soldBy === 'Own day').length,
        held: success.facts.reviews.held,
        kept: success.facts.plans.kept,
        done: success.facts.plays.done,
        asked: product.facts.requirements.asked,
      };
    };
    const none = { reached: [], slipped: [], left: [], asks: [], began: 0 };
    // What was there before is told of the week before.
    expect(await told(TODAY)).toEqual({ ...none, held: 1, kept: 1, done: 1, asked: 1 });
    expect(await told(day(7))).toEqual({
      reached: ['Own reached'],
      slipped: ['Own slipped'],
      left: ['Own left'],
      asks: ['Own reached'],
      began: 1,
      held: 1,
      kept: 1,
      done: 1,
      asked: 1,
    });
    expect(await told(day(14))).toEqual({ ...none, held: 0, kept: 0, done: 0, asked: 0 });
  });
});

/** One of everything that a digest tells of, on a day. */
async function liveOn(database: TestDatabase, world: DigestWorld, date: string): Promise<void> {
  const { db, dialect } = database;
  const { workspaceId, ids, deps } = world;
  const own = { workspace_id: workspaceId, account_id: ids['reached']! };
  const customer = { segment: 'standard', startedOn: addDays(date, -60), currency: 'EUR', arr: 1_000 };
  const made = [
    { ...customer, key: 'own-reached', name: 'Own reached', events: { tracking_installed: date } },
    { ...customer, key: 'own-left', name: 'Own left', churn: [{ day: date }] },
    { ...customer, key: 'own-new', name: 'Own new', startedOn: date, soldBy: 'Own day' },
    {
      ...customer,
      key: 'own-slipped',
      name: 'Own slipped',
      events: { tracking_installed: addDays(date, -50) },
      kpis: { leads: { [addDays(date, -40)]: 60, [date]: 20 } },
    },
  ];
  const marks: { accountId: string; day: string }[] = [];
  for (const account of made)
    marks.push({ accountId: await makeCustomer(database, workspaceId, account), day: date });
  await inTransaction(deps, (trx) => markStale(trx, dialect, workspaceId, marks));
  const review = { ...own, id: 'own-held', state: 'held' as const, held_on: date, attendees: '[]' };
  await db
    .insertInto('ebr')
    .values({ ...review, created_by: 'lena', created_at: '' })
    .execute();
  const item = { ...own, id: 'own-kept', ebr_id: 'own-held', what: 'Kept', owner: 'us' as const };
  await db
    .insertInto('plan_item')
    .values({ ...item, due_on: date, state: 'kept', closed_on: date })
    .execute();
  await db
    .insertInto('play_run')
    .values({
      ...own,
      id: 'own-done',
      play_id: 'own-done',
      name: 'Save it',
      cause: 'rule',
      cause_id: 'own',
      state: 'done',
      started_on: date,
      closed_on: date,
      started_by: 'milepost',
      program_version: 1,
    })
    .execute();
  await db
    .insertInto('requirement')
    .values({
      workspace_id: workspaceId,
      id: 'own-asked',
      what: 'Asked',
      state: 'accepted',
      version: 1,
      created_by: 'lena',
      created_at: `${date}T15:00:00.000Z`,
      updated_by: 'lena',
      updated_at: '',
    })
    .execute();
}
