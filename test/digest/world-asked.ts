/** What customers asked of a team in the week of which a digest tells, and what waits for somebody. */
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { documentWith } from '../goals/make-goal.ts';
import type { TestDatabase } from '../support/database.ts';
import { ago } from './days.ts';
import { TODAY } from './make-digest.ts';

/** What customers ask of us, and what waits for somebody. */
export async function writeAskedOfUs(
  { db }: TestDatabase,
  workspaceId: string,
  ids: Record<string, string>,
): Promise<void> {
  const own = { workspace_id: workspaceId };
  const stamps = { version: 1, created_by: 'lena', updated_by: 'lena', updated_at: '' };
  const card = (id: string, account: string, outcome: string, milestone_id: string | null) => ({
    ...own,
    ...stamps,
    id,
    account_id: ids[account]!,
    name: 'Goal',
    state: 'active' as const,
    document: JSON.stringify(documentWith({ requiredOutcome: outcome })),
    milestone_id,
    created_at: `${ago(30)}T09:00:00.000Z`,
  });
  await db
    .insertInto('goal_card')
    .values([
      card('card-1', 'reached', '50 leads a month from our own site', 'first-leads'),
      card('card-2', 'reached', 'Another goal of theirs', null),
      { ...card('card-3', 'red', 'Less work by hand', null), measure_by: ago(4) },
      card('card-4', 'left', 'No goal any more', null),
      // Half an hour past midnight in Berlin, when the date of the digest is over.
      { ...card('card-5', 'reached-two', 'Of the next day', null), created_at: `${TODAY}T23:30:00.000Z` },
    ])
    .execute();
  const alternative = (card_id: string, position: number, name: string, rating: number | null) => ({
    ...own,
    card_id,
    position,
    name,
    rating,
  });
  await db
    .insertInto('goal_alternative')
    .values([
      alternative('card-1', 0, 'Excel', 2),
      alternative('card-2', 0, 'An agency', null),
      alternative('card-3', 0, 'excel', 4),
      alternative('card-4', 0, 'Nothing', 5),
    ])
    .execute();
  const requirement = (id: string, created_at: string) => ({
    ...own,
    ...stamps,
    id,
    what: 'Single sign-on\nfor all',
    state: 'accepted' as const,
    created_at,
  });
  await db
    .insertInto('requirement')
    .values([
      requirement('sso', `${ago(30)}T09:00:00.000Z`),
      // Ten minutes past midnight in Berlin, on the first day of the week.
      requirement('asked', `${ago(8)}T23:10:00.000Z`),
      requirement('asked-before', `${ago(8)}T22:50:00.000Z`),
    ])
    .execute();
  await db
    .insertInto('gap')
    .values({
      ...own,
      ...stamps,
      id: 'gap',
      account_id: ids['reached']!,
      requirement_id: 'sso',
      what: 'They cannot sign in',
      bridge_kind: 'product_change',
      owner: 'us',
      owner_id: 'lena',
      due_on: ago(1),
      state: 'open',
      created_at: '',
    })
    .execute();
  await db
    .insertInto('initiative')
    .values({
      ...own,
      ...stamps,
      id: 'concierge',
      name: 'Concierge onboarding',
      name_key: 'concierge onboarding',
      kind: 'service',
      improves: 'They have a person to ask',
      owner_id: 'lena',
      started_on: ago(50),
      every_weeks: 6,
      ask_on: ago(8),
      state: 'open',
      created_at: '',
    })
    .execute();
  const fit = (id: string, account: string, day: BusinessDate, extension_until: BusinessDate | null) => ({
    ...own,
    id,
    account_id: ids[account]!,
    day,
    program_version: 1,
    answers: '{}',
    verdict: 'stretch',
    extension_until,
    assessed_by: 'lena',
    assessed_at: '',
  });
  await db
    .insertInto('fit_assessment')
    .values([
      fit('fit-1', 'red', ago(50), ago(2)),
      fit('fit-2', 'drops', ago(50), ago(9)),
      fit('fit-3', 'drops', ago(5), addDays(TODAY, 60)),
    ])
    .execute();
  await db
    .insertInto('acquisition')
    .values([
      acquired(own, ids['reached']!, 900, null),
      acquired(own, ids['new-good']!, 100, ids['reached']!),
      acquired(own, ids['lead']!, 100, ids['reached']!),
    ])
    .execute();
}

function acquired(
  own: { workspace_id: string },
  account_id: string,
  spend: number,
  referred_by: string | null,
) {
  return {
    ...own,
    account_id,
    spend,
    currency: 'EUR',
    referred_by,
    version: 1,
    updated_by: 'lena',
    updated_at: '',
  };
}
