/** What the inspector knows of requests and answers, without drawing any. */
import type { Exchange } from '../contract.ts';

export interface Filter {
  /** Words that must all occur: in the method, the request or the answer. */
  text: string;
  direction: Exchange['direction'] | 'both';
  problemsOnly: boolean;
}

export const EVERYTHING: Filter = { text: '', direction: 'both', problemsOnly: false };

/** Did it fail, or has the strict Slack something against it? */
export function isProblem({ status, error, messages }: Exchange): boolean {
  return error !== null || messages.length > 0 || status < 200 || status >= 400;
}

/** Those that pass the filter, in their order. */
export function filterExchanges(all: readonly Exchange[], filter: Filter): readonly Exchange[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(
    (exchange) =>
      (filter.direction === 'both' || filter.direction === exchange.direction) &&
      (!filter.problemsOnly || isProblem(exchange)) &&
      words.every((word) => textOf(exchange).includes(word)),
  );
}

export function showDirection(direction: Exchange['direction']): string {
  return direction === 'bot-to-slack' ? 'bot → Slack' : 'Slack → bot';
}

/** What came of it, in a word or two: Slack's code before the HTTP status. */
export function showOutcome({ status, error, messages }: Exchange): string {
  if (error !== null) return error;
  if (status === 0) return 'no answer';
  return messages.length > 0 ? `${status}, with objections` : String(status);
}

/** 0.4 ms, 12 ms, 1.5 s. */
export function showDuration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** A text that is itself a JSON object or list, as forms carry them, is opened; all else stays. */
export function openJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** One exchange as a person would paste it somewhere. */
export function toText({ at, direction, method, request, response, ...rest }: Exchange): string {
  const opened = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, openJson(part)]))
      : openJson(value);
  const whole = { at, direction, method, request: opened(request), response: opened(response), ...rest };
  return JSON.stringify(whole, null, 2);
}

const texts = new WeakMap<Exchange, string>();

/** What is searched of an exchange; kept as long as it is, because each key that is typed asks for all of them. */
function textOf(exchange: Exchange): string {
  const known = texts.get(exchange);
  if (known !== undefined) return known;
  const { method, request, response, error, messages } = exchange;
  const text = JSON.stringify([method, request, response, error, messages]).toLowerCase();
  texts.set(exchange, text);
  return text;
}
