/** Runs the real command line as a process of its own. */
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface MilepostRun {
  code: number | null;
  out: string;
  err: string;
}

/** A process under way. */
export interface MilepostProcess {
  /** What it has written to stdout and stderr until now. */
  written(): { out: string; err: string };
  /** Asks it to end. */
  terminate(): void;
  /** How it ended: by a signal where the code is null. */
  ended: Promise<MilepostRun>;
}

/** Runs `milepost WORDS…` as `startMilepost` does, and waits for its end. */
export function runMilepost(
  words: readonly string[],
  env: Record<string, string> = {},
  options: { isRead?: boolean } = {},
): Promise<MilepostRun> {
  return startMilepost(words, env, options).ended;
}

/**
 * Starts `milepost WORDS…` in the repository's folder. Of this process's environment it sees only what a program needs
 * to run at all, so that no setting of the machine changes what it does. Where its output is not read, it meets a
 * closed pipe, as in front of `head`.
 */
export function startMilepost(
  words: readonly string[],
  env: Record<string, string> = {},
  { isRead = true } = {},
): MilepostProcess {
  const child = spawn(process.execPath, [join(ROOT, 'bin/milepost.js'), ...words], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // What one run has compiled the next one need not.
      NODE_COMPILE_CACHE: join(tmpdir(), 'milepost-test-compiled'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (!isRead) child.stdout.destroy();
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return {
    written: () => ({ out, err }),
    terminate: () => void child.kill('SIGTERM'),
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    }),
  };
}
