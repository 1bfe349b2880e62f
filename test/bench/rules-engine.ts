/** The same question by a rules engine in JavaScript, on a sample of the accounts: facts loaded account by account. */
import { Engine } from 'json-rules-engine';
import { sql } from 'kysely';
import { addDays, addMonths, dayNumber } from '#src/base/business-date.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { countedSignals, type Journey } from '#src/journey/domain.ts';
import { loadSignals } from '#src/journey/store.ts';
import { satisfiedOn } from '#src/journey/tasks.ts';
import { createProgramSource } from '#src/program/service.ts';
import { askChild } from './child.ts';
import { settle } from './databases.ts';
import type { Figure } from './figures.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import type { MorningTimes } from './morning-child.ts';

const SAMPLE = 2_000;
/** The goal is for this size; a larger one says nothing more. */
const MOST_ACCOUNTS = 200_000;
const NEVER = Number.MAX_SAFE_INTEGER;

export async function benchRulesEngine(url: string, accounts: number): Promise<Figure[]> {
  if (accounts > MOST_ACCOUNTS) return [];
  const database = openDatabase(url);
  try {
    const date = addDays(DATE, 8);
    const sampled = Math.min(SAMPLE, accounts / 10);
    const engine = await millisecondsByEngine(database, sampled, date);
    await sql`update workspace set assessed_on = null`.execute(database.db);
    const ours = await askChild<MorningTimes>('morning-child.ts', { url, date });
    await settle(database);
    const value = ours.wall / 1_000;
    const against = ((engine / sampled) * accounts) / 1_000;
    return [
      {
        name: 'full morning, rules engine',
        database: database.dialect,
        accounts,
        value,
        unit: 's',
        against,
        ratio: against / value,
        goal: '≥ 50 times',
        note: `json-rules-engine on ${sampled} accounts, scaled; it only finds who is due`,
      },
    ];
  } finally {
    await database.close();
  }
}

async function millisecondsByEngine(database: OpenDatabase, accounts: number, date: string): Promise<number> {
  const { db } = database;
  const applied = await createProgramSource().load(db, WORKSPACE_ID);
  const [journey] = applied?.program.journeys ?? [];
  if (journey === undefined) throw new Error('the fixture has no journey');
  const engine = createEngine(journey);
  const { rows } = await sql<{ id: string; started_on: string }>`
    select id, started_on from account where workspace_id = ${WORKSPACE_ID} and id > '' order by id limit ${accounts}`.execute(
    db,
  );
  const start = performance.now();
  for (const { id, started_on } of rows) {
    const signals = countedSignals(await loadSignals(db, WORKSPACE_ID, id), started_on, date);
    const review = await sql<{ held: string | null }>`
      select max(held_on) as held from ebr where workspace_id = ${WORKSPACE_ID} and account_id = ${id}`.execute(
      db,
    );
    const days: Record<string, number> = {};
    for (const { milestone } of journey.phases) {
      for (const task of milestone.tasks) {
        const on = satisfiedOn(task, signals, started_on);
        days[task.id] = on === null ? NEVER : dayNumber(on);
      }
    }
    const reached = await engine.run({ ...days, today: dayNumber(date) });
    const since = reached.events.reduce((latest, event) => {
      const tasks = (event.params?.['tasks'] ?? []) as string[];
      return Math.max(latest, ...tasks.map((task) => days[task]!));
    }, dayNumber(started_on));
    const sinceOn = addDays('1970-01-01', since);
    await engine.run({
      ...days,
      today: dayNumber(date),
      overdue: addMonths(sinceOn, 3) < date,
      reviewed: (review.rows[0]?.held ?? '') >= sinceOn,
    });
  }
  return performance.now() - start;
}

/** One rule for each milestone, and one for who is due. */
function createEngine(journey: Journey): Engine {
  const engine = new Engine([], { allowUndefinedFacts: true });
  journey.phases.forEach((_, index) => {
    const tasks = journey.phases
      .slice(0, index + 1)
      .flatMap(({ milestone }) => milestone.tasks.map(({ id }) => id));
    engine.addRule({
      conditions: {
        all: tasks.map((fact) => ({ fact, operator: 'lessThanInclusive', value: { fact: 'today' } })),
      },
      event: { type: 'reached', params: { tasks } },
    });
  });
  engine.addRule({
    conditions: {
      all: [
        { fact: 'overdue', operator: 'equal', value: true },
        { fact: 'reviewed', operator: 'equal', value: false },
      ],
    },
    event: { type: 'due' },
  });
  return engine;
}
