/**
 * Whether health told on RavenStack who would leave. The score of every account 90 days before is computed a second time
 * from the CSV files, by the scorecard of `examples/ravenstack/program.yml`.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { onEachDatabase } from '../support/database.ts';
import { runMilepost } from '../support/run-milepost.ts';
import { samplePath, withSampleData } from '../support/sample-data.ts';
import { isChurned, placeOf, readAccounts, type Known } from './ravenstack-by-hand.ts';
import { dayOf, examplePath } from './rig.ts';

const DATE = '2024-12-31';
const FIRST = '2023-01-01';
const LAST = '2024-12-30';
const USUAL_DAYS: Record<string, number> = { 'first-use': 30, habit: 60, breadth: 120, satisfied: 180 };

type Band = 'red' | 'yellow' | 'green' | null;

/** What a value scores between its two ends, in hundredths of a point. */
function scoreOf(value: number, zeroAt: number, hundredAt: number): number {
  const share = (value - zeroAt) / (hundredAt - zeroAt);
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000);
}

/** In hundredths; null when nothing is known. */
function weighted(parts: [weight: number, score: number | null][]): number | null {
  const known = parts.filter(([, score]) => score !== null);
  const weight = known.reduce((sum, [own]) => sum + own, 0);
  const sum = known.reduce((total, [own, score]) => total + own * score!, 0);
  return weight === 0 ? null : Math.round(sum / weight);
}

function bandOf(known: Known, date: BusinessDate): Band {
  const age = (day: BusinessDate) => dayOf(date) - dayOf(day);
  const events = known.events.filter(({ day, count }) => day >= known.startedOn && day <= date && count > 0);
  const uses = events.filter(({ name }) => name.startsWith('feature_'));
  const recent = uses.filter(({ day }) => age(day) < 56).reduce((sum, { count }) => sum + count, 0);
  const use = uses.some(({ day }) => age(day) <= 120) ? scoreOf(recent, 10, 80) : null;

  const newest = known.scores
    .filter(({ at }) => at.slice(0, 10) >= known.startedOn && at.slice(0, 10) <= date)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
  const isFresh = newest !== undefined && age(newest.at.slice(0, 10)) <= 180;
  const satisfaction = isFresh ? scoreOf(newest.value, 1, 5) : null;

  const tickets = events.filter(({ name, day }) => name === 'support_ticket' && age(day) < 56).length;
  const place = placeOf(known, date);
  const slipped = place.workingOn === null && place.slipped.length > 0;
  const days = place.workingOn === null ? 0 : (100 * age(place.since)) / USUAL_DAYS[place.workingOn]!;
  const pace = slipped ? null : scoreOf(days, 200, 100);
  const user = weighted([
    [60, use],
    [40, satisfaction],
  ]);
  const account = weighted([
    [50, scoreOf(tickets, 2, 0)],
    [50, pace],
  ]);
  const score = weighted([
    [60, user],
    [40, account],
  ])!;
  const coverage =
    0.6 * ((use === null ? 0 : 60) + (satisfaction === null ? 0 : 40)) + 0.4 * (pace === null ? 50 : 100);
  const points = Math.round(score / 100);
  if (points < 40) return 'red';
  return points < 70 || coverage < 60 ? 'yellow' : 'green';
}

/** The day on which an account that is away left: that of the first row since it was last back. */
function leftOn({ churn }: Known): BusinessDate | undefined {
  const days = (returned: boolean) =>
    churn
      .filter((row) => row.returned === returned && row.day <= DATE)
      .map(({ day }) => day)
      .toSorted();
  const back = days(true).at(-1) ?? '';
  return days(false).find((day) => day > back);
}

const isCustomer = (known: Known, day: BusinessDate) => known.startedOn <= day && !isChurned(known, day);

/** What was kept about 90 days before: the newest of the weekly dates in the week before that day. */
function saidBefore(known: Known, day: BusinessDate): Band {
  const weekly: BusinessDate[] = [];
  for (let date = FIRST; date <= LAST; date = addDays(date, 7)) weekly.push(date);
  const found = weekly.findLast(
    (date) => date <= day && dayOf(day) - dayOf(date) <= 7 && isCustomer(known, date),
  );
  return found === undefined ? null : bandOf(known, found);
}

interface Row {
  band: Band;
  churned: number;
  kept: number;
}

function tableByHand(accounts: ReadonlyMap<string, Known>): Row[] {
  const rows: Row[] = (['red', 'yellow', 'green', null] as const).map((band) => ({
    band,
    churned: 0,
    kept: 0,
  }));
  for (const known of accounts.values()) {
    const left = leftOn(known);
    if (left !== undefined && dayOf(DATE) - dayOf(left) > 365) continue;
    const before = addDays(left ?? DATE, -90);
    if (!isCustomer(known, before)) continue;
    const row = rows.find(({ band }) => band === saidBefore(known, before))!;
    if (left === undefined) row.kept += 1;
    else row.churned += 1;
  }
  return rows;
}

withSampleData('ravenstack', () => {
  const expected = tableByHand(readAccounts());

  onEachDatabase('the calibration of RavenStack', (use) => {
    it('says of those who left and those who stayed what a second computation says, and finds no signal', async () => {
      const env = { DATABASE_URL: use().url };
      const run = async (...words: string[]) => {
        const { code, out, err } = await runMilepost(words, env);
        expect({ words, code, err }).toEqual({ words, code: 0, err: '' });
        return out;
      };
      const example = (name: string) => examplePath('ravenstack', name);
      await run('program', 'apply', example('program.yml'));
      await run('import', samplePath('ravenstack'), '--map', example('mapping.yml'), '--as-of', DATE);
      const rebuilt = await run('health', '--rebuild', '--from', FIRST, '--to', LAST);
      const calibration = JSON.parse(await run('health', '--calibration', '--date', DATE, '--json')) as {
        churned: number;
        kept: number;
        score: { rows: Row[]; signal: { kind: string } };
      };
      const { rows, signal } = calibration.score;
      expect(rows.map(({ band, churned, kept }) => ({ band, churned, kept }))).toEqual(expected);
      expect(signal.kind).toBe('none');
      // Enough on every side for the table to mean something.
      expect(calibration.churned).toBeGreaterThan(100);
      expect(calibration.kept).toBeGreaterThan(100);
      const printed = await run('health', '--calibration', '--date', DATE);
      const readme = readFileSync(examplePath('README.md'), 'utf8');
      expect(readme).toContain(rebuilt);
      expect(readme).toContain(printed);
    }, 120_000);
  });
});
