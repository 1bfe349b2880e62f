import type { Context } from './context.ts';
import { SandboxError } from './types.ts';

/** How long waiting takes by default, in milliseconds. */
const patience = 3000;

/**
 * Waits until `look` finds something, looking again at each change of the workspace.
 * Throws `wait_timeout` with the name of what was awaited.
 */
export function waitUntil<T>(
  ctx: Context,
  what: string,
  timeoutMs: number | undefined,
  look: () => T | undefined,
): Promise<T> {
  const limit = timeoutMs ?? patience;
  return new Promise((resolve, reject) => {
    const found = look();
    if (found !== undefined) {
      resolve(found);
      return;
    }
    const timer = setTimeout(() => {
      stop();
      reject(new SandboxError('wait_timeout', `${what} did not come within ${limit} ms`));
    }, limit);
    const stop = ctx.state.onChange(() => {
      // The change is told in the middle of storing it: what belongs to it is complete in the next turn.
      queueMicrotask(() => {
        const now = look();
        if (now === undefined) return;
        clearTimeout(timer);
        stop();
        resolve(now);
      });
    });
  });
}
