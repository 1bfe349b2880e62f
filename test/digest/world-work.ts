/** What a team did for its customers in the week of which a digest tells, and what is late. */
import { addDays } from '#src/base/business-date.ts';
import type { TestDatabase } from '../support/database.ts';
import { ago } from './days.ts';
import { TODAY } from './make-digest.ts';

/** Reviews, plans, plays. */
export async function writeWork(
  { db }: TestDatabase,
  workspaceId: string,
  ids: Record<string, string>,
): Promise<void> {
  const own = { workspace_id: workspaceId };
  const cta = (id: string, account: string, change: object = {}) => ({
    ...own,
    id,
    account_id: ids[account]!,
    type: 'ebr',
    title: 'Hold an EBR',
    priority: 'high',
    state: 'open' as const,
    opened_on: ago(20),
    due_on: ago(13),
    updated_at: '',
    ...change,
  });
  await db
    .insertInto('cta')
    .values([
      cta('late', 'reached'),
      // The same account twice.
      cta('late-too', 'reached', { rule_id: 'other' }),
      cta('due', 'red', { due_on: addDays(TODAY, 2), state: 'claimed' }),
      cta('of-one-that-left', 'left'),
      cta('closed', 'drops', { state: 'done', closed_on: ago(3) }),
      cta('no-review', 'drops', { type: 'check_in' }),
      cta('step-cta', 'red', { type: 'play_step', owner_id: 'lena', due_on: ago(1) }),
      cta('of-an-item', 'reached', { type: 'plan_item' }),
    ])
    .execute();
  const review = (id: string, change: object) => ({
    ...own,
    id,
    account_id: ids['reached']!,
    state: 'held' as const,
    attendees: '[]',
    created_by: 'lena',
    created_at: '',
    ...change,
  });
  await db
    .insertInto('ebr')
    .values([
      review('held', { held_on: ago(6) }),
      review('held-before', { held_on: ago(8) }),
      review('booked', { state: 'booked', booked_on: addDays(TODAY, 3), account_id: ids['red']! }),
    ])
    .execute();
  const item = (id: string, change: object) => ({
    ...own,
    id,
    account_id: ids['reached']!,
    ebr_id: 'held-before',
    what: 'Name an owner of the landing pages',
    owner: 'us' as const,
    due_on: ago(10),
    state: 'open' as const,
    ...change,
  });
  await db
    .insertInto('plan_item')
    .values([
      item('kept', { state: 'kept', closed_on: ago(2) }),
      item('kept-before', { state: 'kept', closed_on: ago(8) }),
      item('broken', { state: 'broken', closed_on: ago(1) }),
      item('late', {}),
      item('late-of-theirs', { owner: 'customer', due_on: ago(12) }),
      item('later', { owner: 'customer', due_on: addDays(TODAY, 1) }),
      item('of-one-that-left', { owner: 'customer', account_id: ids['left']! }),
    ])
    .execute();
  const run = (id: string, cause: 'rule' | 'missing_data', change: object = {}) => ({
    ...own,
    id,
    account_id: ids['red']!,
    play_id: id,
    name: 'Save it',
    cause,
    cause_id: 'use',
    state: 'open' as const,
    started_on: ago(9),
    started_by: 'milepost',
    program_version: 1,
    ...change,
  });
  const step = (run_id: string, position: number, due_on: string, change: object = {}) => ({
    ...own,
    run_id,
    position,
    account_id: ids['red']!,
    step_id: `${position}`,
    name: 'Call',
    owner: 'lead' as const,
    due_on,
    state: 'open' as const,
    ...change,
  });
  await db
    .insertInto('play_run')
    .values([
      run('late', 'rule'),
      run('late-data', 'missing_data'),
      run('in-time', 'rule'),
      run('over', 'rule', { state: 'done', closed_on: ago(1) }),
      run('over-before', 'rule', { state: 'done', closed_on: ago(8) }),
    ])
    .execute();
  await db
    .insertInto('play_step')
    .values([
      step('late', 1, ago(5), { state: 'done', done_on: ago(4) }),
      step('late', 2, ago(1), { cta_id: 'step-cta' }),
      step('late-data', 1, ago(2)),
      // Only the step whose turn it is can be late.
      step('in-time', 1, addDays(TODAY, 1)),
      step('in-time', 2, addDays(TODAY, 2)),
      step('over', 1, ago(1), { state: 'done', done_on: ago(1) }),
    ])
    .execute();
}

/** What earlier meetings said somebody would do: one is late, one is due today. */
export async function writeActions({ db }: TestDatabase, workspaceId: string): Promise<void> {
  const action = {
    workspace_id: workspaceId,
    kind: 'action' as const,
    state: 'open' as const,
    owner_id: 'lena',
    version: 1,
    created_by: 'lena',
    created_at: `${ago(9)}T09:00:00.000Z`,
    updated_by: 'lena',
    updated_at: `${ago(9)}T09:00:00.000Z`,
  };
  await db
    .insertInto('leadership_action')
    .values([
      { ...action, id: 'answer', what: 'Answer Kilo', due_on: ago(3) },
      { ...action, id: 'write', what: 'Write to Fox', due_on: TODAY },
    ])
    .execute();
}
