/** Goal Cards: saved with their versions, moved through their states, and drafts of them. */
import { describe, expect, it } from 'vitest';
import { insertContact, searchContacts } from '#src/accounts/contact-service.ts';
import { inTransaction } from '#src/base/deps.ts';
import { documentOf, type GoalCard } from '#src/goals/domain.ts';
import { dropDraft, findDraft, keepDraft } from '#src/goals/draft-service.ts';
import {
  exampleFor,
  findCard,
  listActiveGoals,
  listCards,
  listVersions,
  moveGoal,
  saveGoal,
  type GoalEdit,
} from '#src/goals/service.ts';
import { insertCard, updateCard } from '#src/goals/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';
import { documentWith } from './make-goal.ts';

const TODAY = '2026-11-23';
const after = async () => {};
const by = (personId: string) => ({ personId, today: TODAY });

onEachDatabase('a Goal Card', (use) => {
  const begin = async () => {
    const world = await createWork(use(), { a: '2026-06-01', b: '2026-06-01' });
    return { world, accountId: world.accounts['a']! };
  };
  const save = (
    { deps, workspaceId }: WorkWorld,
    edit: Partial<GoalEdit> & { accountId: string },
    person = 'priya',
  ) =>
    saveGoal(
      deps,
      workspaceId,
      { cardId: 'c1', version: 0, document: documentWith(), newContact: null, ...edit },
      { program: null, press: by(person), after },
    );
  const saved = async (
    world: WorkWorld,
    edit: Partial<GoalEdit> & { accountId: string },
    person?: string,
  ) => {
    const result = await save(world, edit, person);
    if (!result.ok) throw new Error(JSON.stringify(result));
    return result.card;
  };
  const moved = async (
    { deps, workspaceId }: WorkWorld,
    card: GoalCard,
    ...moves: Parameters<typeof moveGoal>[3][]
  ) => {
    for (const move of moves) await moveGoal(deps, workspaceId, card.id, move, by('priya'), after);
  };

  it('is written down as a draft, with its version, its alternatives and what is searched', async () => {
    const { world, accountId } = await begin();
    const document = documentWith({
      name: '',
      alternatives: [{ name: 'An agency', rating: 2, note: 'too dear' }],
      measure: { kpi: 'leads_per_month', baseline: 20, target: 50, by: '2027-02-12' },
    });
    const card = await saved(world, { accountId, document });
    expect(card).toMatchObject({
      state: 'draft',
      version: 1,
      name: 'Sales works leads that come from our own site',
    });
    const { db } = use();
    expect(await findCard(db, world.workspaceId, 'c1')).toEqual(card);
    expect(await listVersions(db, world.workspaceId, 'c1', { limit: 9 })).toMatchObject([
      { version: 1, state: 'draft', savedBy: 'priya', document: documentOf(card) },
    ]);
    const where = { workspace_id: world.workspaceId };
    expect(
      await db
        .selectFrom('goal_alternative')
        .selectAll()
        .where('workspace_id', '=', world.workspaceId)
        .execute(),
    ).toEqual([{ ...where, card_id: 'c1', position: 0, name: 'An agency', rating: 2, note: 'too dear' }]);
    expect(
      await db
        .selectFrom('goal_card')
        .select(['kpi', 'baseline', 'target', 'measure_by'])
        .where('workspace_id', '=', world.workspaceId)
        .executeTakeFirst(),
    ).toEqual({ kpi: 'leads_per_month', baseline: 20, target: 50, measure_by: '2027-02-12' });
    const found = await db
      .selectFrom('searchable')
      .select(['title', 'body', 'account_id'])
      .where('workspace_id', '=', world.workspaceId)
      .executeTakeFirst();
    expect(found).toMatchObject({
      title: 'sales works leads that come from our own site',
      account_id: accountId,
    });
    expect(found?.body).toContain('an agency');
    expect(await world.audited('c1')).toEqual(['priya goal.create']);
  });

  it('is written once, however often its form is sent', async () => {
    const { world, accountId } = await begin();
    const newContact = { name: 'Ada', persona: null, title: null, qualifiers: [] };
    const card = await saved(world, { accountId, newContact });
    expect(await save(world, { accountId, newContact })).toEqual({ ok: true, card, changed: [] });
    expect(await world.audited('c1')).toEqual(['priya goal.create']);
  });

  it('is not silently left as it was by the same form sent again with other words', async () => {
    const { world, accountId } = await begin();
    const card = await saved(world, { accountId });
    expect(await save(world, { accountId, document: documentWith({ place: 'Rome' }) })).toEqual({
      ok: false,
      problem: 'changed-meanwhile',
      card,
    });
    const newContact = { name: 'Ada', persona: null, title: null, qualifiers: [] };
    expect(await save(world, { accountId, newContact })).toMatchObject({ problem: 'changed-meanwhile' });
  });

  it('is written once where its form is sent twice at the same instant', async () => {
    const { world, accountId } = await begin();
    const places = ['Rome', 'Paris'].map((place) => documentWith({ place }));
    const results = await Promise.all(places.map((document) => save(world, { accountId, document })));
    const [first, ...more] = results.flatMap((result) => (result.ok ? [result.card] : []));
    expect(more).toEqual([]);
    expect(results.find(({ ok }) => !ok)).toEqual({ ok: false, problem: 'changed-meanwhile', card: first });
    expect(await world.audited('c1')).toEqual(['priya goal.create']);
  });

  it('is refused where it only names a use, without the example that stands by the field', async () => {
    const { world, accountId } = await begin();
    const requiredOutcome = 'Use the dashboard';
    const refused = await save(world, { accountId, document: documentWith({ requiredOutcome }) });
    expect(refused).toMatchObject({ ok: false, problem: 'invalid' });
    const other = await saved(world, { accountId: world.accounts['b']!, cardId: 'other' });
    await moved(world, other, 'activate');
    expect(await save(world, { accountId, document: documentWith({ requiredOutcome }) })).toMatchObject({
      fields: { requiredOutcome: expect.not.stringContaining('Such as') },
    });
  });

  it('is worked towards when its outcome has three words at least; a draft may have fewer', async () => {
    const { world, accountId } = await begin();
    const { deps, workspaceId } = world;
    const short = documentWith({ requiredOutcome: 'asdf' });
    const card = await saved(world, { accountId, document: short });
    const activate = () => moveGoal(deps, workspaceId, 'c1', 'activate', by('priya'), after);
    expect(await activate()).toEqual({ ok: false, problem: 'outcome-too-short', card });
    await saved(world, { accountId, version: 1, document: documentWith() });
    expect(await activate()).toMatchObject({ ok: true, card: { state: 'active', version: 3 } });
    expect(await save(world, { accountId, version: 3, document: short })).toMatchObject({
      problem: 'invalid',
      fields: { requiredOutcome: expect.stringContaining('at least 3 words') },
    });
  });

  it('takes its example from its own segment alone, else from the program', async () => {
    const { world, accountId } = await begin();
    const { db } = use();
    const [first] = world.applied.program.journeys[0]!.phases;
    const program = structuredClone(world.applied.program);
    program.journeys[0]!.phases[0]!.milestone.value = 'Strangers raised their hand';
    const account = { id: accountId, segment: 'standard' };
    expect(first?.milestone.value).toBeNull();
    expect(await exampleFor(db, world.workspaceId, world.applied.program, account)).toBeNull();
    expect(await exampleFor(db, world.workspaceId, program, account)).toBe('Strangers raised their hand');
    const other = await saved(world, { accountId: world.accounts['b']!, cardId: 'other' });
    expect(await exampleFor(db, world.workspaceId, null, account)).toBeNull();
    await moved(world, other, 'activate');
    expect(await exampleFor(db, world.workspaceId, program, account)).toBe(other.requiredOutcome);
    expect(await exampleFor(db, world.workspaceId, null, { ...account, segment: 'other' })).toBeNull();
  });

  it('brings somebody new among the contacts, once', async () => {
    const { world, accountId } = await begin();
    const newContact = { name: 'Änne Öz', persona: 'user', title: 'Analyst', qualifiers: ['champion'] };
    const card = await saved(world, { accountId, newContact });
    const { db } = use();
    const contacts = await searchContacts(db, world.workspaceId, accountId, 'anne', 5);
    expect(contacts).toEqual([{ id: card.contacts[0], ...newContact }]);
    expect(await world.audited(card.contacts[0]!)).toEqual(['priya contact.create']);
    const again = await save(world, {
      accountId,
      cardId: 'c2',
      newContact: { ...newContact, name: 'änne öz' },
    });
    expect(again).toMatchObject({
      fields: { newName: expect.stringContaining('“Änne Öz” is a contact already') },
    });
  });

  it('takes no contact of another account', async () => {
    const { world, accountId } = await begin();
    const ada = { id: 'ada', name: 'Ada', persona: null, title: null, qualifiers: [] };
    await inTransaction(world.deps, (trx) =>
      insertContact(trx, world.workspaceId, world.accounts['b']!, ada),
    );
    expect(await save(world, { accountId, document: documentWith({ contacts: ['ada'] }) })).toMatchObject({
      fields: { contacts: expect.stringContaining('no longer a contact') },
    });
    expect(await save(world, { accountId: 'nobody' })).toMatchObject({ problem: 'account-not-found' });
    expect(await save(world, { accountId, version: 3 })).toMatchObject({ problem: 'card-not-found' });
  });

  describe('that two people edit', () => {
    it('is not saved over, and the second one is given what the first one saved', async () => {
      const { world, accountId } = await begin();
      await saved(world, { accountId });
      const rome = await saved(
        world,
        { accountId, version: 1, document: documentWith({ place: 'Rome' }) },
        'lena',
      );
      const late = await save(world, { accountId, version: 1, document: documentWith({ place: 'Paris' }) });
      expect(late).toEqual({ ok: false, problem: 'changed-meanwhile', card: rome });
      const paris = await saved(world, { accountId, version: 2, document: documentWith({ place: 'Paris' }) });
      expect(paris).toMatchObject({ version: 3, place: 'Paris', updatedBy: 'priya' });
    });

    it('is saved where the other one only moved it', async () => {
      const { world, accountId } = await begin();
      const card = await saved(world, { accountId });
      await moved(world, card, 'activate');
      const rome = await saved(world, { accountId, version: 1, document: documentWith({ place: 'Rome' }) });
      expect(rome).toMatchObject({ version: 3, place: 'Rome', state: 'active' });
    });

    it('at the same instant: one of them is told', async () => {
      const { world, accountId } = await begin();
      await saved(world, { accountId });
      const places = ['Rome', 'Paris', 'Berlin'].map((place) => documentWith({ place }));
      const results = await Promise.all(
        places.map((document) => save(world, { accountId, version: 1, document })),
      );
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      expect(results.filter((result) => !result.ok && result.problem === 'changed-meanwhile')).toHaveLength(
        2,
      );
    });
  });

  it('is left as it is by a form without changes', async () => {
    const { world, accountId } = await begin();
    await saved(world, { accountId });
    expect(await save(world, { accountId, version: 1 })).toMatchObject({
      ok: true,
      changed: [],
      card: { version: 1 },
    });
    expect(await world.audited('c1')).toEqual(['priya goal.create']);
  });

  it('is closed and opened again, each time as a version, and told when somebody was faster', async () => {
    const { world, accountId } = await begin();
    const card = await saved(world, { accountId });
    await moved(world, card, 'activate', 'miss');
    const { deps, workspaceId } = world;
    expect(await moveGoal(deps, workspaceId, 'c1', 'achieve', by('lena'), after)).toMatchObject({
      ok: false,
      problem: 'not-in-this-state',
      card: { state: 'missed', closedOn: TODAY },
    });
    await moved(world, card, 'reopen');
    expect(await findCard(use().db, workspaceId, 'c1')).toMatchObject({
      state: 'active',
      closedOn: null,
      version: 4,
    });
    expect((await listVersions(use().db, workspaceId, 'c1', { limit: 9 })).map(({ state }) => state)).toEqual(
      ['active', 'missed', 'active', 'draft'],
    );
    expect(await world.audited('c1')).toEqual([
      'priya goal.create',
      'priya goal.activate',
      'priya goal.miss',
      'priya goal.reopen',
    ]);
    expect(await moveGoal(deps, workspaceId, 'none', 'achieve', by('lena'), after)).toEqual({
      ok: false,
      problem: 'card-not-found',
    });
  });

  it('is listed: active ones first, then drafts, then closed ones', async () => {
    const { world, accountId } = await begin();
    for (const cardId of ['c1', 'c2', 'c3', 'c4']) await saved(world, { accountId, cardId });
    const cards = await listCards(use().db, world.workspaceId, accountId, { limit: 9 });
    expect(cards.map(({ id }) => id)).toEqual(['c4', 'c3', 'c2', 'c1']);
    await moved(world, cards[3]!, 'activate');
    await moved(world, cards[0]!, 'retire');
    const again = await listCards(use().db, world.workspaceId, accountId, { limit: 2, offset: 0 });
    expect(again.map(({ id }) => id)).toEqual(['c1', 'c3']);
    expect(await listActiveGoals(world.deps, world.workspaceId, accountId)).toMatchObject({
      goals: [{ id: 'c1' }],
      more: false,
    });
    expect(await listCards(use().db, world.workspaceId, accountId, { states: [], limit: 9 })).toEqual([]);
  });

  it('is not written over by a save that read another version', async () => {
    const { world, accountId } = await begin();
    const card = await saved(world, { accountId });
    const write = (change: Partial<GoalCard>) =>
      inTransaction(world.deps, (trx) => updateCard(trx, world.workspaceId, { ...card, ...change }));
    await expect(write({ version: 3 })).rejects.toThrow('c1');
    await expect(
      inTransaction(world.deps, (trx) => insertCard(trx, world.workspaceId, card)),
    ).rejects.toThrow(/unique/i);
  });

  describe('a draft', () => {
    const draftOf = (accountId: string, fields: Record<string, string>, change = {}) => ({
      personId: 'priya',
      accountId,
      cardId: null,
      baseVersion: 0,
      formCardId: 'c1',
      fields,
      ...change,
    });
    const key = (accountId: string, cardId: string | null = null) => ({
      personId: 'priya',
      accountId,
      cardId,
    });

    it('is kept for each person and card, the newest one alone, until it is saved', async () => {
      const { world, accountId } = await begin();
      const { deps, workspaceId } = world;
      await keepDraft(deps, workspaceId, draftOf(accountId, { place: 'R' }));
      world.setNow('2026-11-23T08:01:00Z');
      await keepDraft(deps, workspaceId, draftOf(accountId, { place: 'Rome' }));
      expect(await findDraft(use().db, workspaceId, key(accountId))).toEqual({
        ...key(accountId),
        formCardId: 'c1',
        baseVersion: 0,
        fields: { place: 'Rome' },
        savedAt: '2026-11-23T08:01:00.000Z',
      });
      expect(await findDraft(use().db, workspaceId, { ...key(accountId), personId: 'lena' })).toBeNull();
      await saved(world, { accountId });
      expect(await findDraft(use().db, workspaceId, key(accountId))).toBeNull();
    });

    it('is offered again after the person has only moved the card', async () => {
      const { world, accountId } = await begin();
      const { deps, workspaceId } = world;
      const card = await saved(world, { accountId });
      await keepDraft(
        deps,
        workspaceId,
        draftOf(accountId, { place: 'Rome' }, { cardId: 'c1', baseVersion: 1 }),
      );
      await moved(world, card, 'activate', 'achieve', 'reopen');
      expect(await findDraft(use().db, workspaceId, key(accountId, 'c1'))).toMatchObject({
        fields: { place: 'Rome' },
      });
    });

    it('does not come back by a change that arrives after the form was saved', async () => {
      const { world, accountId } = await begin();
      const { deps, workspaceId } = world;
      await saved(world, { accountId });
      await keepDraft(deps, workspaceId, draftOf(accountId, { place: 'Rome' }));
      expect(await findDraft(use().db, workspaceId, key(accountId))).toBeNull();
      const late = { cardId: 'c1', baseVersion: 1 };
      await saved(world, { accountId, version: 1, document: documentWith({ place: 'Rome' }) });
      await keepDraft(deps, workspaceId, draftOf(accountId, { place: 'Rom' }, late));
      expect(await findDraft(use().db, workspaceId, key(accountId, 'c1'))).toBeNull();
      await keepDraft(deps, workspaceId, draftOf(accountId, { place: 'Rom' }, { ...late, baseVersion: 2 }));
      expect(await findDraft(use().db, workspaceId, key(accountId, 'c1'))).not.toBeNull();
      await dropDraft(deps, workspaceId, key(accountId, 'c1'));
      expect(await findDraft(use().db, workspaceId, key(accountId, 'c1'))).toBeNull();
    });
  });
});
