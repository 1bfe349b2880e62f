/** `/cs import`: files that a person adds in Slack. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { changeRole } from '#src/people/service.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { startHarness, type Harness } from '../slack/harness.ts';

const ACCOUNTS = `key,name,segment,started_on,arr,currency,lead
acme,Acme Robotics,standard,2026-07-14,48000,EUR,priya@example.com
globex,Globex,standard,2026-09-01,12000,USD,lena@example.com
`;

let database: TestDatabase;
let harness: Harness;

beforeAll(async () => {
  database = await createTestDatabase('sqlite');
  harness = await startHarness(database);
});
afterAll(async () => {
  await harness.stop();
  await database.remove();
});

describe('/cs import', () => {
  it('takes a file whose columns are called like the fields, and says what came of it', async () => {
    const answer = await submit({ 'accounts.csv': ACCOUNTS });
    expect(answer).toShow('2 rows', 'accounts.csv', '2 new');
    expect(await names()).toEqual(['Acme Robotics', 'Globex']);
  });

  it('says which columns it did not read, and what may be meant by them', async () => {
    const answer = await submit({
      'odd.csv': 'key,name,started,renew date,nickname,\nodd,Odd & Co,2026-01-01,2027-01-01,O,\n',
    });
    expect(answer).toShow(
      '1 new',
      'odd.csv',
      'The column “started” was not read. Did you mean started_on?',
      'The column “renew date” was not read. Did you mean renews_on?',
      'The column “nickname” was not read.',
    );
    expect(answer).not.toShow('“nickname” was not read. Did', '“name”', '“”');
    await database.db.deleteFrom('account').where('key', '=', 'odd').execute();
  });

  it('has one error for an empty file', async () => {
    expect(await errors({ 'empty.csv': '' })).toEqual({
      files: 'empty.csv is empty: the first line names the columns',
    });
  });

  it('changes nothing when the same file comes again', async () => {
    expect(await submit({ 'accounts.csv': ACCOUNTS })).toShow('2 as before');
  });

  it('gives the wrong rows back as a file with the reasons', async () => {
    const answer = await submit({
      'more.csv': 'key,name,started_on\ninitech,Initech,tomorrow\nhooli,Hooli,2026-01-01\n',
    });
    expect(answer).toShow('1 new', '1 rejected');
    const messages = harness.sandbox.directMessages('U0PRIYA').messages();
    expect(messages.at(-1)!.plain()).toContain('Mend them here');
    expect(
      [...harness.sandbox.state.files.values()].some(({ name }) => name === 'more.csv.rejected.csv'),
    ).toBe(true);
  });

  it('takes a mapping beside files with other columns', async () => {
    const answer = await submit({
      'crm.csv': 'Customer No;Customer\n7;Umbrella\n',
      'map.yml':
        'version: 1\nsources:\n  - { file: crm.csv, as: account, key: Customer No, set: { name: Customer } }\n',
    });
    expect(answer).toShow('crm.csv', '1 new');
  });

  it('says on the field what is missing, and imports nothing', async () => {
    const before = await names();
    expect(await errors({ 'odd.csv': 'who,what\na,b\n' })).toEqual({
      files: expect.stringContaining('no column “key”'),
    });
    expect(await errors({ 'odd.csv': '\u0000\u0001' })).toEqual({
      files: expect.stringContaining('odd.csv'),
    });
    expect(await errors({ 'map.yml': 'version: 1' })).toEqual({
      files: expect.stringContaining('Add a CSV file'),
    });
    expect(await names()).toEqual(before);
  });

  it('is for those who may import', async () => {
    await changeRole(harness.deps, harness.workspaceId, 'cli', 'U0LENA', 'csm');
    const result = await harness.sandbox.as('U0LENA').command('/cs', 'import');
    expect(await result.nextReply()).toShow('leader');
  });
});

async function openAndSubmit(files: Record<string, string>) {
  const priya = harness.sandbox.as('U0PRIYA');
  await priya.command('/cs', 'import');
  const view = await priya.waitForView((shown) => shown.callback_id === 'import.form');
  const uploaded = Object.entries(files).map(([name, content]) => priya.upload(name, content));
  return { priya, result: await priya.submit(view, { files: uploaded }) };
}

async function submit(files: Record<string, string>) {
  const { priya, result } = await openAndSubmit(files);
  expect(result.action).toBe('close');
  await harness.app.inFlight.drain();
  return priya.ephemerals().at(-1)!;
}

async function errors(files: Record<string, string>) {
  const { priya, result } = await openAndSubmit(files);
  await priya.close(priya.view()!);
  return result.errors;
}

async function names(): Promise<string[]> {
  const rows = await database.db.selectFrom('account').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}
