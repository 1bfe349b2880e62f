/** Runs a script that is killed again and again, without a warning, until it is let through. */
import { spawn } from 'node:child_process';

export interface KillRun {
  /** A TypeScript or JavaScript file; it exits with 0 when its work is done, and goes on with it when run again. */
  script: URL;
  args?: string[];
  env?: Record<string, string>;
  /** How often it is killed before it may finish. */
  kills: number;
  /** A kill comes at a random time up to this long after … */
  withinMs: number;
  /** … the process was started, or wrote its first output (default): its work begins then. */
  from?: 'start' | 'output';
  /** Numbers from 0 up to 1; give a seeded one, so that a failing run can be repeated. */
  random: () => number;
}

export interface KillResult {
  /** How often it was really killed: less than asked for when it was done before. */
  kills: number;
  /** How often it was started. */
  starts: number;
  /** What the last run wrote. */
  output: string;
}

/**
 * Kills the script's process by SIGKILL at random times, starts it anew each time, and then lets it finish.
 * @throws Error with what it wrote when it ends by itself with anything but 0
 */
export async function runThroughKills(options: KillRun): Promise<KillResult> {
  let kills = 0;
  for (let starts = 1; ; starts += 1) {
    const delay = kills < options.kills ? options.random() * options.withinMs : undefined;
    const end = await runOnce(options, delay);
    if (end.killed) kills += 1;
    else if (end.code === 0) return { kills, starts, output: end.output };
    else
      throw new Error(`${options.script.pathname} ended with ${end.code} in start ${starts}:\n${end.output}`);
  }
}

interface End {
  killed: boolean;
  code: number | null;
  output: string;
}

function runOnce(options: KillRun, killAfterMs: number | undefined): Promise<End> {
  const child = spawn(process.execPath, [options.script.pathname, ...(options.args ?? [])], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    if (killAfterMs !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  };
  if (options.from === 'start') arm();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      arm();
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ killed: signal === 'SIGKILL', code, output });
    });
  });
}
