/** The examples' mappings on the published data; what must come out is computed here from the files alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import type { ImportRequest } from '#src/imports/domain.ts';
import { uploadedFile } from '#src/imports/files.ts';
import { importFiles } from '#src/imports/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { samplePath, withSampleData } from '../support/sample-data.ts';
import { addWorkspace, depsOf, dump, mappingOf } from './support.ts';

type Row = Record<string, string>;

const rowsOf = (...path: string[]): Row[] =>
  parse(readFileSync(samplePath(...path)), {
    bom: true,
    columns: (header: string[]) => header.map((name) => name.toLowerCase()),
  });
const example = (...path: string[]) =>
  readFileSync(join(import.meta.dirname, '../../examples', ...path), 'utf8');

async function run(
  deps: ReturnType<typeof depsOf>,
  workspaceId: string,
  mapping: string,
  folder: string,
  names: string[],
  more: Partial<ImportRequest> = {},
) {
  const files = names.map((name) => uploadedFile(name, readFileSync(samplePath(folder, name))));
  const result = await importFiles(deps, workspaceId, {
    mapping: mappingOf(mapping),
    files,
    timezone: 'UTC',
    actor: 'cli',
    ...more,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.files;
}

withSampleData('ravenstack', () => {
  onEachDatabase('RavenStack', (use) => {
    it('goes in whole, counts what lies before the start, and changes nothing the second time', async () => {
      const [accounts, subscriptions, usage, tickets, churn] = (
        ['accounts', 'subscriptions', 'feature_usage', 'support_tickets', 'churn_events'] as const
      ).map((name) => rowsOf('ravenstack', `ravenstack_${name}.csv`)) as [Row[], Row[], Row[], Row[], Row[]];
      const startOf = new Map(accounts.map((row) => [row['account_id'], row['signup_date'] ?? '']));
      const accountOf = new Map(subscriptions.map((row) => [row['subscription_id'], row['account_id']]));
      const used = usage.filter((row) => row['usage_count'] !== '0');
      const early = used.filter(
        (row) => row['usage_date']! < startOf.get(accountOf.get(row['subscription_id']))!,
      );
      const scored = tickets.filter((row) => row['satisfaction_score'] !== '');

      const deps = depsOf(use());
      const workspaceId = await addWorkspace(deps);
      const names = ['accounts', 'subscriptions', 'feature_usage', 'support_tickets', 'churn_events'];
      const files = names.map((name) => `ravenstack_${name}.csv`);
      const mapping = example('ravenstack', 'mapping.yml');
      const first = await run(deps, workspaceId, mapping, 'ravenstack', files);
      expect(first.map(({ as, read, created, rejected }) => [as, read, created, rejected])).toEqual([
        ['account', accounts.length, accounts.length, 0],
        ['subscription', subscriptions.length, subscriptions.length, 0],
        ['event', usage.length, used.length, 0],
        ['event', tickets.length, tickets.length, 0],
        ['kpi', tickets.length, scored.length, 0],
        ['churn', churn.length, churn.length, 0],
      ]);
      expect(first[2]?.beforeStart).toBe(early.length);
      expect(first[3]?.beforeStart).toBe(
        tickets.filter((row) => row['submitted_at']! < startOf.get(row['account_id'])!).length,
      );
      const found = await dump(deps, workspaceId);
      const usedTimes = used.reduce((sum, row) => sum + Number(row['usage_count']), 0);
      const counted = found.events.filter(({ name }) => name !== 'support_ticket');
      expect(counted.reduce((sum, event) => sum + event.count, 0)).toBe(usedTimes);
      expect(found.churn.filter(({ returned }) => returned === 1)).toHaveLength(
        churn.filter((row) => row['is_reactivation'] === 'TRUE').length,
      );
      const again = await run(deps, workspaceId, mapping, 'ravenstack', files);
      expect(again.every(({ created, updated }) => created === 0 && updated === 0)).toBe(true);
      expect(again.map(({ unchanged }) => unchanged)).toEqual(first.map(({ created }) => created));
    });
  });
});

withSampleData('dotgov', () => {
  describe('dotgov', () => {
    const dates = ['2016-07-04', '2018-03-02', '2020-06-03', '2022-07-01', '2024-01-30', '2026-08-22'];
    const registry = dates.map(
      (date) =>
        new Set(rowsOf('dotgov', `federal-${date}.csv`).map((row) => row['domain name']!.toLowerCase())),
    );
    const scan = rowsOf('dotgov', 'https-scan-2020-06-08.csv').filter(
      (row) => row['domain'] === row['base domain'],
    );

    onEachDatabase('the registry', (use) => {
      it('shows who left and came back, and the scan what they do', async () => {
        const deps = depsOf(use());
        const workspaceId = await addWorkspace(deps);
        const mapping = example('dotgov', 'mapping.yml');
        const snapshot = async (at: number) => {
          const more = { asOf: dates[at]!, fullSnapshot: true };
          const [file] = await run(deps, workspaceId, mapping, 'dotgov', [`federal-${dates[at]}.csv`], more);
          return file!;
        };
        const seen = new Set<string>();
        for (const [at, domains] of registry.entries()) {
          const before = registry[at - 1] ?? new Set<string>();
          const file = await snapshot(at);
          expect([file.created, file.ended, file.returned, file.rejected]).toEqual([
            [...domains].filter((domain) => !seen.has(domain)).length,
            [...before].filter((domain) => !domains.has(domain)).length,
            [...domains].filter((domain) => seen.has(domain) && !before.has(domain)).length,
            0,
          ]);
          for (const domain of domains) seen.add(domain);
        }
        for (const at of dates.keys()) {
          expect(await snapshot(at)).toMatchObject({ created: 0, updated: 0, ended: 0, returned: 0 });
        }
        const { accounts } = await dump(deps, workspaceId);
        expect(accounts.map(({ key }) => key)).toEqual([...seen].toSorted());
        expect(new Set(accounts.map(({ segment }) => segment))).toEqual(
          new Set(['executive', 'legislative', 'judicial', 'other']),
        );

        const scanned = ['https-scan-2020-06-08.csv'];
        const files = await run(
          deps,
          workspaceId,
          example('dotgov', 'mapping-https-scan.yml'),
          'dotgov',
          scanned,
        );
        const having = (column: string, ...values: string[]) =>
          scan.filter((row) => values.includes(row[column] ?? '')).length;
        expect(files.map(({ created, rejected }) => [created, rejected])).toEqual([
          [having('enforces https', 'Yes'), 0],
          [having('strict transport security (hsts)', 'Yes', 'Preloaded'), 0],
          [having('preloaded', 'Yes'), 0],
        ]);
        const { events } = await dump(deps, workspaceId);
        expect(new Set(events.map(({ name, day }) => `${name} ${day}`))).toEqual(
          new Set(['enforces_https 2020-06-08', 'hsts 2020-06-08', 'preloaded 2020-06-08']),
        );
      });
    });
  });
});
