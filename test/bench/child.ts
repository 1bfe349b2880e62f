/** Processes of the benchmark: one for each thing whose memory or event loop is measured. */
import { fork } from 'node:child_process';

export interface Child {
  /** Sends an order and waits for its answer. */
  call<T>(order: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a file of this folder as a process of its own; it answers each message by one. */
export function startChild(file: string): Child {
  const child = fork(new URL(file, import.meta.url), {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    call: <T>(order: unknown) =>
      new Promise<T>((resolve, reject) => {
        const onExit = (code: number | null) => reject(new Error(`${file} ended with ${code}`));
        child.once('exit', onExit);
        child.once('message', (answer) => {
          child.off('exit', onExit);
          resolve(answer as T);
        });
        child.send(order as object);
      }),
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** One order to a new process. */
export async function askChild<T>(file: string, order: unknown): Promise<T> {
  const child = startChild(file);
  try {
    return await child.call<T>(order);
  } finally {
    await child.stop();
  }
}

/** The other end: answers each order, one after another, until the parent lets go. */
export function answerParent(
  answer: (order: never) => Promise<unknown>,
  close: () => Promise<void> = async () => {},
): void {
  process.on('message', (order) => {
    void answer(order as never).then(
      (result) => process.send?.(result ?? null),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.once('disconnect', () => void close().then(() => process.exit(0)));
}
