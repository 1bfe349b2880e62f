/** The sandbox as a process of its own. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface SlackProcess {
  apiUrl: string;
  botToken: string;
  signingSecret: string;
  teamId: string;
  stop(): Promise<void>;
}

export async function startSlack(): Promise<SlackProcess> {
  const main = new URL('../../src/sandbox/main.ts', import.meta.url);
  const child = spawn(process.execPath, [main.pathname], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    const { apiUrl, botToken, signingSecret, teamId } = JSON.parse(line) as SlackProcess;
    return {
      apiUrl,
      botToken,
      signingSecret,
      teamId,
      async stop() {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('the sandbox ended before it began');
}
