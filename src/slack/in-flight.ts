/** Work that goes on after Slack was answered, so that a stop can wait for it. */

export interface InFlight {
  /** Keeps `work` until it ends; its failure is the business of whoever started it. */
  add(work: Promise<unknown>): void;
  /** How much is under way. */
  size(): number;
  /** Waits for all of it, what is added meanwhile included, for at most `timeoutMs`; true when nothing is left. */
  drain(timeoutMs?: number): Promise<boolean>;
}

export function createInFlight(): InFlight {
  const running = new Set<Promise<unknown>>();
  return {
    add(work) {
      const kept = work.catch(() => undefined);
      running.add(kept);
      void kept.then(() => running.delete(kept));
    },
    size: () => running.size,
    async drain(timeoutMs = 10_000) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), timeoutMs);
      });
      while (running.size > 0) {
        if ((await Promise.race([Promise.allSettled(running), timeout])) === 'late') break;
      }
      clearTimeout(timer);
      return running.size === 0;
    },
  };
}
