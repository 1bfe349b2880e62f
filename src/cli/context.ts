/** What a command of the command line works with. */
import type { Deps } from '../base/deps.ts';

export interface CliContext {
  /** Whether `--json` was given: known when a command runs, not yet when it is registered. */
  readonly json: boolean;
  /** Opens the database, brings it up to date and finds its workspace. Whoever opens it closes it. */
  openDeps(): Promise<{ deps: Deps; workspaceId: string; close(): Promise<void> }>;
  /** Writes to stdout, and ends the line where the text does not. With `--json`: one JSON object, once. */
  out(text: string): void;
  /**
   * Says on stderr, in one line, why the command was refused and what to do; the exit code becomes 1. With `--json` a
   * command that has printed no object yet prints `{ ok: false, problem }`.
   */
  fail(line: string): void;
}
