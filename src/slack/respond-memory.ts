/** Remembers how to answer in the channel from which a modal was opened; only in memory, since it is a secret. */
import type { RespondFn } from '@slack/bolt';

/** Slack takes answers for half an hour. */
const KEPT_MS = 30 * 60_000;
const MAX_KEPT = 1000;

export class RespondMemory {
  readonly #kept = new Map<string, { respond: RespondFn; until: number }>();
  readonly #now: () => number;

  /** @param now milliseconds that only rise */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  remember(viewId: string, respond: RespondFn): void {
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= MAX_KEPT && oldest.done === false) this.#kept.delete(oldest.value);
    this.#kept.set(viewId, { respond, until: this.#now() + KEPT_MS });
  }

  /** How to answer where the modal, or the one under it, was opened from; null when that is not known any more. */
  recall(...viewIds: string[]): RespondFn | null {
    for (const id of viewIds) {
      const found = this.#kept.get(id);
      if (found !== undefined && found.until > this.#now()) return found.respond;
    }
    return null;
  }
}
