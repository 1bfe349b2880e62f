/** Goal Cards that an import changes: the question whether they are achieved, and the people whom they name. */
import { describe, expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { insertContact } from '#src/accounts/contact-service.ts';
import { askReached } from '#src/goals/ask-service.ts';
import { findCard, listCards, listVersions, moveGoal, saveGoal } from '#src/goals/service.ts';
import type { ImportDeps } from '#src/base/imported-rows.ts';
import { importTexts } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';
import { documentWith } from './make-goal.ts';

const TODAY = '2026-11-23';
const press = { personId: 'priya', today: TODAY };
const after = async () => {};
const CARD = '01JD0000000000000000000000';

const MAPPING = `version: 1
sources:
  - file: goals.csv
    as: goal
    key: id
    account: account
    set: { required_outcome: outcome, contacts: people, alternatives: instead, state: state, target: target }
`;
const SHORT = `version: 1
sources:
  - { file: goals.csv, as: goal, key: id, account: account, set: { required_outcome: outcome, state: state, target: target } }
`;

onEachDatabase('an import of Goal Cards', (use) => {
  const begin = async () => {
    const world = await createWork(use(), { a: '2026-06-01', b: '2026-06-01' });
    for (const [name, id] of Object.entries(world.accounts))
      await use().db.updateTable('account').set({ key: name }).where('id', '=', id).execute();
    return world;
  };
  const read = (
    { deps, workspaceId }: WorkWorld,
    mapping: string,
    csv: string,
    more: Partial<ImportDeps> = {},
    asOf = TODAY,
  ) =>
    importTexts({ ...deps, ...more }, workspaceId, mapping, { 'goals.csv': csv }, { asOf, timezone: 'UTC' });
  const contacts = async ({ workspaceId }: WorkWorld) =>
    use()
      .db.selectFrom('contact')
      .select(['id', 'key', 'name', 'title'])
      .where('workspace_id', '=', workspaceId)
      .orderBy('name')
      .orderBy('title')
      .execute();

  describe('over a card whose lead was asked whether it is achieved', () => {
    const asked = async () => {
      const world = await begin();
      const { deps, workspaceId, accounts } = world;
      const measure = { kpi: 'leads', baseline: 20, target: 50, by: null };
      const document = documentWith({ requiredOutcome: 'More leads every month', measure });
      const edit = { cardId: CARD, accountId: accounts['a']!, version: 0, document, newContact: null };
      await saveGoal(deps, workspaceId, edit, { program: null, press, after });
      await moveGoal(deps, workspaceId, CARD, 'activate', press, after);
      const value = { workspace_id: workspaceId, account_id: accounts['a']!, kpi: 'leads' };
      const rows = [{ ...value, day: '2026-11-20', key: 'v1', value: 60 }];
      await use().db.insertInto('kpi_value').values(rows).execute();
      expect(await askReached(deps, workspaceId, TODAY)).toBe(1);
      return world;
    };
    const cta = async (world: WorkWorld) => (await world.ctas('a'))[0]!;
    const csv = (state: string, target: number, outcome = 'More leads every month') =>
      `id,account,outcome,state,target\n${CARD},a,${outcome},${state},${target}\n`;

    it('takes the question back where the measure is another one, and asks again', async () => {
      const world = await asked();
      const shown: string[] = [];
      const showCtas: ImportDeps['showCtas'] = async (_trx, ids) => void shown.push(...ids);
      const result = await read(world, SHORT, csv('active', 70), { showCtas });
      expect(result.files).toMatchObject([{ updated: 1 }]);
      const question = await cta(world);
      expect(question).toMatchObject({ state: 'resolved', closedOn: TODAY, closedBy: 'milepost' });
      expect(shown).toEqual([question.id]);
      expect(await world.audited(question.id)).toEqual(['milepost cta.open', 'milepost cta.resolve']);
      const { db } = use();
      expect(await findCard(db, world.workspaceId, CARD)).toMatchObject({ askedOn: null, askedCtaId: null });
      expect(await askReached(world.deps, world.workspaceId, TODAY)).toBe(0);
      await read(world, SHORT, csv('active', 55));
      expect(await askReached(world.deps, world.workspaceId, TODAY)).toBe(1);
    });

    it('takes the question back where the card is closed, not before the day on which it was asked', async () => {
      const world = await asked();
      await read(world, SHORT, csv('achieved', 50), {}, '2026-11-01');
      expect(await cta(world)).toMatchObject({ state: 'resolved', closedOn: TODAY });
      expect(await findCard(use().db, world.workspaceId, CARD)).toMatchObject({
        state: 'achieved',
        closedOn: '2026-11-01',
        askedCtaId: null,
      });
    });

    it('leaves the question where neither is so', async () => {
      const world = await asked();
      await read(world, SHORT, csv('active', 50, 'More leads from our own site'));
      const question = await cta(world);
      expect(question).toMatchObject({ state: 'open' });
      expect(await findCard(use().db, world.workspaceId, CARD)).toMatchObject({
        askedOn: TODAY,
        askedCtaId: question.id,
      });
    });
  });

  describe('names people', () => {
    const csv = (...rows: string[]) => `id,account,outcome,people,instead,state,target\n${rows.join('\n')}\n`;
    const people = (...given: object[]) => `"${JSON.stringify(given).replaceAll('"', '""')}"`;

    it('of whom those of rejected rows are not written down, and the others are, audited', async () => {
      const world = await begin();
      const result = await read(
        world,
        MAPPING,
        csv('1,a,More leads,Ada;Bob,,active,', '2,a,More leads,Bob;Eve,,,50', '3,nobody,More leads,Mia,,,'),
      );
      expect(result.files).toMatchObject([{ created: 1, rejected: 2 }]);
      const written = await contacts(world);
      expect(written.map(({ name }) => name)).toEqual(['Ada', 'Bob']);
      for (const { id } of written) expect(await world.audited(id)).toEqual(['cli contact.create']);
    });

    it('of whom two of one name are told apart by their keys', async () => {
      const world = await begin();
      const { deps, workspaceId, accounts } = world;
      const write = (id: string, account: string, title: string) =>
        inTransaction(deps, (trx) =>
          insertContact(trx, workspaceId, accounts[account]!, {
            id,
            name: 'Ada',
            persona: null,
            title,
            qualifiers: [],
          }),
        );
      await write('00ADA1', 'a', 'first');
      await write('00ADA2', 'a', 'second');
      await write('00ADA3', 'b', 'third');
      const rows = csv(
        `1,a,More leads,${people({ key: '00ADA2', name: 'Ada' })},,,`,
        `2,a,More leads,${people({ key: '00ADA1', name: 'Ada renamed' }, { name: 'ada' })},,,`,
        `3,a,More leads,${people({ key: 'new', name: 'Ada', title: 'fourth' })},,,`,
        `4,a,More leads,${people({ key: '00ADA3', name: 'Ada' })},,,`,
        `5,a,More leads,${people({ key: 'new', name: 'Ada' }, { key: '00ADA1', name: 'Ada' })},,,`,
      );
      const result = await read(world, MAPPING, rows);
      expect(result.files).toMatchObject([{ created: 4, rejected: 1 }]);
      expect([...result.rejects.values()].join('\n')).toContain('another account');
      const all = await contacts(world);
      expect(all.map(({ key, title }) => [key, title])).toEqual([
        ['00ADA1', 'first'],
        ['new', 'fourth'],
        ['00ADA2', 'second'],
        ['00ADA3', 'third'],
      ]);
      const fourth = all[1]!.id;
      const cards = await listCards(use().db, workspaceId, accounts['a']!, { limit: 9 });
      const named = cards.map((card) => card.contacts).toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
      expect(named).toEqual([['00ADA1'], ['00ADA2'], [fourth], [fourth, '00ADA1']]);
      expect((await read(world, MAPPING, rows)).files).toMatchObject([{ unchanged: 4, rejected: 1 }]);
      expect(await listVersions(use().db, workspaceId, cards[0]!.id, { limit: 9 })).toHaveLength(1);
    });

    it('and reads JSON whose escapes say what no database holds', async () => {
      const world = await begin();
      const bad = 'A\u0000da\ud800';
      const { rejects, files } = await read(
        world,
        MAPPING,
        csv(
          `1,a,More leads,${people({ name: bad, title: 'Head\u0000' })},${people({ name: bad, note: '\u0000' })},,`,
          `2,a,More leads,${people({ name: '\u0000' })},,,`,
        ),
      );
      expect(files).toMatchObject([{ created: 1, rejected: 1 }]);
      expect([...rejects.values()].join('\n')).toContain('is no list such as');
      expect(await contacts(world)).toMatchObject([{ name: 'Ada\ufffd', title: 'Head' }]);
      const [card] = await listCards(use().db, world.workspaceId, world.accounts['a']!, { limit: 9 });
      expect(card!.alternatives).toEqual([{ name: 'Ada\ufffd', rating: null, note: '' }]);
    });
  });
});
