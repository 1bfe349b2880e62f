/** The command line's context: it opens the database that the environment names, and speaks on the terminal. */
import { existsSync } from 'node:fs';
import { clockFrom } from '../base/clock.ts';
import { createIdSource } from '../base/ids.ts';
import { createLog } from '../base/log.ts';
import type { Deps } from '../base/deps.ts';
import { readConfig, type Config } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import { fileOfUrl, openDatabase, type OpenDatabase } from '../db/open.ts';
import { openOnlyWorkspace } from '../workspaces/service.ts';
import type { CliContext, Opening } from './context.ts';

export interface FullCliContext extends CliContext {
  /** The environment. @throws CliProblem when it is not right */
  config(): Config;
  /** Opens the database alone, migrated. */
  openDatabaseOnly(opening?: Opening): Promise<{ deps: Deps; applied: string[]; close(): Promise<void> }>;
  /** An exception as one line for stderr. */
  explain(error: unknown): string;
}

/** What stops a command before it began, in words for the person who typed it. */
export class CliProblem extends Error {}

export function createCliContext(isJson: () => boolean): FullCliContext {
  const config = (): Config => {
    const read = readConfig(process.env);
    if (!read.ok) throw new CliProblem(`the environment is not right: ${read.problems.join('; ')}`);
    return read.config;
  };
  const openDatabaseOnly = async (opening: Opening = {}) => {
    const { databaseUrl, logLevel, startsAt } = config();
    const database = openNamed(databaseUrl, opening);
    const deps: Deps = {
      database,
      makeId: createIdSource(),
      now: clockFrom(startsAt),
      log: createLog(logLevel),
    };
    try {
      return { deps, applied: await migrate(database), close: () => database.close() };
    } catch (error) {
      await database.close();
      throw error;
    }
  };
  let hasSpoken = false;
  const out = (text: string): void => {
    hasSpoken = true;
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  };
  return {
    get json() {
      return isJson();
    },
    now: () => clockFrom(config().startsAt)(),
    config,
    openDatabaseOnly,
    async openDeps(opening) {
      const { deps, close } = await openDatabaseOnly(opening);
      const opened = await openOnlyWorkspace(deps);
      if (opened.ok) return { deps, workspaceId: opened.workspaceId, close };
      await close();
      throw new CliProblem('this database holds several workspaces; the command line works on one');
    },
    out,
    fail(line) {
      if (isJson() && !hasSpoken) out(JSON.stringify({ ok: false, problem: line }));
      process.stderr.write(`milepost: ${line}\n`);
      process.exitCode = 1;
    },
    explain,
  };
}

/** @throws CliProblem when there is no database of that name, or cannot be one, such as below something that is no folder */
function openNamed(databaseUrl: string, { creates }: Opening): OpenDatabase {
  const file = fileOfUrl(databaseUrl);
  if (creates !== true && file !== null && !existsSync(file)) {
    throw new CliProblem(
      `there is no database ${file}: check DATABASE_URL; "milepost start", "milepost import" and "milepost program apply FILE" begin a new one`,
    );
  }
  try {
    return openDatabase(databaseUrl);
  } catch (error) {
    throw new CliProblem(cannotUseDatabase(codeOf(error)), { cause: error });
  }
}

function explain(error: unknown): string {
  if (error instanceof CliProblem) return error.message;
  const code = codeOf(error);
  if (/^(SQLITE_|ECONN|EHOST|ENET|ETIMEDOUT|ENOTFOUND|EAI_|ERR_INVALID_URL|28|3D|08|57)/.test(code))
    return cannotUseDatabase(code);
  if (code === 'EADDRINUSE') {
    const port = error instanceof Error && 'port' in error ? ` ${String(error.port)}` : '';
    return `port${port} is taken: stop what listens there, or start with another one, such as PORT=3001 npm start`;
  }
  return `it did not work: ${error instanceof Error ? error.message : String(error)}`;
}

function cannotUseDatabase(code: string): string {
  return `the database cannot be used (${code}): check DATABASE_URL, that it can be reached, and that its disk has room`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
