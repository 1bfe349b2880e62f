/** Whom a morning tells of a review that is booked for the day. */
import { expect, it } from 'vitest';
import { listOwnReviews } from '#src/morning/own-store.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';

const DAY = '2026-11-23';
const LATER = '2026-11-27';

onEachDatabase('a review that is booked for the day', (use) => {
  /** Booked by `booker` on an account with a lead and a partner. @returns the names of those who are told */
  const toldWhere = async (booker: string, away: readonly string[]) => {
    const workspaceId = await addWorkspace(depsOf(use()));
    const people = ['lead', 'partner', 'leader'].map((name) => ({
      workspace_id: workspaceId,
      id: `${workspaceId}-${name}`,
      slack_user_id: `U${workspaceId}-${name}`,
      name,
      role: 'csm',
      created_at: '2026-01-01',
      away_until: away.includes(name) ? LATER : null,
    }));
    await use().db.insertInto('person').values(people).execute();
    const accountId = await makeAccount(use(), workspaceId, {
      key: 'acme',
      name: 'Acme',
      leadId: `${workspaceId}-lead`,
      partnerId: `${workspaceId}-partner`,
    });
    await use()
      .db.insertInto('ebr')
      .values({
        workspace_id: workspaceId,
        id: `${workspaceId}-ebr`,
        account_id: accountId,
        state: 'booked',
        booked_on: DAY,
        attendees: '{}',
        created_by: `${workspaceId}-${booker}`,
        created_at: '2026-11-16T10:00:00.000Z',
      })
      .execute();
    const told = await listOwnReviews(use().db, workspaceId, DAY);
    return told.map(({ personId }) => personId.slice(workspaceId.length + 1));
  };

  it('is told to whoever booked it', async () => {
    expect(await toldWhere('leader', [])).toEqual(['leader']);
  });

  it('is told to who stands in for the account where whoever booked it is away', async () => {
    expect(await toldWhere('lead', ['lead'])).toEqual(['partner']);
    expect(await toldWhere('leader', ['leader'])).toEqual(['lead']);
    expect(await toldWhere('leader', ['leader', 'lead'])).toEqual(['partner']);
  });

  it('is told to nobody where all of them are away', async () => {
    expect(await toldWhere('leader', ['lead', 'partner', 'leader'])).toEqual([]);
  });
});
