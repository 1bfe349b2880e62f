/** Whoever an import names and who joins Slack later keeps what is theirs, in every table that names people. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { savePeople } from '#src/people/service.ts';
import { findAnswer, mayCorrect } from '#src/surveys/service.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { allColumns, insertAnyRow } from '../support/any-row.ts';
import { onEachDatabase, type TestDatabase } from '../support/database.ts';

/** Names in which ids of other things than people of ours end. */
const THINGS =
  /(^|_)(workspace|account|contact|rule|plan_item|ebr|cta|card|form_card|scenario|requirement|milestone|outbox|target|list|channel|event|task|journey|play|run|step|cause|metric|answer|subject|feedback|base|form|initiative|digest|slack_user|slack_team|user|message)_id$/;
/** Who does it does it in Slack, or by a command that names nobody: no import writes anybody there. */
const DEEDS =
  /(^|_)(asked|assessed|applied|claimed|closed|created|done|drawn|judged|linked|logged|made|saved|shared|started|ticked|updated)_by$/;
/** Each with its reason. */
const NOBODY_OF_OURS = new Set([
  'account.sold_by', // a name from the sales tool
  'acquisition.referred_by', // an account
  'goal_card.measure_by', // a day
  'feedback.author', // of the customer
  'scenario_price.person', // of the customer
  'note.author', // whoever typed it in Slack
  'audit.actor', // what was done is not done by another afterwards
  'person.id',
  // Whoever has an unsaved form, is asked, gets a morning or is away is in Slack.
  'feedback_draft.person_id',
  'fit_draft.person_id',
  'form_draft.person_id',
  'goal_draft.person_id',
  'handover.person_id',
  'morning_list.person_id',
  'question.person_id',
  // Who owns these is picked from Slack's members.
  'digest_comment.person_id',
  'digest_section.owner_id',
  'initiative.owner_id',
  'initiative.asked_id',
  'initiative_answer.answered_by',
  'leadership_action.owner_id',
]);

const OLD = 'imported-priya';

onEachDatabase('an imported person', (use) => {
  it('who joins Slack keeps everything by which any table names them', async () => {
    const { deps, workspaceId, memberId } = await arrive(async (database, workspaceId) => {
      for (const { table, column } of await columnsOfPeople(database))
        await insertAnyRow(database, table, { workspace_id: workspaceId, [column]: OLD });
    });
    const named = await columnsOfPeople(deps.database as TestDatabase);
    expect(named.map(({ table, column }) => `${table}.${column}`)).toContain('survey_answer.answered_by');
    const left: string[] = [];
    for (const { table, column } of named) {
      const { rows } = await sql<{ who: string }>`select ${sql.ref(column)} as who from ${sql.table(table)}
        where workspace_id = ${workspaceId} and ${sql.ref(column)} is not null`.execute(use().db);
      if (rows.length === 0 || rows.some(({ who }) => who !== memberId)) left.push(`${table}.${column}`);
    }
    // A new column that names people of ours: foldPeople must know it, or the lists above say why not.
    expect(left).toEqual([]);
  });

  it('may correct the answer that they gave before', async () => {
    const { workspaceId, memberId } = await arrive((database, workspace) =>
      insertAnyRow(database, 'survey_answer', { workspace_id: workspace, id: 'theirs', answered_by: OLD }),
    );
    const answer = await findAnswer(use().db, workspaceId, 'theirs');
    expect(mayCorrect(answer!, { personId: memberId, mayCorrectOthers: false })).toBe(true);
  });

  /** The workspace after somebody whom an import named was seen in Slack. */
  const arrive = async (before: (database: TestDatabase, workspaceId: string) => Promise<void>) => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    await use()
      .db.insertInto('person')
      .values({
        workspace_id: workspaceId,
        id: OLD,
        slack_user_id: null,
        name: 'priya@example.com',
        email: 'priya@example.com',
        role: 'csm',
        created_at: '2026-01-01',
      })
      .execute();
    await before(use(), workspaceId);
    const profile = {
      slackUserId: 'U0PRIYA',
      name: 'Priya Nair',
      email: 'priya@example.com',
      timezone: null,
      isBot: false,
      isStranger: false,
      isGuest: false,
      isDeleted: false,
    };
    expect((await savePeople(deps, workspaceId, [profile], null)).linked).toBe(1);
    const member = await use()
      .db.selectFrom('person')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirstOrThrow();
    return { deps, workspaceId, memberId: member.id };
  };
});

/** The columns of the schema in which an import may name people of ours. */
async function columnsOfPeople(database: TestDatabase): Promise<{ table: string; column: string }[]> {
  const all = await allColumns(database);
  return all
    .filter(({ column }) => /(^|_)(id|by|author|actor|person|lead|partner)$/.test(column))
    .filter(({ table, column }) => {
      if (column === 'id' || THINGS.test(column) || DEEDS.test(column)) return false;
      return !NOBODY_OF_OURS.has(`${table}.${column}`);
    });
}
