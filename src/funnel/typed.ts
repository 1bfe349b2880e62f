/** What stands behind `/cs funnel`: a view, a segment, since when, a page. */
import { addDays, addMonths, isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import { readTypedDate } from '../base/typed-date.ts';
import {
  GROUP_KINDS,
  type EntryFilter,
  type EntryGroup,
  type EntryWindow,
  type FunnelAbout,
  type GroupKind,
  type ListPlace,
  type Outcome,
} from './domain.ts';

/** What of the funnel is shown. */
export type FunnelView =
  | { kind: 'funnel' | 'forecast' | 'renewals' | 'churn' | 'trials' | 'variants' }
  | { kind: 'groups'; by: Exclude<GroupKind, 'variant'> }
  /** The variants of one facilitator: of the milestone at which accounts enter the scenario, or of later ones. */
  | { kind: 'variant'; scenarioId: string; facilitatorId: string; isLater?: true }
  | { kind: 'accounts'; place: ListPlace; outcome: Outcome | null; filter: EntryFilter };

export interface TypedFunnel {
  view: FunnelView;
  /** What is left: a segment and since when, as a person wrote them. */
  rest: string;
  page: number;
}

const VIEWS = ['forecast', 'renewals', 'churn', 'trials'] as const;
const PLACES = { at: 'milestone', finished: 'finished', trial: 'trial' } as const;

/** Takes the view and the page off what was typed. */
export function readFunnelView(typed: string): TypedFunnel {
  const paged = /(?:^|\s)page:(\d{1,4})$/.exec(typed);
  const page = Math.max(1, Number(paged?.[1] ?? 1));
  const text = (paged === null ? typed : typed.slice(0, paged.index)).trim();
  const found = viewOf(text);
  return { view: found.view, rest: text.slice(found.length).trim(), page };
}

function viewOf(text: string): { view: FunnelView; length: number } {
  const accounts = /^(at|finished|trial):([^\s:]+)(?::(reached|churned|open))?(?=\s|$)/.exec(text);
  if (accounts !== null) {
    const [all, where = 'at', id = '', outcome = null] = accounts;
    const place = placeOf(PLACES[where as keyof typeof PLACES], id);
    const { filter, length } = filterOf(text.slice(all.length));
    const view = { kind: 'accounts' as const, place, outcome: outcome as Outcome | null, filter };
    return { view, length: all.length + length };
  }
  const variant = /^by variant:([\w-]+):([\w-]+)(:later)?(?=\s|$)/i.exec(text);
  if (variant !== null) {
    const [all, scenarioId = '', facilitatorId = '', later] = variant;
    const view = { kind: 'variant' as const, scenarioId, facilitatorId };
    return { view: later === undefined ? view : { ...view, isLater: true }, length: all.length };
  }
  const group = /^by (\S+)/i.exec(text);
  const by = GROUP_KINDS.find((kind) => kind === group?.[1]?.toLowerCase().replace('-', '_'));
  if (group !== null && by !== undefined) {
    return {
      view: by === 'variant' ? { kind: 'variants' } : { kind: 'groups', by },
      length: group[0].length,
    };
  }
  const word = /^\S+/.exec(text)?.[0].toLowerCase();
  const view = VIEWS.find((kind) => kind === word);
  return view === undefined
    ? { view: { kind: 'funnel' }, length: 0 }
    : { view: { kind: view }, length: view.length };
}

/** `first-leads` is a milestone of whatever journey, `inbound/first-leads` that of one. */
function placeOf(kind: ListPlace['kind'], typed: string): ListPlace {
  const parts = /^([^/]+)\/([^/]+)$/.exec(typed);
  return kind === 'milestone' && parts !== null
    ? { kind, journeyId: parts[1]!, id: parts[2]! }
    : { kind, id: typed };
}

/** What narrows a list of accounts, as `placeView` writes it. */
function filterOf(text: string): { filter: EntryFilter; length: number } {
  const inGroup = /^\s+in:(\S+)(?=\s|$)/.exec(text);
  const group = inGroup === null ? null : groupOf(inGroup[1]!);
  const grouped = group === null ? 0 : inGroup![0].length;
  const within = /^\s+from:(\S+)\.\.(\S+)(?=\s|$)/.exec(text.slice(grouped));
  const window = within === null ? null : windowOf(within[1]!, within[2]!);
  return { filter: { group, window }, length: grouped + (window === null ? 0 : within![0].length) };
}

function groupOf(typed: string): EntryGroup | null {
  const parts = typed.split(':').map(decoded);
  const [kind, first, second, third, later] = parts;
  if (parts.some((part) => part === null)) return null;
  if (kind === 'variant' && first && second && third) {
    const group = { by: 'variant' as const, scenarioId: first, facilitatorId: second, group: third };
    if (parts.length === 4) return group;
    return parts.length === 5 && later === 'later' ? { ...group, isLater: true } : null;
  }
  const by = GROUP_KINDS.find((one) => one === kind?.replace('-', '_'));
  if (by === undefined || by === 'variant' || parts.length !== 2) return null;
  return { by, group: first === '' ? null : first! };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function windowOf(from: string, upTo: string): EntryWindow | null {
  return isBusinessDate(from) && isBusinessDate(upTo) ? { from, upTo } : null;
}

export type ScopeReading =
  | ({ ok: true } & FunnelAbout)
  | { ok: false; problem: 'unknown-segment'; typed: string }
  | { ok: false; problem: 'unknown-date'; typed: string }
  | { ok: false; problem: 'future-date'; date: BusinessDate };

type Named = { id: string; name: string };

/** Reads `standard`, `since 2026-08-01`, `standard since August 1`, `standard 90 days`. */
export function readScope(typed: string, segments: readonly Named[], today: BusinessDate): ScopeReading {
  const all = unquoted(typed);
  if (all === '') return { ok: true, segment: null, since: null };
  const whole = findSegment(all, segments);
  if (whole !== undefined) return { ok: true, segment: whole, since: null };
  const split = /^(.*?)(?:^|\s)since\s+(.+)$/i.exec(typed.trim());
  const parts =
    split === null
      ? splitDate(typed.trim(), today)
      : split[1]!.trim() === ''
        ? splitSegment(split[2]!, segments, today)
        : { name: split[1]!, date: split[2]! };
  const name = unquoted(parts.name);
  const segment = name === '' ? null : findSegment(name, segments);
  if (segment === undefined) return { ok: false, problem: 'unknown-segment', typed: name };
  if (parts.date === null) return { ok: true, segment, since: null };
  const since = readSince(parts.date, today);
  if (since === null) return { ok: false, problem: 'unknown-date', typed: parts.date };
  return since > today ? { ok: false, problem: 'future-date', date: since } : { ok: true, segment, since };
}

/** A date at the end, of at most three words. */
function splitDate(typed: string, today: BusinessDate): { name: string; date: string | null } {
  const words = typed.split(/\s+/);
  for (let length = Math.min(3, words.length); length > 0; length -= 1) {
    const date = words.slice(-length).join(' ');
    if (readSince(date, today) !== null) return { name: words.slice(0, -length).join(' '), date };
  }
  return { name: typed, date: null };
}

/** A segment behind the date, which is all of it where no such segment is known. */
function splitSegment(
  typed: string,
  segments: readonly Named[],
  today: BusinessDate,
): { name: string; date: string } {
  const words = typed.split(/\s+/);
  for (let length = words.length - 1; length > 0; length -= 1) {
    const [date, name] = [words.slice(0, length).join(' '), words.slice(length).join(' ')];
    if (findSegment(unquoted(name), segments) !== undefined && readSince(date, today) !== null)
      return { name, date };
  }
  return { name: '', date: typed };
}

/** By id or name, however it is written; `segment:ID` by its id alone. */
function findSegment(typed: string, segments: readonly Named[]): Named | undefined {
  const wanted = typed.toLowerCase();
  return segments.find(
    ({ id, name }) =>
      id.toLowerCase() === wanted ||
      name.toLowerCase() === wanted ||
      `segment:${id}`.toLowerCase() === wanted,
  );
}

/**
 * A day that lies behind: `2026-08-01`, `2026-08`, `1 Aug`, `90 days`, `last 3 months`, `quarter`, `year`. A date
 * without a year is its last one.
 */
function readSince(typed: string, today: BusinessDate): BusinessDate | null {
  const text = typed
    .toLowerCase()
    .replace(/^(?:the )?(?:last|this) /, '')
    .trim();
  if (/^\d{4}-\d{2}$/.test(text)) return isBusinessDate(`${text}-01`) ? `${text}-01` : null;
  const length = /^(\d{1,4}) (day|week|month)s?$/.exec(text);
  if (length !== null) {
    const [, number, unit] = length;
    if (unit === 'month') return addMonths(today, -Number(number));
    return addDays(today, -Number(number) * (unit === 'week' ? 7 : 1));
  }
  const [year = '', month = ''] = today.split('-');
  if (text === 'year') return `${year}-01-01`;
  if (text === 'quarter') {
    return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
  }
  if (text === 'month') return `${year}-${month}-01`;
  if (!/\d/.test(text) || text.startsWith('in ')) return null;
  const date = readTypedDate(text, today);
  if (date === null || date <= today || /\d{4}/.test(text)) return date;
  const before = `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`;
  return isBusinessDate(before) ? before : null;
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^"([^"]*)"$/, '$1')
    .trim();
}
