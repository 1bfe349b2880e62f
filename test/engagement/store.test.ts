/** Missed cadences, owners and who stands in, by SQL, against the same worked out in memory. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { createIdSource } from '#src/base/ids.ts';
import { ownerOf } from '#src/db/account-sql.ts';
import { cadencesOf, ENGAGED, type Engagement } from '#src/engagement/domain.ts';
import {
  listHalfOwned,
  listMissedCadences,
  listOwnerLoads,
  listUncovered,
  readLeftBehind,
} from '#src/engagement/service.ts';
import { isAway, whoIsAsked } from '#src/people/domain.ts';
import { findLeader, findPeople } from '#src/people/service.ts';
import { STAGES } from '#src/program/domain.ts';
import { NEVER_SPOKEN, SPOKEN_PERSONAS, withSpoken } from '#src/touchpoints/domain.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { runs } from '../support/fuzz.ts';

const TODAY = '2026-11-23';

interface MadePerson {
  id: string;
  role?: 'leader' | 'csm';
  awayUntil?: string | null;
  isDeleted?: boolean;
  isGuest?: boolean;
}

onEachDatabase('engagement in SQL', (use) => {
  const makeId = createIdSource();

  async function addPeople(workspaceId: string, people: readonly MadePerson[]): Promise<void> {
    const rows = people.map(({ id, role, awayUntil, isDeleted, isGuest }) => ({
      workspace_id: workspaceId,
      id,
      name: id,
      role: role ?? ('csm' as const),
      away_until: awayUntil ?? null,
      is_deleted: isDeleted === true ? (1 as const) : (0 as const),
      is_guest: isGuest === true ? (1 as const) : (0 as const),
      created_at: '',
    }));
    await use().db.insertInto('person').values(rows).execute();
  }

  async function touch(
    workspaceId: string,
    accountId: string,
    persona: (typeof SPOKEN_PERSONAS)[number],
    day: string,
  ) {
    const row = { persona, day, kind: 'call' as const, logged_by: 'x', logged_at: '' };
    await use()
      .db.insertInto('touchpoint')
      .values({ workspace_id: workspaceId, id: makeId(), account_id: accountId, ...row })
      .execute();
  }

  const days = fc.integer({ min: -3, max: 90 }).map((back) => addDays(TODAY, -back));
  const past = fc.integer({ min: 0, max: 90 }).map((back) => addDays(TODAY, -back));
  const people = fc.record({
    p1: fc.record({ away: fc.option(days), isDeleted: fc.boolean(), isGuest: fc.boolean() }),
    p2: fc.record({ away: fc.option(days), isDeleted: fc.boolean(), isGuest: fc.boolean() }),
    l1: fc.option(fc.record({ away: fc.option(days), isDeleted: fc.boolean() })),
  });
  const someone = fc.option(fc.constantFrom('p1', 'p2', 'gone'));
  const account = fc.record({
    stage: fc.option(fc.constantFrom('Adoption', 'Renewal', 'Change', 'Churned')),
    startedOn: fc.option(days),
    leadId: someone,
    partnerId: someone,
    arr: fc.option(fc.integer({ min: 0, max: 3 })),
    spoken: fc.array(fc.record({ persona: fc.constantFrom(...SPOKEN_PERSONAS), day: past }), {
      maxLength: 4,
    }),
  });
  /** Each persona's lines, without overlap: some stages by name, the others in one. */
  const lines = fc
    .array(
      fc.record({
        persona: fc.constantFrom(...SPOKEN_PERSONAS),
        stages: fc.uniqueArray(fc.constantFrom('Adoption', 'Renewal', 'Change'), { maxLength: 2 }),
        who: fc.constantFrom(...ENGAGED),
        everyDays: fc.integer({ min: 1, max: 80 }),
        play: fc.constant(null),
      }),
      { maxLength: 6 },
    )
    .map((all) => {
      const taken = new Set<string>();
      return all.filter(({ persona, stages }) => {
        const keys = (stages.length === 0 ? [''] : stages).map((stage) => `${persona} ${stage}`);
        if (keys.some((key) => taken.has(key))) return false;
        for (const key of keys) taken.add(key);
        return true;
      });
    });

  it('lists what is missed as it is worked out for each account', async () => {
    const world = fc.record({ people, lines, accounts: fc.array(account, { minLength: 1, maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        const { db } = use();
        const workspaceId = await emptyWorkspace(db, makeId);
        const { p1, p2, l1 } = made.people;
        await addPeople(workspaceId, [
          { id: 'p1', ...p1, awayUntil: p1.away },
          { id: 'p2', ...p2, awayUntil: p2.away },
          ...(l1 === null
            ? []
            : [{ id: 'l1', role: 'leader' as const, isDeleted: l1.isDeleted, awayUntil: l1.away }]),
        ]);
        const members = await findPeople(db, workspaceId, ['p1', 'p2', 'l1']);
        const person = (id: string | null) => members.find((one) => one.id === id) ?? null;
        const leader = await findLeader(db, workspaceId, TODAY);
        const expected: unknown[] = [];
        for (const [index, { spoken, ...fields }] of made.accounts.entries()) {
          const id = await makeAccount(use(), workspaceId, { key: `${index}`, name: `${index}`, ...fields });
          for (const { persona, day } of spoken) await touch(workspaceId, id, persona, day);
          const [lead, partner] = [person(fields.leadId), person(fields.partnerId)];
          const asked = whoIsAsked(lead, partner, TODAY)?.id ?? null;
          const sees = {
            lead: asked,
            partner: whoIsAsked(partner, lead, TODAY)?.id ?? null,
            leader: leader ?? asked,
          };
          if (fields.stage === 'Churned') continue;
          const cadences = cadencesOf(made.lines, fields, withSpoken(NEVER_SPOKEN, spoken), TODAY);
          for (const { persona, line, last, cadence } of cadences) {
            if (cadence.state !== 'missed' || line === null) continue;
            const { who, everyDays } = line;
            expected.push({
              accountId: id,
              persona,
              who,
              everyDays,
              last,
              daysLate: cadence.daysLate,
              personId: sees[who],
            });
          }
        }
        const page = { limit: 100, firstOf: 'p1' };
        const found = await listMissedCadences(use(), workspaceId, made.lines, TODAY, page);
        const rows = found.missed.map(({ accountId, persona, who, everyDays, last, daysLate, personId }) => ({
          accountId,
          persona,
          who,
          everyDays,
          last,
          daysLate,
          personId,
        }));
        expect(rows).toHaveLength(expected.length);
        expect(rows).toEqual(expect.arrayContaining(expected));
        expect(found.total).toBe(expected.length);
        expect(found.accounts).toBe(new Set(rows.map(({ accountId }) => accountId)).size);
        expect(found.own).toBe(rows.filter(({ personId }) => personId === 'p1').length);
        const order = found.missed.map(({ personId, arr }) => [personId === 'p1' ? 0 : 1, -(arr ?? 0)]);
        expect(order).toEqual(order.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d));
        const { rows: owners } = await sql<{ key: string; owner: string | null }>`
          select a.key, ${ownerOf('a', TODAY)} as owner from account a where a.workspace_id = ${workspaceId}`.execute(
          db,
        );
        for (const { key, owner } of owners) {
          const { leadId, partnerId } = made.accounts[Number(key)]!;
          expect(owner).toBe(whoIsAsked(person(leadId), person(partnerId), TODAY)?.id ?? null);
        }
        const uncovered = await listUncovered(db, workspaceId, TODAY, { limit: 100 });
        const alone = made.accounts.flatMap(({ leadId, partnerId, stage }, index) => {
          const asked = whoIsAsked(person(leadId), person(partnerId), TODAY);
          return asked !== null && isAway(asked, TODAY) && stage !== 'Churned' ? [`${index}`] : [];
        });
        expect(uncovered.accounts.map(({ key }) => key).toSorted()).toEqual(alone);
        expect(uncovered.total).toBe(alone.length);
      }),
      { numRuns: runs(40) },
    );
  });

  it('lists them by pages, and none where no line asks', async () => {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    const every: Engagement[] = SPOKEN_PERSONAS.map((persona) => ({
      stages: [],
      persona,
      who: 'lead',
      everyDays: 5,
      play: null,
    }));
    for (const key of ['a', 'b', 'c'])
      await makeAccount(use(), workspaceId, { key, name: key, startedOn: '2026-11-01', stage: STAGES[4] });
    const page = (offset: number) =>
      listMissedCadences(use(), workspaceId, every, TODAY, { limit: 4, offset });
    const pages = [await page(0), await page(4), await page(8), await page(12)];
    expect(pages.map(({ missed }) => missed.length)).toEqual([4, 4, 1, 0]);
    for (const { total, accounts, own } of pages) expect([total, accounts, own]).toEqual([9, 3, 0]);
    const all = pages.flatMap(({ missed }) => missed);
    expect(new Set(all.map(({ accountKey, persona }) => `${accountKey} ${persona}`)).size).toBe(9);
    expect(new Set(all.map(({ daysLate }) => daysLate))).toEqual(new Set([17]));
    expect(await listMissedCadences(use(), workspaceId, [], TODAY, { limit: 5 })).toEqual({
      missed: [],
      total: 0,
      accounts: 0,
      own: 0,
    });
  });

  it('finds the accounts with one head or none, and what each person sees to', async () => {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    await addPeople(workspaceId, [{ id: 'lena' }, { id: 'pat' }, { id: 'left', isDeleted: true }]);
    const add = (
      key: string,
      leadId: string | null,
      partnerId: string | null,
      arr: number | null,
      more = {},
    ) =>
      makeAccount(use(), workspaceId, { key, name: key, leadId, partnerId, arr, currency: 'EUR', ...more });
    await add('both', 'lena', 'pat', 10);
    await add('small', 'lena', null, 1);
    await add('big', 'lena', 'left', 500);
    await add('twice', 'pat', 'pat', 100);
    await add('none', null, null, 7);
    await add('lost', 'left', 'pat', 3, { currency: 'USD' });
    await add('churned', null, null, 900, { stage: 'Churned' });
    const all = await listHalfOwned(db, workspaceId, { limit: 10, offset: 0 });
    expect(all).toMatchObject({ total: 5, withoutLead: 2, withoutPartner: 4 });
    expect(all.accounts.map(({ key, leadId, partnerId }) => [key, leadId, partnerId])).toEqual([
      ['none', null, null],
      ['lost', null, 'pat'],
      ['big', 'lena', null],
      ['twice', 'pat', null],
      ['small', 'lena', null],
    ]);
    const page = await listHalfOwned(db, workspaceId, { limit: 2, offset: 2 });
    expect(page).toMatchObject({ total: 5, accounts: [{ key: 'big' }, { key: 'twice' }] });
    expect(await listOwnerLoads(db, workspaceId)).toEqual([
      { personId: 'lena', asLead: 3, asPartner: 0, arr: [{ currency: 'EUR', amount: 511 }] },
      { personId: 'pat', asLead: 1, asPartner: 3, arr: [{ currency: 'EUR', amount: 100 }] },
      { personId: 'left', asLead: 1, asPartner: 1, arr: [{ currency: 'USD', amount: 3 }] },
    ]);
  });

  it('counts what somebody leaves behind', async () => {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    await addPeople(workspaceId, [{ id: 'lena', awayUntil: TODAY }, { id: 'pat' }]);
    const own = await makeAccount(use(), workspaceId, {
      key: 'a',
      name: 'a',
      leadId: 'lena',
      partnerId: 'pat',
    });
    const alone = await makeAccount(use(), workspaceId, { key: 'b', name: 'b', leadId: 'lena' });
    const cta = (accountId: string, state: 'open' | 'claimed' | 'done', claimedBy: string | null = null) => ({
      workspace_id: workspaceId,
      id: makeId(),
      account_id: accountId,
      type: 'check_in',
      title: 'T',
      priority: 'normal',
      state,
      owner_id: 'lena',
      claimed_by: claimedBy,
      opened_on: TODAY,
      updated_at: '',
    });
    await db
      .insertInto('cta')
      .values([
        cta(own, 'open'),
        cta(own, 'claimed', 'lena'),
        cta(own, 'claimed', 'pat'),
        cta(own, 'done'),
        cta(alone, 'open'),
      ])
      .execute();
    const left = { leads: 2, covered: 1, ctas: 3, movable: 2 };
    expect(await readLeftBehind(db, workspaceId, 'lena', TODAY)).toEqual(left);
    expect(await readLeftBehind(db, workspaceId, 'pat', TODAY)).toMatchObject({
      leads: 0,
      ctas: 1,
      movable: 0,
    });
  });
});
