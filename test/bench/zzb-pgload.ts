import { fixtureUrl } from './databases.ts';
import { readFileSync } from 'node:fs';
console.log(
  await fixtureUrl('postgres', Number(process.argv[2]), async () => ({
    url: readFileSync('/tmp/pgurl', 'utf8'),
    stop: async () => {},
  })),
);
