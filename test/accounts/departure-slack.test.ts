/** The form of an account asks when a customer left, and why, once its stage is Churned; the card tells it. */
import { afterAll, beforeAll, it } from 'vitest';
import { createSlackClient } from '#src/app.ts';
import { findDeparture } from '#src/accounts/service.ts';
import { syncPeople } from '#src/people/slack.ts';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import { startHarness, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { makeAccount } from './make-account.ts';

onEachDatabase('a departure in Slack', (use) => {
  let milepost: Harness;
  const ids: Record<string, string> = {};
  const priya = () => milepost.sandbox.as('U0PRIYA');

  beforeAll(async () => {
    milepost = await startHarness(use());
    const { deps, sandbox, installations } = milepost;
    const [installation] = await installations.list();
    const client = createSlackClient(deps, sandbox.botToken, sandbox.apiUrl);
    await syncPeople(deps, installation!, client, 'U0PRIYA');
    for (const name of ['Pixel', 'Quartz', 'Rubin', 'Sirius'])
      ids[name] = await makeAccount(use(), milepost.workspaceId, {
        name,
        key: name,
        segment: 'standard',
        stage: 'Adoption',
        arr: 19_000,
        currency: 'EUR',
        startedOn: '2026-08-21',
        renewsOn: '2027-10-18',
      });
  });
  afterAll(() => milepost.stop());

  const ask = async (text: string) => (await priya().command('/account', text)).nextReply();
  const left = (name: string) => findDeparture(use(), milepost.workspaceId, ids[name]!, '2026-11-23');

  async function openForm(name: string): Promise<ViewHandle> {
    await priya().command('/account', `edit ${name}`);
    return priya().waitForView((view) => view.submit !== undefined);
  }

  async function choose(form: ViewHandle, stage: string): Promise<ViewHandle> {
    await priya().press(form, 'account.stage', { blockId: 'stage', option: stage });
    await milepost.app.inFlight.drain();
    return priya().view()!;
  }

  const fieldsOf = (view: ViewHandle) =>
    view.blocks.flatMap((block) => (block['type'] === 'input' ? [String(block['block_id'])] : []));

  it('is asked for once the stage is Churned, and nothing that was typed is lost', async () => {
    const kept = { account_id: ids['Pixel']!, day: '2026-11-23', program_version: 1, coverage: 100 };
    await use()
      .db.insertInto('health_snapshot')
      .values({ workspace_id: milepost.workspaceId, ...kept, score: 8700, band: 'green', metrics: '[]' })
      .execute();
    expect(await ask('Pixel')).toShow('Health: ');
    const form = await openForm('Pixel');
    expect(fieldsOf(form)).not.toContain('leftOn');
    await priya().fill(form, { domain: 'pixel.example', arr: '21000' });
    const asking = await choose(form, 'Churned');
    expect(fieldsOf(asking)).toEqual(expect.arrayContaining(['leftOn', 'leftBecause', 'leftNote']));
    const wrong = await priya().submit(asking, { leftOn: '2026-11-24', leftBecause: 'Budget cut' });
    expect(wrong.errors).toEqual({
      leftOn: 'This day lies ahead. Set the stage to Churned once it has left.',
    });
    await priya().submit(priya().view()!, { leftOn: '2026-11-20', leftNote: 'They may\nbe back' });
    const saved = await priya().waitForEphemeral((shown) => shown.plain().includes('Pixel is saved'));
    expect(await left('Pixel')).toMatchObject({
      on: '2026-11-20',
      reason: 'Budget cut',
      note: 'They may\nbe back',
    });
    const card = await ask('Pixel');
    expect(card).toShow('Churned on Fri 20 Nov: Budget cut', '€21k a year');
    expect(card).not.toShow('renews in');
    expect(card).not.toShow('Health: ');
    expect(await ask('history Pixel')).toShow(
      'stage from “Adoption” to “Churned”',
      'left on Fri 20 Nov: “Budget cut”',
    );
    await priya().press(saved, 'account.undo');
    await milepost.app.inFlight.drain();
    expect(await left('Pixel')).toBeNull();
    expect(await ask('Pixel')).toShow('€19k a year', 'renews in');
    expect(await ask('history Pixel')).toShow('took a change back', 'back as a customer');
  });

  it('is asked for by a form that is saved before, with today as the day', async () => {
    const form = await openForm('Quartz');
    await priya().submit(form, { stage: 'Churned', arr: '25000' });
    const asking = await priya().waitForView((view) => fieldsOf(view).includes('leftOn'));
    await priya().submit(asking, { leftBecause: 'They closed <!channel>' });
    await priya().waitForEphemeral((shown) => shown.plain().includes('Quartz is saved'));
    expect(await left('Quartz')).toMatchObject({ on: '2026-11-23', reason: 'They closed <!channel>' });
    expect(await ask('Quartz')).toShow('Churned on Mon 23 Nov: They closed', '€25k a year');
    // Opened again, it shows what is known; with another stage the customer is back.
    const again = await openForm('Quartz');
    expect(JSON.stringify(again.blocks)).toContain('They closed');
    const back = await choose(again, 'Renewal');
    expect(fieldsOf(back)).not.toContain('leftOn');
    await priya().submit(back, {});
    await priya().waitForEphemeral((shown) => shown.plain().includes('Quartz is saved'));
    expect(await left('Quartz')).toBeNull();
    expect(await ask('Quartz')).toShow('renews in');
  });

  it('that an import tells is shown, and not asked for', async () => {
    const row = { account_id: ids['Rubin']!, day: '2026-11-02', reason: 'Price', key: 'churn.csv|1' };
    await use()
      .db.insertInto('churn')
      .values({ workspace_id: milepost.workspaceId, ...row })
      .execute();
    const asking = await choose(await openForm('Rubin'), 'Churned');
    expect(fieldsOf(asking)).not.toContain('leftOn');
    expect(JSON.stringify(asking.blocks)).toContain('Churned on Mon 2 Nov: Price');
    await priya().submit(asking, {});
    await priya().waitForEphemeral((shown) => shown.plain().includes('Rubin is saved'));
    expect(await ask('Rubin')).toShow('Churned on Mon 2 Nov: Price');
  });

  it('is not asked for the reason again that nobody wrote down', async () => {
    const own = { workspace_id: milepost.workspaceId, account_id: ids['Sirius']! };
    const row = { ...own, day: '2026-03-02', key: `stage:${ids['Sirius']}|2026-03-02|left` };
    await use()
      .db.updateTable('account')
      .set({ stage: 'Churned' })
      .where('id', '=', ids['Sirius']!)
      .execute();
    await use().db.insertInto('churn').values(row).execute();
    const form = await openForm('Sirius');
    const reason = form.blocks.find((block) => block['block_id'] === 'leftBecause');
    expect(reason).toMatchObject({ optional: true });
    await priya().submit(form, { arr: '26000' });
    await priya().waitForEphemeral((shown) => shown.plain().includes('Sirius is saved'));
    expect(await left('Sirius')).toMatchObject({ on: '2026-03-02', reason: null });
    // Whoever says another day says why.
    const wrong = await priya().submit(await openForm('Sirius'), { leftOn: '2026-03-03' });
    expect(wrong.errors).toHaveProperty('leftBecause');
  });
});
