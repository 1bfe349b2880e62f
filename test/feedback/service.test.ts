/** Feedback: saved once, changed by two, linked as evidence, forgotten. */
import { describe, expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import type { FeedbackFields, Message } from '#src/feedback/domain.ts';
import {
  beginDraft,
  findDraft,
  guessAccount,
  guessContact,
  keepDraft,
  subjectOf,
} from '#src/feedback/message-service.ts';
import {
  countFeedback,
  deleteFeedback,
  findFeedback,
  listEvidence,
  listFeedback,
  listSubjects,
  listSupporting,
  saveFeedback,
  type FeedbackEdit,
} from '#src/feedback/service.ts';
import { insertFeedback, updateFeedback } from '#src/feedback/store.ts';
import { saveGoal } from '#src/goals/service.ts';
import { NO_FILTER, readPhrases } from '#src/search/domain.ts';
import { search } from '#src/search/service.ts';
import { documentWith } from '../goals/make-goal.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

const TODAY = '2026-11-23';
const MESSAGE: Message = {
  channel: 'C1',
  ts: '1795424400.000100',
  text: 'Now our board sees where customers come from',
  permalink: 'https://example.slack.com/archives/C1/p1795424400000100',
  author: null,
};

onEachDatabase('feedback', (use) => {
  const begin = async () => {
    const world = await createWork(use(), { a: '2026-06-01', b: '2026-06-01' });
    const accountId = world.accounts['a']!;
    const { db } = use();
    await db
      .insertInto('contact')
      .values({
        workspace_id: world.workspaceId,
        id: 'ada',
        account_id: accountId,
        key: 'ada',
        name: 'Ada Acme',
        email: 'ada@acme.example',
        persona: 'decision_maker',
        qualifiers: '[]',
      })
      .execute();
    return { world, accountId };
  };
  const edit = (
    accountId: string,
    fields: Partial<FeedbackFields> = {},
    more: Partial<FeedbackEdit> = {},
  ): FeedbackEdit => ({
    id: 'f1',
    version: 0,
    message: MESSAGE,
    fields: {
      accountId,
      text: MESSAGE.text,
      author: 'Ada',
      contactId: null,
      saidAt: '2026-11-23T09:00:00.000Z',
      consent: 'not_asked',
      consentUntil: null,
      ...fields,
    },
    evidence: [],
    ...more,
  });
  const save = ({ deps, workspaceId }: WorkWorld, given: FeedbackEdit, personId = 'priya') =>
    saveFeedback(deps, workspaceId, given, { personId, today: TODAY, draftSubject: subjectOf(MESSAGE) });
  const found = async ({ deps, workspaceId }: WorkWorld, typed: string) => {
    const request = { phrases: readPhrases(typed), filter: NO_FILTER, condition: null, page: 1 };
    return (await search(deps, workspaceId, request)).things.map(({ id }) => id);
  };

  it('is saved with where it was said, found by its words, and audited without them', async () => {
    const { world, accountId } = await begin();
    const result = await save(world, edit(accountId, { contactId: 'ada', author: '' }));
    expect(result).toMatchObject({
      ok: true,
      isNew: true,
      feedback: {
        author: 'Ada Acme',
        contactId: 'ada',
        version: 1,
        channel: 'C1',
        permalink: MESSAGE.permalink,
      },
    });
    expect(await findFeedback(use().db, world.workspaceId, 'f1')).toEqual(result.ok ? result.feedback : null);
    expect(await found(world, '"customers come"')).toEqual(['f1']);
    expect(await found(world, 'ada')).toEqual(['f1']);
    expect(await world.audited('f1')).toEqual(['priya feedback.save']);
    const audit = await use()
      .db.selectFrom('audit')
      .select('after')
      .where('workspace_id', '=', world.workspaceId)
      .where('subject_id', '=', 'f1')
      .executeTakeFirst();
    expect(audit?.after).not.toContain('board');
    expect(await countFeedback(use().db, world.workspaceId, accountId)).toEqual({
      count: 1,
      newest: '2026-11-23T09:00:00.000Z',
    });
  });

  it('is saved once for a message, however often it is sent and by whom', async () => {
    const { world, accountId } = await begin();
    await save(world, edit(accountId));
    expect(await save(world, edit(accountId))).toMatchObject({ ok: true, isNew: true, changed: false });
    expect(await save(world, edit(accountId, { author: 'Bob' }, { id: 'f2' }), 'lena')).toMatchObject({
      ok: false,
      problem: 'saved-meanwhile',
      feedback: { id: 'f1', author: 'Ada' },
    });
  });

  it('is not silently left as it was by the same form sent again with other fields', async () => {
    const { world, accountId } = await begin();
    await save(world, edit(accountId));
    const told = { ok: false, problem: 'saved-meanwhile', feedback: { id: 'f1', author: 'Ada', version: 1 } };
    expect(await save(world, edit(accountId, { author: 'Bob' }))).toMatchObject(told);
    const goal = { cardId: 'c1', accountId, version: 0, document: documentWith(), newContact: null };
    const saving = { program: null, press: { personId: 'priya', today: TODAY }, after: async () => {} };
    await saveGoal(world.deps, world.workspaceId, goal, saving);
    const evidence = [{ subject: 'goal', id: 'c1' } as const];
    expect(await save(world, edit(accountId, {}, { evidence }))).toMatchObject(told);
    const other = edit(accountId, { contactId: 'ada', author: '' }, { id: 'f2', message: null });
    await save(world, other);
    expect(await save(world, other)).toMatchObject({ ok: true, isNew: true, changed: false });
  });

  it('is refused where something is wrong, on the field', async () => {
    const { world, accountId } = await begin();
    const problems = async (given: FeedbackEdit) => {
      const result = await save(world, given);
      return !result.ok && result.problem === 'invalid' ? Object.keys(result.fields).toSorted() : result;
    };
    expect(await problems(edit(accountId, { consent: 'granted' }))).toEqual(['consentUntil']);
    expect(await problems(edit(accountId, { text: 'We love it' }))).toEqual(['text']);
    expect(await problems(edit(accountId, { contactId: 'nobody' }))).toEqual(['contactId']);
    expect(await problems(edit(world.accounts['b']!, { contactId: 'ada' }))).toEqual(['contactId']);
    expect(await problems(edit('gone'))).toEqual(['accountId']);
    expect(await problems(edit(accountId, {}, { evidence: [{ subject: 'goal', id: 'gone' }] }))).toEqual([
      'evidence',
    ]);
    expect(await save(world, edit(accountId, {}, { version: 3 }))).toEqual({
      ok: false,
      problem: 'not-found',
    });
    expect(await world.audited('f1')).toEqual([]);
  });

  it('is changed by one at a time: the second is told what the first one left', async () => {
    const { world, accountId } = await begin();
    await save(world, edit(accountId));
    const consent = { consent: 'granted', consentUntil: '2027-01-31' } as const;
    const changed = edit(accountId, consent, { version: 1, message: null });
    expect(await save(world, changed)).toMatchObject({
      ok: true,
      changed: true,
      feedback: { version: 2, ...consent },
    });
    expect(await save(world, { ...changed, version: 2 })).toMatchObject({ ok: true, changed: false });
    const refused = edit(accountId, { consent: 'refused' }, { version: 1, message: null });
    expect(await save(world, refused, 'lena')).toMatchObject({
      ok: false,
      problem: 'saved-meanwhile',
      feedback: { ...consent, updatedBy: 'priya' },
    });
    expect(await world.audited('f1')).toEqual(['priya feedback.save', 'priya feedback.edit']);
  });

  it('is evidence for cards of its account, and no longer when that is taken back', async () => {
    const { world, accountId } = await begin();
    const { deps, workspaceId } = world;
    const goal = { cardId: 'c1', accountId, version: 0, document: documentWith(), newContact: null };
    const saving = { program: null, press: { personId: 'priya', today: TODAY }, after: async () => {} };
    await saveGoal(deps, workspaceId, goal, saving);
    const ref = { subject: 'goal', id: 'c1' } as const;
    expect(await listSubjects(use().db, workspaceId, accountId, { limit: 9 })).toEqual([
      { ...ref, title: 'More leads', state: 'draft' },
    ]);
    await save(world, edit(accountId, {}, { evidence: [ref] }));
    expect(await listSupporting(use().db, workspaceId, ref, 9)).toMatchObject([{ id: 'f1' }]);
    expect(await listEvidence(use().db, workspaceId, ['f1'])).toEqual([{ ...ref, feedbackId: 'f1' }]);
    await save(world, edit(accountId, {}, { version: 1, evidence: [] }));
    expect(await listSupporting(use().db, workspaceId, ref, 9)).toEqual([]);
  });

  it('is listed the newest first, a page at a time', async () => {
    const { world, accountId } = await begin();
    for (const day of ['20', '22', '21'])
      await save(
        world,
        edit(accountId, { saidAt: `2026-11-${day}T09:00:00.000Z` }, { id: day, message: null }),
      );
    const page = async (offset: number) =>
      (await listFeedback(use().db, world.workspaceId, accountId, { limit: 2, offset })).map(({ id }) => id);
    expect(await page(0)).toEqual(['22', '21']);
    expect(await page(2)).toEqual(['20']);
  });

  it('is forgotten with all it was linked to', async () => {
    const { world, accountId } = await begin();
    await save(world, edit(accountId));
    expect(await deleteFeedback(world.deps, world.workspaceId, 'f1', 'lena')).toMatchObject({ id: 'f1' });
    expect(await deleteFeedback(world.deps, world.workspaceId, 'f1', 'lena')).toBeNull();
    expect(await findFeedback(use().db, world.workspaceId, 'f1')).toBeNull();
    expect(await found(world, 'board')).toEqual([]);
    expect(await world.audited('f1')).toEqual(['priya feedback.save', 'lena feedback.delete']);
  });

  it('is forgotten in what others began and did not save, too', async () => {
    const { world, accountId } = await begin();
    const { deps, workspaceId } = world;
    const { subject } = await beginDraft(deps, workspaceId, 'lena', MESSAGE);
    await save(world, edit(accountId));
    const edited = { personId: 'marco', subject: 'f1', message: null, baseVersion: 1 };
    await keepDraft(deps, workspaceId, { ...edited, fields: { text: MESSAGE.text } });
    const other = { ...MESSAGE, ts: '1795424401.000100' };
    await beginDraft(deps, workspaceId, 'lena', other);
    await deleteFeedback(deps, workspaceId, 'f1', 'priya');
    expect(await findDraft(use().db, workspaceId, 'lena', subject)).toBeNull();
    expect(await findDraft(use().db, workspaceId, 'marco', 'f1')).toBeNull();
    expect(await findDraft(use().db, workspaceId, 'lena', subjectOf(other))).not.toBeNull();
    // What is still typed into an open form of it is not kept either.
    await keepDraft(deps, workspaceId, { ...edited, fields: { text: MESSAGE.text } });
    expect(await findDraft(use().db, workspaceId, 'marco', 'f1')).toBeNull();
  });

  it('is not written over by a save that read another version', async () => {
    const { world, accountId } = await begin();
    const result = await save(world, edit(accountId));
    if (!result.ok) throw new Error(JSON.stringify(result));
    const { deps, workspaceId } = world;
    const late = { ...result.feedback, version: 3 };
    await expect(inTransaction(deps, (trx) => updateFeedback(trx, workspaceId, late))).rejects.toThrow('f1');
    await expect(inTransaction(deps, (trx) => insertFeedback(trx, workspaceId, late))).rejects.toThrow(
      /unique/i,
    );
  });

  describe('a message', () => {
    it('is kept while its form is filled in', async () => {
      const { world, accountId } = await begin();
      const { deps, workspaceId } = world;
      const draft = await beginDraft(deps, workspaceId, 'priya', MESSAGE);
      expect(draft).toMatchObject({ message: MESSAGE, fields: null });
      await keepDraft(deps, workspaceId, { ...draft, fields: { author: 'Ada' } });
      expect(await beginDraft(deps, workspaceId, 'priya', MESSAGE)).toMatchObject({
        fields: { author: 'Ada' },
      });
      expect(await findDraft(use().db, workspaceId, 'lena', draft.subject)).toBeNull();
      await save(world, edit(accountId));
      expect(await findDraft(use().db, workspaceId, 'priya', draft.subject)).toBeNull();
    });

    it('is about the account that its channel, its author or its text means, where that is clear', async () => {
      const { world, accountId } = await begin();
      const { deps, workspaceId } = world;
      const { db } = use();
      const rename = (id: string, name: string, domain: string) =>
        db
          .updateTable('account')
          .set({ name, name_key: name.toLowerCase(), domain })
          .where('workspace_id', '=', workspaceId)
          .where('id', '=', id)
          .execute();
      await rename(accountId, 'Acme Robotics', 'acme.example');
      await rename(world.accounts['b']!, 'Globex', 'globex.example');
      const guess = (change: Partial<Message>, channel: string | null = null) =>
        guessAccount(deps, workspaceId, { ...MESSAGE, channel: 'C9', ...change }, channel);
      expect(await guess({})).toBeNull();
      expect(await guess({}, 'ext-acme')).toBe(accountId);
      expect(await guess({}, 'customer-feedback')).toBeNull();
      expect(await guess({ text: 'Acme Robotics is happy' })).toBe(accountId);
      expect(await guess({ text: 'Acme Robotics and Globex are happy' })).toBeNull();
      const author = { name: 'Ada', email: 'ada@acme.example' };
      expect(await guess({ author }, 'ext-globex')).toBe(accountId);
      expect(await guessContact(deps, workspaceId, accountId, { ...MESSAGE, author })).toBe('ada');
      await save(world, edit(world.accounts['b']!));
      expect(await guess({ channel: 'C1' })).toBeNull();
      const second = { ...MESSAGE, ts: '1795424401.000100' };
      await save(world, edit(world.accounts['b']!, {}, { id: 'f2', message: second }));
      expect(await guess({ channel: 'C1' })).toBe(world.accounts['b']);
    });
  });

  it('is indexed in the transaction of its change, or not at all', async () => {
    const { world, accountId } = await begin();
    const { deps, workspaceId } = world;
    const failing = inTransaction(deps, async (trx) => {
      const inside = { ...deps, database: { ...deps.database, db: trx } };
      await saveFeedback(inside, workspaceId, edit(accountId), {
        personId: 'priya',
        today: TODAY,
        draftSubject: null,
      });
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    expect(await found(world, 'board')).toEqual([]);
  });
});
