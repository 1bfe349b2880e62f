/** A folder with a program, a mapping and a few CSV files, and the command line on a database. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#src/db/open.ts';
import { dumpTables } from '../support/dump.ts';
import { runMilepost, type MilepostRun } from '../support/run-milepost.ts';

export const PROGRAM = `version: 1
name: Small
timezone: America/Sao_Paulo
missing_data: { at_most_per_person_and_day: 0 }
segments:
  - { id: standard, name: Standard, journey: short }
journeys:
  - id: short
    name: Short
    phases:
      - id: begin
        name: Begin
        usual_days: 30
        milestone:
          id: first
          name: First
          tasks:
            - { id: begun, name: Begin, owner: customer, event: begun }
      - id: go-on
        name: Go on
        usual_days: 60
        milestone:
          id: second
          name: Second
          tasks:
            - { id: leads, name: 50 leads, owner: customer, kpi: leads, at_least: 50, max_age_days: 400 }
rules:
  - id: ebr-same-milestone-3-months
    name: Same milestone for more than 3 months
    enabled: true
    when: { all: [{ months_at_milestone: { more_than: 3 } }, { no_ebr_since: milestone_start }] }
    then: { cta: ebr, priority: high, due_in_business_days: 5, owner: lead, repeat_after_days: 90 }
  - id: slipped-back
    name: Slipped back
    when: { slipped: true }
    then: { cta: check_in, priority: normal, due_in_business_days: 2, owner: partner, repeat_after_days: 45 }
posts:
  morning: { channel: cs-daily, at: "08:30", days: [mon, tue, wed, thu, fri] }
`;

export const MAPPING = `version: 1
sources:
  - file: accounts.csv
    as: account
    key: id
    set: { name: name, domain: domain, segment: { value: standard }, started_on: start, lead: lead }
  - file: events.csv
    as: event
    key: id
    account: account
    set: { name: name, at: at }
  - file: values.csv
    as: kpi
    key: id
    account: account
    set: { name: { value: leads }, value: leads, at: at }
`;

export const FILES = {
  'accounts.csv': `id,name,domain,start,lead
acme,Acme Robotics,acme.example,2024-01-10,priya@example.com
foods,Acme Foods,foods.example,2024-02-01,
bluebird,Bluebird GmbH,bluebird.example,2024-11-01,
done,Done Ltd,done.example,2024-03-01,
bare,Nobody Knows When,,,
`,
  'events.csv': `id,account,name,at
1,acme,begun,2024-02-20
2,done,begun,2024-03-10
3,bluebird,begun,2024-10-01
`,
  'values.csv': `id,account,leads,at
1,done,80,2024-04-01
2,done,20,2024-10-01
`,
};

/** A Monday. */
export const DATE = '2024-11-25';

export interface Cli {
  /** The folder of the files. */
  path(name: string): string;
  write(name: string, content: string): Promise<string>;
  run(words: readonly string[], env?: Record<string, string>): Promise<MilepostRun>;
  /** Runs it with `--json`, and reads the one object that it must print. */
  json(
    words: readonly string[],
    env?: Record<string, string>,
  ): Promise<{ code: number | null; answer: Answer; err: string }>;
  /** Everything in the database. */
  dump(): Promise<Record<string, string[]>>;
  remove(): Promise<void>;
}

export type Answer = Record<string, unknown>;

/** The command line on a database; by default on a new SQLite file. */
export async function openCli(databaseUrl?: string): Promise<Cli> {
  const directory = await mkdtemp(join(tmpdir(), 'milepost-cli-'));
  const url = databaseUrl ?? `sqlite:${join(directory, 'milepost.db')}`;
  const path = (name: string) => join(directory, name);
  const run: Cli['run'] = (words, env = {}) => runMilepost(words, { DATABASE_URL: url, ...env });
  const cli: Cli = {
    path,
    async write(name, content) {
      await writeFile(path(name), content);
      return path(name);
    },
    run,
    async json(words, env) {
      const { code, out, err } = await run([...words, '--json'], env);
      if (out.trimEnd().includes('\n')) throw new Error(`more than one line was printed: ${out}`);
      return { code, answer: JSON.parse(out) as Answer, err };
    },
    async dump() {
      const database = openDatabase(url);
      try {
        return await dumpTables(database);
      } finally {
        await database.close();
      }
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
  await cli.write('program.yml', PROGRAM);
  await cli.write('mapping.yml', MAPPING);
  for (const [name, content] of Object.entries(FILES)) await cli.write(name, content);
  return cli;
}

/** Applies the program and imports the files. */
export async function fill(cli: Cli): Promise<void> {
  await cli.run(['program', 'apply', cli.path('program.yml')]);
  const { code, err } = await cli.run([...importWords(cli), '--as-of', DATE]);
  if (code !== 0) throw new Error(err);
}

export function importWords(cli: Cli): string[] {
  return ['import', ...Object.keys(FILES).map((name) => cli.path(name)), '--map', cli.path('mapping.yml')];
}
