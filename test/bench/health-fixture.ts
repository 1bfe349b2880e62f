/** What the fixture lacks for the health of its accounts; each account's follows from its id. */
import { sql } from 'kysely';
import type { OpenDatabase } from '#src/db/open.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';

const W = `'${WORKSPACE_ID}'`;

/** Whom was spoken with in the last hundred days, what was answered, and plans. */
export async function fillHealth(database: OpenDatabase): Promise<void> {
  await clearHealth(database);
  const { db, dialect } = database;
  // Something between 0 and 99 that belongs to the account.
  const some =
    dialect === 'sqlite' ? 'unicode(substr(id, 20, 1)) * 7 % 100' : 'ascii(substr(id, 20, 1)) * 7 % 100';
  const day = (days: string) =>
    dialect === 'sqlite'
      ? `date('${DATE}', '-' || (${days}) || ' days')`
      : `to_char(date '${DATE}' - (${days}), 'YYYY-MM-DD')`;
  for (const persona of ['decision_maker', 'influencer', 'user']) {
    await sql
      .raw(`insert into touchpoint (workspace_id, id, account_id, persona, day, kind, logged_by, logged_at)
      select ${W}, id || '${persona}', id, '${persona}', ${day(some)}, 'call', '', '' from account`)
      .execute(db);
  }
  const answers = [
    {
      survey: 'decision_maker-judgement-30',
      persona: 'decision_maker',
      contact: 'null',
      value: '1 + (' + some + ') % 5',
      by: 'priya',
    },
    { survey: 'nps', persona: 'influencer', contact: "'one'", value: `(${some}) % 11`, by: 'customer' },
    { survey: 'nps', persona: 'influencer', contact: "'two'", value: `(${some} + 3) % 11`, by: 'customer' },
  ];
  for (const [index, { survey, persona, contact, value, by }] of answers.entries()) {
    await sql
      .raw(`insert into survey_answer (workspace_id, id, account_id, survey, persona, contact_id, value, day,
        answered_by, answered_at)
      select ${W}, id || '${index}', id, '${survey}', '${persona}', ${contact}, ${value}, ${day(some)}, '${by}', ''
      from account`)
      .execute(db);
  }
  await sql.raw(`update ebr set decision_maker_there = 1`).execute(db);
  for (const state of ['kept', 'open']) {
    await sql
      .raw(`insert into plan_item (workspace_id, id, account_id, ebr_id, what, owner, due_on, state, closed_on)
      select ${W}, id || '${state}', id, 'none', 'It', 'us', ${day(`${some} + 1`)}, '${state}',
        ${state === 'kept' ? day(some) : 'null'} from account`)
      .execute(db);
  }
}

/** Takes all of it away, and the snapshots. */
export async function clearHealth({ db }: OpenDatabase): Promise<void> {
  for (const table of ['touchpoint', 'survey_answer', 'plan_item', 'health_snapshot', 'health_day']) {
    await sql`delete from ${sql.table(table)}`.execute(db);
  }
  await sql`update ebr set decision_maker_there = null where decision_maker_there is not null`.execute(db);
}
