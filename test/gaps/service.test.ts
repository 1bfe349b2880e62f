/** Success gaps on real databases: written, changed by two people, bridged, dropped, opened again, and summed up. */
import pino from 'pino';
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import type { Deps } from '#src/base/deps.ts';
import type { GapFields } from '#src/gaps/domain.ts';
import {
  countGaps,
  findGap,
  listGaps,
  listGapsOfKind,
  listOpenGaps,
  moveGap,
  readKinds,
  saveGap,
} from '#src/gaps/service.ts';
import { searchRequirements } from '#src/requirements/service.ts';
import { readExport } from '#src/exports/store.ts';
import { makeAccount, type MadeAccount } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { FIELDS } from './make-gap.ts';

const makeId = createIdSource();
const TODAY = '2026-11-23';
const press = { personId: 'lena', today: TODAY };

onEachDatabase('gaps', (use) => {
  async function world() {
    const now = new Date('2026-11-23T08:00:00Z');
    const deps: Deps = { database: use(), makeId, now: () => now, log: pino({ level: 'silent' }) };
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    const account = (key: string, change: Partial<MadeAccount> = {}) =>
      makeAccount(use(), workspaceId, { key, name: key, segment: 'standard', ...change });
    const save = (accountId: string, change: Partial<GapFields> = {}, gapId = makeId(), version = 0) =>
      saveGap(deps, workspaceId, { accountId, gapId, version, fields: { ...FIELDS, ...change } }, press);
    /** A gap of the account, saved. */
    const gap = async (accountId: string, change: Partial<GapFields> = {}) => {
      const saved = await save(accountId, change);
      if (!saved.ok) throw new Error(JSON.stringify(saved));
      return saved.gap;
    };
    const move = (gapId: string, what: 'bridge' | 'drop' | 'reopen', reason?: string) =>
      moveGap(deps, workspaceId, gapId, what, { ...press, ...(reason === undefined ? {} : { reason }) });
    /** As if it had been due earlier: a form takes no day that has passed. */
    const due = (gapId: string, dueOn: string) =>
      db.updateTable('gap').set({ due_on: dueOn }).where('id', '=', gapId).execute();
    const requirement = async (what: string) => {
      const id = makeId();
      await db
        .insertInto('requirement')
        .values({
          workspace_id: workspaceId,
          id,
          scenario_id: null,
          what,
          why: null,
          acceptance: null,
          state: 'proposed',
          release: null,
          version: 1,
          created_by: 'lena',
          created_at: '',
          updated_by: 'lena',
          updated_at: '',
        })
        .execute();
      return id;
    };
    return { deps, db, workspaceId, account, save, gap, move, due, requirement };
  }

  it('are written once, however often the same form is sent', async () => {
    const { db, workspaceId, account, save } = await world();
    const id = await account('a');
    const gapId = makeId();
    expect(await save(id, {}, gapId)).toMatchObject({ ok: true, gap: { version: 1, state: 'open' } });
    expect(await save(id, {}, gapId)).toMatchObject({ ok: true, changed: [], gap: { version: 1 } });
    expect(await listGaps(db, workspaceId, id, { limit: 10 })).toHaveLength(1);
    const audit = await db
      .selectFrom('audit')
      .select(['actor', 'action'])
      .where('subject_id', '=', gapId)
      .execute();
    expect(audit).toEqual([{ actor: 'lena', action: 'gap.create' }]);
  });

  it('are refused with what is wrong, and with what they are linked to where it is not there', async () => {
    const { account, save } = await world();
    const id = await account('a');
    const refused = await save(id, { what: '', cardId: 'x', requirementId: 'y', dueOn: '2026-11-22' });
    expect(refused).toMatchObject({ ok: false, problem: 'invalid' });
    expect('fields' in refused && Object.keys(refused.fields).toSorted()).toEqual([
      'cardId',
      'dueOn',
      'requirementId',
      'what',
    ]);
  });

  it('are edited with a look at who was faster: the second one is given theirs', async () => {
    const { account, gap, save, db, workspaceId, move } = await world();
    const id = await account('a');
    const first = await gap(id);
    expect(await save(id, { bridge: 'An article' }, first.id, 1)).toMatchObject({
      ok: true,
      changed: ['bridge'],
    });
    expect(await save(id, { bridge: 'A course' }, first.id, 1)).toMatchObject({
      problem: 'changed-meanwhile',
      theirs: { bridge: 'An article', version: 2 },
    });
    await move(first.id, 'bridge');
    expect(await save(id, { bridge: 'A course' }, first.id, 2)).toMatchObject({
      problem: 'changed-meanwhile',
    });
    expect(await save(id, { bridge: 'A course' }, first.id, 3)).toMatchObject({
      ok: true,
      gap: { state: 'bridged' },
    });
    expect(await findGap(db, workspaceId, first.id)).toMatchObject({ bridge: 'A course', version: 4 });
  });

  it('are bridged, dropped with a reason, and opened again', async () => {
    const { account, gap, move, db } = await world();
    const one = await gap(await account('a'));
    expect(await move(one.id, 'drop', '  ')).toEqual({ ok: false, problem: 'reason-missing' });
    expect(await move(one.id, 'reopen')).toMatchObject({ problem: 'moved-already' });
    expect(await move(one.id, 'bridge')).toMatchObject({
      ok: true,
      gap: { state: 'bridged', closedOn: TODAY, closedBy: 'lena', version: 2 },
    });
    expect(await move(one.id, 'drop', 'No')).toMatchObject({
      problem: 'moved-already',
      gap: { state: 'bridged' },
    });
    expect(await move(one.id, 'reopen')).toMatchObject({ ok: true, gap: { state: 'open', closedOn: null } });
    expect(await move(one.id, 'drop', ' They hired ')).toMatchObject({
      gap: { state: 'dropped', reason: 'They hired' },
    });
    expect(await move(one.id, 'reopen')).toMatchObject({ gap: { state: 'open', reason: null } });
    const audit = await db
      .selectFrom('audit')
      .select('action')
      .where('subject_id', '=', one.id)
      .orderBy('id')
      .execute();
    expect(audit.map(({ action }) => action)).toEqual([
      'gap.create',
      'gap.bridge',
      'gap.reopen',
      'gap.drop',
      'gap.reopen',
    ]);
  });

  it('of another workspace are not there', async () => {
    const [here, there] = [await world(), await world()];
    const accountId = await here.account('a');
    const one = await here.gap(accountId);
    expect(await there.move(one.id, 'bridge')).toEqual({ ok: false, problem: 'gap-not-found' });
    expect(await there.save(accountId)).toEqual({ ok: false, problem: 'account-not-found' });
    expect(await there.save(await there.account('b'), {}, one.id, 1)).toEqual({
      ok: false,
      problem: 'gap-not-found',
    });
    expect(await here.save(await here.account('b'), {}, one.id, 1)).toEqual({
      ok: false,
      problem: 'gap-not-found',
    });
    expect(await readKinds(there.deps, there.workspaceId, TODAY)).toEqual([]);
  });

  it('stand in order: open ones by their day, then closed ones', async () => {
    const { deps, db, workspaceId, account, gap, move, due } = await world();
    const id = await account('a');
    const undated = await gap(id, { what: 'undated' });
    const later = await gap(id, { what: 'later', dueOn: '2026-12-01', owner: 'customer' });
    const late = await gap(id, { what: 'late' });
    const closed = await gap(id, { what: 'closed' });
    await due(late.id, '2026-11-22');
    await move(closed.id, 'bridge');
    const whats = async (page: Parameters<typeof listGaps>[3]) =>
      (await listGaps(db, workspaceId, id, page)).map(({ what }) => what);
    expect(await whats({ limit: 10 })).toEqual(['late', 'later', 'undated', 'closed']);
    expect(await whats({ limit: 2, offset: 1 })).toEqual(['later', 'undated']);
    expect(await whats({ limit: 10, openOnly: true, owner: 'customer' })).toEqual(['later']);
    expect(await countGaps(db, workspaceId, id, TODAY)).toEqual({ all: 4, open: 3, late: 1 });
    expect(await listOpenGaps(deps, workspaceId, id, TODAY)).toMatchObject({
      open: 3,
      late: 1,
      gaps: [{}, {}, {}],
    });
    expect(await listOpenGaps(deps, workspaceId, later.id, TODAY)).toEqual({ open: 0, late: 0, gaps: [] });
    expect(undated.id).not.toBe(later.id);
  });

  it('are summed up by kind: gaps, accounts, money of each account once, without churned accounts', async () => {
    const { deps, db, workspaceId, account, gap, move, due } = await world();
    const a = await account('a', { arr: 100, currency: 'EUR' });
    const b = await account('b', { arr: 50, currency: 'USD' });
    const c = await account('c');
    const gone = await account('gone', { stage: 'Churned', arr: 1000, currency: 'EUR' });
    const churned = { workingOn: null, position: 1, since: '2026-01-01', churned: true };
    const left = await account('left', { arr: 1000, currency: 'EUR', assessment: churned });
    const late = await gap(a);
    await due(late.id, '2026-11-01');
    await gap(a);
    await gap(b);
    await gap(c);
    for (const id of [gone, left]) await gap(id);
    const closed = await gap(a, { bridgeKind: 'article' });
    await move(closed.id, 'bridge');
    await gap(a, { bridgeKind: 'product_change' });
    expect(await readKinds(deps, workspaceId, TODAY)).toEqual([
      { kind: 'product_change', gaps: 1, late: 0, accounts: 1, arr: [{ currency: 'EUR', amount: 100 }] },
      {
        kind: 'training',
        gaps: 4,
        late: 1,
        accounts: 3,
        arr: [
          { currency: 'EUR', amount: 100 },
          { currency: 'USD', amount: 50 },
        ],
      },
    ]);
    const page = { limit: 10, offset: 0 };
    const listed = await listGapsOfKind(db, workspaceId, 'training', page);
    expect(listed.map(({ account }) => account.name)).toEqual(['a', 'a', 'b', 'c']);
    expect(await listGapsOfKind(db, workspaceId, 'article', page)).toEqual([]);
  });

  it('that wait for one requirement stand together, the most awaited first', async () => {
    const { db, workspaceId, account, gap, requirement } = await world();
    const [a, b] = [await account('a', { arr: 10 }), await account('b', { arr: 99 })];
    const [few, many] = [await requirement('An API'), await requirement('100 % of SAML')];
    const of = (requirementId: string | null, what: string) => ({
      bridgeKind: 'product_change' as const,
      requirementId,
      what,
    });
    await gap(a, of(few, 'one'));
    await gap(a, of(many, 'two'));
    await gap(b, of(many, 'three'));
    await gap(b, of(null, 'four'));
    const listed = await listGapsOfKind(db, workspaceId, 'product_change', { limit: 10, offset: 0 });
    expect(
      listed.map(({ what, requirement }) => `${what}: ${requirement?.what ?? '-'} ${requirement?.gaps ?? 0}`),
    ).toEqual(['three: 100 % of SAML 2', 'two: 100 % of SAML 2', 'one: An API 1', 'four: - 0']);
    const found = async (part: string) =>
      (await searchRequirements(db, workspaceId, part, 5)).map(({ what }) => what);
    expect(await found('')).toEqual(['100 % of SAML', 'An API']);
    expect(await found('%')).toEqual(['100 % of SAML']);
    expect(await found('api')).toEqual(['An API']);
  });

  it('are exported whole', async () => {
    const { db, workspaceId, account, gap, move } = await world();
    const one = await gap(await account('a'), { what: 'x'.repeat(3000), link: 'https://example.com/' });
    await move(one.id, 'drop', 'Gone');
    const rows = [];
    for await (const batch of readExport(db, workspaceId, 'gaps')) rows.push(...batch);
    expect(rows).toMatchObject([{ account: 'a', state: 'dropped', reason: 'Gone', what: 'x'.repeat(3000) }]);
  });
});
