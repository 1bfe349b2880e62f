/** A Monday of a CS team in the sandbox: accounts of every kind, the morning's list in #cs-daily, and people who press. */
import { inTransaction } from '#src/base/deps.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { changeRole } from '#src/people/service.ts';
import { syncPeople } from '#src/people/slack.ts';
import { createSlackClient } from '#src/app.ts';
import { markStale } from '#src/journey/service.ts';
import { doMorning } from '#src/morning/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { PROGRAM, startHarness, type Harness } from '../slack/harness.ts';
import type { TestDatabase } from './database.ts';

export const TODAY: BusinessDate = '2026-11-23';

/**
 * Two rules ask for an EBR, one is off; the list is posted in #cs-daily.
 * @param atMost so many plays a day start for each person because too little is known
 */
export const dayProgram = (atMost: number) => `${PROGRAM.replace('and_day: 0', `and_day: ${atMost}`)}
rules:
  - { id: qbr-quarterly, enabled: true }
  - id: quiet
    name: Quiet for a month
    enabled: false
    when: { days_since_signal: { more_than: 30 } }
    then: { cta: check_in, priority: low, due_in_business_days: 5, owner: partner, repeat_after_days: 30 }
posts:
  morning: { channel: cs-daily, at: "08:30", days: [mon, tue, wed, thu, fri] }
`;

export interface CsDay extends Harness {
  /** Account ids by key. */
  accounts: Record<string, string>;
  /** Admin, and the lead of Acme and Globex. */
  priya: Person;
  /** A CSM, and the lead of Bluebird. */
  lena: Person;
  /** A viewer. */
  marco: Person;
  /** The list in the channel, as it stands. */
  list(): MessageView;
  /** Presses an element of an account's row, or picks an option of its menu, and waits for all that follows. */
  press(who: Person, shown: MessageView, account: string, actionId: string, option?: string): Promise<void>;
  /** Types a command and gives the answer. */
  ask(who: Person, text: string): Promise<MessageView>;
  morning(date: BusinessDate): Promise<void>;
}

/** Starts it and posts the list of Monday; no play starts by itself. */
export async function startDay(database: TestDatabase): Promise<CsDay> {
  const harness = await startHarness(database, { program: dayProgram(0) });
  const { deps, workspaceId, sandbox, installations } = harness;
  const [installation] = await installations.list();
  const client = createSlackClient(deps, sandbox.botToken, sandbox.apiUrl);
  await syncPeople(deps, installation!, client, 'U0PRIYA');
  await changeRole(deps, workspaceId, 'cli', 'U0LENA', 'csm');
  const accounts = await addAccounts(database, workspaceId);
  const day: CsDay = {
    ...harness,
    accounts,
    priya: sandbox.as('U0PRIYA'),
    lena: sandbox.as('U0LENA'),
    marco: sandbox.as('U0MARCO'),
    list: () =>
      sandbox
        .channel('cs-daily')
        .messages()
        .findLast((message) => message.plain().includes('EBR')) ?? sandbox.channel('cs-daily').latest(),
    async press(who, shown, account, actionId, option) {
      const { blockId, actionId: id } = findElement(shown, account, actionId);
      await who.press(shown, id, { blockId, ...(option === undefined ? {} : { option }) });
      await harness.settle();
    },
    ask: async (who, text) => {
      const [command = '', ...rest] = text.split(' ');
      return (await who.command(command, rest.join(' '))).nextReply();
    },
    async morning(date) {
      const applied = await createProgramSource().load(database.db, workspaceId);
      await doMorning(deps, workspaceId, applied!, date);
      await harness.settle();
    },
  };
  await day.morning(TODAY);
  return day;
}

async function addAccounts(database: TestDatabase, workspaceId: string): Promise<Record<string, string>> {
  const { db } = database;
  const people = await db
    .selectFrom('person')
    .select(['id', 'slack_user_id'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const lead = (slackUserId: string) => people.find((person) => person.slack_user_id === slackUserId)!.id;
  const priya = { leadId: lead('U0PRIYA'), segment: 'standard', stage: 'Adoption' };
  const lena = { ...priya, leadId: lead('U0LENA') };
  const made = [
    {
      ...priya,
      key: 'A-1',
      name: 'Acme Robotics',
      arr: 48_000,
      currency: 'EUR',
      startedOn: '2026-08-21',
      renewsOn: '2027-01-23',
    },
    { ...lena, key: 'B-1', name: 'Bluebird GmbH', arr: 21_000, currency: 'EUR', startedOn: '2026-05-02' },
    { ...lena, leadId: null, key: 'E-1', name: 'Evil <!channel> *Ltd* & Co', startedOn: '2026-07-01' },
    { ...priya, key: 'G-1', name: 'Globex', startedOn: '2026-03-01' },
    { ...priya, key: 'I-1', name: 'Initech' },
    { ...priya, key: 'F-1', name: 'Futura', startedOn: '2026-12-24' },
  ];
  const accounts: Record<string, string> = {};
  for (const account of made) accounts[account.key] = await makeAccount(database, workspaceId, account);
  const reached = { 'B-1': '2026-07-13', 'G-1': '2026-09-14' };
  for (const [key, day] of Object.entries(reached)) {
    await db
      .insertInto('event')
      .values({
        workspace_id: workspaceId,
        account_id: accounts[key]!,
        name: 'tracking_installed',
        day,
        key,
        count: 1,
      })
      .execute();
  }
  await db
    .insertInto('ebr')
    .values({
      workspace_id: workspaceId,
      id: 'globex-ebr',
      account_id: accounts['G-1']!,
      state: 'held',
      held_on: '2026-09-02',
      attendees: '{}',
      created_by: 'cli',
      created_at: '',
    })
    .execute();
  await db
    .insertInto('contact')
    .values({
      workspace_id: workspaceId,
      id: 'ada',
      account_id: accounts['A-1']!,
      key: 'ada',
      name: 'Ada Acme',
      persona: 'decision_maker',
      qualifiers: '[]',
    })
    .execute();
  const marks = Object.values(accounts).map((accountId) => ({ accountId, day: '' }));
  await inTransaction({ database }, (trx) => markStale(trx, database.dialect, workspaceId, marks));
  return accounts;
}

interface ShownBlock {
  block_id: string;
  text?: { text?: string };
  accessory?: { action_id?: string };
  elements?: { action_id?: string }[];
}

/** The element of an account's row: in its section, or in the buttons under it. */
function findElement(
  shown: MessageView,
  account: string,
  actionId: string,
): { blockId: string; actionId: string } {
  const blocks = shown.blocks as unknown as ShownBlock[];
  const at = blocks.findIndex(({ text }) => text?.text?.includes(account) === true);
  for (const block of blocks.slice(at, at + 2)) {
    const elements = [...(block.accessory === undefined ? [] : [block.accessory]), ...(block.elements ?? [])];
    const found = elements.find((element) => element.action_id?.replace(/:\d+$/, '') === actionId);
    if (found?.action_id !== undefined) return { blockId: block.block_id, actionId: found.action_id };
  }
  throw new Error(`the row of ${account} has no ${actionId}; it shows:\n${shown.plain()}`);
}
