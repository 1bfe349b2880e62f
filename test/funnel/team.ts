/** A CS team whose accounts fill a funnel: two segments, a trial, who sold them, fit, renewals, departures. */
import { writeAudit } from '#src/audit/store.ts';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import type { MilestoneFunnel } from '#src/funnel/domain.ts';
import { parseProgram } from '#src/program/parse.ts';
import { makeCustomer } from '../accounts/make-customer.ts';
import type { TestDatabase } from '../support/database.ts';
import { entriesOf, type SecondEntry } from './second.ts';

/** A Monday. */
export const TODAY: BusinessDate = '2026-11-23';

export const PROGRAM = `
version: 1
name: Inbound growth
timezone: Europe/Berlin
segments:
  - { id: standard, name: Standard, experience: Finds answers alone, journey: inbound }
  - { id: assisted, name: Assisted, experience: Wants a named person, journey: inbound }
  - { id: trial, name: Free trial, experience: Tries it alone, journey: trying, trial: { paid: subscription_started } }
journeys:
  - id: inbound
    name: Inbound methodology
    phases:
      - id: prove
        name: Prove the channel
        usual_days: 45
        milestone:
          id: first-leads
          name: First leads
          tasks:
            - { id: tracking, name: Install the tracking code, owner: customer, event: tracking_installed }
      - id: scale
        name: Scale it
        usual_days: 60
        milestone:
          id: pipeline
          name: Qualified pipeline
          tasks:
            - { id: worked, name: Sales works the leads, owner: customer, event: lead_worked }
  - id: trying
    name: The trial
    phases:
      - id: look
        name: Look around
        usual_days: 7
        milestone:
          id: looked
          name: Looked around
          tasks:
            - { id: look, name: Open a report, owner: customer, event: report_opened }
      - id: invite
        name: Invite others
        usual_days: 14
        milestone:
          id: invited
          name: Invited a colleague
          tasks:
            - { id: invite, name: Invite a colleague, owner: customer, event: colleague_invited }
`;

/** The same, applied. */
export const applied: AppliedProgram = (() => {
  const parsed = parseProgram(PROGRAM);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { version: 1, appliedAt: '', program: parsed.program };
})();

export interface TeamAccount {
  key: string;
  name: string;
  segment: string;
  /** The segment in which it was before. */
  was?: string;
  startedOn: BusinessDate;
  events?: Record<string, BusinessDate>;
  leftOn?: BusinessDate;
  arr?: number;
  renewsOn?: BusinessDate;
  soldBy?: string;
  fit?: string;
}

const START = '2026-03-02';
const day = (days: number) => addDays(START, days);

/**
 * Twenty-four customers: 20 reach the first milestone after 10, 12, 14 … days, 2 leave, 2 are open; of the 20 half reach
 * the second one after 50 days, 3 leave there, 7 are open.
 */
export function customers(): TeamAccount[] {
  return Array.from({ length: 24 }, (_, index) => {
    const pad = String(index + 1).padStart(2, '0');
    const startedOn = day(index);
    const reached = index < 20 ? addDays(startedOn, 10 + 2 * index) : null;
    const events: Record<string, BusinessDate> = {};
    if (reached !== null) events['tracking_installed'] = reached;
    if (reached !== null && index < 10) events['lead_worked'] = addDays(reached, 50);
    return {
      key: `C-${pad}`,
      name: `Customer ${pad}`,
      segment: index % 3 === 0 ? 'assisted' : 'standard',
      startedOn,
      events,
      ...(index === 22 || index === 23 ? { leftOn: addDays(startedOn, 30) } : {}),
      ...(index >= 17 && index < 20 ? { leftOn: addDays(reached!, 40) } : {}),
      arr: 1_000 * (index + 1),
      ...(index % 2 === 0 ? { renewsOn: addDays(TODAY, 10 + index) } : {}),
      soldBy: index < 12 ? 'Ann' : index < 23 ? 'ben' : 'Ben ',
      fit: index < 12 ? 'good_fit' : index < 22 ? 'bad_fit' : 'unknown',
    };
  });
}

/** Six that began ten days ago and have reached nothing yet. */
export function newcomers(): TeamAccount[] {
  return Array.from({ length: 6 }, (_, index) => ({
    key: `N-${index + 1}`,
    name: `Newcomer ${index + 1}`,
    segment: 'standard',
    startedOn: addDays(TODAY, -10),
    arr: 500 * (index + 1),
    // The last ones renew long after the value is there.
    renewsOn: addDays(TODAY, index < 2 ? 5 : 200),
  }));
}

/** Trials: of 20 that looked around 12 bought 5 days later, most of them in another segment by now; of 10 that did not, one. */
export function trialAccounts(): TeamAccount[] {
  return Array.from({ length: 30 }, (_, index) => {
    const pad = String(index + 1).padStart(2, '0');
    const startedOn = day(index);
    const looked = index < 20 ? addDays(startedOn, 3) : null;
    const bought = index < 12 || index === 29;
    const events: Record<string, BusinessDate> = {};
    if (looked !== null) events['report_opened'] = looked;
    if (bought) events['subscription_started'] = addDays(startedOn, 8);
    const name = `Trial ${pad}`;
    const moved = index < 11 ? { segment: 'standard', was: 'trial' } : { segment: 'trial' };
    return { key: `T-${pad}`, name, ...moved, startedOn, events };
  });
}

const makeId = createIdSource();

/** As an import writes it down. */
function writeMove(
  database: TestDatabase,
  workspaceId: string,
  accountId: string,
  { was, segment }: { was: string; segment: string },
): Promise<void> {
  const now = () => new Date(`${TODAY}T08:00:00Z`);
  const moved = { actor: 'cli', action: 'account.update', accountId };
  return inTransaction({ database }, (trx) =>
    writeAudit({ makeId, now }, trx, workspaceId, [
      { ...moved, before: { segment: was }, after: { segment } },
    ]),
  );
}

export async function writeTeam(
  database: TestDatabase,
  workspaceId: string,
  accounts: readonly TeamAccount[],
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const { leftOn, was, ...account } of accounts) {
    const churn = leftOn === undefined ? [] : [{ day: leftOn }];
    const id = await makeCustomer(database, workspaceId, { ...account, churn, currency: 'EUR' });
    ids[account.key] = id;
    if (was !== undefined) await writeMove(database, workspaceId, id, { was, segment: account.segment });
  }
  return ids;
}

/** The entries of a customer on the inbound journey. */
export function entries(
  { startedOn, events = {}, leftOn }: TeamAccount,
  date: BusinessDate = TODAY,
): SecondEntry[] {
  const [first, second] = [events['tracking_installed'], events['lead_worked']];
  const reached = [first, second].filter((day) => day !== undefined);
  const churn = leftOn === undefined ? [] : [{ day: leftOn, returned: false }];
  return entriesOf({ startedOn, reached, churn }, 2, date);
}

/** What both computations tell of a milestone. */
export const told = ({
  entered,
  reached,
  churned,
  open,
  conversion,
  medianDays,
  churnPer100AccountMonths,
}: MilestoneFunnel) => ({
  entered,
  reached,
  churned,
  open,
  estimate: conversion?.estimate ?? null,
  medianDays,
  churn: churnPer100AccountMonths?.estimate ?? null,
});

/** Rounded where both computations add in another order. */
export const near = (figures: object) =>
  Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toFixed(9)) : value,
    ]),
  );
