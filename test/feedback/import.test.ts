/** Feedback that an import changes: its words, its links, and who said it. */
import { expect, it } from 'vitest';
import { findFeedback, listSupporting, saveFeedback } from '#src/feedback/service.ts';
import { saveGoal } from '#src/goals/service.ts';
import { documentWith } from '../goals/make-goal.ts';
import { importTexts } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

const TODAY = '2026-11-23';
const ID = '01JD0000000000000000000000';
const SAID = 'We can’t use it in May, and we like it in June';
const AT = '2026-11-20T12:00:00.000Z';

const MAPPING = `version: 1
sources:
  - file: said.csv
    as: feedback
    key: id
    account: account
    set: { text: text, author: author, said_at: at, contact: contact, contact_key: key, goals: goals }
`;

onEachDatabase('an import of feedback', (use) => {
  const begin = async () => {
    const world = await createWork(use(), { a: '2026-06-01', b: '2026-06-01' });
    const { deps, workspaceId, accounts } = world;
    const { db } = use();
    for (const [name, id] of Object.entries(accounts))
      await db.updateTable('account').set({ key: name }).where('id', '=', id).execute();
    const rows = ['a1', 'a2', 'b1'].map((id) => ({
      workspace_id: workspaceId,
      id,
      account_id: accounts[id[0]!]!,
      key: `key ${id}`,
      name: 'Ada',
      qualifiers: '[]',
    }));
    await db.insertInto('contact').values(rows).execute();
    for (const cardId of ['c1', 'c2', 'c3']) {
      const edit = {
        cardId,
        accountId: accounts['a']!,
        version: 0,
        document: documentWith(),
        newContact: null,
      };
      const saving = { program: null, press: { personId: 'priya', today: TODAY }, after: async () => {} };
      await saveGoal(deps, workspaceId, edit, saving);
    }
    const fields = { accountId: accounts['a']!, text: SAID, author: 'Ada', contactId: null, saidAt: AT };
    const evidence = ['c1', 'c2'].map((id) => ({ subject: 'goal' as const, id }));
    const edit = {
      id: ID,
      version: 0,
      message: null,
      fields: { ...fields, consent: 'not_asked' as const, consentUntil: null },
      evidence,
    };
    await saveFeedback(deps, workspaceId, edit, { personId: 'priya', today: TODAY, draftSubject: null });
    return world;
  };
  interface Row {
    id?: string;
    text?: string;
    contact?: string;
    key?: string;
    goals?: string;
    account?: string;
  }
  const read = async ({ deps, workspaceId }: WorkWorld, ...rows: Row[]) => {
    const lines = rows.map(
      ({ id = ID, account = 'a', text = SAID, contact = '', key = '', goals = 'c1;c2' }) =>
        `${id},${account},"${text}",Ada,2026-11-20,${contact},${key},${goals}`,
    );
    const csv = `id,account,text,author,at,contact,key,goals\n${lines.join('\n')}\n`;
    const result = await importTexts(deps, workspaceId, MAPPING, { 'said.csv': csv }, { timezone: 'UTC' });
    return { ...result.files[0]!, reasons: [...result.rejects.values()].join('\n') };
  };
  const saved = ({ workspaceId }: WorkWorld, id = ID) => findFeedback(use().db, workspaceId, id);

  it('may shorten words that are saved, and not change them', async () => {
    const world = await begin();
    expect(await read(world, {})).toMatchObject({ unchanged: 1 });
    for (const text of ['We can use it in May', 'We love it', `${SAID}, very much`]) {
      const refused = await read(world, { text });
      expect(refused).toMatchObject({ rejected: 1 });
      expect(refused.reasons).toContain('may be shortened, and not changed');
    }
    expect(await saved(world)).toMatchObject({ text: SAID, version: 1 });
    expect(await read(world, { text: 'We can’t use it … in June' })).toMatchObject({ updated: 1 });
    expect(await saved(world)).toMatchObject({ text: 'We can’t use it … in June', version: 2 });
  });

  it('leaves who linked it where the link stays', async () => {
    const world = await begin();
    expect(await read(world, { goals: 'c2;c3' })).toMatchObject({ updated: 1 });
    const links = await use()
      .db.selectFrom('evidence')
      .select(['subject_id', 'linked_by'])
      .where('workspace_id', '=', world.workspaceId)
      .orderBy('subject_id')
      .execute();
    expect(links).toEqual([
      { subject_id: 'c2', linked_by: 'priya' },
      { subject_id: 'c3', linked_by: 'cli' },
    ]);
    const first = { subject: 'goal', id: 'c1' } as const;
    expect(await listSupporting(use().db, world.workspaceId, first, 9)).toEqual([]);
    expect(await read(world, { goals: '' })).toMatchObject({ updated: 1 });
    expect(await read(world, { goals: '' })).toMatchObject({ unchanged: 1 });
  });

  it('tells who said it by their key, then by their name, and writes nobody down for a rejected row', async () => {
    const world = await begin();
    const contactOf = async () => (await saved(world))?.contactId;
    await read(world, { contact: 'Ada' });
    expect(await contactOf()).toBe('a1');
    await read(world, { contact: 'Ada', key: 'key a2' });
    expect(await contactOf()).toBe('a2');
    await read(world, { key: 'key a1' });
    expect(await contactOf()).toBe('a1');
    for (const key of ['key b1', 'nobody']) {
      const refused = await read(world, { key });
      expect(refused).toMatchObject({ rejected: 1 });
      expect(refused.reasons).toContain('no contact of the account has this key');
    }
    expect(await read(world, { contact: 'Eve', text: 'Other words' })).toMatchObject({ rejected: 1 });
    expect(await read(world, { contact: 'Bob', key: 'bob' })).toMatchObject({ updated: 1 });
    const bob = await use()
      .db.selectFrom('contact')
      .select(['id', 'key', 'name'])
      .where('workspace_id', '=', world.workspaceId)
      .where('name', 'in', ['Bob', 'Eve'])
      .execute();
    expect(bob).toEqual([{ id: await contactOf(), key: 'bob', name: 'Bob' }]);
    expect(await world.audited(bob[0]!.id)).toEqual(['cli contact.create']);
  });
});
