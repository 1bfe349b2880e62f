/**
 * `npm run bench`: each figure as a ratio within the same run. Nothing here passes or fails by time: read it.
 * `--accounts 100000,1000000` `--database sqlite,postgres` `--only NAME,…` `--json FILE`
 */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { DialectName } from '#src/db/open.ts';
import { benchAcks } from './acks.ts';
import { fixtureUrl, startPostgresServer, type PostgresServer } from './databases.ts';
import { tableOf, type Figure } from './figures.ts';
import { benchDigest } from './digest.ts';
import { benchFunnel, benchReleases } from './funnel.ts';
import { benchCadence } from './cadence.ts';
import { benchGoals } from './goals.ts';
import { benchHealthCard } from './health-card.ts';
import { benchHealth } from './health.ts';
import { benchImports } from './imports.ts';
import { benchMornings } from './morning.ts';
import { benchNames } from './names.ts';
import { benchPictures } from './pictures.ts';
import { benchPlays } from './plays.ts';
import { benchRulesEngine } from './rules-engine.ts';
import { benchScenarios } from './scenarios.ts';
import { benchShow } from './show.ts';
import { benchBatches } from './batches.ts';

interface Target {
  url: string;
  dialect: DialectName;
  accounts: number;
}

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    database: { type: 'string', default: 'sqlite,postgres' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});

/** The measurements in their order: `acks` and `show` want a database that has had its mornings. */
const BENCHES: Record<string, (target: Target) => Promise<Figure[]>> = {
  morning: ({ url, accounts }) => benchMornings(url, accounts, accounts > 200_000 ? 2 : 3),
  engine: ({ url, accounts }) => benchRulesEngine(url, accounts),
  acks: ({ url, accounts }) => benchAcks(url, accounts),
  health: ({ url, accounts }) => benchHealth(url, accounts),
  funnel: ({ url, accounts }) => benchFunnel(url, accounts),
  releases: ({ url, accounts }) => benchReleases(url, accounts),
  digest: ({ url, accounts }) => benchDigest(url, accounts),
  plays: ({ url, accounts }) => benchPlays(url, accounts),
  cadence: ({ url, accounts }) => benchCadence(url, accounts),
  show: ({ url, accounts }) => benchShow(url, accounts),
  card: ({ url, accounts }) => benchHealthCard(url, accounts),
  names: ({ dialect, accounts }) => benchNames(dialect, accounts, postgres),
  goals: ({ dialect, accounts }) => benchGoals(dialect, accounts, postgres),
  scenarios: ({ url, accounts }) => benchScenarios(url, accounts, postgres),
  import: ({ dialect, accounts }) => benchImports(dialect, accounts, postgres),
  batch: ({ url, accounts }) => benchBatches(url, accounts),
  // No database has to do with it.
  pictures: ({ dialect, accounts }) => (dialect === 'sqlite' ? benchPictures(accounts) : Promise.resolve([])),
};

const chosen = values.only?.split(',') ?? Object.keys(BENCHES);
const unknown = chosen.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0)
  throw new Error(`there is no ${unknown.join(', ')}: ${Object.keys(BENCHES).join(', ')}`);

let server: PostgresServer | undefined;
const postgres = async (): Promise<PostgresServer> => (server ??= await startPostgresServer());
const figures: Figure[] = [];
try {
  for (const accounts of values.accounts.split(',').map(Number)) {
    for (const dialect of values.database.split(',') as DialectName[]) {
      const url = await fixtureUrl(dialect, accounts, postgres);
      for (const name of chosen) {
        process.stderr.write(`${dialect}, ${accounts} accounts: ${name}\n`);
        const found = await BENCHES[name]!({ url, dialect, accounts });
        figures.push(...found);
        // A run over all takes long: what is known is told at once.
        if (found.length > 0) process.stderr.write(`${tableOf(found)}\n`);
      }
    }
  }
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}`);
  console.log(tableOf(figures));
  const text = JSON.stringify({ node: process.version, cpus: cpus().length, figures }, null, 2);
  if (values.json === undefined) console.log(text);
  else await writeFile(values.json, text);
} finally {
  await server?.stop();
}
// The PostgreSQL package would end the process by itself, with its own code.
process.exit();
