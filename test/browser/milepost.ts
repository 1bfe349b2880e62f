/** Runs Milepost as `npm start` does, in a process of its own, with the sample portfolio in its sandbox. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** A Monday: 09:12 in the zone of the sample's program, after the morning's list is due. */
export const MONDAY = '2026-11-23T12:12:00Z';

export interface RunningMilepost {
  /** The sandbox's page, as the terminal names it. */
  url: string;
  /**
   * @param keepIn where its database and its messages go; default: they are gone
   * @throws Error when it logged an error while it ran
   */
  stop(keepIn?: string): Promise<void>;
}

export interface RunOptions {
  /** The time at the start, UTC ISO; the clock goes on from there. */
  now: string;
  /** What is run in the repository's folder; default: what `npm start` runs. */
  command?: [string, ...string[]];
  env?: Record<string, string>;
  /** A folder whose database it goes on with; default: an empty one. */
  copyOf?: string;
}

/**
 * Milepost on a Monday, for one test: it stops when the test ends, which fails if Milepost logged an error. On that
 * Monday it goes on with the sample that was laid once for all tests, on any other day it lays its own.
 */
export async function startMilepost(now = MONDAY): Promise<RunningMilepost> {
  const milepost = await runSandbox(now === MONDAY ? { now, copyOf: inject('sampleFolder') } : { now });
  onTestFinished(() => milepost.stop());
  return milepost;
}

/** Starts it. Of this process's environment it sees only what a program needs to run at all. */
export async function runSandbox({ now, command, env, copyOf }: RunOptions): Promise<RunningMilepost> {
  const directory = await mkdtemp(join(tmpdir(), 'milepost-browser-test-'));
  if (copyOf !== undefined) await cp(copyOf, directory, { recursive: true });
  const [program, ...words] = command ?? [process.execPath, join(ROOT, 'bin/milepost.js'), 'start'];
  const child = spawn(program, words, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: join(tmpdir(), 'milepost-test-compiled'),
      PORT: '0',
      DATABASE_URL: `sqlite:${join(directory, 'milepost.db')}`,
      MILEPOST_NOW: now,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what the program starts ends with it.
    detached: true,
  });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const endAll = (): void => endGroup(child, 'SIGKILL');
  process.once('exit', endAll);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const clean = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const url = await addressPrinted(child);
    return {
      url,
      async stop(keepIn) {
        endGroup(child, 'SIGTERM');
        await ended;
        process.off('exit', endAll);
        if (keepIn !== undefined) await cp(directory, keepIn, { recursive: true });
        await clean();
        const errors = log.split('\n').filter((line) => /"level":(50|60)/.test(line));
        if (errors.length > 0) throw new Error(`Milepost logged:\n${errors.join('\n')}`);
      },
    };
  } catch (error) {
    endAll();
    await clean();
    throw new Error(`Milepost did not start:\n${log}`, { cause: error });
  }
}

function endGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  const isOver = child.exitCode !== null || child.signalCode !== null;
  if (child.pid !== undefined && !isOver) process.kill(-child.pid, signal);
}

/** How long a start may take on a busy machine, in milliseconds. */
const START_MS = 60_000;

/** The first address that the terminal shows is the page's. */
function addressPrinted(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    const tooLong = (): void =>
      reject(new Error(`it showed no address within a minute, having said:\n${out}`));
    const timer = setTimeout(tooLong, START_MS);
    child.once('close', () => clearTimeout(timer));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`it ended with ${code}, having said:\n${out}`)));
  });
}
