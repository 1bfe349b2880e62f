/** How a database goes about the statements of a piece of work. */
import { CompiledQuery, type Kysely, type KyselyPlugin, type RootOperationNode } from 'kysely';
import type { OpenDatabase } from '#src/db/open.ts';
import type { Database } from '#src/db/schema.ts';

/** Does the work, and @returns the plan of each of its statements, in order */
export async function plansOf(
  { db, dialect }: OpenDatabase,
  work: (db: Kysely<Database>) => Promise<unknown>,
): Promise<string[]> {
  const asked: RootOperationNode[] = [];
  const recorder: KyselyPlugin = {
    transformQuery({ node }) {
      asked.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work(db.withPlugin(recorder));
  const explain = dialect === 'sqlite' ? 'explain query plan' : 'explain';
  const plans: string[] = [];
  for (const node of asked) {
    const { sql, parameters } = db.getExecutor().compileQuery(node, { queryId: 'explained' });
    const { rows } = await db.executeQuery(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]));
    plans.push(JSON.stringify(rows));
  }
  return plans;
}
