import type { ExchangeLog } from './exchange-log.ts';
import type { FaultPlan } from './faults.ts';
import type { RateLimiter } from './rate-limits.ts';
import type { State } from './state.ts';
import type { Refusal } from './types.ts';

/** A further judge of payloads; what it answers is refused with. */
export type Judge = (kind: 'message' | 'modal' | 'home', payload: unknown) => string[];

/** What every part of the sandbox works with. */
export interface Context {
  state: State;
  faults: FaultPlan;
  log: ExchangeLog;
  limiter: RateLimiter;
  judge: Judge;
  /** The sandbox's own address, known once it listens. */
  url: () => string;
}

/** A refusal with Slack's error code, its explanations and further fields of the answer. */
export function refuse(error: string, messages: string[] = [], extra?: Refusal['extra']): Refusal {
  return { ok: false, error, ...(messages.length > 0 ? { messages } : {}), ...(extra ? { extra } : {}) };
}

/** Tells a refusal from a result. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { ok?: unknown }).ok === false;
}
