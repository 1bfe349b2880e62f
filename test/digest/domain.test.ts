/** What the digest says of what it is given, worked out by hand. */
import { describe, expect, it } from 'vitest';
import { digestMessage, digestReplies } from '#blocks/digest-message.ts';
import { isOverdue } from '#src/actions/domain.ts';
import { agendaOf, isQuiet, SECTION_IDS, sumSold, withPeople, type OverdueOf } from '#src/digest/domain.ts';
import { pointsWords } from '#src/digest/words.ts';
import { digestOf, digestWith, LENA, named, TODAY } from './make-digest.ts';
import { action, textOf } from './told.ts';

const reached = (name: string) => ({
  ...named(name),
  milestoneId: 'first-leads',
  milestone: 'First leads',
  value: 'Strangers raised their hand',
  on: '2026-11-20',
  words: '50 leads a month',
});

describe('a quiet week', () => {
  it('takes one line for all sections, and no reply but the agenda', () => {
    const digest = digestWith();
    expect(SECTION_IDS.every((id) => isQuiet(digest, id))).toBe(true);
    const told = textOf(digestMessage(digest));
    expect(told).toContain(
      'Nothing to tell this week: 1. Customers first · 2. Customer success · 3. Sales and marketing · 4. Product · 5. Decisions',
    );
    expect(digestMessage(digest).text.value).toContain('a quiet week');
    expect(digestReplies(digest).map(textOf)).toEqual(['*Agenda* · nothing of this week needs a meeting']);
    expect(agendaOf(digest)).toEqual([]);
  });

  it('is not quiet where one thing is told', () => {
    const digest = digestOf(1, 'Acme');
    expect(SECTION_IDS.filter((id) => isQuiet(digest, id))).toEqual([]);
  });
});

describe('the message', () => {
  it('names customers first, each with why', () => {
    const message = digestMessage(
      digestWith({
        customers: {
          reached: { total: 3, accounts: [reached('Acme'), reached('Bolt'), reached('Cora')] },
          slipped: { total: 1, accounts: [{ ...named('Dune'), milestones: ['Pipeline'] }] },
          atRisk: {
            total: 1,
            accounts: [
              {
                ...named('Echo'),
                band: 'red',
                before: 'yellow',
                score: 3_149,
                renewsOn: '2026-12-04',
                passedOn: null,
                why: [{ what: 'Weekly use', value: '20', points: 'costs 40 points' }],
              },
            ],
          },
          renewals: {
            total: 1,
            accounts: [
              { ...named('Fox'), milestone: 'First leads', renewsOn: '2026-12-12', likelyOn: '2026-12-15' },
            ],
            arr: [{ currency: 'EUR', amount: 48_000 }],
          },
          left: {
            total: 1,
            accounts: [
              {
                ...named('Golf'),
                on: '2026-11-20',
                reason: 'pricing',
                note: null,
                milestone: 'First leads',
              },
            ],
            arr: [{ currency: 'EUR', amount: 48_000 }],
          },
        },
      }),
    );
    expect(message.text.value).toContain('3 reached a milestone, 1 slipped, 1 at risk, 1 left');
    const told = textOf(message);
    expect(told).toContain('*Acme* “First leads”, *Bolt* “First leads” and 1 more');
    expect(told).toContain('*A story to tell* · *Acme*. They wanted: “50 leads a month”');
    expect(told).toContain('*Dune* on “Pipeline”');
    expect(told).toContain('*Echo* (€48k) 🔴 Red, renews Fri 4 Dec: Weekly use: 20');
    expect(told).not.toContain('costs 40');
    expect(told).toContain('*Fox* on Sat 12 Dec, €48k a year');
    expect(told).toContain('*Golf* (pricing), €48k a year');
  });

  it('opens with what earlier meetings decided', () => {
    const actions = [
      action('Call Echo', { dueOn: '2026-11-20' }),
      action('Write to Fox'),
      action('Fix the import', { state: 'done', closedOn: '2026-11-18' }),
      action('No more discounts', {
        kind: 'decision',
        state: 'decided',
        owner: null,
        dueOn: null,
        closedOn: TODAY,
      }),
    ];
    const told = textOf(digestMessage(digestWith({}, { actions })));
    expect(told).toContain(
      '*What we said we would do* · 1 done, 1\u00A0decision, 2 open, 1 of them overdue: “Call Echo” (<@U0LENA>, due Fri 20 Nov)',
    );
    expect(actions.map((one) => isOverdue(one, TODAY))).toEqual([true, false, false, false]);
    // What is due today is not late yet.
    expect(isOverdue(action('Today', { dueOn: TODAY }), TODAY)).toBe(false);
  });

  it('shows comments, and names those that are missing', () => {
    const digest = withPeople(
      digestWith(),
      new Map([
        ['customers', { owner: LENA, comment: { by: LENA, text: 'Acme is a story' } }],
        ['product', { owner: LENA, comment: 'missing' }],
        ['sales', { owner: LENA, comment: null }],
      ]),
    );
    const told = textOf(digestMessage(digest));
    expect(told).toContain('💬 <@U0LENA>: “Acme is a story”');
    expect(told).toContain('No word from <@U0LENA> on product');
    expect(told).not.toContain('on sales');
    // What nobody comments on and has nothing to tell takes no room of its own.
    expect(told).toContain('*4. Product* · nothing to tell this week');
    expect(told).toContain(
      'Nothing to tell this week: 2. Customer success · 3. Sales and marketing · 5. Decisions',
    );
  });

  it('says what is overdue, each thing once, with what is late longest', () => {
    const item = (what: string, dueOn: string, account: string | null, owner: typeof LENA | null = LENA) => ({
      what,
      dueOn,
      account,
      owner,
    });
    const overdue: OverdueOf[] = [
      { kind: 'action', total: 1, ofNobody: 0, items: [item('Call Echo', '2026-11-20', null)], byOwner: [] },
      {
        kind: 'step',
        total: 2,
        ofNobody: 1,
        items: [item('Call (Save it)', '2026-11-18', 'Fox', null)],
        byOwner: [],
      },
      {
        kind: 'customer',
        total: 3,
        ofNobody: 0,
        items: [item('Name an owner', '2026-11-01', 'Golf', null)],
        byOwner: [],
      },
    ];
    const digest = digestWith({ decisions: { overdue } });
    const told = textOf(digestMessage(digest)).replaceAll('\u00A0', ' ');
    expect(told).toContain(
      '*Overdue: 6* · 1 action of this meeting · 2 steps of plays · 3 by customers; 1 of them with nobody',
    );
    expect(told).toContain('*Late longest of the others* · *Golf* “Name an owner” (22 days late)');
    const thread = digestReplies(digest).map(textOf).join('\n').replaceAll('\u00A0', ' ');
    expect(thread).toContain(
      '*Overdue: 3 by customers*\n• *Golf* “Name an owner” · due Sun 1 Nov, 22 days late\nand 2 more',
    );
    // Actions and steps are named where they are told of.
    expect(thread).not.toContain('*Overdue: 2');
    expect(agendaOf(digest).find(({ about }) => about === 'overdue')).toMatchObject({
      names: ['Golf: Name an owner', 'Fox: Call (Save it)'],
      total: 5,
    });
  });

  it('says of plays what was done in time, what is late, and with whom', () => {
    const plays = { running: 12, done: 3, inTime: 2, late: 5, ofNobody: 1, forData: 2 };
    const steps = [{ what: 'Call (Save it)', dueOn: '2026-11-18', account: 'Fox', owner: null }];
    const digest = digestWith({ success: { plays: { ...plays, steps, byOwner: [] } } });
    expect(textOf(digestMessage(digest))).toContain('*Plays* · 3 done, 2 in time · 5 of 12 late');
    expect(digestReplies(digest).map(textOf).join('\n').replaceAll('\u00A0', ' ')).toContain(
      '*Late steps of plays* · 5, 1 of them with nobody, 2 for missing data\n• *Fox* “Call (Save it)” · nobody · due Wed 18 Nov, 5 days late\nand 4 more',
    );
  });

  it('says of one that is told late what is not as of its day', () => {
    const late = textOf(digestMessage(digestWith({}, { toldOn: '2026-11-25' })));
    expect(late).toMatch(
      /Told on Wed 25 Nov: what customers pay.* are as of then, all else as of Mon 23 Nov/,
    );
    expect(textOf(digestMessage(digestWith()))).not.toContain('Told on');
  });

  it('names the days of its week', () => {
    expect(textOf(digestMessage(digestWith()))).toContain('Mon 16 Nov to Sun 22 Nov');
  });

  it('tells the year where it is told in another one', () => {
    const told = digestMessage(digestWith({}, { toldOn: '2027-01-04' }));
    expect(told.blocks[0]).toMatchObject({ text: { text: 'Customers this week · 23 Nov 2026' } });
    expect(digestMessage(digestWith()).blocks[0]).toMatchObject({
      text: { text: 'Customers this week · Mon 23 Nov' },
    });
  });

  it('compares those who began lately with those of a week and a quarter ago', () => {
    const line = digestOf(12, 'Habit').sections.success.facts.milestones[0]!;
    const milestones = [{ ...line, few: false, conversion: { ...line.conversion!, beyond: false } }];
    const told = (weekAgo: number | null, quarterAgo: number | null, now: number | null = 0.6) =>
      textOf(
        digestMessage(
          digestWith({
            success: {
              milestones: [{ ...milestones[0]!, lately: { now, weekAgo, quarterAgo } }],
              bottleneck: line,
            },
          }),
        ),
      );
    expect(told(0.61, 0.57)).toContain(
      '“Habit 0”: 41\u00A0% within 45\u00A0days (30 to 50\u00A0%) · lately −1 point on last week, +3 points on the quarter before',
    );
    expect(told(0.6, 0.6)).toContain('no change on last week and on the quarter before');
    expect(told(null, null)).not.toContain('lately');
    // Too few of late.
    expect(told(0.3, 0.3, null)).not.toContain('lately');
  });
});

describe('the agenda', () => {
  it('has decisions first, then the customers by name, and a close', () => {
    const digest = digestWith(
      {
        customers: {
          reached: { total: 5, accounts: ['Acme', 'Bolt', 'Cora', 'Dune'].map(reached) },
          left: {
            total: 1,
            accounts: [{ ...named('Golf'), on: TODAY, reason: null, note: null, milestone: null }],
            arr: [],
          },
        },
        decisions: {
          fitLimits: { total: 1, accounts: [{ ...named('Kilo'), until: '2026-11-01' }] },
        },
      },
      { actions: [action('Write to Fox'), action('Call Echo', { dueOn: '2026-11-20' })] },
    );
    expect(agendaOf(digest)).toEqual([
      { about: 'actions', minutes: 5, names: ['Call Echo', 'Write to Fox'], total: 2 },
      { about: 'decisions', minutes: 10, names: ['Kilo'], total: 1 },
      { about: 'story', minutes: 5, names: ['Acme', 'Bolt', 'Cora'], total: 5 },
      { about: 'left', minutes: 5, names: ['Golf'], total: 1 },
      { about: 'close', minutes: 5, names: [], total: 0 },
    ]);
    expect(textOf(digestReplies(digest).at(-1)!)).toContain(
      '*Agenda* · 30 minutes\n1. *5 min* What we said we would do',
    );
  });

  it('names an account once that is at risk and renews', () => {
    const digest = digestOf(1, 'Acme');
    expect(agendaOf(digest).find(({ about }) => about === 'risk')).toMatchObject({
      names: ['Acme 0'],
      total: 1,
    });
    expect(textOf(digestReplies(digest).at(-1)!)).toMatch(/At risk.* – Acme 0\n/);
  });

  it('does not say how many more are at risk or renew where it names some of each alone', () => {
    const digest = digestOf(40, 'Acme');
    expect(agendaOf(digest).find(({ about }) => about === 'risk')).toMatchObject({
      names: ['Acme 0', 'Acme 1', 'Acme 2'],
      total: null,
    });
    expect(textOf(digestReplies(digest).at(-1)!)).toContain('– Acme 0, Acme 1, Acme 2 and more\n');
  });
});

describe('figures', () => {
  it('are summed by verdict', () => {
    const group = { soldBy: 'Ann', good: 1, stretch: 2, bad: 3, unknown: 4 };
    expect(sumSold([group, { ...group, soldBy: null }])).toEqual({
      good: 2,
      stretch: 4,
      bad: 6,
      unknown: 8,
      all: 20,
    });
  });

  it.each([
    [0.414, 0.42, '−1 point'],
    [0.5, 0.5, 'no change'],
    [0.5, 0.35, '+15 points'],
    // As people read them: 41 % and 42 %.
    [0.4149, 0.4151, '−1 point'],
  ])('of %s, before %s, are %s', (now, before, words) => {
    expect(pointsWords(now, before)).toBe(words);
  });
});
