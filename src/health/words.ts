/** Health in words. Plain text, to be escaped where it is shown; no colour stands without its word. */
import { addDays, daysBetween, type BusinessDate } from '../base/business-date.ts';
import { count, figure, shortDate } from '../base/words.ts';
import { stepWords } from '../surveys/words.ts';
import { FEW, type Signal } from './calibration.ts';
import type { Move, MoveReason } from './change.ts';
import type { MetricCost } from './costs.ts';
import {
  freshUntil,
  isMove,
  percentOf,
  pointsOf,
  type Band,
  type Health,
  type HealthPersona,
  type Metric,
  type MetricHealth,
  type MetricValue,
} from './domain.ts';

export const BAND_SIGNS: Record<Band, string> = { red: '🔴', yellow: '🟡', green: '🟢' };
export const BAND_NAMES: Record<Band, string> = { red: 'Red', yellow: 'Yellow', green: 'Green' };

export const PERSONA_TITLES: Record<HealthPersona, string> = {
  decision_maker: 'Decision maker',
  influencer: 'Influencers',
  user: 'Users',
  account: 'Account as a whole',
};

/** `🟡 Yellow`, or `⚪ Not known` */
export function bandWords(band: Band | null): string {
  return band === null ? '⚪ Not known' : `${BAND_SIGNS[band]} ${BAND_NAMES[band]}`;
}

/** `🟡 Yellow, 54 of 100` */
export function scoreWords(score: number | null, band: Band | null): string {
  return score === null ? bandWords(null) : `${bandWords(band)}, ${pointsOf(score)} of 100`;
}

/** `85 % known`, or `low confidence: 45 % known` */
export function knownWords({ coverage, confidence }: Pick<Health, 'coverage' | 'confidence'>): string {
  const known = `${percentOf(coverage)} % known`;
  return confidence === 'low' ? `low confidence: ${known}` : known;
}

/** `▼ 6 points lower`, `▲ 1 point higher`, `unchanged`; in whole points. */
export function differenceWords(difference: number): string {
  if (!isMove(difference)) return 'unchanged';
  const points = count(pointsOf(Math.abs(difference)), 'point');
  return difference < 0 ? `▼ ${points} lower` : `▲ ${points} higher`;
}

/** `+3`, `−6`, `±0` */
function signedPoints(points: number): string {
  const sign = points < 0 ? '−' : points > 0 ? '+' : '±';
  return `${sign}${figure(Math.abs(points))}`;
}

/** A difference as a figure: `−6 points`, `+1 point`, `less than 1 point`. */
export function pointsWords(difference: number): string {
  const points = wholePoints(difference);
  if (points === 0 && difference !== 0) return 'less than 1 point';
  return `${signedPoints(points)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;
}

/** A move with the whole points that are told of it. */
type RoundedMove = Move & { rounded: number };

/**
 * Moves in whole points that add up to their sum as people see it: each is rounded down, and those with the greatest rest
 * get the points that are left.
 */
export function inWholePoints(moves: readonly Move[]): RoundedMove[] {
  const sum = moves.reduce((total, { points }) => total + points, 0);
  const down = moves.map(({ points }) => Math.floor(points / 100));
  const left = wholePoints(sum) - down.reduce((total, points) => total + points, 0);
  const restOf = (index: number) => moves[index]!.points - down[index]! * 100;
  const raised = new Set([...moves.keys()].toSorted((a, b) => restOf(b) - restOf(a)).slice(0, left));
  return moves.map((move, index) => ({ ...move, rounded: down[index]! + (raised.has(index) ? 1 : 0) }));
}

/** A difference in whole points, rounded as `differenceWords` does. */
function wholePoints(difference: number): number {
  const points = pointsOf(Math.abs(difference));
  return difference < 0 && points > 0 ? -points : points;
}

/** `−3: Contact with the users got worse (100 → 60)`, or `less than 1: …` */
export function pointedWords(move: RoundedMove): string {
  return `${sumWords([move])}: ${moveWords(move)}`;
}

/** What some of them did together: `−3`, or `less than 1` */
export function sumWords(moves: readonly RoundedMove[]): string {
  const rounded = moves.reduce((sum, move) => sum + move.rounded, 0);
  const isMoved = moves.some(({ points }) => points !== 0);
  return rounded === 0 && isMoved ? 'less than 1' : signedPoints(rounded);
}

/** The newest value of a metric as people say it. */
export function metricValueWords({ source }: Pick<Metric, 'source'>, value: number): string {
  switch (source.kind) {
    case 'kpi':
      return figure(value);
    case 'events':
    case 'support_load':
      return `${count(value, 'time')} in ${count(source.withinDays, 'day')}`;
    case 'survey':
      return Number.isInteger(value) ? figure(value) : `${figure(value)} on average`;
    case 'days_since_contact':
      return value === 0 ? 'today' : `${count(value, 'day')} ago`;
    case 'ebr_attendance':
      return `${figure(Math.round(value))} % of the last ${count(source.last, 'review')} that ${source.last === 1 ? 'says' : 'say'} so`;
    case 'plan_kept':
      return `${figure(Math.round(value))} % kept in ${count(source.withinDays, 'day')}`;
    case 'pace':
      return `${figure(Math.round(value))} % of the usual days`;
    case 'judgement':
      return stepWords(value);
  }
}

/** `never measured`, or `missing since 3 Oct`; of a pace why there is none. */
export function missingWords(
  { metric, value }: Pick<MetricHealth, 'metric' | 'value'>,
  today: BusinessDate,
): string {
  if (metric.source.kind === 'pace' && value === null) {
    return 'not known: on no journey, or a milestone slipped after the last one';
  }
  const until = value === null ? null : freshUntil(metric, value.day);
  return until === null ? 'never measured' : `missing since ${shortDate(addDays(until, 1), today)}`;
}

/** The value with its day, where that is not today: `38 (yesterday)`, `4, mostly (3 Oct)`. */
export function valueOnDayWords(
  metric: Pick<Metric, 'source'>,
  { value, day, isFinished }: MetricValue,
  today: BusinessDate,
): string {
  if (isFinished === true) return 'journey finished';
  const words = metricValueWords(metric, value);
  const days = daysBetween(day, today);
  // How long ago somebody was spoken with is the value itself.
  if (days === 0 || metric.source.kind === 'days_since_contact') return words;
  const on = days === 1 ? 'yesterday' : shortDate(day, today);
  return metric.source.kind === 'events' ? `${words} (last ${on})` : `${words} (${on})`;
}

const REASONS: Record<MoveReason, string> = {
  better: 'got better',
  worse: 'got worse',
  went_missing: 'went missing',
  came_back: 'is known again',
  weights_changed: 'The weights changed',
};

/** `Contact with the users got worse (100 → 60)` */
export function moveWords(move: Move): string {
  const { what, scores } = movedWhat(move);
  return scores === null ? what : `${what} (${scores})`;
}

/** Why health is as it is. */
export interface HealthReason {
  what: string;
  /** What was measured, or scored; null: nothing. */
  value: string | null;
  /** What it does to the account's score. */
  points: string;
}

/** `Contact with the users got worse`, `100 → 60`, `−3 points` */
export function moveReason(move: Move): HealthReason {
  const { what, scores } = movedWhat(move);
  return { what, value: scores, points: pointsWords(move.points) };
}

function movedWhat({ reason, metric, from, to }: Move): { what: string; scores: string | null } {
  if (metric === null)
    return { what: `${REASONS[reason]}: another stage, or another scorecard`, scores: null };
  const score = (hundredths: number | null) =>
    hundredths === null ? 'nothing' : String(pointsOf(hundredths));
  return { what: `${metric.name} ${REASONS[reason]}`, scores: `${score(from)} → ${score(to)}` };
}

/**
 * `Would they sign again, from 0 to 10`, `2`, `costs 24 points, 5 of them new`; without what was measured its score.
 * @param worse by how much it moved the score down lately, in hundredths; 0: it did not
 */
export function costReason(
  { metric, score, cost }: MetricCost,
  value: number | null,
  worse: number,
): HealthReason {
  const isNew = worse > 0 ? `, ${figure(pointsOf(Math.min(worse, cost)))} of them new` : '';
  return {
    what: metric.name,
    value: value === null ? `${pointsOf(score)} of 100` : metricValueWords(metric, value),
    points: `costs ${count(pointsOf(cost), 'point')}${isNew}`,
  };
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A course of scores as a line of bars, each from 0 to 100; a gap where nothing is known. @param series in hundredths */
export function textSparkline(series: readonly (number | null)[]): string {
  const known = series.findIndex((score) => score !== null);
  if (known < 0) return '';
  return series
    .slice(known)
    .map((score) =>
      score === null ? '·' : (BARS[Math.min(BARS.length - 1, Math.floor(score / 1250))] ?? '·'),
    )
    .join('');
}

/** An estimate between its bounds, from 0 to 1; of differences from −1. */
interface Bounds {
  estimate: number;
  low: number;
  high: number;
}

/** `12 % (5 to 24 %)` */
export function shareWords({ estimate, low, high }: Bounds): string {
  return `${percent(estimate)} % (${percent(low)} to ${percent(high)} %)`;
}

/** Whether a table of calibration told who leaves, as a sentence. */
export function signalWords(signal: Signal): string {
  if (signal.kind === 'too-few') {
    return `Too few to tell: at least ${FEW} red and ${FEW} green accounts are needed.`;
  }
  const { estimate, low, high } = signal.difference;
  const points = `${percent(Math.abs(estimate))} percentage points (95 % interval ${percent(low)} to ${percent(high)})`;
  if (signal.kind === 'signal')
    return `It told something: of the red ones more left than of the green ones, by ${points}.`;
  if (signal.kind === 'opposite')
    return `It told the opposite: of the red ones fewer left than of the green ones, by ${points}. The scorecard measures the wrong things.`;
  return `No signal: red and green can not be told apart by who left; the difference is ${points}.`;
}

function percent(share: number): string {
  return figure(Math.round(share * 100)).replace('-', '−');
}
