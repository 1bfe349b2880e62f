/** `/account history` of what features change: the values, before and after. */
import { afterAll, beforeAll, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { writeAudit, type AuditEntry } from '#src/audit/store.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

const REFUSED = { title: 'Ada', author: 'Ada', contactId: 'ada', characters: 40, consent: 'refused' };
const NO_POTENTIALS = { success: null, ascension: null, advocacy: null };
const SCENARIO = {
  trigger: { events: ['opened'], commitment: null },
  action: { events: ['sent'] },
  facilitators: [],
  reward: { catalogue: [], stuckDays: null },
  pricing: { currency: 'EUR', limits: [] },
};

onEachDatabase('the history of an account', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  async function historyOf(entry: Omit<AuditEntry, 'actor'>) {
    const accountId = day.accounts['A-1']!;
    await inTransaction(day.deps, (trx) =>
      writeAudit(day.deps, trx, day.workspaceId, [{ ...entry, actor: 'cli', accountId }]),
    );
    return day.ask(day.marco, '/account history acme');
  }

  it('says when an import or a call found that it left, or came back', async () => {
    expect(await historyOf({ action: 'account.end', after: { on: '2026-11-20', stage: 'Churned' } })).toShow(
      'set down that it left on Fri 20 Nov',
    );
    expect(await historyOf({ action: 'account.return', after: { on: '2026-11-21' } })).toShow(
      'set down that it came back on Sat 21 Nov',
    );
  });

  it('says what an edit of a goal changed, in the words of the card', async () => {
    expect(
      await historyOf({
        action: 'goal.edit',
        before: { contacts: [], requiredOutcome: 'Fewer calls', deadline: null, gains: ['time'] },
        after: {
          contacts: ['ada'],
          requiredOutcome: `Fewer <!here> *calls* ${'and mails '.repeat(20)}`,
          deadline: '2026-12-12',
          gains: ['time', 'money'],
          title: 'Calls',
        },
      }),
    ).toShow(
      'The command line changed the goal “Calls”: People from nothing to “Ada Acme”, Deadline from nothing to Sat 12 Dec, Required Outcome from “Fewer calls” to “Fewer <!here> ∗calls∗ and mails',
      '…”, What they gain from Time to Time, Money',
    );
  });

  it('says that a consent was refused, and never the words of a customer', async () => {
    const granted = { ...REFUSED, characters: 37, consent: 'granted', consentUntil: '2027-02-01' };
    const shown = await historyOf({ action: 'feedback.edit', before: granted, after: REFUSED });
    expect(shown).toShow(
      'Consent from granted to refused, Consent until from 1 Feb 2027 to nothing, The words from 37 characters to 40 characters',
    );
    expect(await historyOf({ action: 'feedback.edit', before: REFUSED, after: REFUSED })).toShow(
      'changed the feedback of “Ada”: the words',
    );
  });

  it('says what an edit of a gap, of a cost or of a scenario changed', async () => {
    expect(
      await historyOf({
        action: 'gap.edit',
        before: { dueOn: '2026-12-01', owner: 'us', bridgeKind: 'training', cardId: null },
        after: {
          dueOn: '2026-12-12',
          owner: 'customer',
          bridgeKind: 'product_change',
          cardId: 'x',
          what: 'SSO',
        },
      }),
    ).toShow(
      'changed the gap “SSO”: Bridged by from Training to Product change, Who does it from us to the customer, By when from Tue 1 Dec to Sat 12 Dec, Goal Card from nothing to “one that is no longer there”',
    );
    expect(
      await historyOf({
        action: 'acquisition.edit',
        before: { spend: 9_800, referredBy: null },
        after: { spend: 99_999, referredBy: day.accounts['G-1'] },
      }),
    ).toShow('Acquisition spend from 9,800 to 99,999, Referred by from nothing to “Globex”');
    expect(
      await historyOf({
        action: 'scenario.edit',
        before: { title: 'Digest', state: 'active', ...SCENARIO },
        after: {
          title: 'Digest',
          state: 'active',
          ...SCENARIO,
          reward: { catalogue: ['A cake'], stuckDays: 7 },
        },
      }),
    ).toShow(
      'changed the scenario “Digest”: Rewards from nothing to “A cake”, Stuck for more than so many days from nothing to “7”',
    );
  });

  it('says how an assessment of fit differs from the one before, and of the first one only what it is', async () => {
    const before = { verdict: 'good_fit', readiness: { spectrum: 67 }, potentials: NO_POTENTIALS };
    const after = {
      title: 'Stretch',
      verdict: 'stretch',
      readiness: { spectrum: null },
      potentials: { ...NO_POTENTIALS, success: { level: 2, reason: '' } },
      extension: { text: 'We import for them', until: '2026-12-12', cost: 4_000 },
    };
    expect(await historyOf({ action: 'fit.assess', before, after })).toShow(
      'assessed the fit “Stretch”: Verdict from Good fit to Stretch, Readiness from 67 of 100 to not known, Success from nothing to medium, The stretch from nothing to “We import for them”, Accepted until from nothing to Sat 12 Dec, It may cost from nothing to 4,000',
    );
    const first = await historyOf({
      action: 'fit.assess',
      before: null,
      after: { ...after, title: 'First' },
    });
    expect(first).toShow('assessed the fit “First”');
    expect(first).not.toShow('the fit “First”:');
  });
});
