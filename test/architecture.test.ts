/** Who may import whom: read from the import lines, so that the architecture is what the code does. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['src', 'blocks', 'migrations'];
/** Not features: the ground that every feature stands on. */
const GROUND = new Set([
  'base',
  'db',
  'audit',
  'jobs',
  'slack',
  'sandbox',
  'cli',
  'workspaces',
  'people',
  'stats',
  'pictures',
]);
/** What does something: reads or writes, asks Slack, or runs by the clock. */
const ACTS = /\/(slack|jobs)(-[a-z]+)*\.ts$|[/-](service|store|query|search)\.ts$/;
/** What acts though its name does not say so, each for its reason. */
const ACTS_BY_NAME: ReadonlySet<string> = new Set([
  // An import goes through its file batch by batch: what finds, writes and keeps aside the rows of one.
  'src/imports/account-lookup.ts',
  'src/imports/apply.ts',
  'src/imports/apply-accounts.ts',
  'src/imports/apply-words.ts',
  'src/imports/batch.ts',
  'src/imports/files.ts',
  'src/imports/rejects.ts',
  // People come with an import, too.
  'src/people/ensure.ts',
  // Signals come by HTTP, not by Slack.
  'src/signals/apply.ts',
  'src/signals/body.ts',
  'src/signals/http.ts',
  'src/signals/write-keys.ts',
  // The morning has a thread of its own, and a press that every list of CTAs knows.
  'src/morning/apart.ts',
  'src/morning/press.ts',
  'src/morning/thread.ts',
  // It takes its columns of the statements that read them.
  'src/exports/csv.ts',
  // What every process begins with, and what an import hands to features.
  'src/base/clock.ts',
  'src/base/deps.ts',
  'src/base/ids.ts',
  'src/base/imported-rows.ts',
  'src/base/log.ts',
]);
/** Packages that compute: grammars, calendars, distributions. */
const PACKAGES_THAT_COMPUTE =
  /^(zod|yaml|luxon|csv-parse\/sync|csv-stringify\/sync|fastest-levenshtein|@stdlib\/[a-z-]+|node:util)$/;
/** What a feature takes of another one besides services, domains and words, each for its reason. */
const SHARED_BY_NAME: Readonly<Record<string, RegExp>> = {
  // Names are compared alike everywhere.
  'src/accounts/name-key.ts': /./,
  // One rule tells who left, and when.
  'src/accounts/departure.ts': /./,
  // The lists that show a CTA are brought up to date by whatever press changes it.
  'src/morning/press.ts': /\/slack(-[a-z]+)?\.ts$/,
  // Cards and gaps show what customers said in their support.
  'src/feedback/slack-support.ts': /\/slack(-[a-z]+)?\.ts$/,
  // The buttons of a CTA lead to its account, its review, its question, its assessment and the list of today.
  'src/accounts/slack.ts': /^src\/ctas\/slack\.ts$/,
  'src/ebrs/slack.ts': /^src\/ctas\/slack\.ts$/,
  'src/fit/slack-form.ts': /^src\/ctas\/slack\.ts$/,
  'src/goals/slack-question.ts': /^src\/ctas\/slack\.ts$/,
  'src/morning/slack.ts': /^src\/ctas\/slack\.ts$/,
  // A program without a section of fit has that of the presets.
  'src/fit/presets.ts': /^src\/program\/sections\/fit\.ts$/,
  'src/engagement/presets.ts': /^src\/program\/sections\/engagement\.ts$/,
  // So has one without a scorecard, and the plays that metrics name may be presets.
  'src/health/presets.ts': /^src\/program\//,
  'src/plays/presets.ts': /^src\/program\//,
  // The funnel counts by what an account drew.
  'src/scenarios/variants.ts': /^src\/funnel\/grouping\.ts$/,
  // A list says why an account stands on it.
  'src/rules/explain.ts': /^src\/morning\/domain\.ts$/,
};

/** Whatever the date and the data are, it answers otherwise each time. */
const READS_WORLD = /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\bprocess\./;

interface Import {
  from: string;
  /** A path from the root (`src/db/open.ts`), or a package (`kysely`). */
  to: string;
  typeOnly: boolean;
}

const sources = FOLDERS.flatMap(filesIn).map((path) => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
}));
const imports = sources.flatMap(importsOf);

const PAGE = 'src/sandbox/page/';
/** The page's storeys from the ground up: files are named, folders are all that is in them. */
const STOREYS = [
  ['contract'],
  ['api', 'follow', 'timeline'],
  ['store'],
  ['base'],
  ['live', 'kit'],
  ['shell', 'tools'],
  ['main'],
];

describe('imports', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(300);
  });

  it('take Slack’s packages only at the Slack edge, and in blocks as types', () => {
    const allowed =
      /^src\/(slack|sandbox)\/|\/slack(-[a-z]+)?\.ts$|^src\/(app|bot)\.ts$|^src\/jobs\/(slack|channel-names)\.ts$/;
    expect(
      offenders(({ from, to, typeOnly }) => {
        if (!to.startsWith('@slack/')) return false;
        return from.startsWith('blocks/') ? !typeOnly : !allowed.test(from);
      }),
    ).toEqual([]);
  });

  it('take node-schedule only in the clock', () => {
    expect(offenders(({ from, to }) => to === 'node-schedule' && from !== 'src/jobs/clock.ts')).toEqual([]);
  });

  it('leave SQL to stores, the database’s own folder and migrations', () => {
    const allowed = /^(src\/db|migrations)\/|(^|[/-])(store|query|search)\.ts$/;
    expect(
      offenders(({ from, to, typeOnly }) => isDatabaseDriver(to) && !typeOnly && !allowed.test(from)),
    ).toEqual([]);
  });

  it('keep pure what computes: it knows its like and arithmetic, and nothing that acts', () => {
    const allowed = ({ from, to, typeOnly }: Import) =>
      isPure(to) ||
      PACKAGES_THAT_COMPUTE.test(to) ||
      // A digest is arithmetic: the same of the same text.
      (from === 'src/scenarios/variants.ts' && to === 'node:crypto') ||
      // How the rows of its own store look.
      (typeOnly && featureOf(from) === featureOf(to) && room(to) === 2);
    expect(offenders((line) => isPure(line.from) && !allowed(line))).toEqual([]);
  });

  it('let what computes read neither a clock nor chance nor the environment', () => {
    const reading = sources.filter(({ path, text }) => isPure(path) && READS_WORLD.test(text));
    expect(reading.map(({ path }) => path)).toEqual([]);
  });

  it('call nothing an exception that would keep the rule', () => {
    const readsWorld = new Set(sources.filter(({ text }) => READS_WORLD.test(text)).map(({ path }) => path));
    const needless = [...ACTS_BY_NAME].filter(
      (path) =>
        !readsWorld.has(path) &&
        !imports.some(({ from, to }) => from === path && !isPure(to) && !PACKAGES_THAT_COMPUTE.test(to)),
    );
    expect(needless).toEqual([]);
  });

  it('let migrations know Kysely alone', () => {
    expect(
      offenders(({ from, to }) => from.startsWith('migrations/') && !/^(kysely|migrations\/)/.test(to)),
    ).toEqual([]);
  });

  it('let blocks know blocks and what computes alone', () => {
    const allowed = /^blocks\/|^(@slack\/types|zod)$/;
    expect(
      offenders(({ from, to }) => from.startsWith('blocks/') && !allowed.test(to) && !isPure(to)),
    ).toEqual([]);
  });

  it('go downwards: slack and jobs → service → store → db', () => {
    expect(
      offenders(
        ({ from, to, typeOnly }) => room(from) > 0 && room(to) > room(from) && !isShared(to) && !typeOnly,
      ),
    ).toEqual([]);
  });

  it('cross from feature to feature by services, domains and words alone', () => {
    expect(
      offenders(({ from, to }) => {
        const [source, target] = [featureOf(from), featureOf(to)];
        if (source === null || target === null || source === target) return false;
        return !/[/-](service|domain|words)\.ts$/.test(to) && SHARED_BY_NAME[to]?.test(from) !== true;
      }),
    ).toEqual([]);
  });

  it('make no circle of services', () => {
    const reached = (from: string, seen: ReadonlySet<string>): string[] =>
      imports
        .filter((line) => line.from === from && !line.typeOnly && isService(line.to) && !seen.has(line.to))
        .map(({ to }) => to);
    const isInCircle = (start: string): boolean => {
      const seen = new Set<string>();
      const wanted = [start];
      for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
        for (const to of reached(next, seen)) {
          if (to === start) return true;
          seen.add(to);
          wanted.push(to);
        }
      }
      return false;
    };
    const services = [...new Set(imports.map(({ from }) => from))].filter(isService);
    expect(services.filter(isInCircle)).toEqual([]);
  });
});

describe('imports of the sandbox’s page', () => {
  it('go downwards: main → shell and tools → kit and live → base → store → api → contract', () => {
    expect(
      offenders(({ from, to }) => {
        const [source, target] = [pagePart(from), pagePart(to)];
        if (source === null || target === null || source === target) return false;
        return storey(target) >= storey(source);
      }),
    ).toEqual([]);
  });

  it('lead the kit to the store and the API by its context alone', () => {
    expect(
      offenders(
        ({ from, to, typeOnly }) =>
          pagePart(from) === 'kit' && !typeOnly && ['store', 'api'].includes(pagePart(to) ?? ''),
      ),
    ).toEqual([]);
  });

  it('take nothing of the server but the grammar of mrkdwn', () => {
    const allowed = /^src\/sandbox\/mrkdwn\.ts$|^(preact|@preact\/signals|gemoji)(\/|$)/;
    expect(
      offenders(({ from, to }) => pagePart(from) !== null && pagePart(to) === null && !allowed.test(to)),
    ).toEqual([]);
  });

  it('are made elsewhere for the types of the contract alone', () => {
    expect(
      offenders(
        ({ from, to, typeOnly }) =>
          pagePart(from) === null && pagePart(to) !== null && !(pagePart(to) === 'contract' && typeOnly),
      ),
    ).toEqual([]);
  });
});

/** The part of the page in which a file stands; null where it stands elsewhere. */
function pagePart(path: string): string | null {
  return path.startsWith(PAGE) ? (/^[\w-]+/.exec(path.slice(PAGE.length))?.[0] ?? null) : null;
}

/** Of a part that has none, above all others: it must be given one. */
function storey(part: string): number {
  const at = STOREYS.findIndex((parts) => parts.includes(part));
  return at < 0 ? STOREYS.length : at;
}

/** The height of a file in its feature; what has none is 0. */
function room(path: string): number {
  if (!/^src\/[a-z]+\//.test(path) || /^src\/(slack|sandbox|cli)\//.test(path)) return 0;
  const name = posix.basename(path);
  if (/^(slack|jobs)(-[a-z]+)?\.ts$/.test(name)) return 4;
  if (/(^|-)service\.ts$/.test(name)) return 3;
  if (/(^|-)(store|query)\.ts$/.test(name)) return 2;
  return name === 'domain.ts' ? 1 : 0;
}

function isService(path: string): boolean {
  return room(path) === 3;
}

/** The clock, the slots and the outbox are for every feature, whatever their files are called. */
function isShared(path: string): boolean {
  return path.startsWith('src/jobs/') || path.startsWith('src/audit/') || room(path) === 0;
}

function featureOf(path: string): string | null {
  const folder = /^src\/([a-z]+)\//.exec(path)?.[1];
  return folder === undefined || GROUND.has(folder) ? null : folder;
}

/** What computes and does nothing else: features may share it, and blocks may show it. */
function isPure(path: string): boolean {
  if (!/^src\/[a-z]+\//.test(path) || ACTS.test(path) || ACTS_BY_NAME.has(path)) return false;
  return featureOf(path) !== null || /^src\/(base|people|stats)\//.test(path);
}

function isDatabaseDriver(name: string): boolean {
  return name === 'kysely' || name.startsWith('kysely/') || name === 'pg' || name === 'better-sqlite3';
}

function offenders(isWrong: (line: Import) => boolean): string[] {
  return imports.filter(isWrong).map(({ from, to }) => `${from} → ${to}`);
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name.split(sep).join('/')}`);
}

function importsOf({ path: from, text }: { path: string; text: string }): Import[] {
  const found = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:([^'"]*?)\s+from\s+)?'([^']+)'/gms);
  return [...found].map(([, type, names, to = '']) => ({
    from,
    to: resolve(from, to),
    typeOnly: type !== undefined || (names !== undefined && isTypesOnly(names)),
  }));
}

/** `{ type A, type B }` imports nothing at run time. */
function isTypesOnly(names: string): boolean {
  const inner = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  if (inner === undefined) return false;
  return inner
    .split(',')
    .filter((name) => name.trim() !== '')
    .every((name) => name.trim().startsWith('type '));
}

function resolve(from: string, to: string): string {
  if (to.startsWith('#')) return to.slice(1);
  return to.startsWith('.')
    ? relative(ROOT, join(ROOT, dirname(from), to))
        .split(sep)
        .join('/')
    : to;
}
