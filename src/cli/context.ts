/** What a command of the command line works with. */
import type { Deps } from '../base/deps.ts';

/** How a command opens the database. */
export interface Opening {
  /** It begins a new one where the SQLite file is not there; else that is refused, since its name may be mistyped. */
  creates?: true;
}

export interface CliContext {
  /** Whether `--json` was given: known when a command runs, not yet when it is registered. */
  readonly json: boolean;
  /** The time, by the clock that the environment may shift. */
  now(): Date;
  /** Opens the database, brings it up to date and finds its workspace. Whoever opens it closes it. */
  openDeps(opening?: Opening): Promise<{ deps: Deps; workspaceId: string; close(): Promise<void> }>;
  /** Writes to stdout, and ends the line where the text does not. With `--json`: one JSON object, once. */
  out(text: string): void;
  /**
   * Says on stderr, in one line, why the command was refused and what to do; the exit code becomes 1. With `--json` a
   * command that has printed no object yet prints `{ ok: false, problem }`.
   */
  fail(line: string): void;
}
