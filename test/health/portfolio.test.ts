/** The accounts of a morning, the worst drops first, a page at a time, with what moved them. */
import { it } from 'vitest';
import { portfolioAnswer } from '#blocks/health-portfolio.ts';
import { mrkdwn } from '#blocks/text.ts';
import { readPortfolio, type PortfolioFilter } from '#src/health/portfolio-service.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { makeMetric, makeScorecard, scorecardDocument, programFileWith } from './make-scorecard.ts';
import { makeRig } from './rig.ts';

const MONDAY = '2026-11-16';
const TODAY = '2026-11-23';
const ALL: PortfolioFilter = { segment: null, band: null };

onEachDatabase('the portfolio', (use) => {
  it('lists drops first, what can not be compared last, and tells why', async () => {
    const scorecard = makeScorecard({ account: 100 }, [makeMetric('use', 'account', 100)]);
    const rig = await makeRig(use(), programFileWith(scorecardDocument(scorecard)));
    // By account: what it had a week before, and what it has today.
    const values: Record<string, [number | null, number | null]> = {
      a: [80, 90],
      b: [80, 30],
      c: [80, 80],
      d: [null, 50],
      e: [50, 45],
      f: [null, null],
    };
    for (const [id, [before, after]] of Object.entries(values)) {
      await rig.account(id);
      if (before !== null) await rig.kpi(id, 'use', MONDAY, before);
      if (after !== null) await rig.kpi(id, 'use', TODAY, after);
    }
    await rig.snapshot(MONDAY);
    await rig.snapshot(TODAY);
    const read = (filter: PortfolioFilter, limit = 10, offset = 0) =>
      readPortfolio(use().db, rig.workspaceId, rig.applied(), filter, { limit, offset, today: TODAY });
    const order = async (...args: Parameters<typeof read>) =>
      (await read(...args))!.accounts.map(({ id }) => id);

    expect(await order(ALL)).toEqual(['b', 'e', 'c', 'a', 'd', 'f']);
    expect(await order(ALL, 2)).toEqual(['b', 'e']);
    expect(await order(ALL, 2, 2)).toEqual(['c', 'a']);
    expect(await order(ALL, 2, 4)).toEqual(['d', 'f']);
    expect(await order({ ...ALL, band: 'green' })).toEqual(['c', 'a']);
    expect(await order({ ...ALL, band: 'unknown' })).toEqual(['f']);
    expect(await order({ ...ALL, segment: 'standard' })).toHaveLength(6);
    expect(await order({ ...ALL, segment: 'other' })).toEqual([]);

    const found = await read(ALL);
    expect(found!.accounts[0]).toMatchObject({
      id: 'b',
      score: 3000,
      band: 'red',
      movement: -5000,
      movedSince: MONDAY,
      moves: [{ reason: 'worse', from: 8000, to: 3000, points: -5000 }],
    });
    expect(found!.accounts.at(-2)).toMatchObject({ id: 'd', movement: null, moves: [] });
    expect(found!.counts.toSorted((a, b) => String(a.band).localeCompare(String(b.band)))).toEqual([
      { band: 'green', accounts: 2, unsure: 0, worse: 0, better: 1 },
      { band: null, accounts: 1, unsure: 1, worse: 0, better: 0 },
      { band: 'red', accounts: 1, unsure: 0, worse: 1, better: 0 },
      { band: 'yellow', accounts: 2, unsure: 0, worse: 1, better: 0 },
    ]);
    expect(
      await readPortfolio(use().db, rig.workspaceId, rig.applied(), ALL, {
        limit: 9,
        offset: 0,
        today: '2026-12-24',
      }),
    ).toBeNull();
  });

  it('calls better or worse what people see as such: from half a point on', async () => {
    const scorecard = makeScorecard({ account: 100 }, [makeMetric('use', 'account', 100)]);
    const rig = await makeRig(use(), programFileWith(scorecardDocument(scorecard)));
    const after: Record<string, number> = { a: 79.8, b: 79.5, c: 80.49, d: 80.5, e: 80 };
    for (const [id, value] of Object.entries(after)) {
      await rig.account(id);
      await rig.kpi(id, 'use', MONDAY, 80);
      await rig.kpi(id, 'use', TODAY, value);
    }
    await rig.snapshot(MONDAY);
    await rig.snapshot(TODAY);
    const page = { limit: 10, offset: 0, today: TODAY };
    const found = await readPortfolio(use().db, rig.workspaceId, rig.applied(), ALL, page);
    expect(found!.counts).toEqual([{ band: 'green', accounts: 5, unsure: 0, worse: 1, better: 1 }]);
    const shown = portfolioAnswer({
      ...found!,
      people: new Map(),
      about: '',
      typed: '',
      segment: '',
      band: null,
      sureFrom: 60,
      today: TODAY,
      page: 1,
      hasMore: false,
    });
    const said = JSON.stringify(shown.blocks).match(/(?<=no lead\\n)[^\\]+ since Mon 16 Nov/g);
    expect(said).toEqual([
      '▼ less than 1 point lower since Mon 16 Nov',
      'unchanged since Mon 16 Nov',
      'unchanged since Mon 16 Nov',
      'unchanged since Mon 16 Nov',
      '▲ 80 → 81 since Mon 16 Nov',
    ]);
  });

  it('puts falls by what went missing in front, and never takes it for better', async () => {
    const metrics = ['a', 'b'].map((id) =>
      makeMetric(id, 'account', 50, { name: `The ${id}`, maxAgeDays: 10 }),
    );
    const rig = await makeRig(
      use(),
      programFileWith(scorecardDocument(makeScorecard({ account: 100 }, metrics))),
    );
    // By account: a and b of the week before, of which b is too old by today; and a of today.
    const values: Record<string, [number, number, number]> = {
      // (40 + 90) / 2 = 65 becomes 40.
      falls: [40, 90, 40],
      // (60 + 90) / 2 = 75 becomes 60.
      'falls-less': [60, 90, 60],
      // (60 + 20) / 2 = 40 becomes 60, although nothing got better.
      rises: [60, 20, 60],
      // (60 + 20) / 2 = 40 becomes 50; like for like it is (50 + 20) / 2 = 35.
      'rises-worse': [60, 20, 50],
    };
    for (const [id, [a, b, today]] of Object.entries(values)) {
      await rig.account(id);
      await rig.kpi(id, 'a', MONDAY, a);
      await rig.kpi(id, 'b', '2026-11-10', b);
      await rig.kpi(id, 'a', TODAY, today);
    }
    const { db } = use();
    await db
      .updateTable('account')
      .set({ arr: 48_000, currency: 'EUR', renews_on: '2026-12-05', lead_id: 'p' })
      .where('workspace_id', '=', rig.workspaceId)
      .where('id', '=', 'falls')
      .execute();
    await rig.snapshot(MONDAY);
    await rig.snapshot(TODAY);
    const page = { limit: 10, offset: 0, today: TODAY };
    const found = await readPortfolio(db, rig.workspaceId, rig.applied(), ALL, page);
    expect(found!.accounts.map(({ id, movement }) => [id, movement])).toEqual([
      ['falls', -2_500],
      ['falls-less', -1_500],
      ['rises-worse', -500],
      ['rises', 0],
    ]);
    const shown = portfolioAnswer({
      ...found!,
      people: new Map([['p', mrkdwn`@priya`]]),
      about: '',
      typed: '',
      segment: '',
      band: null,
      sureFrom: 60,
      today: TODAY,
      page: 1,
      hasMore: false,
    });
    const rows = (shown.blocks ?? []).flatMap((block) =>
      block.type === 'section' && block.accessory !== undefined ? [block.text?.text.split('\n')] : [],
    );
    expect(rows).toEqual([
      [
        '*falls* · 🟡 Yellow, 40 of 100 · 50 % known',
        '€48k · renews in\u00A012\u00A0days · with @priya',
        '▼ 65 → 40 since Mon 16 Nov',
        '• −25: went missing, so that the others weigh more: The b',
      ],
      [
        '*falls-less* · 🟡 Yellow, 60 of 100 · 50 % known',
        'no lead',
        '▼ 75 → 60 since Mon 16 Nov, was 🟢 Green',
        '• −15: went missing, so that the others weigh more: The b',
      ],
      [
        '*rises-worse* · 🟡 Yellow, 50 of 100 · 50 % known',
        'no lead',
        '▲ 40 → 50 since Mon 16 Nov; like for like ▼ 5 points lower',
        '• −5: The a got worse (60 → 50)',
        '• +15: went missing, so that the others weigh more: The b',
      ],
      [
        '*rises* · 🟡 Yellow, 60 of 100 · 50 % known',
        'no lead',
        '▲ 40 → 60 since Mon 16 Nov; like for like unchanged',
        '• +20: went missing, so that the others weigh more: The b',
      ],
    ]);
  });
});
