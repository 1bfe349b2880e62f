/**
 * The main job on real organisations: six snapshots of the .gov registry, then one scan of what the domains do. What
 * must come out is computed here a second time, from the files alone, by sets and plain loops.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import type { BusinessDate } from '#src/base/business-date.ts';
import { readDigest } from '#src/digest/service.ts';
import { readFunnel } from '#src/funnel/service.ts';
import type { FileResult } from '#src/imports/domain.ts';
import { listUnassessed } from '#src/journey/service.ts';
import { doMorning } from '#src/morning/service.ts';
import { entriesOf, figuresOf } from '../funnel/second.ts';
import { onEachDatabase } from '../support/database.ts';
import { dumpTables } from '../support/dump.ts';
import { withSampleData } from '../support/sample-data.ts';
import {
  examplePath,
  isMoreThan3MonthsAfter,
  OWN_TRACES,
  readmeLine,
  rounded,
  sampleRows,
  startExample,
  toldFigures,
  type ExampleRig,
  type Place,
} from './rig.ts';

const SNAPSHOTS = ['2016-07-04', '2018-03-02', '2020-06-03', '2022-07-01', '2024-01-30', '2026-08-22'];
const SCANNED_ON = '2020-06-08';
const DATE = '2020-12-31';
const MILESTONES = 3;
const QUESTION = { segment: null, since: null, horizon: 90 };

const fileOf = (snapshot: BusinessDate) => `federal-${snapshot}.csv`;

/** The domains of a snapshot, each with its kind as the file writes it. */
function readSnapshot(snapshot: BusinessDate): Map<string, string> {
  const rows = sampleRows('dotgov', fileOf(snapshot));
  return new Map(rows.map((row) => [row['domain name']!.toLowerCase(), row['domain type']!]));
}

/** What the scan saw of each domain's front door. */
function readScan(): Map<string, { enforces: boolean; hsts: boolean; preloaded: boolean }> {
  const scan = new Map<string, { enforces: boolean; hsts: boolean; preloaded: boolean }>();
  for (const row of sampleRows('dotgov', 'https-scan-2020-06-08.csv')) {
    if (row['domain'] !== row['base domain']) continue;
    scan.set(row['domain']!.toLowerCase(), {
      enforces: row['enforces https'] === 'Yes',
      hsts: ['Yes', 'Preloaded'].includes(row['strict transport security (hsts)']!),
      preloaded: row['preloaded'] === 'Yes',
    });
  }
  return scan;
}

withSampleData('dotgov', () => {
  const registry = SNAPSHOTS.map(readSnapshot);
  const scan = readScan();
  const all = [...new Set(registry.flatMap((domains) => [...domains.keys()]))].toSorted();
  const startOf = new Map(
    all.map((domain) => [domain, SNAPSHOTS[registry.findIndex((domains) => domains.has(domain))]!]),
  );

  /** Who a snapshot misses that the one before had, and who it has again. */
  const movesAt = (index: number) => {
    const now = registry[index]!;
    const before = registry[index - 1] ?? new Map<string, string>();
    const isOld = (domain: string) => startOf.get(domain)! < SNAPSHOTS[index]!;
    return {
      created: [...now.keys()].filter((domain) => !isOld(domain)),
      ended: [...before.keys()].filter((domain) => !now.has(domain)),
      returned: [...now.keys()].filter((domain) => isOld(domain) && !before.has(domain)),
    };
  };

  /** The place of a domain on the journey of `examples/dotgov/program.yml`. */
  const placeOf = (domain: string, date: BusinessDate): Place => {
    const startedOn = startOf.get(domain)!;
    const seen = startedOn <= SCANNED_ON && SCANNED_ON <= date ? scan.get(domain) : undefined;
    const newest = SNAPSHOTS.findLastIndex((snapshot) => snapshot <= date);
    const place: Place = {
      workingOn: null,
      since: startedOn,
      reached: [],
      slipped: [],
      churned: !registry[newest]!.has(domain),
    };
    const steps: [string, boolean | undefined][] = [
      ['enforces-https', seen?.enforces],
      ['hsts', seen?.hsts],
      ['preloaded', seen?.preloaded],
    ];
    for (const [milestone, isDone] of steps) {
      if (isDone !== true) return { ...place, workingOn: milestone };
      place.since = SCANNED_ON;
      place.reached.push(SCANNED_ON);
    }
    return place;
  };

  const placesOf = (date: BusinessDate): [string, Place][] =>
    all.filter((domain) => startOf.get(domain)! <= date).map((domain) => [domain, placeOf(domain, date)]);

  /** Who a snapshot misses has left on its date, until one has it again. */
  const churnOf = (domain: string) =>
    SNAPSHOTS.flatMap((day, index) => {
      const { ended, returned } = movesAt(index);
      if (ended.includes(domain)) return [{ day, returned: false }];
      return returned.includes(domain) ? [{ day, returned: true }] : [];
    });
  const churn = new Map(all.map((domain) => [domain, churnOf(domain)]));

  /** What became of every domain at every milestone. */
  const entriesOfAll = (date: BusinessDate) =>
    all
      .filter((domain) => startOf.get(domain)! <= date)
      .flatMap((domain) => {
        const { reached } = placeOf(domain, date);
        return entriesOf(
          { startedOn: startOf.get(domain)!, reached, churn: churn.get(domain)! },
          MILESTONES,
          date,
        );
      });

  onEachDatabase('the .gov registry', (use) => {
    let example: ExampleRig;
    const snapshots: FileResult[] = [];
    let scanned: FileResult[];
    beforeAll(async () => {
      example = await startExample(use(), 'dotgov');
      for (const asOf of SNAPSHOTS) {
        snapshots.push(
          ...(await example.import('mapping.yml', [fileOf(asOf)], { fullSnapshot: true, asOf })),
        );
      }
      scanned = await example.import('mapping-https-scan.yml', ['https-scan-2020-06-08.csv']);
    });

    it('ends who is gone and returns who is back, snapshot by snapshot', async () => {
      const rows = await use()
        .db.selectFrom('churn')
        .innerJoin('account', 'account.id', 'churn.account_id')
        .select(['account.key', 'churn.day', 'churn.returned', 'churn.reason'])
        .execute();
      for (const [index, day] of SNAPSHOTS.entries()) {
        const { created, ended, returned } = movesAt(index);
        const of = (flag: 0 | 1) =>
          rows
            .filter((row) => row.day === day && row.returned === flag)
            .map(({ key }) => key)
            .toSorted();
        expect({ day, ended: of(0), returned: of(1) }).toEqual({
          day,
          ended: ended.toSorted(),
          returned: returned.toSorted(),
        });
        expect(snapshots[index]).toMatchObject({
          read: registry[index]!.size,
          created: created.length,
          ended: ended.length,
          returned: returned.length,
          rejected: 0,
        });
      }
      expect(new Set(rows.map(({ reason }) => reason))).toEqual(
        new Set(['left the source', 'back in the source']),
      );
      expect(rows.filter(({ returned }) => returned === 1).length).toBeGreaterThan(0);
    });

    it('knows each domain once, from the first snapshot that has it, in the branch that the last one names', async () => {
      const rows = await use()
        .db.selectFrom('account')
        .select(['key', 'started_on', 'segment'])
        .orderBy('key')
        .execute();
      const expected = all.map((domain) => {
        const newest = registry.findLast((domains) => domains.has(domain))!;
        const branch = /^Federal (?:Agency )?- (Executive|Legislative|Judicial)$/.exec(
          newest.get(domain)!,
        )?.[1];
        return { key: domain, started_on: startOf.get(domain), segment: branch?.toLowerCase() ?? 'other' };
      });
      expect(rows).toEqual(expected);
    });

    it('takes from the scan what the front doors do', () => {
      const count = (practice: 'enforces' | 'hsts' | 'preloaded') =>
        [...scan.values()].filter((door) => door[practice]).length;
      expect(scanned.map(({ created, rejected }) => [created, rejected])).toEqual([
        [count('enforces'), 0],
        [count('hsts'), 0],
        [count('preloaded'), 0],
      ]);
    });

    it.each([DATE, '2018-12-31', '2026-08-22'])(
      'finds every domain where the files put it, on %s',
      async (date) => {
        const found = [...(await example.places(date))].toSorted(([a], [b]) => (a < b ? -1 : 1));
        expect(found).toEqual(placesOf(date));
      },
    );

    it.each([DATE, '2018-12-31', '2026-08-22'])(
      'tells the funnel that a second computation tells, on %s',
      async (date) => {
        const { deps, workspaceId, applied } = example;
        const funnel = await readFunnel(deps, workspaceId, applied, { ...QUESTION, date });
        const entries = entriesOfAll(date);
        expect(funnel.milestones.map(toldFigures)).toEqual(
          funnel.milestones.map(({ usualDays }, index) => rounded(figuresOf(entries, index + 1, usualDays))),
        );
      },
    );

    it('has the figures that examples/README.md prints', async () => {
      const { deps, workspaceId, applied } = example;
      const question = { ...QUESTION, date: DATE };
      const { milestones, bottleneck } = await readFunnel(deps, workspaceId, applied, question);
      expect(readFileSync(examplePath('README.md'), 'utf8')).toContain(milestones.map(readmeLine).join('\n'));
      expect(bottleneck?.id).toBe('enforces-https');
    });

    it('tells the digest of the week of a snapshot and of the scan', async () => {
      const { deps, workspaceId, applied } = example;
      const [from, date] = ['2020-06-02', '2020-06-09'];
      const upTo = '2020-06-08';
      const snapshot = '2020-06-03';
      const { ended } = movesAt(SNAPSHOTS.indexOf(snapshot));
      const there = all.filter((domain) => startOf.get(domain)! <= upTo && !ended.includes(domain));
      const enforcing = there.filter(
        (domain) => placeOf(domain, upTo).reached.length > 0 && !placeOf(domain, upTo).churned,
      );
      const { sections } = await readDigest(deps, workspaceId, applied, date);
      const { reached, left, slipped } = sections.customers.facts;
      expect(reached.total).toBe(enforcing.length);
      expect(left.total).toBe(ended.length);
      expect(slipped.total).toBe(0);
      expect(reached.accounts.filter(({ key }) => !enforcing.includes(key.toLowerCase()))).toEqual([]);
      expect(left.accounts.filter(({ key }) => !ended.includes(key.toLowerCase()))).toEqual([]);
      const begun = all.filter((domain) => startOf.get(domain)! >= from && startOf.get(domain)! <= upTo);
      expect(sections.sales.facts.week.reduce((sum, { unknown }) => sum + unknown, 0)).toBe(begun.length);
    });

    it('lists on a morning who has been at one milestone for more than 3 months', async () => {
      const { deps, workspaceId, applied } = example;
      const { list } = await doMorning(deps, workspaceId, applied, DATE);
      const due = placesOf(DATE).filter(
        ([, place]) =>
          !place.churned && place.workingOn !== null && isMoreThan3MonthsAfter(place.since, DATE),
      );
      expect(due.length).toBeGreaterThan(500);
      expect(list.rows.map(({ accountKey }) => accountKey).toSorted()).toEqual(due.map(([domain]) => domain));
      const later = all.filter((domain) => startOf.get(domain)! > DATE);
      expect(list.summary).toMatchObject({ due: due.length, unassessed: later.length });
      const unassessed = await listUnassessed(deps.database.db, workspaceId, applied.program, DATE, 10_000);
      expect(unassessed.map(({ key }) => key)).toEqual(later);
    });

    it('changes nothing when everything comes again', async () => {
      const before = await dumpTables(use(), OWN_TRACES);
      for (const asOf of [SNAPSHOTS.at(-1)!, ...SNAPSHOTS]) {
        const again = await example.import('mapping.yml', [fileOf(asOf)], { fullSnapshot: true, asOf });
        expect(again).toMatchObject([{ created: 0, updated: 0, ended: 0, returned: 0, rejected: 0 }]);
      }
      const again = await example.import('mapping-https-scan.yml', ['https-scan-2020-06-08.csv']);
      expect(again.map(({ created, updated }) => created + updated)).toEqual([0, 0, 0]);
      expect(await dumpTables(use(), OWN_TRACES)).toEqual(before);
    });
  });
});
