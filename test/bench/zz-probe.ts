import { openDatabase } from '#src/db/open.ts';
import { searchClose, searchPrefix, searchPart } from '#src/accounts/search.ts';
const database = openDatabase('sqlite:/tmp/bsq/s.db');
for (const [f, key] of [[searchPrefix, 'nor'], [searchPart, 'robotics'], [searchClose, 'northern zubravo robotics inc'], [searchClose,'hrabor']] as const) {
  for (let i = 0; i < 3; i++) {
    const t = performance.now();
    const hits = await f(database, 'bench-search', key, 10);
    console.log(f.name, key, hits.length, performance.now() - t);
  }
}
