/** What a person's own morning message holds, however much there is. */
import type { KnownBlock } from '@slack/types';
import { expect, it } from 'vitest';
import { limits } from '#blocks/limits.ts';
import { ownMorning, type OwnList } from '#blocks/own-morning.ts';
import type { MorningRow } from '#src/morning/domain.ts';
import { NOW, TODAY } from './rows.ts';

const reviews = (number: number) =>
  Array.from({ length: number }, (_, index) => ({
    accountId: `R${index}`,
    accountName: `Review ${index + 1}`,
  }));

/** A CTA that is late. */
const late = (index: number): MorningRow => ({
  ctaId: `C${index}`,
  type: 'check_in',
  title: `Check in ${index + 1}`,
  accountId: `A${index}`,
  accountKey: `A-${index}`,
  accountName: `Account ${index + 1}`,
  owner: null,
  priority: 'normal',
  milestone: null,
  days: null,
  usualDays: null,
  arr: null,
  currency: null,
  renewsOn: null,
  lastEbrOn: null,
  dueOn: '2026-11-20',
  openedOn: '2026-11-16',
  state: 'open',
  claimedBy: null,
  booked: null,
  snoozedUntil: null,
  reason: null,
  closedBy: null,
  closedBecause: null,
  undoUntil: null,
  ruleId: null,
  listedBy: [],
  planItemId: null,
  also: [],
});

const listOf = (ctas: number, booked: number, hidden = 0): OwnList => ({
  date: TODAY,
  rows: Array.from({ length: ctas }, (_, index) => late(index)),
  reviews: reviews(booked),
  summary: {
    due: ctas,
    isNew: null,
    resolved: 0,
    previousDate: null,
    unassessed: 0,
    planItems: 0,
    others: 0,
    othersFolded: 0,
    hidden,
    rules: [],
  },
});

const shown = (list: OwnList) => {
  const { headline, blocks } = ownMorning(list, { now: NOW, today: TODAY });
  expect(blocks.length).toBeLessThanOrEqual(limits.message.blocks);
  const texts = blocks.map(textOf);
  const rows = texts.filter((text) =>
    /Check in \d|the EBR is booked for this day|booked for this day: /.test(text),
  );
  return { headline: headline.value, texts: texts.join('\n'), rows };
};

it('says how many more EBRs there are than have a line, and which', () => {
  const { headline, texts, rows } = shown(listOf(0, 8));
  expect(headline).toBe('*Yours today: 8\u00A0things* · 8 for today');
  expect(texts).toContain('*📌 Today* · 8');
  expect(rows).toHaveLength(6);
  expect(rows.at(-1)).toBe('3\u00A0more EBRs are booked for this day: Review 6, Review 7, Review 8');
  expect(shown(listOf(0, 6)).rows.at(-1)).toBe('1\u00A0more EBR is booked for this day: Review 6');
  expect(shown(listOf(0, 5)).texts).not.toContain('more');
});

it('has fifteen lines at most in all, and says what else there is', () => {
  const { headline, texts, rows } = shown(listOf(15, 8, 4));
  expect(headline).toBe('*Yours today: 23\u00A0things* · 15 late · 8 for today');
  expect(texts).toContain('*⏰ Late* · 15');
  expect(rows).toHaveLength(15);
  // Six of the fifteen CTAs gave way to the EBRs, and four were not among the fifteen.
  expect(texts).toContain('Check in 9');
  expect(texts).not.toContain('Check in 10');
  expect(texts).toContain('10 more of yours are open: `/cs today`.');
});

it('has a line for each thing where all fit', () => {
  const { texts, rows } = shown(listOf(10, 5));
  expect(rows).toHaveLength(15);
  expect(texts).not.toMatch(/ more of yours| more EBR/);
});

it('tells a leader of the late steps of plays, with nothing of their own too', () => {
  const withLate = (list: OwnList, ofPeople: number, ofNobody: number): OwnList => ({
    ...list,
    summary: { ...list.summary, lateSteps: { ofPeople, ofNobody } },
  });
  expect(shown(withLate(listOf(1, 0), 3, 1)).texts).toContain(
    '⏰ 3\u00A0steps of plays are late with your people, 1 with nobody',
  );
  expect(shown(withLate(listOf(0, 0), 0, 1)).headline).toBe(
    '*Yours today: nothing* · 1\u00A0step of plays is late with nobody',
  );
});

it('tells in one line what they said in the leadership’s meeting they would do', () => {
  const withActions = (list: OwnList, late: number, today: number): OwnList => ({
    ...list,
    summary: {
      ...list.summary,
      actions: { late, today, first: { what: 'Call Echo', dueOn: late > 0 ? '2026-11-20' : TODAY } },
    },
  });
  const { headline, texts, rows } = shown(withActions(listOf(15, 0), 2, 1));
  expect(headline).toBe('*Yours today: 18\u00A0things* · 17 late · 1 for today');
  expect(texts).toContain('⏰ You said in the leadership meeting: “Call Echo” (due Fri 20 Nov) and 2 more');
  // It is one of the fifteen lines.
  expect(rows).toHaveLength(14);
  expect(texts).toContain('1 more of yours is open');
  const alone = shown(withActions(listOf(0, 0), 0, 1));
  expect(alone.headline).toBe('*Yours today: 1\u00A0thing* · 1 for today');
  expect(alone.texts).toContain('📌 You said in the leadership meeting: “Call Echo” (due today)');
});

it('says since when an EBR is late', () => {
  const [row] = listOf(1, 0).rows;
  const { texts } = shown({ ...listOf(1, 0), rows: [{ ...row!, type: 'ebr' }] });
  expect(texts).toContain('late, was due Fri 20 Nov');
});

function textOf(block: KnownBlock): string {
  if (block.type === 'section') return block.text?.text ?? '';
  if (block.type !== 'context') return '';
  return block.elements.map((element) => ('text' in element ? element.text : '')).join(' ');
}
