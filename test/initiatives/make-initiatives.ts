/** Initiatives for tests: a workspace with three people, two milestones and what happens to an initiative. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { askInitiatives } from '#src/initiatives/ask-service.ts';
import { EXAMPLES, type AnswerFigures, type InitiativeFields } from '#src/initiatives/domain.ts';
import { findInitiative, saveInitiative } from '#src/initiatives/service.ts';
import type { TestDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

export const START = '2026-10-12';
export const DUE = '2026-11-23';
export const MILESTONES = ['first-done', 'second-done'];
export const FIGURES: AnswerFigures = {
  then: { date: START, milestone: null, health: null },
  now: { date: DUE, milestone: null, health: null },
};
export const FIELDS: InitiativeFields = {
  name: 'Weekly review',
  kind: 'meeting',
  improves: EXAMPLES.meeting,
  milestoneId: 'first-done',
  ownerId: 'lena',
  everyWeeks: 6,
};

/** What tests do with initiatives in a database. */
export function initiativesIn(use: () => TestDatabase) {
  const world = async (accounts: Record<string, BusinessDate> = { a: '2026-01-01' }): Promise<WorkWorld> => {
    const one = await createWork(use(), accounts, []);
    await one.addPeople('lena', 'priya', 'marco');
    for (const [id, role] of [
      ['lena', null],
      ['priya', 'leader'],
      ['marco', null],
    ] as const)
      await use()
        .db.updateTable('person')
        .set({ slack_user_id: `U0${id.toUpperCase()}`, role })
        .where('workspace_id', '=', one.workspaceId)
        .where('id', '=', id)
        .execute();
    return one;
  };
  const save = ({ deps, workspaceId }: WorkWorld, fields: Partial<InitiativeFields>, id = '', version = 0) =>
    saveInitiative(
      deps,
      workspaceId,
      { id: id === '' ? deps.makeId() : id, version, fields: { ...FIELDS, ...fields } },
      MILESTONES,
      { personId: 'marco', today: START },
    );
  const write = async (one: WorkWorld, fields: Partial<InitiativeFields> = {}) => {
    const saved = await save(one, fields);
    if (!saved.ok) throw new Error(JSON.stringify(saved));
    return saved.initiative;
  };
  const ask = ({ deps, workspaceId, applied }: WorkWorld, today = DUE) =>
    askInitiatives(deps, workspaceId, applied, today);
  const messages = async ({ workspaceId }: WorkWorld) =>
    (
      await use()
        .db.selectFrom('outbox')
        .select(['kind', 'channel', 'payload'])
        .where('workspace_id', '=', workspaceId)
        .orderBy('id')
        .execute()
    ).map(({ kind, channel, payload }) => ({
      kind,
      channel,
      text: (JSON.parse(payload) as { text: string }).text,
    }));
  const find = async ({ workspaceId }: WorkWorld, id: string) =>
    (await findInitiative(use().db, workspaceId, id))!;
  const away = (one: WorkWorld, id: string, until: BusinessDate | null) =>
    use()
      .db.updateTable('person')
      .set({ away_until: until })
      .where('workspace_id', '=', one.workspaceId)
      .where('id', '=', id)
      .execute();

  return { world, save, write, ask, messages, find, away };
}
