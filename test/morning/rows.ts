/** Rows of morning lists as no sane team would have them, for property tests. */
import fc from 'fast-check';
import { addDays } from '#src/base/business-date.ts';
import { RULE_OFF } from '#src/ctas/domain.ts';
import {
  inDueOrder,
  inListOrder,
  sectionOf,
  type ListedCta,
  type MorningList,
  type MorningRow,
  type PersonName,
} from '#src/morning/domain.ts';
import type { RuleExplanation } from '#src/rules/explain.ts';

export const TODAY = '2026-11-23';
export const NOW = '2026-11-23T09:00:00.000Z';

/** What people and imports type to be seen, to mention everybody, to forge a link or a format, or to overflow. */
const typed = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<!here|here>',
    '<@U0PRIYA>',
    '<#C0CSDAILY>',
    '<!subteam^S0TEAM>',
    '<https://evil.example|your bank>',
    'https://evil.example',
    '*bold* _it_ ~gone~ `code` ```block```',
    '> quoted\n>>> all',
    ':tada: &lt;!channel&gt;',
    '\u202Egnp.exe\u200B',
    '',
    '   ',
    '<'.repeat(400),
    '&'.repeat(3_000),
    '😀'.repeat(1_500),
    '*'.repeat(500),
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 4_000 }),
);

const PEOPLE = 40;

const person: fc.Arbitrary<PersonName> = fc.record({
  id: fc.integer({ min: 1, max: PEOPLE }).map((n) => `P${n}`),
  name: typed,
  slackUserId: fc.option(fc.constantFrom('U0PRIYA', 'W0MARCO', 'U0<!here>', `U${'0'.repeat(200)}`)),
});

const date = fc.integer({ min: -4_000, max: 4_000 }).map((days) => addDays(TODAY, days));
const figure = fc.oneof(fc.nat(400), fc.double({ noNaN: true, min: -1e12, max: 1e12 }));
const currency = fc.option(fc.oneof(fc.constantFrom('EUR', 'usd', 'BTC'), typed));

const listing: fc.Arbitrary<RuleExplanation> = fc
  .array(fc.record({ actual: typed, holds: fc.boolean() }), { maxLength: 4 })
  .map((clauses) => ({
    rule: 'a-rule',
    name: 'A rule',
    listed: true,
    holdsOn: TODAY,
    remark: null,
    clauses: clauses.map((clause) => ({
      kind: 'finished',
      test: { kind: 'finished', is: false },
      negated: false,
      clause: 'the journey is not finished',
      holdsOn: TODAY,
      ...clause,
    })),
  }));

/** What a press, or the time that passes, may change of a CTA. */
const progress = fc.record({
  state: fc.constantFrom<MorningRow['state']>('open', 'claimed', 'snoozed', 'done', 'dismissed', 'resolved'),
  owner: fc.option(person, { freq: 10 }),
  claimedBy: fc.option(person),
  closedBy: fc.option(person),
  closedBecause: fc.option(fc.constant(RULE_OFF)),
  booked: fc.option(fc.record({ on: date, by: fc.option(person) })),
  snoozedUntil: fc.option(date),
  reason: fc.option(typed),
  undoUntil: fc.option(fc.constantFrom('2026-11-23T08:59:59.999Z', '2026-11-23T09:01:00.000Z')),
  milestone: fc.option(typed, { freq: 10 }),
  days: fc.option(fc.nat(100_000), { freq: 10 }),
  usualDays: fc.option(fc.nat(100_000)),
  arr: fc.option(figure),
  currency,
  renewsOn: fc.option(date),
  lastEbrOn: fc.option(date),
  accountName: typed,
  listedBy: fc.array(listing, { maxLength: 2 }),
});

const OTHER_TYPES = ['check_in', 'scenario_trigger', 'a'.repeat(200)];

/** @param types what it may be */
function anyCta(types: readonly string[]): fc.Arbitrary<ListedCta> {
  return fc
    .record({
      progress,
      type: fc.constantFrom(...types),
      byRule: fc.boolean(),
      title: typed,
      priority: fc.constantFrom('high', 'normal', 'low'),
      dueOn: fc.option(date),
      openedOn: date,
    })
    .map(({ progress, byRule, ...rest }) => ({
      ...progress,
      ...rest,
      ctaId: '',
      accountId: '',
      accountKey: '',
      ruleId: byRule && rest.type !== 'plan_item' ? 'a-rule' : null,
      planItemId: null,
    }));
}

const also = fc.array(anyCta(OTHER_TYPES), { maxLength: 4 });

const row: fc.Arbitrary<MorningRow> = fc
  .record({ cta: anyCta(['ebr', 'ebr', 'plan_item', ...OTHER_TYPES]), also })
  .map(({ cta, also }) => ({ ...cta, also: cta.type === 'ebr' ? also : [] }));

const ID_LENGTH = 26;
const idOf = (prefix: string, index: number) =>
  prefix + String(index).padStart(ID_LENGTH - prefix.length, '0');

/** A list of up to `most` rows: a few different ones, repeated, since their number is what matters. */
export function anyList(most: number): fc.Arbitrary<MorningList> {
  return fc
    .record({
      samples: fc.array(row, { minLength: 1, maxLength: 12 }),
      size: fc.oneof(fc.nat(most), fc.nat(60)),
      isNew: fc.option(fc.nat(5_000)),
      resolved: fc.nat(5_000),
      previousDate: fc.option(fc.integer({ min: 1, max: 900 }).map((days) => addDays(TODAY, -days))),
      unassessed: fc.nat(100_000),
      planItems: fc.nat(50),
      others: fc.nat(5_000),
      othersFolded: fc.nat(50),
      hidden: fc.nat(50_000),
      rules: fc.array(typed, { maxLength: 6 }),
      date: fc.constantFrom(TODAY, addDays(TODAY, -3)),
    })
    .map(({ samples, size, date, ...summary }) => {
      const rows = Array.from({ length: size }, (_, index) => ({
        ...samples[index % samples.length]!,
        ctaId: idOf('CTA', index),
        accountId: idOf('ACC', index),
      }));
      const [reviews, others, plan] = (['review', 'other', 'plan'] as const).map((part) =>
        inOrder(
          rows.filter((row) => sectionOf(row) === part),
          part === 'other' ? date : null,
        ),
      ) as [MorningRow[], MorningRow[], MorningRow[]];
      return {
        date,
        programVersion: 12,
        summary: { ...summary, due: reviews.length + summary.hidden },
        rows: [...reviews, ...others, ...plan],
      };
    });
}

/** @param date of other CTAs, which stand by what is due; null: they are none */
function inOrder(rows: readonly MorningRow[], date: string | null): MorningRow[] {
  return date === null ? inListOrder(rows) : inDueOrder(rows, date);
}

/** The same rows after presses, days and new owners: each with any progress. */
export function anyLater(): fc.Arbitrary<(rows: readonly MorningRow[]) => MorningRow[]> {
  return fc.array(fc.record({ progress, also }), { minLength: 1, maxLength: 12 }).map(
    (later) => (rows) =>
      rows.map((row, index) => {
        const { progress, also } = later[index % later.length]!;
        return { ...row, ...progress, also: row.type === 'ebr' ? also : [] };
      }),
  );
}
