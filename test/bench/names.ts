/** The search by name among as many accounts. */
import type { DialectName } from '#src/db/open.ts';
import { withNewDatabase, type PostgresServer } from './databases.ts';
import { single, type Figure } from './figures.ts';
import { benchSearch } from './search.ts';

/** Below it a run only shows that the benchmark works. */
const SMALL = 10_000;

export async function benchNames(
  dialect: DialectName,
  accounts: number,
  postgres: () => Promise<PostgresServer>,
): Promise<Figure[]> {
  return withNewDatabase(dialect, postgres, async (database) => {
    const figures = await benchSearch(database, accounts, accounts < SMALL ? 20 : 400);
    return figures.map(({ kind, p50, p99, found }) =>
      single({
        name: `name: ${kind}`,
        database: dialect,
        accounts,
        value: p99,
        unit: 'ms p99',
        goal: kind.startsWith('prefix') ? '< 5 ms' : kind.includes('two') ? null : '< 100 ms',
        note: `p50 ${p50.toFixed(2)} ms; ${Math.round(found * 100)} % among the first ten`,
      }),
    );
  });
}
