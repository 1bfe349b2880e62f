/** One request and its answer between Slack and the bot. */
export interface LoggedExchange {
  id: number;
  /** ISO time by the sandbox's clock. */
  at: string;
  direction: 'bot-to-slack' | 'slack-to-bot';
  /** A Web API method, `response_url`, or the kind of delivery (command, interaction, event …). */
  method: string;
  request: unknown;
  response: unknown;
  /** HTTP status; 0 when no answer came. */
  status: number;
  /** Milliseconds until the answer was complete. */
  ms: number;
  /** Slack's error code, or what went wrong on the way. */
  error: string | undefined;
  /** Explanations, such as the problems of refused blocks. */
  messages: string[];
  /** The fault that was played, if any. */
  fault: string | undefined;
}

/** The last exchanges, oldest first; old ones are forgotten. */
export interface ExchangeLog {
  add(exchange: Omit<LoggedExchange, 'id'>): void;
  all(): LoggedExchange[];
  /** The Web API calls of the bot, of one method when it is named. */
  calls(method?: string): LoggedExchange[];
  clear(): void;
  onAdd(listener: (exchange: LoggedExchange) => void): () => void;
}

/** A log that keeps the last `size` exchanges. */
export function createExchangeLog(size = 1000): ExchangeLog {
  let ring: LoggedExchange[] = [];
  let start = 0;
  let id = 0;
  const listeners = new Set<(exchange: LoggedExchange) => void>();
  const all = (): LoggedExchange[] => [...ring.slice(start), ...ring.slice(0, start)];
  return {
    add(exchange) {
      id += 1;
      const entry = { id, ...exchange };
      if (ring.length < size) ring.push(entry);
      else {
        ring[start] = entry;
        start = (start + 1) % size;
      }
      for (const listener of listeners) listener(entry);
    },
    all,
    calls: (method) =>
      all().filter(
        (entry) => entry.direction === 'bot-to-slack' && (method === undefined || entry.method === method),
      ),
    clear() {
      ring = [];
      start = 0;
    },
    onAdd(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
