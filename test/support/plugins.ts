/** What happens between two statements, foretold: a crash, or another process that is faster. */
import type { KyselyPlugin } from 'kysely';

/** Fails where something is written into a table. */
export function failingToWrite(table: string): KyselyPlugin {
  return {
    transformQuery({ node }) {
      if (node.kind === 'InsertQueryNode' && JSON.stringify(node.into).includes(`"${table}"`))
        throw new Error('the power went');
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

/** Does something else after the first statement that has these words. */
export function interruptedAfter(words: string, elsewhere: () => Promise<unknown>): KyselyPlugin {
  const waited = new WeakSet();
  let isDone = false;
  return {
    transformQuery({ node, queryId }) {
      if (JSON.stringify(node).includes(words)) waited.add(queryId);
      return node;
    },
    async transformResult({ queryId, result }) {
      if (isDone || !waited.has(queryId)) return result;
      isDone = true;
      await elsewhere();
      return result;
    },
  };
}
