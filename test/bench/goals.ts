/** The search over Goal Cards and feedback among as many cards, against a bare query of the database's own text search. */
import { sql } from 'kysely';
import { nameKey } from '#src/accounts/name-key.ts';
import type { DialectName, OpenDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import { NO_FILTER, readPhrases } from '#src/search/domain.ts';
import { putSearchable, search, type SearchRequest } from '#src/search/service.ts';
import { inTransaction } from '#src/base/deps.ts';
import { documentWith } from '../goals/make-goal.ts';
import { withNewDatabase, type PostgresServer } from './databases.ts';
import { compared, quantile, type Figure } from './figures.ts';
import { seeded } from './search.ts';

/** Below it a run only shows that the benchmark works. */
const SMALL = 10_000;
const BARE = 50;
const WORKSPACE = 'bench-goals';
const CARDS_PER_INSERT = 2_000;
const SEGMENTS = ['standard', 'assisted', 'self'];
const STATES = ['draft', 'active', 'active', 'achieved', 'missed'] as const;

export async function benchGoals(
  dialect: DialectName,
  cards: number,
  postgres: () => Promise<PostgresServer>,
): Promise<Figure[]> {
  return withNewDatabase(dialect, postgres, async (database) => {
    const random = seeded(20_261_124);
    const words = new Words(random);
    await fill(database, cards, words, random);
    const figures: Figure[] = [];
    for (const { kind, make } of kinds(words, random)) {
      const orders = Array.from({ length: cards < SMALL ? 10 : 300 }, make);
      const ours = await time(orders, (order) => searchAll(database, order));
      // It ranks all that has a common word: some of them tell how long that takes.
      const bare = await time(orders.slice(0, BARE), (order) => searchBare(database, order.typed));
      figures.push(
        compared({
          name: `goals: ${kind}`,
          database: dialect,
          accounts: cards,
          value: quantile(ours, 0.99),
          against: quantile(bare, 0.99),
          unit: 'ms p99',
          goal: '< 50 ms',
          note: `p50 ${quantile(ours, 0.5).toFixed(2)} ms, bare ${quantile(bare, 0.5).toFixed(2)} ms`,
        }),
      );
    }
    return figures;
  });
}

interface Order extends Omit<SearchRequest, 'phrases' | 'page'> {
  typed: string;
}

function kinds(words: Words, random: () => number): { kind: string; make: () => Order }[] {
  const plain = { filter: NO_FILTER, condition: null };
  const segment = () => SEGMENTS[Math.floor(random() * SEGMENTS.length)]!;
  return [
    { kind: 'a word, as often as it is used', make: () => ({ ...plain, typed: `${words.any()} ` }) },
    { kind: 'one of the 20 commonest words', make: () => ({ ...plain, typed: `"${words.common(20)}"` }) },
    {
      kind: 'two of the 50 commonest words',
      make: () => ({ ...plain, typed: `${words.common(50)} "${words.common(50)}"` }),
    },
    {
      kind: 'a common and a rare word',
      make: () => ({ ...plain, typed: `${words.rare()} "${words.common(20)}"` }),
    },
    {
      kind: 'the first 2 to 4 letters of a word',
      make: () => ({ ...plain, typed: words.any().slice(0, 2 + Math.floor(random() * 3)) }),
    },
    {
      kind: 'a phrase of two common words',
      make: () => ({ ...plain, typed: `"${words.common(10)} ${words.common(10)}"` }),
    },
    {
      kind: 'a common word of active cards',
      make: () => ({
        typed: `"${words.common(200)}"`,
        filter: { ...NO_FILTER, kind: 'goal', states: ['active'] },
        condition: null,
      }),
    },
    {
      kind: 'a common word of a segment',
      make: () => ({
        typed: `"${words.common(200)}"`,
        filter: NO_FILTER,
        condition: { segment: segment(), leadId: null },
      }),
    },
    { kind: 'the newest', make: () => ({ ...plain, typed: '' }) },
  ];
}

async function searchAll(database: OpenDatabase, { typed, ...order }: Order): Promise<void> {
  await search({ database }, WORKSPACE, { ...order, phrases: readPhrases(typed), page: 1 });
}

/** The ten best by the database's own ranking, as the text search alone gives them. */
async function searchBare({ db, dialect }: OpenDatabase, typed: string): Promise<void> {
  const phrases = readPhrases(typed);
  if (phrases.length === 0) {
    await sql`select id from searchable order by id desc limit 10`.execute(db);
  } else if (dialect === 'sqlite') {
    const query = phrases
      .map(({ words, prefix }) => `"${words.join(' ')}"${prefix ? ' *' : ''}`)
      .join(' AND ');
    await sql`select rowid from searchable_words where searchable_words match ${query} order by rank limit 10`.execute(
      db,
    );
  } else {
    const query = phrases
      .map(({ words, prefix }) => `(${words.map((word) => `'${word}'`).join(' <-> ')}${prefix ? ':*' : ''})`)
      .join(' & ');
    await sql`select id from searchable where words @@ ${query}::tsquery
      order by ts_rank_cd(words, ${query}::tsquery) desc limit 10`.execute(db);
  }
}

async function time(orders: readonly Order[], run: (order: Order) => Promise<void>): Promise<number[]> {
  for (const order of orders.slice(0, 10)) await run(order);
  const times: number[] = [];
  for (const order of orders) {
    const start = performance.now();
    await run(order);
    times.push(performance.now() - start);
  }
  return times;
}

async function fill(
  database: OpenDatabase,
  count: number,
  words: Words,
  random: () => number,
): Promise<void> {
  const { db, dialect } = database;
  await db.insertInto('workspace').values({ id: WORKSPACE, name: 'Bench', created_at: '' }).execute();
  const accounts = Array.from({ length: Math.ceil(count / 5) }, (_, index) => ({
    id: `a${index}`,
    name: `Account ${index}`,
    name_key: nameKey(`Account ${index}`),
    segment: SEGMENTS[index % SEGMENTS.length]!,
  }));
  await sql`insert into account (workspace_id, id, key, name, name_key, segment, created_at, updated_at)
    select ${WORKSPACE}, r.id, r.id, r.name, r.name_key, r.segment, '', ''
    from ${rowsAs(dialect, 'r', { id: 'text', name: 'text', name_key: 'text', segment: 'text' }, accounts)}`.execute(
    db,
  );
  for (let start = 0; start < count; start += CARDS_PER_INSERT) {
    const cards = Array.from({ length: Math.min(CARDS_PER_INSERT, count - start) }, (_, index) => {
      const account = accounts[Math.floor(random() * accounts.length)]!;
      const name = words.text(3 + Math.floor(random() * 5));
      const requiredOutcome = words.text(40 + Math.floor(random() * 120));
      return {
        id: `card-${start + index}`,
        account_id: account.id,
        name,
        state: STATES[Math.floor(random() * STATES.length)]!,
        document: JSON.stringify(documentWith({ name, requiredOutcome })),
        requiredOutcome,
      };
    });
    const columns = {
      id: 'text',
      account_id: 'text',
      name: 'text',
      state: 'text',
      document: 'text',
    } as const;
    await inTransaction({ database }, async (trx) => {
      await sql`insert into goal_card (workspace_id, id, account_id, name, state, version, document, created_by,
          created_at, updated_by, updated_at)
        select ${WORKSPACE}, r.id, r.account_id, r.name, r.state, 1, r.document, 'bench', '', 'bench', ''
        from ${rowsAs(dialect, 'r', columns, cards)}`.execute(trx);
      const things = cards.map(({ id, account_id, name, state, requiredOutcome }) => {
        const thing = {
          kind: 'goal' as const,
          id,
          accountId: account_id,
          title: name,
          state,
          milestoneId: null,
        };
        return { ...thing, body: requiredOutcome };
      });
      await putSearchable(trx, dialect, WORKSPACE, things);
    });
  }
  if (dialect === 'postgres') await sql`vacuum analyze`.execute(db);
}

const SYLLABLES =
  'ba be bi bo bra ca ce co cra da de di do fa fe fi ga ge gi go ka ke ki la le li lo ma me mi mo na ne ni pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi wo xa ze zo'.split(
    ' ',
  );
const DIFFERENT_WORDS = 20_000;

/** Words that are used as words of a language are: the n-th commonest one n times less often than the first (Zipf). */
class Words {
  readonly #random: () => number;
  readonly #words: string[];
  readonly #sums: number[] = [];

  constructor(random: () => number) {
    this.#random = random;
    const made = Array.from({ length: DIFFERENT_WORDS }, () =>
      Array.from({ length: 2 + Math.floor(random() * 3) }, () => this.#pick(SYLLABLES)).join(''),
    );
    this.#words = [...new Set(made)];
    let sum = 0;
    for (const index of this.#words.keys()) this.#sums.push((sum += 1 / (index + 1)));
  }

  any(): string {
    const at = this.#random() * this.#sums.at(-1)!;
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return this.#words[low]!;
  }

  /** One of the `count` commonest. */
  common(count: number): string {
    return this.#pick(this.#words.slice(0, count));
  }

  rare(): string {
    return this.#pick(this.#words.slice(1_000));
  }

  text(count: number): string {
    return Array.from({ length: count }, () => this.any()).join(' ');
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!;
  }
}
