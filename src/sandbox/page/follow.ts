/** The page's connection to the sandbox: a WebSocket over which it is told what happens. */
import { batch } from '@preact/signals';
import type { Live } from './contract.ts';

const RETRY_MS = 1000;
const GATHER_MS = 50;

export interface Follower {
  /** Loads what is there when a connection was made; one whose load fails counts as lost. */
  load(): Promise<void>;
  /** Takes what happened after that. */
  apply(event: Live): void;
  onOpen(): void;
  /** @param error why it could not be loaded; undefined where the connection itself was lost */
  onLost(error?: unknown): void;
}

/** Follows until the returned function is called; a lost connection is made anew. */
export function follow(query: URLSearchParams, { load, apply, onOpen, onLost }: Follower): () => void {
  const intake = createIntake(apply);
  let source: WebSocket | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(retry);
    intake.stop();
    source?.close();
    source = undefined;
  };
  const connect = (): void => {
    const opened = new WebSocket(`ws://${location.host}/sandbox/page/live?${query.toString()}`);
    source = opened;
    // What happens while the page loads waits, lest the answer of an older moment undo it.
    let waiting: Live[] | undefined = [];
    const begin = async (): Promise<void> => {
      try {
        await load();
      } catch (error) {
        if (source === opened) again(error);
        return;
      }
      if (source !== opened) return;
      batch(() => {
        for (const event of waiting ?? []) apply(event);
      });
      waiting = undefined;
      onOpen();
    };
    opened.addEventListener('open', () => void begin());
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (source !== opened) return;
      const event = JSON.parse(data) as Live;
      if (waiting) waiting.push(event);
      else intake.take(event);
    });
    opened.addEventListener('close', () => {
      if (source === opened) again();
    });
  };
  const again = (error?: unknown): void => {
    stop();
    onLost(error);
    retry = setTimeout(connect, RETRY_MS);
  };
  connect();
  return stop;
}

/**
 * Applies what is told at once, but what comes in quick succession together, lest the page be drawn for each of the
 * hundred messages that a week brings while the clock moves.
 */
function createIntake(apply: (event: Live) => void): { take(event: Live): void; stop(): void } {
  let gathered: Live[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    if (gathered.length === 0) return;
    const events = gathered;
    gathered = [];
    timer = setTimeout(flush, GATHER_MS);
    batch(() => {
      for (const event of events) apply(event);
    });
  };
  return {
    take(event) {
      gathered.push(event);
      if (timer === undefined) flush();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      gathered = [];
    },
  };
}
