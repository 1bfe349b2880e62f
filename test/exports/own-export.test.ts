/** The mapping of the product's own export: what comes back of it, and what was changed since. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { csvHeader, csvRows } from '#src/exports/csv.ts';
import { readExport, type ExportKind, type ExportRow } from '#src/exports/store.ts';
import { findFeedback, saveFeedback, type FeedbackEdit } from '#src/feedback/service.ts';
import { findCard, moveGoal, saveGoal } from '#src/goals/service.ts';
import type { GoalDocument } from '#src/goals/domain.ts';
import { documentWith } from '../goals/make-goal.ts';
import { importTexts } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

const TODAY = '2026-11-23';
const CARD = '01JD0000000000000000000001';
const SAID = '01JD0000000000000000000002';
const GAP = '01JD0000000000000000000003';
const MAPPING = readFileSync(join(import.meta.dirname, '../../examples/own-export/mapping.yml'), 'utf8');
const press = { personId: 'priya', today: TODAY };
const after = async () => {};
const saver = { ...press, draftSubject: null };

onEachDatabase('the mapping of the own export', (use) => {
  const begin = async () => {
    const world = await createWork(use(), { a: '2026-06-01' });
    await use().db.updateTable('account').set({ key: 'a' }).where('id', '=', world.accounts['a']!).execute();
    return world;
  };
  const edit = ({ accounts }: WorkWorld, change: Partial<FeedbackEdit['fields']>, version = 0) => ({
    id: SAID,
    version,
    message: null,
    fields: {
      accountId: accounts['a']!,
      text: 'We see where leads come from',
      author: 'Ada',
      contactId: null,
      saidAt: '2026-11-20T09:10:11.123Z',
      consent: 'granted' as const,
      consentUntil: '2026-12-31',
      ...change,
    },
    evidence: [
      { subject: 'goal' as const, id: CARD },
      { subject: 'gap' as const, id: GAP },
    ],
  });
  const written = async () => {
    const world = await begin();
    const { deps, workspaceId, accounts } = world;
    const document = documentWith({ gains: ['money', 'knowledge'] as GoalDocument['gains'] });
    const card = { cardId: CARD, accountId: accounts['a']!, version: 0, document, newContact: null };
    expect(await saveGoal(deps, workspaceId, card, { program: null, press, after })).toMatchObject({
      ok: true,
    });
    const by = { created_by: 'priya', created_at: '', updated_by: 'priya', updated_at: '' };
    const gap = {
      workspace_id: workspaceId,
      id: GAP,
      account_id: accounts['a']!,
      what: 'x',
      version: 1,
      ...by,
    };
    await use()
      .db.insertInto('gap')
      .values({ ...gap, bridge_kind: 'training', owner: 'us', state: 'open' })
      .execute();
    expect(await saveFeedback(deps, workspaceId, edit(world, {}), saver)).toMatchObject({ ok: true });
    const own = { workspace_id: workspaceId, account_id: accounts['a']!, day: '2026-11-20' };
    const spoken = {
      persona: 'user',
      kind: 'call',
      note: 'They, too',
      logged_by: 'priya',
      logged_at: '',
    } as const;
    await use()
      .db.insertInto('touchpoint')
      .values({ ...own, ...spoken, id: 't', key: 'form|1|user' })
      .execute();
    const answer = { survey: 'nps', persona: 'account', value: 7.5, answered_by: 'customer' } as const;
    await use()
      .db.insertInto('survey_answer')
      .values({ ...own, ...answer, id: 's', answered_at: '2026-11-20', version: 1 })
      .execute();
    return world;
  };
  const exported = async (
    { deps, workspaceId }: WorkWorld,
    kinds: readonly ExportKind[] = ['goals', 'feedback'],
  ) => {
    const files: Record<string, string> = {};
    for (const kind of kinds) {
      const rows: ExportRow[] = [];
      for await (const batch of readExport(deps.database.db, workspaceId, kind, 3)) rows.push(...batch);
      files[`${kind}.csv`] = csvHeader(kind) + csvRows(kind, rows);
    }
    return files;
  };
  const read = async ({ deps, workspaceId }: WorkWorld, files: Record<string, string>) => {
    const result = await importTexts(deps, workspaceId, MAPPING, files, { asOf: TODAY });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return { ...result, reasons: [...result.rejects.values()].join('\n') };
  };
  const evidence = ({ workspaceId }: WorkWorld) =>
    use()
      .db.selectFrom('evidence')
      .select(['subject', 'subject_id as id', 'linked_by as by'])
      .where('workspace_id', '=', workspaceId)
      .orderBy('subject')
      .execute();

  it('changes nothing where nothing was changed, in whatever order the gains were saved', async () => {
    const world = await written();
    const all = await exported(world, ['goals', 'feedback', 'touchpoints', 'surveys']);
    const { files, notices } = await read(world, all);
    expect(files).toMatchObject([
      { as: 'goal', unchanged: 1, rejected: 0 },
      { as: 'feedback', unchanged: 1, rejected: 0 },
      { as: 'touchpoint', unchanged: 1, rejected: 0 },
      { as: 'survey', unchanged: 1, rejected: 0 },
    ]);
    expect(notices).toEqual([]);
    const other = (await exported(world))['goals.csv']!.replace('"knowledge, money"', '"Money, Knowledge"');
    expect(other).toContain('Money, Knowledge');
    expect((await read(world, { 'goals.csv': other })).files).toMatchObject([{ unchanged: 1 }]);
  });

  it('links feedback again with the gaps that are here, and says of how many there are none', async () => {
    const world = await written();
    const files = await exported(world);
    await use().db.deleteFrom('evidence').where('workspace_id', '=', world.workspaceId).execute();
    expect((await read(world, files)).files).toMatchObject([{ unchanged: 1 }, { updated: 1 }]);
    expect(await evidence(world)).toEqual([
      { subject: 'gap', id: GAP, by: 'cli' },
      { subject: 'goal', id: CARD, by: 'cli' },
    ]);
    const copy = await begin();
    const brought = await read(copy, files);
    expect(brought.files).toMatchObject([{ created: 1 }, { created: 1 }]);
    expect(brought.notices).toEqual([
      'feedback.csv: 1 gap that it names is not here, and no import brings gaps: feedback is not linked to it',
    ]);
    expect(await evidence(copy)).toEqual([{ subject: 'goal', id: CARD, by: 'cli' }]);
    expect((await read(copy, files)).files).toMatchObject([{ unchanged: 1 }, { unchanged: 1 }]);
    expect((await exported(copy))['goals.csv']).toContain(',the command line,');
  });

  it('of an older export undoes nothing that was changed since, and says so', async () => {
    const world = await written();
    const { deps, workspaceId } = world;
    const old = await exported(world);
    expect(await moveGoal(deps, workspaceId, CARD, 'activate', press, after)).toMatchObject({ ok: true });
    const refused = edit(world, { consent: 'refused', consentUntil: null }, 1);
    expect(await saveFeedback(deps, workspaceId, refused, saver)).toMatchObject({ ok: true });
    const { files, reasons } = await read(world, old);
    expect(files).toMatchObject([
      { updated: 0, rejected: 1 },
      { updated: 0, rejected: 1 },
    ]);
    expect(reasons.split('changed here since: version 2, the file has 1')).toHaveLength(3);
    expect(await findCard(use().db, workspaceId, CARD)).toMatchObject({ state: 'active', version: 2 });
    expect(await findFeedback(use().db, workspaceId, SAID)).toMatchObject({ consent: 'refused', version: 2 });
    const newer = await exported(world);
    newer['goals.csv'] = newer['goals.csv']!.replace('Sales works', 'Our sales works');
    expect((await read(world, newer)).files).toMatchObject([{ updated: 1 }, { unchanged: 1 }]);
    expect((await read(world, newer)).files).toMatchObject([{ unchanged: 1 }, { unchanged: 1 }]);
    const copy = await begin();
    await read(copy, newer);
    expect(await findCard(use().db, copy.workspaceId, CARD)).toMatchObject({ state: 'active', version: 2 });
  });
});
