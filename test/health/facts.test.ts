/** What is read to explain the health of one account: as little as its metrics look at, however long it is with us. */
import { it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import type { Metric } from '#src/health/domain.ts';
import { readHealthFacts } from '#src/health/facts-store.ts';
import { needsOf } from '#src/health/values.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { makeMetric } from './make-scorecard.ts';
import { makeRig } from './rig.ts';

const TODAY = '2026-11-23';

onEachDatabase('the facts of an account', (use) => {
  it('are the newest ones alone, of a hundred days of everything', async () => {
    const rig = await makeRig(use());
    const { workspaceId } = rig;
    await rig.account('a');
    const { db } = use();
    for (let ago = 0; ago < 100; ago += 1) {
      const day = addDays(TODAY, -ago);
      await rig.kpi('a', 'seats', day, ago);
      await rig.kpi('a', 'logins', addDays(day, -3), ago);
      const answer = { workspace_id: workspaceId, account_id: 'a', survey: 'nps', value: ago % 10, day };
      await db
        .insertInto('survey_answer')
        .values(
          [null, 'c1', 'c2'].map((contact) => ({
            ...answer,
            id: `${ago} ${contact}`,
            persona: 'user' as const,
            contact_id: contact,
            answered_by: 'customer',
            answered_at: day,
          })),
        )
        .execute();
      const ebr = { workspace_id: workspaceId, account_id: 'a', state: 'held' as const, held_on: day };
      await db
        .insertInto('ebr')
        .values({
          ...ebr,
          id: `e${ago}`,
          decision_maker_there: ago % 2 === 0 ? 0 : 1,
          created_by: '',
          attendees: '[]',
          created_at: '',
        })
        .execute();
    }
    const metrics: Metric[] = [
      makeMetric('seats', 'account', 20),
      makeMetric('logins', 'account', 20),
      makeMetric('nps', 'user', 100, { source: { kind: 'survey', survey: 'nps' }, maxAgeDays: null }),
      makeMetric('there', 'decision_maker', 100, { source: { kind: 'ebr_attendance', last: 3 } }),
    ];
    const found = await readHealthFacts(use(), workspaceId, metrics, needsOf(metrics), 'a', TODAY);
    const { kpis, answers, reviews } = found!.facts;
    expect(kpis).toEqual([
      { kpi: 'seats', day: TODAY, value: 0 },
      { kpi: 'logins', day: addDays(TODAY, -3), value: 0 },
    ]);
    expect(answers.map(({ contactId, day }) => [contactId, day])).toEqual([
      [null, TODAY],
      ['c2', TODAY],
      ['c1', TODAY],
    ]);
    expect(reviews.map(({ day }) => day)).toEqual([TODAY, addDays(TODAY, -1), addDays(TODAY, -2)]);
  });
});
