import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { findAccount } from '#src/accounts/find-service.ts';
import { writeAudit, type AuditEntry } from '#src/audit/store.ts';
import { addNote, createAccount, editAccount } from '#src/accounts/service.ts';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import { changeRole } from '#src/people/service.ts';
import { syncPeople } from '#src/people/slack.ts';
import { createSlackClient } from '#src/app.ts';
import { startHarness, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { makeAccount } from './make-account.ts';

const NO_FIELDS = {
  domain: null,
  segment: null,
  stage: null,
  leadId: null,
  partnerId: null,
  arr: null,
  currency: null,
  startedOn: null,
  renewsOn: null,
  soldBy: null,
};

onEachDatabase('accounts in Slack', (use) => {
  let milepost: Harness;
  const priya = () => milepost.sandbox.as('U0PRIYA');
  const marco = () => milepost.sandbox.as('U0MARCO');

  beforeAll(async () => {
    milepost = await startHarness(use());
    const { deps, workspaceId, sandbox, installations } = milepost;
    const [installation] = await installations.list();
    const client = createSlackClient(deps, sandbox.botToken, sandbox.apiUrl);
    await syncPeople(deps, installation!, client, 'U0PRIYA');
    await changeRole(deps, workspaceId, 'cli', 'U0LENA', 'csm');
    const lead = await personId('U0LENA');
    await makeAccount(use(), workspaceId, {
      name: 'Acme Robotics',
      key: 'A-1',
      segment: 'standard',
      stage: 'Adoption',
      leadId: lead,
      arr: 48_000,
      currency: 'EUR',
      startedOn: '2026-08-21',
      renewsOn: '2027-01-23',
      assessment: { workingOn: 'first-leads', position: 1, since: '2026-08-21' },
    });
    await makeAccount(use(), workspaceId, { name: 'Acme Foods', key: 'A-2', domain: 'acme-foods.com' });
    await makeAccount(use(), workspaceId, {
      name: 'Globex <!channel> *Ltd*',
      key: 'G 1',
      segment: 'standard',
    });
  });
  afterAll(() => milepost.stop());

  async function personId(slackUserId: string): Promise<string> {
    const row = await use()
      .db.selectFrom('person')
      .select('id')
      .where('workspace_id', '=', milepost.workspaceId)
      .where('slack_user_id', '=', slackUserId)
      .executeTakeFirstOrThrow();
    return row.id;
  }

  const ask = async (text: string, who = priya()) => (await who.command('/account', text)).nextReply();

  async function openForm(text: string, who = priya()): Promise<ViewHandle> {
    await who.command('/account', text);
    return who.waitForView((view) => view.submit !== undefined);
  }

  describe('the card', () => {
    it('says what to know of the account', async () => {
      const card = await ask('acme robotics');
      expect(card).toShow(
        'Acme Robotics · Standard · Adoption',
        '🔴 Stuck · 94 days at “First leads” (usual 45) · since Fri 21 Aug',
        '€48k a year · renews in 61 days (23 Jan 2027)',
        'Lead @lena · Partner nobody',
        'No EBR yet',
        'No CTA is open',
      );
      expect(card.ephemeral).toBe(true);
    });

    it('says why an account is not assessed', async () => {
      expect(await ask('show A-2')).toShow('⚪ Not assessed: no segment');
      expect(await ask('show "G 1"')).toShow('⚪ Not assessed: no start date', 'Globex <!channel> ∗Ltd∗');
    });

    it('offers changes only to those who may make them, and can be shared', async () => {
      expect(await ask('show A-1', marco())).not.toShow('Edit');
      const card = await ask('show A-1');
      expect(card).toShow('Edit');
      await priya().press(card, 'verb.share');
      const shared = await milepost.sandbox
        .channel('cs-daily')
        .waitFor((message) => message.plain().includes('Stuck'));
      expect(shared).toShow('Acme Robotics', 'Shared by @priya');
    });

    it('is read with few statements', async () => {
      let statements = 0;
      const counter: KyselyPlugin = {
        transformQuery({ node }) {
          statements += 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      };
      const counted = await startHarness({ ...use(), db: use().db.withPlugin(counter) }, { program: null });
      const lena = counted.sandbox.as('U0LENA');
      await (await lena.command('/account', 'show A-1')).nextReply();
      statements = 0;
      await (await lena.command('/account', 'show A-1')).nextReply();
      await counted.stop();
      // The person, the account by its key, the program's version, the surroundings, contacts, CTAs, goals, gaps, feedback, plays, touchpoints, health.
      expect(statements).toBe(12);
    });
  });

  describe('finding the account', () => {
    it('asks which one is meant, and one press answers', async () => {
      const choice = await ask('show acme');
      expect(choice).toShow('Several accounts fit “acme”', 'Acme Foods', 'Acme Robotics');
      await priya().press(choice, 'verb.replace:0');
      await milepost.app.inFlight.drain();
      expect(priya().ephemerals().at(-1)!).toShow('Acme Foods', 'Not assessed');
    });

    it('says of which verb it asks which one is meant', async () => {
      expect(await ask('show acme')).toShow('Several accounts fit “acme”. Which one?');
      expect(await ask('journey acme')).toShow('Several accounts fit “acme”. Which one’s journey?');
      expect(await ask('edit acme')).toShow('Several accounts fit “acme”. Which one for /account edit?');
    });

    it('offers the closest spelling once, as buttons that work', async () => {
      expect(await ask('show acmee robtics')).toShow('I know no account “acmee robtics”');
      const answer = await ask('history acme robotcs');
      expect(answer).toShow('Did you mean Acme Robotics?');
      expect(answer).not.toShow('Try');
      await priya().press(answer, 'verb.replace:0');
      await milepost.app.inFlight.drain();
      expect(priya().ephemerals().at(-1)!).toShow('Acme Robotics: nothing was written down yet');
      expect(await ask('show zzzzzz')).toShow('I know no account “zzzzzz”', '/account list');
    });

    it('understands the verb behind the account', async () => {
      expect(await ask('acme robotics HISTORY')).toShow('Acme Robotics: nothing was written down yet');
      expect(await ask('acmee robotics history')).toShow(
        'I know no account “acmee robotics”. Did you mean Acme Robotics?',
      );
      expect(await ask('acme robotics note They moved the new list to May')).toShow(
        'Noted for Acme Robotics.',
      );
      expect(await ask('A-1')).toShow('Last note', 'They moved the new list to May');
    });

    it('takes a first word for a verb that does not exist, where the rest is an account', async () => {
      const answer = await ask('frobnicate acme');
      expect(answer).toShow('I do not know “frobnicate”.', 'Try /account acme', '/account help');
      expect(await ask('histroyy acme robotics')).toShow(
        'I do not know “histroyy”. Did you mean history? Try /account history acme robotics',
      );
      expect(await ask('qwertyuiop zzzzzz')).toShow('I know no account “qwertyuiop zzzzzz”');
    });

    it('is shown in help by an account that exists', async () => {
      expect(await ask('help')).toShow('a name, a domain or a key: /account Acme Robotics');
      expect(await ask('note')).toShow('Try /account note "Acme Robotics" Their new head of sales');
      expect(await ask('journey')).toShow('Try /account journey Acme Robotics');
    });

    it('knows a domain, however it is typed', async () => {
      expect(await ask('show https://www.ACME-foods.com/')).toShow('Acme Foods');
    });
  });

  describe('a new account', () => {
    it('is written down by a form, with its history and its mark for the assessment', async () => {
      const form = await openForm('new Initech', milepost.sandbox.as('U0LENA'));
      const result = await milepost.sandbox.as('U0LENA').submit(form, {
        domain: 'https://www.Initech.com/about',
        segment: 'standard',
        stage: 'Implementation',
        partnerId: 'U0MARCO',
        arr: '12000.5',
        currency: 'usd',
        startedOn: '2026-11-01',
      });
      expect(result.action).toBe('close');
      expect(
        await milepost.sandbox.as('U0LENA').waitForEphemeral((shown) => shown.plain().includes('Initech')),
      ).toShow('Initech is written down.');
      const found = await findAccount(use(), milepost.workspaceId, 'initech.com');
      expect(found).toMatchObject({
        kind: 'one',
        account: {
          key: 'initech',
          name: 'Initech',
          domain: 'initech.com',
          arr: 12_000.5,
          currency: 'USD',
          leadId: await personId('U0LENA'),
        },
      });
      const marked = await use()
        .db.selectFrom('stale_account')
        .select('account_id')
        .where('workspace_id', '=', milepost.workspaceId)
        .execute();
      expect(marked.map((row) => row.account_id)).toContain(found.kind === 'one' ? found.account.id : '');
      expect(await ask('history initech')).toShow('@lena wrote down the account');
    });

    it('needs a name of its own and good fields', async () => {
      const form = await openForm('new');
      const twice = await priya().submit(form, { name: 'ácme  FOODS', domain: 'nonsense', currency: 'eu' });
      expect(twice.errors).toEqual({
        domain: 'A domain looks like acme.com',
        currency: 'A currency has three letters, such as EUR',
      });
      const named = await priya().submit(priya().view()!, { domain: '', currency: '' });
      expect(named.errors).toEqual({
        name: 'There is “Acme Foods” already (key A-2). Add what tells them apart.',
      });
      await priya().close(priya().view()!);
    });

    it('is not for viewers', async () => {
      expect(await ask('new Umbrella', marco())).toShow('This needs the role csm; yours is viewer', '@priya');
    });
  });

  describe('an edit', () => {
    it('shows what is known, saves what changed, and can be taken back', async () => {
      const form = await openForm('edit A-2');
      await priya().submit(form, { stage: 'Renewal', arr: '900', leadId: 'U0LENA' });
      const saved = await priya().waitForEphemeral((message) =>
        message.plain().includes('Acme Foods is saved'),
      );
      expect(await ask('history acme foods')).toShow(
        '@priya changed stage from nothing to “Renewal”, lead from nothing to @lena, ARR from nothing to 900',
      );
      await priya().press(saved, 'account.undo');
      await milepost.app.inFlight.drain();
      expect(await ask('show A-2')).not.toShow('Renewal', '@lena');
      expect(await ask('history acme foods')).toShow('took a change back');
    });

    it('can not be taken back after a minute', async () => {
      const form = await openForm('edit A-2');
      await priya().submit(form, { stage: 'Change' });
      const saved = await priya().waitForEphemeral(
        (message) => message.blocks.length > 0 && message.plain().includes('Undo'),
      );
      milepost.setNow(new Date('2026-11-23T09:01:01Z'));
      await priya().press(saved, 'account.undo');
      await milepost.app.inFlight.drain();
      expect(priya().ephemerals().at(-1)!).toShow('for a minute');
      milepost.setNow(new Date('2026-11-23T09:00:00Z'));
    });

    it('on old values is refused, and says who was faster', async () => {
      const form = await openForm('edit A-1');
      const found = await findAccount(use(), milepost.workspaceId, 'A-1');
      if (found.kind !== 'one') throw new Error('not found');
      await editAccount(milepost.deps, milepost.workspaceId, await personId('U0LENA'), {
        id: found.account.id,
        version: found.account.version,
        fields: { ...found.account, arr: 50_000 },
      });
      const result = await priya().submit(form, { stage: 'Renewal' });
      expect(result.errors['name']).toContain('Changed meanwhile by Lena Hoff');
      await priya().close(priya().view()!);
    });
  });

  describe('a note', () => {
    it('is written behind the name, or in a form', async () => {
      expect(await ask('note acme robotics They hired a *new* head of sales')).toShow(
        'Noted for Acme Robotics',
      );
      const form = await openForm('note A-2');
      await priya().submit(form, { text: 'First line\n> second line' });
      await priya().waitForEphemeral((message) => message.plain().includes('Noted.'));
      expect(await ask('show A-1')).toShow('Last note', 'They hired a ∗new∗ head of sales');
      expect(await ask('history A-2')).toShow('@priya noted:', 'First line');
    });

    it('keeps its text when several accounts fit', async () => {
      const choice = await ask('note acme renewal talk went well');
      expect(choice).toShow('Several accounts fit “acme”');
      await priya().press(choice, 'verb.replace:1');
      await milepost.app.inFlight.drain();
      expect(priya().ephemerals().at(-1)!).toShow('Noted for Acme Robotics');
      expect(await ask('show A-1')).toShow('renewal talk went well');
    });
  });

  describe('the list', () => {
    it('shows one’s own accounts, or others by a word', async () => {
      expect(await ask('list', milepost.sandbox.as('U0LENA'))).toShow(
        'Your accounts',
        'Acme Robotics',
        'Stuck',
      );
      expect(await ask('list all')).toShow('Acme Foods', 'Globex', 'Not assessed');
      expect(await ask('list adoption')).toShow('All accounts in Adoption', 'Acme Robotics');
      expect(await ask('list churned')).toShow('none');
      const unassessed = await ask('list unassessed');
      expect(unassessed).toShow('All accounts that are not assessed', 'Acme Foods', 'Globex');
      expect(unassessed).not.toShow('Acme Robotics');
      expect(await ask('list due')).toShow('none');
      expect(await ask('list adoptoin')).toShow('Did you mean Adoption?', '/account list Adoption');
    });

    it('of a verdict holds every stage, and who was never assessed is of unknown fit', async () => {
      const judge = (key: string, fit: string, stage: string | null) =>
        use().db.updateTable('account').set({ fit, stage }).where('key', '=', key).execute();
      await judge('A-1', 'bad_fit', 'Adoption');
      await judge('A-2', 'bad_fit', 'Discovery');
      for (const typed of ['bad_fit', 'bad fit', 'Bad-Fit', 'all bad fits'])
        expect(await ask(`list ${typed}`)).toShow(
          'All accounts that are a bad fit',
          'Acme Robotics',
          'Acme Foods',
        );
      expect(await ask('list bad fit')).not.toShow('Globex');
      expect(await ask('list discovery bad fit')).not.toShow('Acme Robotics');
      expect(await ask('list stretch')).toShow('All accounts that are a stretch: none.');
      expect(await ask('list unknown fit')).toShow('All accounts of which the fit is not known', 'Globex');
      expect(await ask('list bad_fti')).toShow('Did you mean bad_fit?', '/account list bad_fit');
      await judge('A-2', 'unknown', null);
      expect(await ask('list unknown_fit')).toShow('Acme Foods');
    });

    it('turns pages by a press, both ways', async () => {
      const { workspaceId } = milepost;
      for (let index = 10; index < 30; index += 1) {
        await makeAccount(use(), workspaceId, {
          name: `Paged ${index}`,
          key: `P-${index}`,
          stage: 'Selection',
        });
      }
      const first = await ask('list selection');
      expect(first).toShow('Paged 10', 'Paged 17');
      expect(first).not.toShow('Paged 18');
      expect(first).not.toShow('Earlier');
      const names: string[] = [];
      for (const [button, shown] of [
        ['verb.replace:1', 'Paged 25'],
        ['verb.replace:1', 'Paged 29'],
        ['verb.replace:0', 'Paged 18'],
        ['verb.replace:0', 'Paged 10'],
      ] as const) {
        await priya().press(priya().ephemerals().at(-1)!, button);
        await milepost.app.inFlight.drain();
        expect(priya().ephemerals().at(-1)!).toShow(shown);
        names.push(shown);
      }
      expect(priya().ephemerals().at(-1)!).not.toShow('Paged 18');
    });
  });

  it('pages through a long history', async () => {
    const found = await findAccount(use(), milepost.workspaceId, 'G 1');
    if (found.kind !== 'one') throw new Error('not found');
    const { id } = found.account;
    const audit = (entries: AuditEntry[]) =>
      inTransaction(milepost.deps, (trx) => writeAudit(milepost.deps, trx, milepost.workspaceId, entries));
    for (let index = 1; index <= 20; index += 1) {
      await audit([
        { actor: 'milepost', action: 'cta.open', accountId: id, after: { title: `Reason ${index}` } },
      ]);
    }
    await audit([
      {
        actor: 'api',
        action: 'account.update',
        accountId: id,
        before: { lead_id: null },
        after: { lead_id: await personId('U0LENA') },
      },
      {
        actor: await personId('U0LENA'),
        action: 'task.tick',
        accountId: id,
        subjectId: 'kickoff',
        after: { done: true },
      },
    ]);
    const newest = await ask('history "G 1"');
    expect(newest).toShow(
      'The API changed lead from nothing to @lena',
      '@lena ticked the task “Kickoff held”',
    );
    expect(newest).toShow('Milepost opened the CTA “Reason 20”', 'Reason 11”');
    expect(newest).not.toShow('Reason 10”');
    await priya().press(newest, 'verb.replace:0');
    await milepost.app.inFlight.drain();
    expect(priya().ephemerals().at(-1)!).toShow('Reason 10', 'Reason 1');
  });

  it('pages through a history of long notes without leaving one out', async () => {
    const { deps, workspaceId } = milepost;
    const account = await createAccount(deps, workspaceId, 'cli', { ...NO_FIELDS, name: 'Wordy' });
    if (!account.ok) throw new Error('not created');
    for (let index = 1; index <= 6; index += 1) {
      const text = `Note ${index}. ${'long '.repeat(550)}`;
      await addNote(deps, workspaceId, 'cli', { accountId: account.account.id, text });
    }
    const newest = await ask('history wordy');
    expect(newest).toShow('Note 6', 'Note 4');
    expect(newest).not.toShow('Note 1.');
    await priya().press(newest, 'verb.replace:0');
    await milepost.app.inFlight.drain();
    const older = priya().ephemerals().at(-1)!;
    for (let index = 1; index <= 6; index += 1) {
      expect(`${newest.plain()}${older.plain()}`).toContain(`Note ${index}.`);
    }
    expect(older).toShow('wrote down the account');
    expect(older).not.toShow('Older');
  });
});
