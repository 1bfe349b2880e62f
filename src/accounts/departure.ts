/**
 * When and why a customer left. Churn signals alone tell it: files bring them, and a stage that is set to Churned, or taken
 * back from it, writes one. Those of a stage are few and belong to the account like its fields: they change and are taken
 * back with it.
 */
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';

/** The stage of an account that left. */
export const CHURNED = 'Churned';
export const MAX_REASON = 150;
export const MAX_DEPARTURE_NOTE = 1000;

/** An account left, or came back. */
export interface ChurnSignal {
  day: BusinessDate;
  returned: boolean;
}

/** A signal as it is kept. */
export interface KeptSignal extends ChurnSignal {
  key: string;
  reason: string | null;
  note: string | null;
}

/** What a person says of it. */
export interface DepartureEntry {
  on: BusinessDate;
  reason: string | null;
  note: string | null;
}

export interface Departure extends DepartureEntry {
  /** It was told by the account's stage, so that it may be changed with it; otherwise by a file. */
  isByStage: boolean;
}

/** Who left and was not back by the date: its departures since it last came back, the first one first. */
function departuresBy<S extends ChurnSignal>(signals: readonly S[], date: BusinessDate): S[] {
  const known = signals.filter(({ day }) => day <= date);
  const back = known.findIndex(({ returned }) => returned);
  return (back === -1 ? known : known.slice(0, back)).toReversed();
}

/**
 * The day on which an account left, by what is known on the date: that of its first departure since it last came back,
 * however often it is said again; null: it did not leave, or is back.
 * @param signals the newest first; on one day a return goes before a departure
 */
export function departedOn(signals: readonly ChurnSignal[], date: BusinessDate): BusinessDate | null {
  return departuresBy(signals, date)[0]?.day ?? null;
}

/** The same with its reason: that of the first signal which gives one. */
export function departureBy(signals: readonly KeptSignal[], date: BusinessDate): Departure | null {
  const departures = departuresBy(signals, date);
  const [first] = departures;
  if (first === undefined) return null;
  const { reason, note } = departures.find((signal) => signal.reason !== null) ?? first;
  return { on: first.day, reason, note, isByStage: isByStage(first) };
}

/** Whether a signal was written with the stage, not by a file. */
export function isByStage({ key }: Pick<KeptSignal, 'key'>): boolean {
  return key.startsWith(STAGE_KEY);
}

const STAGE_KEY = 'stage:';

/** How the key of a signal that came with a stage ends. */
type StageKeyEnd = 'left' | 'back' | 'found';

/**
 * The keys of departures that were found with their account, as SQL's `like` asks for them: the stage said so when nobody
 * knew of the account before, and the day is that on which it was found.
 */
export const FOUND_KEYS = `${STAGE_KEY}%|found`;

/**
 * Whether somebody wrote down that the account left, and it is not back since. Whoever writes it says why; a stage that a
 * file or a call sets says only that it left.
 * @param signals all there are
 */
export function isWrittenDown(signals: readonly KeptSignal[]): boolean {
  const back = signals.findIndex(({ returned }) => returned);
  return (back === -1 ? signals : signals.slice(0, back)).some(
    (signal) => isByStage(signal) && signal.reason !== null,
  );
}

export type DepartureField = 'leftOn' | 'leftBecause' | 'leftNote';
export type DepartureProblems = Partial<Record<DepartureField, string>>;

/** What is wrong with what a person entered, in words that say what would be accepted. */
export function departureProblems(
  { on, reason, note }: DepartureEntry,
  { today, startedOn }: { today: BusinessDate; startedOn: BusinessDate | null },
): DepartureProblems {
  const problems: DepartureProblems = {};
  if (!isBusinessDate(on)) problems.leftOn = 'Pick the day on which it left.';
  else if (on > today) problems.leftOn = 'This day lies ahead. Set the stage to Churned once it has left.';
  else if (startedOn !== null && on < startedOn)
    problems.leftOn = 'It had not started by then: pick a later day.';
  if (reason === null) problems.leftBecause = 'Say in a few words why it left, or that nobody knows.';
  else if (reason.length > MAX_REASON) problems.leftBecause = `This has at most ${MAX_REASON} characters.`;
  if ((note ?? '').length > MAX_DEPARTURE_NOTE)
    problems.leftNote = `This has at most ${MAX_DEPARTURE_NOTE} characters.`;
  return problems;
}

/** A stage that was, and the one that takes its place on a day. */
export interface StageMove {
  from: string | null;
  to: string | null;
  today: BusinessDate;
  /** What is said of the departure; null: nothing, so that what is known stays. */
  departure: DepartureEntry | null;
  /** Nobody knew of the account before: its departure is old, and when it was nobody says. */
  isFound?: boolean;
}

/**
 * The signals of an account after its stage was set, the newest first. A departure that a file tells stands as the file
 * has it; of one that was told by the stage the last word counts. Whoever comes back and leaves on one day was not back, and
 * left when they had left before.
 * @returns null where a departure would lie before a return, so that it would not count
 */
export function signalsAfter(
  accountId: string,
  signals: readonly KeptSignal[],
  { from, to, today, departure, isFound = false }: StageMove,
): KeptSignal[] | null {
  const now = departureBy(signals, today);
  if (to !== CHURNED) {
    if (from !== CHURNED || now === null) return [...signals];
    return inOrder([...signals, signalOf(accountId, { on: today, reason: null, note: null }, 'back')]);
  }
  if (departure === null || now?.isByStage === false || isSame(now, departure)) return [...signals];
  const away = signals.filter((signal) => !isSameDayReturn(signal, departure.on));
  const told = departuresBy(away, today);
  const kept = away.filter((signal) => !(isByStage(signal) && told.includes(signal)));
  if (kept.some(({ returned, day }) => returned && day >= departure.on)) return null;
  const before = away.length < signals.length ? told.find(isByStage) : undefined;
  const { reason, note } = departure;
  const said =
    before === undefined
      ? departure
      : { on: before.day, reason: reason ?? before.reason, note: note ?? before.note };
  return inOrder([...kept, signalOf(accountId, said, isFound ? 'found' : 'left')]);
}

/** Whether two departures say the same. */
export function isSame(one: DepartureEntry | null, other: DepartureEntry | null): boolean {
  if (one === null || other === null) return one === other;
  return one.on === other.on && one.reason === other.reason && one.note === other.note;
}

function isSameDayReturn(signal: KeptSignal, day: BusinessDate): boolean {
  return signal.returned && signal.day === day && isByStage(signal);
}

function signalOf(accountId: string, { on, reason, note }: DepartureEntry, end: StageKeyEnd): KeptSignal {
  return { key: `${STAGE_KEY}${accountId}|${on}|${end}`, day: on, returned: end === 'back', reason, note };
}

/** The newest first; on one day a return goes before a departure. One of a key, the last one. */
export function inOrder(signals: readonly KeptSignal[]): KeptSignal[] {
  const byKey = new Map(signals.map((signal) => [signal.key, signal]));
  return [...byKey.values()].toSorted((a, b) => {
    if (a.day !== b.day) return a.day < b.day ? 1 : -1;
    return Number(b.returned) - Number(a.returned);
  });
}
