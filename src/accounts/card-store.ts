/** The SQL of an account's card: everything around one account, in two statements. */
import { sql } from 'kysely';
import { currencyOf, isChurned } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import { readAnswers, type Verdict } from '../fit/domain.ts';
import type { AccountSurroundings } from './domain.ts';

const CONTACTS_SHOWN = 5;

/** Everything around one account that its card shows, in two queries. */
export async function readSurroundings(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<AccountSurroundings> {
  const facts = await sql<FactsRow>`
    select s.journey_id, s.working_on, s.position, s.since, s.slipped, s.arr,
      case when ${isChurned('a', 's')} then 1 else 0 end as churned,
      lead.name as lead_name, lead.slack_user_id as lead_slack, lead.away_until as lead_away, partner.name as partner_name,
      partner.slack_user_id as partner_slack, partner.away_until as partner_away, n.text as note_text, n.created_at as note_at, n.author as note_author,
      f.verdict as fit, f.readiness as fit_readiness, f.answers as fit_answers, f.extension_until as fit_until,
      (select max(e.held_on) from ebr e
        where e.workspace_id = a.workspace_id and e.account_id = a.id and e.state = 'held') as last_ebr_on,
      ${currencyOf('a')} as currency
    from account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    left join person lead on lead.workspace_id = a.workspace_id and lead.id = a.lead_id
    left join person partner on partner.workspace_id = a.workspace_id and partner.id = a.partner_id
    left join note n on n.workspace_id = a.workspace_id and n.account_id = a.id and n.id = (
      select max(id) from note m where m.workspace_id = a.workspace_id and m.account_id = a.id)
    left join fit_assessment f on f.workspace_id = a.workspace_id and f.id = (
      select max(id) from fit_assessment m where m.workspace_id = a.workspace_id and m.account_id = a.id)
    where a.workspace_id = ${workspaceId} and a.id = ${accountId}`.execute(executor);
  const contacts = await sql<ContactRow>`
    select name, persona, title, qualifiers, count(*) over () as total from contact
    where workspace_id = ${workspaceId} and account_id = ${accountId}
    order by case persona when 'decision_maker' then 0 when 'influencer' then 1 when 'user' then 2 else 3 end, name, id
    limit ${CONTACTS_SHOWN}`.execute(executor);
  return readFacts(facts.rows[0], contacts.rows);
}

interface FactsRow {
  journey_id: string | null;
  working_on: string | null;
  position: number | null;
  since: string | null;
  slipped: string | null;
  churned: number | null;
  arr: number | null;
  lead_name: string | null;
  lead_slack: string | null;
  lead_away: string | null;
  partner_name: string | null;
  partner_slack: string | null;
  partner_away: string | null;
  note_text: string | null;
  note_at: string | null;
  note_author: string | null;
  fit: Verdict | null;
  fit_readiness: number | null;
  fit_answers: string | null;
  fit_until: string | null;
  last_ebr_on: string | null;
  currency: string | null;
}

interface ContactRow {
  name: string;
  persona: string | null;
  title: string | null;
  qualifiers: string;
  total: number;
}

function readFacts(row: FactsRow | undefined, contacts: readonly ContactRow[]): AccountSurroundings {
  const place =
    row === undefined || row.journey_id === null || row.position === null || row.since === null
      ? null
      : {
          journeyId: row.journey_id,
          workingOn: row.working_on,
          position: row.position,
          since: row.since,
          slipped: row.slipped === null ? [] : (JSON.parse(row.slipped) as string[]),
          arr: row.arr,
          lastEbrOn: row.last_ebr_on,
        };
  type Text = string | null | undefined;
  const named = (name: Text, slackUserId: Text, awayUntil: Text) =>
    name === null || name === undefined
      ? null
      : { name, slackUserId: slackUserId ?? null, awayUntil: awayUntil ?? null };
  return {
    place,
    churned: row?.churned === 1,
    currency: row?.currency ?? null,
    lead: named(row?.lead_name, row?.lead_slack, row?.lead_away),
    partner: named(row?.partner_name, row?.partner_slack, row?.partner_away),
    lastEbrOn: row?.last_ebr_on ?? null,
    fit:
      row === undefined || row.fit === null
        ? null
        : {
            verdict: row.fit,
            readiness: row.fit_readiness,
            answers: readAnswers(row.fit_answers ?? '{}'),
            until: row.fit_until,
          },
    note:
      row?.note_text === null || row?.note_text === undefined
        ? null
        : { text: row.note_text, author: row.note_author ?? '', at: row.note_at ?? '' },
    contacts: contacts.map(({ name, persona, title, qualifiers }) => ({
      name,
      persona,
      title,
      qualifiers: JSON.parse(qualifiers) as string[],
    })),
    contactCount: contacts[0]?.total ?? 0,
  };
}
