/** A misfortune of one Web API call (or response_url post). */
export type Fault =
  /** 429 with a Retry-After header, in seconds (default 1). */
  | { kind: 'rate-limited'; retryAfter?: number }
  /** An HTTP error (default 500), before anything took effect. */
  | { kind: 'server-error'; status?: number }
  /** The connection is cut before the call took effect. */
  | { kind: 'cut-before' }
  /** The call takes effect, then the connection is cut: the bot cannot know. */
  | { kind: 'cut-after' }
  /** No answer ever comes; nothing took effect. */
  | { kind: 'timeout-before' }
  /** No answer ever comes, yet the call took effect. */
  | { kind: 'timeout-after' }
  /** The call takes effect, and is answered only after `ms` milliseconds. */
  | { kind: 'slow'; ms: number }
  /** The call waits until `until` resolves, then goes on as usual. */
  | { kind: 'hold'; until: Promise<void> }
  /** Slack answers `ok: false` with this error. */
  | { kind: 'error'; error: string };

/** What is delivered twice: an event, an interaction (press, submit, shortcut), a command, or whatever is next. */
export type DeliveryKind = 'event' | 'interaction' | 'command' | 'any';

/** Chances per fault kind, from 0 to 1, for runs with random misfortunes. */
interface RandomFaults {
  /** Numbers from 0 up to 1; give a seeded one, so that a failing run can be repeated. */
  random: () => number;
  rates: Partial<Record<'rate-limited' | 'server-error' | 'cut-before' | 'cut-after', number>>;
  /** The methods that it may hit; all when absent. */
  methods?: string[];
}

export interface Faults {
  /** While true, Slack's rate limits are enforced; off by default, so that tests are fast. */
  rateLimits: boolean;
  /** The next `times` calls (default 1) of this method, or of any (`'*'`), meet the fault. */
  next(method: string, fault: Fault, times?: number): void;
  /** Each call of this method meets the fault, until the returned function is called. */
  always(method: string, fault: Fault): () => void;
  /** Holds the calls of a method until the returned function is called. */
  hold(method: string): () => void;
  /** Random misfortunes from now on; undefined ends them. */
  randomly(faults: RandomFaults | undefined): void;
  /** The next delivery of this kind arrives a second time, with Slack's retry headers. */
  duplicateNext(kind?: DeliveryKind): void;
  /** Cuts the Socket Mode connections without a goodbye. */
  dropSockets(): void;
  /** Ends all faults, random ones and rate limits included. */
  clear(): void;
}

/** The side of the faults that the server asks. */
export interface FaultPlan extends Faults {
  take(method: string): Fault | undefined;
  takeDuplicate(kind: DeliveryKind): boolean;
  onDropSockets(listener: () => void): void;
}

/** A plan without any fault in it. */
export function createFaults(): FaultPlan {
  let queue: { method: string; fault: Fault; left: number }[] = [];
  let duplicates: DeliveryKind[] = [];
  let random: RandomFaults | undefined;
  let drop = (): void => {};
  const plan: FaultPlan = {
    rateLimits: false,
    next(method, fault, times = 1) {
      queue.push({ method, fault, left: times });
    },
    always(method, fault) {
      const entry = { method, fault, left: Number.POSITIVE_INFINITY };
      queue.push(entry);
      return () => {
        queue = queue.filter((other) => other !== entry);
      };
    },
    hold(method) {
      const gate = Promise.withResolvers<void>();
      const end = plan.always(method, { kind: 'hold', until: gate.promise });
      return () => {
        end();
        gate.resolve();
      };
    },
    randomly(faults) {
      random = faults;
    },
    duplicateNext(kind = 'any') {
      duplicates.push(kind);
    },
    dropSockets: () => drop(),
    clear() {
      queue = [];
      duplicates = [];
      random = undefined;
      plan.rateLimits = false;
    },
    take(method) {
      const entry = queue.find((planned) => planned.method === '*' || planned.method === method);
      if (!entry) return random && drawFault(random, method);
      entry.left -= 1;
      if (entry.left <= 0) queue = queue.filter((other) => other !== entry);
      return entry.fault;
    },
    takeDuplicate(kind) {
      const index = duplicates.findIndex((planned) => planned === 'any' || planned === kind);
      if (index < 0) return false;
      duplicates.splice(index, 1);
      return true;
    },
    onDropSockets(listener) {
      drop = listener;
    },
  };
  return plan;
}

function drawFault(faults: RandomFaults, method: string): Fault | undefined {
  if (faults.methods && !faults.methods.includes(method)) return undefined;
  let draw = faults.random();
  for (const kind of ['rate-limited', 'server-error', 'cut-before', 'cut-after'] as const) {
    const rate = faults.rates[kind] ?? 0;
    if (draw < rate) return { kind };
    draw -= rate;
  }
  return undefined;
}
