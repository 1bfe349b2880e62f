/** What a morning's messages hold, whatever is in them, and how they are worded. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallbackText } from '#blocks/build.ts';
import { limits, textLength } from '#blocks/limits.ts';
import {
  morningInOne,
  morningMessage,
  morningMessages,
  quietMorning,
  type MorningMessage,
} from '#blocks/morning-list.ts';
import { judgeMessageBlocks } from '#src/sandbox/validate/surfaces.ts';
import {
  hasSomethingToSay,
  type MorningList,
  type MorningRow,
  type MorningSummary,
} from '#src/morning/domain.ts';
import { hasSampleData, readSampleJson } from '../support/sample-data.ts';
import { anyLater, anyList, NOW, TODAY } from './rows.ts';
import { runs } from '../support/fuzz.ts';

const MOMENT = { now: NOW, today: TODAY };

describe('the messages of any list', () => {
  it('stay within Slack’s limits and show each row once, in order', () => {
    fc.assert(
      fc.property(anyList(2_000), (list) => {
        const messages = morningMessages(list, MOMENT);
        const alone = [quietMorning(list, MOMENT), morningInOne(list, MOMENT)];
        for (const message of [...messages, ...alone]) expectAccepted(message);
        expect(messages.flatMap(({ ctaIds }) => ctaIds)).toEqual(list.rows.map(({ ctaId }) => ctaId));
        expect(messages.flatMap(({ blocks }) => pressable(blocks))).toEqual(
          list.rows.filter(isPressable).map(({ ctaId }) => ctaId),
        );
      }),
      { numRuns: runs(40) },
    );
  });

  it('still fit when shown anew, whatever was pressed and whoever owns the accounts by then', () => {
    fc.assert(
      fc.property(anyList(200), anyLater(), (list, later) => {
        for (const [position, { ctaIds }] of morningMessages(list, MOMENT).entries()) {
          const rows = later(list.rows.filter(({ ctaId }) => ctaIds.includes(ctaId)));
          const message = morningMessage({ ...list, rows }, position, MOMENT);
          expectAccepted(message);
          expect(message.ctaIds).toEqual(ctaIds);
          expect(pressable(message.blocks)).toEqual(rows.filter(isPressable).map(({ ctaId }) => ctaId));
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('let nothing come alive that somebody typed', () => {
    fc.assert(
      fc.property(anyList(60), (list) => {
        const messages =
          list.rows.length === 0 ? [quietMorning(list, MOMENT)] : morningMessages(list, MOMENT);
        for (const { headline, blocks } of messages) {
          const texts = [fallbackText(headline), ...mrkdwnTexts(blocks)];
          expect(texts.flatMap(liveParts)).toEqual([]);
        }
      }),
      { numRuns: runs(80) },
    );
  });

  it('are few: a message is filled before the next one begins', () => {
    const rows = Array.from({ length: 200 }, (_, index) =>
      review({ ctaId: `C${index}`, accountId: `A${index}` }),
    );
    const messages = morningMessages(makeList(rows), MOMENT);
    expect(messages.length).toBeLessThanOrEqual(11);
    expect(messages.slice(1, -1).every(({ ctaIds }) => ctaIds.length >= 18)).toBe(true);
  });
});

describe('the headline', () => {
  const headlineOf = (summary: Partial<MorningSummary>, date = TODAY) =>
    morningMessages({ ...makeList([review()], summary), date }, MOMENT)[0]?.headline.value.replaceAll(
      '\u00A0',
      ' ',
    );

  it.each([
    [{ due: 1, isNew: 0 }, '*1 account needs an EBR*'],
    [
      { due: 12, isNew: 3, resolved: 2, previousDate: '2026-11-20' },
      '*12 accounts need an EBR* · 3 new · 2 resolved since Friday',
    ],
    [
      { due: 1_200, isNew: 1, resolved: 1, previousDate: '2026-11-22' },
      '*1,200 accounts need an EBR* · 1 new · 1 resolved since yesterday',
    ],
    [
      { due: 2, isNew: 1, resolved: 1, previousDate: '2026-11-03' },
      '*2 accounts need an EBR* · 1 new · 1 resolved since Tue 3 Nov',
    ],
    [
      { due: 2, isNew: 1, resolved: 1, previousDate: '2025-11-03' },
      '*2 accounts need an EBR* · 1 new · 1 resolved since 3 Nov 2025',
    ],
    [{ due: 2, isNew: null }, '*2 accounts need an EBR*'],
    [{ due: 2, isNew: null, planItems: 1 }, '*2 accounts need an EBR* · 1 plan item is due'],
    [{ due: 0, planItems: 2 }, 'No account needs an EBR today. 2 plan items are due.'],
    [{ due: 12, isNew: 3, others: 2 }, '*12 accounts need an EBR* · 3 new · 2 other CTAs'],
    [
      { due: 2, isNew: null, others: 1, planItems: 1 },
      '*2 accounts need an EBR* · 1 other CTA · 1 plan item is due',
    ],
    [{ due: 0, others: 1 }, 'No account needs an EBR today. 1 other CTA is open.'],
    [
      { due: 0, others: 1_200, planItems: 1 },
      'No account needs an EBR today. 1,200 other CTAs are open. 1 plan item is due.',
    ],
  ])('says %j as “%s”', (summary, expected) => {
    expect(headlineOf(summary)).toBe(expected);
  });

  it('names the date of a list that comes late', () => {
    expect(headlineOf({ due: 0, resolved: 1, previousDate: '2026-11-18' }, '2026-11-20')).toBe(
      'No account needs an EBR on Fri 20 Nov. 1 was resolved since Wednesday.',
    );
    expect(headlineOf({ due: 3, isNew: 1, resolved: 1, previousDate: '2026-11-19' }, '2026-11-20')).toBe(
      '*3 accounts need an EBR* · 1 new · 1 resolved since Thursday',
    );
  });

  it('is the one line of a day with nothing on the list', () => {
    const line = (summary: Partial<MorningSummary>) =>
      quietMorning(makeList([], { due: 0, ...summary }), MOMENT).headline.value;
    expect(line({})).toBe('No account needs an EBR today.');
    expect(line({ resolved: 1, previousDate: '2026-11-22' })).toBe(
      'No account needs an EBR today. 1 was resolved since yesterday.',
    );
    expect(line({ resolved: 2, previousDate: '2026-11-20' })).toBe(
      'No account needs an EBR today. 2 were resolved since Friday.',
    );
  });
});

describe('the rows', () => {
  const shown = (list: MorningList) =>
    mrkdwnTexts(morningMessages(list, MOMENT)[0]!.blocks).join('\n').replaceAll('\u00A0', ' ');

  it('mark those that are new since the last list, and none on the first list', () => {
    const rows = [
      review({ ctaId: 'C1', accountId: 'A1', accountName: 'Acme', openedOn: TODAY }),
      review({ ctaId: 'C2', accountId: 'A2', accountName: 'Bluebird', openedOn: '2026-11-20' }),
    ];
    const text = shown(makeList(rows, { previousDate: '2026-11-20', isNew: 1 }));
    expect(text).toContain('🆕 *Acme*');
    expect(text).not.toContain('🆕 *Bluebird*');
    expect(shown(makeList(rows))).not.toContain('🆕');
  });

  it('stand under their owner with the owner’s figure, but without it where the list goes on in the thread', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      review({ ctaId: `C${index}`, accountId: `A${index}` }),
    );
    expect(shown(makeList([review()]))).toContain('*Priya Nair* · 1');
    expect(shown(makeList(many))).toMatch(/^\*Priya Nair\*$/m);
  });

  const other = (change: Partial<MorningRow> = {}) =>
    review({ type: 'check_in', title: 'A milestone slipped', dueOn: '2026-11-27', ruleId: null, ...change });
  const blocksOf = (list: MorningList) => morningMessages(list, MOMENT)[0]!.blocks;

  it('of other CTAs stand under their owner after all reviews, in one line with a menu each', () => {
    const lena = { id: 'P2', name: 'Lena Vogt', slackUserId: null };
    const rows = [
      review(),
      other({ ctaId: 'C1', accountName: 'Bluebird', dueOn: '2026-11-20' }),
      other({ ctaId: 'C2', accountName: 'Globex', title: 'The moment for “Weekly digest”' }),
      other({
        ctaId: 'C3',
        accountName: 'Initech',
        owner: lena,
        dueOn: null,
        state: 'claimed',
        claimedBy: lena,
      }),
    ];
    const text = shown(makeList(rows, { due: 1, others: 4, othersFolded: 1 }));
    expect(text).toContain('*Priya Nair* · 2 other CTAs');
    expect(text).toContain('*Bluebird*   A milestone slipped · due Fri 20 Nov · late');
    expect(text).toContain('*Globex*   The moment for “Weekly digest” · due Fri 27 Nov');
    expect(text).toContain('*Lena Vogt* · 1 other CTA');
    expect(text).toContain('*Initech*   A milestone slipped · ✋ claimed by Lena Vogt');
    const menus = blocksOf(makeList(rows)).flatMap((block) =>
      'accessory' in block && block.accessory?.type === 'overflow'
        ? [block.accessory.options.map((option) => option.text.text).join(' ')]
        : [],
    );
    expect(menus).toEqual([
      'Claim Done Snooze Dismiss Open',
      'Claim Done Snooze Dismiss Open',
      'Done Snooze Dismiss Open',
    ]);
  });

  it('of another CTA say why, where a rule opened it', () => {
    const listedBy = [
      {
        rule: 'slipped-back',
        name: 'A milestone slipped',
        listed: true,
        holdsOn: TODAY,
        remark: null,
        clauses: [
          {
            kind: 'slipped' as const,
            test: { kind: 'slipped' as const, is: true },
            negated: false,
            clause: 'a milestone has slipped',
            actual: 'slipped on “First leads”',
            holds: true,
            holdsOn: TODAY,
          },
        ],
      },
    ];
    expect(shown(makeList([other({ ruleId: 'slipped-back', listedBy })]))).toContain(
      '*Acme Robotics*   A milestone slipped · slipped on “First leads” · due Fri 27 Nov',
    );
  });

  it('of a review tell the account’s other CTAs, and keep telling them when it is off the list', () => {
    const also = [other({ ruleId: 'slipped-back' }), other({ title: 'Confirm the goal', dueOn: null })];
    const line = 'also: A milestone slipped, due Fri 27 Nov · Confirm the goal';
    expect(shown(makeList([review({ also })]))).toContain(line);
    const more = [...also, other(), other()];
    expect(shown(makeList([review({ also: more })]))).toContain(`${line} · 2 more`);
    const dismissed = review({ also, state: 'dismissed', reason: 'merged' });
    expect(shown(makeList([dismissed]))).toContain(`dismissed: “merged”\n${line}`);
  });

  it('of a CTA that is done say what came of it, and can be undone for a minute', () => {
    const row = other({ state: 'done', undoUntil: '2026-11-23T09:01:00.000Z' });
    const menu = (list: MorningList) => JSON.stringify(blocksOf(list)).match(/"value":"\w+:C0"/g);
    expect(shown(makeList([row]))).toContain('*Acme Robotics*   A milestone slipped · ✅ done');
    expect(menu(makeList([row]))).toEqual(['"value":"undo:C0"', '"value":"outcome:C0"', '"value":"open:C0"']);
    const later = other({ state: 'done', reason: 'They fixed it' });
    expect(shown(makeList([later]))).toContain('✅ done: “They fixed it”');
    expect(menu(makeList([later]))).toEqual(['"value":"outcome:C0"', '"value":"open:C0"']);
  });

  it('say how many other CTAs are left out, and where they are', () => {
    const rows = Array.from({ length: 30 }, (_, n) => other({ ctaId: `C${n}` }));
    const text = shown(makeList(rows, { due: 0, others: 42, othersFolded: 2 }));
    expect(text).toContain('10 more of the other CTAs are not shown here: /cs today shows all, yours first.');
  });

  it('say in the channel how many more are in the thread, also when the message is made anew', () => {
    const rows = Array.from({ length: 50 }, (_, n) => review({ ctaId: `C${n}`, accountId: `A${n}` }));
    const list = makeList(rows);
    const [first] = morningMessages(list, MOMENT);
    const kept = first!.ctaIds.length;
    const line = `${rows.length - kept}\u00A0more lines in the thread.`;
    expect(JSON.stringify(first!.blocks)).toContain(line);
    const anew = morningMessage({ ...list, rows: rows.slice(0, kept) }, 0, MOMENT);
    expect(JSON.stringify(anew.blocks)).toContain(line);
    expect(shown(makeList([review()]))).not.toContain('in the thread');
  });

  it('of a person’s own list are on pages that can be turned until all were shown', () => {
    const rows = [
      ...Array.from({ length: 20 }, (_, n) => review({ ctaId: `CTA${n}`, accountId: `A${n}` })),
      ...Array.from({ length: 60 }, (_, n) => other({ ctaId: `CTA${100 + n}`, accountId: `B${n}` })),
    ];
    const list = makeList(rows, { due: 20, others: 60 });
    const read: string[] = [];
    for (let page = 1; ; page++) {
      const { ctaIds, blocks } = morningInOne(list, MOMENT, page);
      read.push(...ctaIds);
      const text = JSON.stringify(blocks);
      expect(text).toContain(`Page ${page} of `);
      if (!text.includes(`page:${page + 1}`)) break;
    }
    expect(read).toEqual(rows.map(({ ctaId }) => ctaId));
    const last = morningInOne(list, MOMENT, 'CTA159');
    expect(last.ctaIds).toContain('CTA159');
    expect(morningInOne(list, MOMENT, 999).page).toBe(last.page);
    expect(morningInOne(list, MOMENT, 'B59').page).toBe(last.page);
    expect(morningInOne(list, MOMENT, 'gone').page).toBe(1);
  });

  it('have nothing but Open for whoever may only look', () => {
    const rows = [
      review(),
      review({ ctaId: 'C1', accountId: 'A1', undoUntil: NOW }),
      other({ ctaId: 'C2', state: 'done' }),
      review({ ctaId: 'C3', type: 'plan_item', ruleId: null, planItemId: 'I1' }),
    ];
    const text = JSON.stringify(morningInOne(makeList(rows), { ...MOMENT, canPress: false }).blocks);
    expect(text).not.toMatch(/"(cta|ebr)\.\w+/);
    expect(text.match(/Open: Acme Robotics/g)).toHaveLength(4);
  });

  it('say how many are hidden and not assessed', () => {
    const text = shown(makeList([review()], { due: 3, hidden: 2, unassessed: 1 }));
    expect(text).toContain('2 more accounts are due and not shown here.');
    expect(text).toContain('Not assessed: 1 account without');
  });
});

describe('whether a morning is posted', () => {
  const nothing = { due: 0, planItems: 0, others: 0 };
  it('says “nothing” once, on the first such day', () => {
    expect(hasSomethingToSay(nothing, null)).toBe(true);
    expect(hasSomethingToSay(nothing, { ...nothing, due: 2 })).toBe(true);
    expect(hasSomethingToSay(nothing, { ...nothing, planItems: 1 })).toBe(true);
    expect(hasSomethingToSay(nothing, nothing)).toBe(false);
    expect(hasSomethingToSay({ ...nothing, planItems: 1 }, nothing)).toBe(true);
    expect(hasSomethingToSay({ ...nothing, others: 1 }, nothing)).toBe(true);
    expect(hasSomethingToSay(nothing, { ...nothing, others: 1 })).toBe(true);
  });
});

function review(change: Partial<MorningRow> = {}): MorningRow {
  return {
    ctaId: 'C0',
    type: 'ebr',
    title: 'Same milestone for more than 3 months',
    accountId: 'A0',
    accountKey: 'acme',
    accountName: 'Acme Robotics',
    owner: { id: 'P1', name: 'Priya Nair', slackUserId: null },
    priority: 'high',
    milestone: 'First leads',
    days: 94,
    usualDays: 45,
    arr: 48_000,
    currency: 'EUR',
    renewsOn: '2027-01-23',
    lastEbrOn: null,
    dueOn: '2026-11-30',
    openedOn: TODAY,
    state: 'open',
    claimedBy: null,
    booked: null,
    snoozedUntil: null,
    reason: null,
    closedBy: null,
    closedBecause: null,
    undoUntil: null,
    ruleId: 'a-rule',
    listedBy: [],
    planItemId: null,
    also: [],
    ...change,
  };
}

function makeList(rows: MorningRow[], summary: Partial<MorningSummary> = {}): MorningList {
  return {
    date: TODAY,
    programVersion: 4,
    summary: {
      due: rows.length,
      isNew: null,
      resolved: 0,
      previousDate: null,
      unassessed: 0,
      planItems: 0,
      others: 0,
      othersFolded: 0,
      hidden: 0,
      rules: ['Same milestone for more than 3 months'],
      ...summary,
    },
    rows,
  };
}

function expectAccepted({ headline, blocks }: MorningMessage): void {
  expect(blocks.length).toBeLessThanOrEqual(limits.message.blocks);
  expect(textLength(blocks)).toBeLessThanOrEqual(limits.message.text);
  expect(fallbackText(headline).length).toBeLessThanOrEqual(limits.fallbackText);
  expect(judgeMessageBlocks(blocks)).toEqual({ error: undefined, messages: [] });
  if (!judgeBySchema(blocks)) throw new Error('the published schema refuses the blocks');
}

const judgeBySchema = schemaJudge();

/** The published schema where it is there (in CI it must be); else everything passes. */
function schemaJudge(): (blocks: unknown[]) => boolean {
  if (!hasSampleData('slack')) return () => true;
  const ajv = new Ajv2020({ strict: false, formats: { uri: (text: string) => URL.canParse(text) } });
  ajv.addSchema(readSampleJson('slack', 'block-kit.schema.json') as object, 'kit');
  const judge = ajv.compile({ type: 'array', items: { $ref: 'kit#/$defs/block' } });
  return (blocks) => judge(blocks);
}

/** Whether somebody can press something for the row: it is on the list, or its last press can be undone. */
function isPressable(row: MorningRow): boolean {
  const onList = row.state === 'open' || row.state === 'claimed';
  if (onList || row.type === 'plan_item') return onList;
  if (row.type !== 'ebr' && row.state === 'done') return true;
  return row.undoUntil !== null && row.undoUntil >= NOW;
}

/** The CTAs that the blocks' buttons and menus are for, each once, in order. */
function pressable(blocks: readonly object[]): string[] {
  const values = JSON.stringify(blocks).matchAll(/"value":"(?:\w+:)?(CTA\d+)"/g);
  return [...new Set([...values].map(([, id]) => id!))];
}

function mrkdwnTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnTexts);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) {
    expect(value).toMatchObject({ verbatim: true });
    return [String(value.text)];
  }
  return Object.values(value).flatMap(mrkdwnTexts);
}

/** What Slack would make live: all but a mention of a known member and the one bold part that is ours. */
function liveParts(text: string): string[] {
  const foreign = text.replaceAll(/<@(?:U0PRIYA|W0MARCO)>/g, '').replaceAll(/&(?:amp|lt|gt);/g, '');
  const found = foreign.match(/[<>&`~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:[\p{L}\p{N}_+'-]+:/gu) ?? [];
  const bold = text.split('*').length - 1;
  return bold === 0 || (bold === 2 && text.split('\n').every((line) => line.split('*').length % 2 === 1))
    ? found
    : [...found, '*'];
}
