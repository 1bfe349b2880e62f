/** An example of `examples/` on its published data: its program applied, its files imported, its mornings done. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pino from 'pino';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import type { MilestoneFunnel } from '#src/funnel/domain.ts';
import type { FileResult, ImportRequest } from '#src/imports/domain.ts';
import { filesAt } from '#src/imports/files.ts';
import { parseMapping } from '#src/imports/mapping.ts';
import { importFiles } from '#src/imports/service.ts';
import { assessAll } from '#src/journey/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { openOnlyWorkspace } from '#src/workspaces/service.ts';
import { samplePath } from '../support/sample-data.ts';

export type Row = Record<string, string>;

/** A file of the sample data; headers in lower case, as they differ between files. */
export function sampleRows(...path: string[]): Row[] {
  return parse(readFileSync(samplePath(...path)), {
    bom: true,
    columns: (header: string[]) => header.map((name) => name.toLowerCase()),
  });
}

export function examplePath(...path: string[]): string {
  return join(import.meta.dirname, '../../examples', ...path);
}

/** Where an account is, as both computations say it. */
export interface Place {
  workingOn: string | null;
  since: BusinessDate;
  reached: BusinessDate[];
  slipped: string[];
  churned: boolean;
}

export interface ExampleRig {
  deps: Deps;
  workspaceId: string;
  applied: AppliedProgram;
  import(mapping: string, files: string[], more?: Partial<ImportRequest>): Promise<FileResult[]>;
  /** Each account's place on a date, by key. */
  places(date: BusinessDate): Promise<Map<string, Place>>;
}

/** Applies the program of `examples/NAME` in an empty database. */
export async function startExample(database: OpenDatabase, name: string): Promise<ExampleRig> {
  const now = () => new Date('2026-09-01T12:00:00Z');
  const deps: Deps = { database, makeId: createIdSource(), now, log: pino({ level: 'silent' }) };
  const opened = await openOnlyWorkspace(deps);
  if (!opened.ok) throw new Error(opened.problem);
  const { workspaceId } = opened;
  const result = await applyProgram(
    deps,
    workspaceId,
    readFileSync(examplePath(name, 'program.yml'), 'utf8'),
    'test',
  );
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const applied = (await createProgramSource().load(database.db, workspaceId))!;
  return {
    deps,
    workspaceId,
    applied,
    async import(mapping, files, more = {}) {
      const parsed = parseMapping(readFileSync(examplePath(name, mapping), 'utf8'));
      const found = await filesAt(files.map((file) => samplePath(name, file)));
      if (!parsed.ok || !found.ok) throw new Error(`${mapping} or its files cannot be read`);
      const imported = await importFiles(deps, workspaceId, {
        mapping: parsed.mapping,
        files: found.files,
        timezone: applied.program.timezone,
        actor: 'test',
        ...more,
      });
      if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
      return imported.files;
    },
    async places(date) {
      const places = new Map<string, Place>();
      for await (const batch of assessAll(deps, workspaceId, applied.program, date)) {
        for (const row of batch) {
          places.set(row.key, {
            workingOn: row.working_on,
            since: row.since,
            reached: JSON.parse(row.reached) as BusinessDate[],
            slipped: JSON.parse(row.slipped ?? '[]') as string[],
            churned: row.churned === 1,
          });
        }
      }
      return places;
    },
  };
}

/** What an import writes about itself each time it runs, changed rows or not. */
export const OWN_TRACES = ['audit', 'account_source.seen_in'];

const MS_PER_DAY = 86_400_000;

/** A date as the number of its day. */
export function dayOf(date: BusinessDate): number {
  return Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY;
}

/** Whether `date` is after the day that lies 3 calendar months behind `since`; a missing day is its month's last one. */
export function isMoreThan3MonthsAfter(since: BusinessDate, date: BusinessDate): boolean {
  const [year, month, day] = since.split('-').map(Number) as [number, number, number];
  // Day 0 of a month is the last one of the month before it.
  const lastDay = new Date(Date.UTC(year, month - 1 + 4, 0)).getUTCDate();
  const limit = new Date(Date.UTC(year, month - 1 + 3, Math.min(day, lastDay)));
  return date > limit.toISOString().slice(0, 10);
}

/** The figures of a milestone's funnel as a second computation gives them. */
export function toldFigures(milestone: MilestoneFunnel) {
  const { entered, reached, churned, open, conversion, medianDays, churnPer100AccountMonths } = milestone;
  const estimate = conversion?.estimate ?? null;
  const churn = churnPer100AccountMonths?.estimate ?? null;
  return rounded({ entered, reached, churned, open, estimate, medianDays, churn });
}

/** Rounded where both computations add in another order. */
export function rounded(figures: Record<string, number | null>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, value === null ? null : Number(value.toFixed(9))]),
  );
}

/** The same as `examples/README.md` has it. */
export function readmeLine(milestone: MilestoneFunnel): string {
  const { name, entered, reached, churned, open, conversion, medianDays, churnPer100AccountMonths } =
    milestone;
  const percent = (share: number) => (share * 100).toFixed(1);
  const told =
    conversion === null
      ? ''
      : `${percent(conversion.estimate)} % (${percent(conversion.low)} to ${percent(conversion.high)})`;
  const rate = churnPer100AccountMonths;
  const left =
    rate === null ? '' : `${rate.estimate.toFixed(2)} (${rate.low.toFixed(2)} to ${rate.high.toFixed(2)})`;
  return `| ${[name, entered, reached, churned, open, told, medianDays ?? '', left].join(' | ')} |`;
}
