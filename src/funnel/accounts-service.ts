/** All accounts a few thousand at a time, each with the milestones that it has reached: what every figure is made of. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { AccountScope } from '../db/account-scope.ts';
import type { Journey } from '../journey/domain.ts';
import { assessedOn, assessmentSources, listStaleOf } from '../journey/service.ts';
import { journeysInUse, trialSegmentIds, type Program } from '../program/domain.ts';
import {
  keptAssessments,
  readAccounts,
  readChurn,
  type AccountRow,
  type Columns,
  type Only,
} from './account-store.ts';

/** Some accounts of one journey. */
export interface JourneyAccounts {
  journey: Journey;
  accounts: AccountRow[];
}

/** Whose accounts are read. */
export interface AccountsQuestion extends Omit<Only, 'but'> {
  /** Signals up to this day are looked at; departures are known, whenever they were. */
  knownOn: BusinessDate;
  /** Whether free trials count, too, where no segment is named; else only customers do. */
  withTrials?: boolean;
  columns?: Columns;
}

/** So many changed accounts are assessed by one statement. */
const CHANGED_PER_LIST = 2_000;

/**
 * Where an assessment was kept, it tells of any date, since a milestone that was reached stays reached; accounts that
 * changed since are assessed anew, and so are all where none was ever kept. Nothing is written.
 */
export async function* walkAccounts(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  question: AccountsQuestion,
): AsyncGenerator<JourneyAccounts> {
  const { db } = deps.database;
  const read = (accounts: AccountScope, found: (journey: Journey) => RawBuilder<unknown>) =>
    readJourneys(deps, workspaceId, program, question, accounts, found);
  if ((await assessedOn(db, workspaceId)) === null) {
    for await (const range of accountRanges(deps.database, workspaceId, 'read'))
      yield* read(range, assessAnew(deps, workspaceId, program, question, range));
    return;
  }
  const readAnew = (ids: readonly string[]) => {
    const accounts = { kind: 'accounts', ids } as const;
    return read(accounts, assessAnew(deps, workspaceId, program, question, accounts));
  };
  // Those of many ranges together: a few in each would be many statements.
  let waiting: string[] = [];
  for await (const range of accountRanges(deps.database, workspaceId, 'list')) {
    // Asked once for each range, and before it is read: others mark accounts, and take marks away, all the while.
    const changed = await listStaleOf(db, workspaceId, range);
    const kept = read(range, ({ id }) => keptAssessments(workspaceId, id, range));
    yield* butChanged(kept, new Set(changed));
    waiting.push(...changed);
    while (waiting.length >= CHANGED_PER_LIST) {
      yield* readAnew(waiting.slice(0, CHANGED_PER_LIST));
      waiting = waiting.slice(CHANGED_PER_LIST);
      await nextTurn();
    }
  }
  if (waiting.length > 0) yield* readAnew(waiting);
}

async function* butChanged(
  found: AsyncIterable<JourneyAccounts>,
  changed: ReadonlySet<string>,
): AsyncGenerator<JourneyAccounts> {
  for await (const { journey, accounts } of found)
    yield {
      journey,
      accounts: changed.size === 0 ? accounts : accounts.filter(({ id }) => !changed.has(id)),
    };
}

function assessAnew(
  { database: { dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  { knownOn, columns = {} }: AccountsQuestion,
  accounts: AccountScope,
): (journey: Journey) => RawBuilder<unknown> {
  const { money: subscription = false } = columns;
  const needed = { lastSignal: false, churn: false, subscription, ebr: false, later: false };
  const sources = assessmentSources(workspaceId, { dialect, program, date: knownOn }, accounts, needed);
  const places = new Map(journeysInUse(program).map(({ journey }, index) => [journey.id, sources[index]!]));
  return ({ id }) => places.get(id)!;
}

async function* readJourneys(
  { database: { db } }: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  { columns = {}, withTrials = false, ...asked }: AccountsQuestion,
  accounts: AccountScope,
  found: (journey: Journey) => RawBuilder<unknown>,
): AsyncGenerator<JourneyAccounts> {
  const but = leftOut(program, asked.segment, withTrials);
  const journeys = journeysAsked(program, asked.segment, withTrials);
  const only = { ...asked, but };
  if (journeys.length === 0) return;
  const churn = await readChurn(db, workspaceId, accounts);
  for (const journey of journeys) {
    const rows = await readAccounts(db, workspaceId, accounts, found(journey), { churn, only, columns });
    yield { journey, accounts: rows };
  }
}

/** The journeys that the segment uses; null: those of all customers, and with `withTrials` of free trials, too. */
export function journeysAsked(program: Program, segment: string | null, withTrials = false): Journey[] {
  const but = leftOut(program, segment, withTrials);
  return journeysInUse(program)
    .filter(({ segments }) => segments.some((id) => (segment === null ? !but.includes(id) : id === segment)))
    .map(({ journey }) => journey);
}

/** The segments that nobody means who names none. */
function leftOut(program: Program, segment: string | null, withTrials: boolean): string[] {
  return segment === null && !withTrials ? trialSegmentIds(program) : [];
}
