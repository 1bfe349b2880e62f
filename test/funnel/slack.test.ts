/** `/cs funnel` as people ask for it and read it. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { makeAccount } from '../accounts/make-account.ts';
import { insertCard, EMPTY } from '../scenarios/support.ts';
import { saveScenario } from '#src/scenarios/service.ts';
import { startHarness, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { marcoOf } from './marco.ts';
import { customers, newcomers, PROGRAM, TODAY, trialAccounts, writeTeam } from './team.ts';

onEachDatabase('the funnel in Slack', (use) => {
  let team: Harness;
  let ids: Record<string, string>;
  beforeAll(async () => {
    team = await startHarness(use(), { program: PROGRAM });
    ids = await writeTeam(use(), team.workspaceId, [...customers(), ...newcomers()]);
  });
  afterAll(() => team.stop());
  const { ask, press } = marcoOf(() => team);

  it('names the bottleneck first, then each milestone with its figures', async () => {
    const shown = await ask('funnel');
    expect(shown).toShow(
      'Success funnel',
      'The bottleneck is “Qualified pipeline”: 50 % within 60 days (27 to 69 %), of 20 accounts that began on it',
      '1. First leads',
      '30 began · 20 reached it · 2 left · 8 open',
      'median 29 days (usual 45) · churn',
      '2. Qualified pipeline · bottleneck',
      '▰▰▰▰▰▱▱▱▱▱ 50 % within the usual 60 days (27 to 69 %) · 50 % within 90 days (27 to 69 %)',
      '20 began · 10 reached it · 3 left · 7 open',
      '10 accounts finished the journey; 0 of them left since',
      'Aalen–Johansen',
    );
    // Nobody is on the trial's journey yet.
    expect(shown).not.toShow('Looked around');
  });

  it('is asked of a segment and since a day, and says that small figures are small', async () => {
    expect(await ask('funnel assisted since 2026-03-01')).toShow(
      'No bottleneck can be named: fewer than 10 accounts began on each milestone',
      'Assisted',
      'what began since Sun 1 Mar',
      '8 began · 7 reached it · 0 left · 1 open · few: take it as a hint',
      'finished the journey since then, whenever they began on it',
    );
    // Those who began on the second one since then, and who finished it: nobody began in August.
    expect(await ask('funnel since 2026-05-20')).toShow('2. Qualified pipeline', 'since then');
  });

  it('looks ahead, and says how good that was', async () => {
    expect(await ask('funnel forecast')).toShow(
      'Forecast',
      'All milestones · 15 open accounts',
      'next 30 days: at least 3.9 (2 to 12) reach it',
      'How good was it? What would have been forecast on Tue 25 Aug, of 9 accounts that were open then',
      'within 90 days: 0 (0 to 8) expected, 0 came: within the interval',
      'the 95 % interval. “At least”: for 9 of them nobody was followed for so long, so that more may come.',
    );
    expect(await ask('funnel forecast assisted')).toShow(
      'All milestones · Assisted · 3 open accounts · few: take it as a hint',
    );
    expect(await ask('funnel forecast since 2026-03-01')).toShow(
      'All milestones · 15 open accounts',
      '“Since Sun 1 Mar” does not apply here: whoever is open counts, whenever they began.',
    );
    expect(await ask('funnel renewals since 2026-03-01')).toShow(
      '2 accounts',
      '“Since Sun 1 Mar” does not apply',
    );
    expect(await ask('funnel renewals')).toShow(
      'Value before renewal',
      '2 accounts (€1.5k) renew before the value is likely there · 4 in time · 5 not known yet · 4 open accounts without a renewal ahead',
      'Newcomer 2',
      '🔴 renewal before value: “First leads” likely by Thu 17 Dec, 10 days at it',
      'Customer 21 · €21k · renews Wed 23 Dec (in 30 days)',
      '⚪ not known yet whether value comes before renewal: “First leads” not foreseeable, 246 days at it',
    );
  });

  it('says where customers leave, as a share and as a rate', async () => {
    expect(await ask('funnel churn')).toShow(
      'Where customers leave',
      'Of 5 accounts that left, 3 were at “Qualified pipeline” · few: take it as a hint',
      '3 left, 60 % of all · 4.3 per 100 account-months (0.9 to 12.5)',
      'After the journey was finished',
      'who came back counts as never gone',
    );
    expect(await ask('funnel churn assisted')).toShow(
      '1 left, 100 % of all · 4.5 per 100 account-months (0.1 to 25.3) · few',
    );
  });

  it('compares groups, and says where that is too little', async () => {
    expect(await ask('funnel by fit')).toShow(
      'Success funnel by fit',
      'Good fit: 100 % within 45 days (76 to 100 %), of 12',
      'Bad fit: 60 % within 45 days (25 to 83 %), of 10',
      'They do not reach it alike fast (log-rank p < 0.001).',
      'Too few to compare: it takes two groups of which 10 accounts each began, and only Good fit has as many.',
      'an association',
    );
    expect(await ask('funnel by sold-by standard')).toShow(
      'Ann',
      'ben',
      'Not said who sold them',
      'Standard',
    );
    expect(await ask('funnel by segment')).toShow('Standard', 'Assisted');
  });

  it('compares the variants of a facilitator that is tested', async () => {
    expect(await ask('funnel by variant')).toShow('No scenario tests two variants of a facilitator yet');
    const cardId = await insertCard(team.deps, team.workspaceId, { accountId: ids['C-01']! });
    const person = await use()
      .db.selectFrom('person')
      .select('id')
      .where('workspace_id', '=', team.workspaceId)
      .executeTakeFirstOrThrow();
    await saveScenario(
      team.deps,
      team.workspaceId,
      {
        scenarioId: team.deps.makeId(),
        cardId,
        version: 0,
        name: 'Weekly digest',
        document: {
          ...EMPTY,
          action: { events: ['tracking_installed'] },
          facilitators: [{ id: '', name: 'Intro video', kind: 'content', event: 'video_seen', effect: 10 }],
        },
      },
      { personId: person.id, today: TODAY },
    );
    expect(await ask('funnel by variant')).toShow(
      'Success funnel by variant',
      'Intro video (Weekly digest)',
      'Qualified pipeline',
      'Variants are drawn by lot',
      'Counted is the milestone at which an account was when it entered the scenario',
    );
    const later = await press(await ask('funnel by variant'), 'Later milestones');
    expect(later).toShow('no account has begun on a milestone after it entered the scenario');
    const [, count = '', variant = ''] =
      /The (\d+) accounts? of (Variant [AB]) that began on Qualified pipeline/.exec(
        JSON.stringify((await ask('funnel by variant')).blocks),
      ) ?? [];
    const seen = await ask('funnel by variant');
    const label = `The ${count} account${count === '1' ? '' : 's'} of ${variant} that began on Qualified pipeline`;
    expect(await press(seen, label)).toShow(`Qualified pipeline: all that began on it · ${variant}`);
    expect(await ask('funnel at:pipeline in:variant:gone:gone:A')).toShow(
      'Of which facilitator shall the variants be compared?',
    );
    expect(await ask('funnel')).toShow('By variant');
  });

  it('tells of free trials', async () => {
    expect(await ask('funnel trials assisted')).toShow(
      'No trial of Free trial has begun',
      '“Assisted” is no segment of free trials',
    );
    await writeTeam(use(), team.workspaceId, trialAccounts());
    expect(await ask('funnel trials')).toShow(
      'Trials: Free trial',
      'a larger share bought after “Looked around” (60 %) than without it (10 %)',
      '30 began · 13 bought · 0 left · 17 open',
      'Looked around · most telling · 20 reached it, 12 of them bought',
      'once reached: 60 % within 21 days (36 to 78 %)',
      'without it: 10 % within 21 days',
      'Counted: who is in Free trial now, and who has bought and was in it before',
    );
    const trials = await ask('funnel trials');
    const bought = await press(trials, 'The 12 accounts that bought after Looked around');
    expect(bought).toShow(
      'Looked around: of the trials that reached it, those that bought',
      'Free trial',
      'Trial 12',
      'reached it on Mon 16 Mar, bought on Sat 21 Mar, 5 days later',
      'More ▶',
    );
    const waiting = await press(trials, 'The 8 accounts that neither bought nor left after Looked around');
    expect(waiting).toShow('Trial 20', 'not bought yet');
    expect(await press(trials, 'The 30 accounts that began in Free trial')).toShow(
      'Trials of Free trial: all of them',
      'Trial 29',
    );
    expect(await ask('funnel trials standard')).toShow(
      '“Standard” is no segment of free trials: these are the trials of Free trial.',
      '30 began',
    );
    expect(await ask('funnel trials since 2026-03-25')).toShow(
      '6 open',
      '14 % within 21 days (1 to 46 %) · few: take it as a hint',
    );
  });

  describe('what it does not understand', () => {
    it.each([
      ['funnel stndard', 'I know no segment “stndard”. Did you mean standard? Try /cs funnel standard'],
      ['funnel since foo', 'I do not understand the date “foo”. Try /cs funnel since 2026-01-01'],
      ['funnel since 2027-01-01', '2027-01-01 lies ahead'],
      ['funnel at:pipelin', 'The program has no milestone “pipelin”. Try /cs funnel at:pipeline'],
      ['funnel trial:lookd', 'The program has no milestone “lookd”. Try /cs funnel trial:looked'],
      ['funnel at:pipeline in:weather:hot', 'I know no segment “in∶weather:hot”'],
      ['funnel finished:inbond', 'The program has no journey “inbond”. Try /cs funnel finished:inbound'],
      [
        'funnel assisted since 2026-11-01',
        'Nobody began on a milestone since Sun 1 Nov in Assisted. Whenever they began: /cs funnel assisted',
      ],
    ])('%s is answered with a line that works', async (typed, words) => {
      expect(await ask(typed)).toShow(words);
    });
  });

  it('shows names as they are, whatever they hold', async () => {
    await makeAccount(use(), team.workspaceId, {
      key: 'E-1',
      name: 'Evil <!channel> *Ltd* & Co',
      segment: 'standard',
      startedOn: TODAY,
    });
    const shown = await ask('funnel at:first-leads:open');
    expect(shown).toShow('Evil', '0 days at it');
    const mrkdwn = JSON.stringify(shown.blocks).match(/"type":"mrkdwn","text":"[^"]*"/g) ?? [];
    expect(mrkdwn.join('')).toContain('*Evil &lt;!channel&gt; ∗Ltd∗ &amp; Co*');
    expect(mrkdwn.join('')).not.toContain('<!channel>');
  });
});

onEachDatabase('the funnel of an empty workspace', (use) => {
  it('says what it takes', async () => {
    const team = await startHarness(use(), { program: null });
    const ask = async (text: string) => (await team.sandbox.as('U0MARCO').command('/cs', text)).nextReply();
    expect(await ask('funnel')).toShow('program');
    await team.stop();
    const other = await startHarness(use(), { program: PROGRAM.replaceAll(/, trial: \{[^}]*\}/g, '') });
    const again = async (text: string) =>
      (await other.sandbox.as('U0MARCO').command('/cs', text)).nextReply();
    expect(await again('funnel')).toShow(
      'No account is on a journey yet: it takes a segment and a start date',
    );
    expect(await again('funnel trials')).toShow('The program has no segment of free trials');
    expect(await again('funnel forecast')).toShow('nothing to forecast');
    expect(await again('funnel renewals')).toShow('Of no open account a renewal lies ahead');
    expect(await again('funnel churn')).toShow('Nobody left while at a milestone');
    expect(await again('funnel by fit')).toShow('of no account it is known whether it fits');
    expect(await again('funnel at:pipeline:open')).toShow('Qualified pipeline: those still open: no account');
    await other.stop();
  });
});
