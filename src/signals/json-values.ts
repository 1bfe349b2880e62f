/** Values of a message as they stand in its JSON. */

export type Json = Record<string, unknown>;

/** In characters: of ids, and of names and other texts of a line. */
export const LONGEST_ID = 255;
export const LONGEST_NAME = 500;

/** The epoch milliseconds of a time in ISO 8601; null: none is given. */
export function readInstant(value: unknown): number | null | 'wrong' {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return 'wrong';
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? 'wrong' : ms;
}

/** Ids may be numbers in the sender's program. What PostgreSQL can not store is refused on both databases. */
export function readText(
  value: unknown,
  longest: number,
): { ok: true; text: string | null } | { ok: false; message: string } {
  if (value === undefined || value === null) return { ok: true, text: null };
  if (typeof value !== 'string' && typeof value !== 'number') return { ok: false, message: 'must be a text' };
  const text = String(value).trim();
  if (text.length > longest) return { ok: false, message: `must have at most ${longest} characters` };
  if (text.includes('\0') || !text.isWellFormed()) return { ok: false, message: 'must be plain text' };
  return { ok: true, text: text === '' ? null : text };
}

/** A number, or a text that is one in decimal digits; null: anything else. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return null;
  return Number(value);
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
