/** Ids are made by the application: ULIDs, so that rows written one after another lie one after another. */
import { monotonicFactory } from 'ulid';

/** Makes the next id: 26 characters, in order of creation. */
export type MakeId = () => string;

/** A source of ids for one process; ids made in the same millisecond still ascend. */
export function createIdSource(now: () => number = Date.now): MakeId {
  const next = monotonicFactory();
  return () => next(now());
}
