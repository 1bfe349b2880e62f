/** The sample portfolio: the same for the same seed, and a list with life in it on any day. */
import type { KnownBlock } from '@slack/types';
import { beforeAll, describe, expect, it } from 'vitest';
import { morningMessages } from '#blocks/morning-list.ts';
import { instantOf } from '#src/jobs/slots.ts';
import type { MorningList } from '#src/morning/domain.ts';
import { doMorning, rehearseMorning } from '#src/morning/service.ts';
import { SAMPLE_ADMIN, sampleChannels, samplePeople } from '#src/sandbox/sample/people.ts';
import { PRESSED } from '#src/sandbox/sample/pressed.ts';
import { createTestDatabase, onEachDatabase, type TestDatabase } from '../support/database.ts';
import { contentOf, load, TODAY, type Sample } from './sample-rig.ts';

onEachDatabase('the sample portfolio', (use) => {
  let sample: Sample;
  let list: MorningList;

  beforeAll(async () => {
    sample = await load(use());
    list = await rehearseMorning(sample.deps, sample.workspaceId, sample.applied, TODAY);
  });

  const rowOf = (name: string) => list.rows.find(({ accountName }) => accountName === name);
  const ctasOf = async (name: string) =>
    use()
      .db.selectFrom('cta as c')
      .innerJoin('account as a', (join) =>
        join.onRef('a.workspace_id', '=', 'c.workspace_id').onRef('a.id', '=', 'c.account_id'),
      )
      .select(['c.state', 'c.snoozed_until', 'c.closed_on', 'c.type'])
      .where('c.workspace_id', '=', sample.workspaceId)
      .where('a.name', '=', name)
      .where('c.type', '=', 'ebr')
      .execute();

  it('is the same for the same seed and another one for another', async () => {
    const first = await contentOf(use(), sample.workspaceId);
    const again = await load(use());
    expect(await contentOf(use(), again.workspaceId)).toEqual(first);
    const other = await load(use(), { seed: 7 });
    expect(await contentOf(use(), other.workspaceId)).not.toEqual(first);
  });

  it('stays small', async () => {
    const content = await contentOf(use(), sample.workspaceId);
    expect(content['account']).toHaveLength(69);
    for (const rows of Object.values(content)) expect(rows.length).toBeLessThan(2000);
  });

  it('lists twelve accounts for four leads, a partner and nobody, and says what changed since Friday', () => {
    const reviews = list.rows.filter(({ type }) => type === 'ebr');
    expect(list.summary).toMatchObject({
      due: 12,
      isNew: 3,
      resolved: 2,
      previousDate: '2026-11-20',
      unassessed: 5,
      planItems: 2,
      hidden: 0,
    });
    expect([...new Set(reviews.map(({ owner }) => owner?.name ?? null))]).toEqual([
      'Grace Adeyemi',
      // While Tomás is away, what is new of his is his partner's.
      'Jonas Weber',
      'Linh Tran',
      'Priya Nair',
      'Tomás Herrera',
      null,
    ]);
    expect(
      reviews.filter(({ openedOn }) => openedOn === TODAY).map(({ accountName }) => accountName),
    ).toEqual(['São Bento Móveis', 'Juniper Dental Group', 'Kumasi Logistics']);
    expect(new Set(reviews.map(({ openedOn }) => openedOn)).size).toBeGreaterThan(3);
  });

  it('has an account that is claimed, booked, snoozed until tomorrow and dismissed last week', async () => {
    expect(rowOf(PRESSED.claimed)).toMatchObject({
      state: 'claimed',
      claimedBy: { name: 'Linh Tran' },
      booked: null,
    });
    expect(rowOf(PRESSED.booked)).toMatchObject({ booked: { on: '2026-11-26', by: { name: 'Priya Nair' } } });
    expect(await ctasOf(PRESSED.snoozed)).toMatchObject([{ state: 'snoozed', snoozed_until: '2026-11-24' }]);
    expect(await ctasOf(PRESSED.dismissed)).toMatchObject([{ state: 'dismissed', closed_on: '2026-11-16' }]);
    expect(await ctasOf(PRESSED.held)).toContainEqual(
      expect.objectContaining({ type: 'ebr', state: 'done' }),
    );
    for (const name of [PRESSED.snoozed, PRESSED.dismissed, PRESSED.held])
      expect(rowOf(name)).toBeUndefined();
  });

  it('has plans that were kept and broken, an item due today and a late one', async () => {
    const items = await use()
      .db.selectFrom('plan_item')
      .select(['state', 'due_on'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    const open = items.filter(({ state }) => state === 'open').map(({ due_on }) => due_on);
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['open', 'kept', 'broken']));
    expect(open.filter((due) => due === TODAY)).toHaveLength(1);
    expect(open.filter((due) => due < TODAY)).toHaveLength(1);
    expect(open.filter((due) => due > TODAY).length).toBeGreaterThan(2);
  });

  it('shows nothing that anybody typed as formatting', () => {
    const moment = { now: sample.deps.now().toISOString(), today: TODAY };
    const texts = morningMessages(list, moment).flatMap(({ blocks }) => mrkdwnIn(blocks));
    const shown = texts.join('\n');
    expect(shown).toContain('R&amp;D &lt;Labs&gt;');
    expect(shown).not.toContain('*Star*');
    expect(shown.replaceAll(/<@U[A-Z0-9]+>/g, '')).not.toMatch(/[<>]/);
  });

  it('leaves nothing to be posted but the list of today, and that only once', async () => {
    const { deps, workspaceId, applied } = await load(use());
    expect((await contentOf(use(), workspaceId))['outbox']).toEqual([]);
    expect(await doMorning(deps, workspaceId, applied, '2026-11-20')).toMatchObject({ posted: false });
    expect(await doMorning(deps, workspaceId, applied, TODAY)).toMatchObject({ posted: true });
    expect(await doMorning(deps, workspaceId, applied, TODAY)).toMatchObject({ posted: false });
  });

  it('tells the history of every account in order of time', async () => {
    const trail = await use()
      .db.selectFrom('audit')
      .select(['id', 'at'])
      .where('workspace_id', '=', sample.workspaceId)
      .orderBy('id')
      .execute();
    expect(trail.map(({ at }) => at)).toEqual(trail.map(({ at }) => at).toSorted());
    expect(trail.at(-1)!.at < instantOf(TODAY, '00:00', 'America/Sao_Paulo').toISOString()).toBe(true);
  });

  it('gives everybody their role, and the accounts their people', async () => {
    const people = await use()
      .db.selectFrom('person')
      .select(['slack_user_id', 'role'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    const ids = (role: string) =>
      people.filter((person) => person.role === role).map((person) => person.slack_user_id);
    expect(people).toHaveLength(samplePeople.length);
    expect(ids('admin')).toEqual([SAMPLE_ADMIN]);
    expect(ids('leader')).toHaveLength(1);
    expect(ids('viewer')).toHaveLength(1);
    expect(ids('csm')).toHaveLength(5);
  });
});

describe('the day on which the sample is loaded', () => {
  // After a short month nobody passes three months on that day; the others begin, end or are a weekend.
  it.each(['2026-06-01', '2026-08-01', '2027-01-01', '2026-05-31', '2028-02-29', '2026-12-01', '2026-11-25'])(
    'may be %s',
    async (today) => {
      const database: TestDatabase = await createTestDatabase('sqlite');
      const { deps, workspaceId, applied } = await load(database, { today });
      const { list } = await doMorning(deps, workspaceId, applied, today);
      expect(list.summary).toMatchObject({ due: 12, isNew: 3, resolved: 2, unassessed: 5, planItems: 2 });
      await database.remove();
    },
  );
});

it('names the channels that the program posts to', () => {
  expect(sampleChannels.map(({ name }) => name)).toEqual(['cs-daily', 'leadership', 'all-hands', 'general']);
});

/** Every text in the blocks that Slack reads as mrkdwn. */
function mrkdwnIn(blocks: readonly KnownBlock[]): string[] {
  const texts: string[] = [];
  JSON.stringify(blocks, (_key, value: unknown) => {
    if (
      typeof value === 'object' &&
      value !== null &&
      'type' in value &&
      value.type === 'mrkdwn' &&
      'text' in value
    ) {
      texts.push(String(value.text));
    }
    return value;
  });
  return texts;
}
