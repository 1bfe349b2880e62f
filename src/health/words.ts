/** Health in words. Plain text, to be escaped where it is shown; no colour stands without its word. */
import { addDays, daysBetween, type BusinessDate } from '../base/business-date.ts';
import { count, figure, shortDate } from '../base/words.ts';
import { stepWords } from '../surveys/words.ts';
import { FEW, type Signal } from './calibration.ts';
import type { Move, MoveReason } from './change.ts';
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

/** `+2.5`, `−6`: to the hundredth, so that what is told one by one adds up. */
export function exactPoints(hundredths: number): string {
  const sign = hundredths < 0 ? '−' : hundredths > 0 ? '+' : '±';
  return `${sign}${figure(Math.abs(hundredths) / 100)}`;
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

/** `never measured`, or `missing since 3 Oct` */
export function missingWords(
  { metric, value }: Pick<MetricHealth, 'metric' | 'value'>,
  today: BusinessDate,
): string {
  const until = value === null ? null : freshUntil(metric, value.day);
  return until === null ? 'never measured' : `missing since ${shortDate(addDays(until, 1), today)}`;
}

/** The value with its day, where that is not today: `38 (yesterday)`, `4, mostly (3 Oct)`. */
export function valueOnDayWords(
  metric: Pick<Metric, 'source'>,
  { value, day }: MetricValue,
  today: BusinessDate,
): string {
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
export function moveWords({ reason, metric, from, to }: Move): string {
  if (metric === null) return `${REASONS[reason]}: another stage, or another scorecard`;
  const score = (hundredths: number | null) =>
    hundredths === null ? 'nothing' : String(pointsOf(hundredths));
  return `${metric.name} ${REASONS[reason]} (${score(from)} → ${score(to)})`;
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
