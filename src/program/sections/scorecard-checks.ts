/** What must hold between the parts of a scorecard, each of which reads well by itself. */
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { HEALTH_PERSONAS } from '../../health/domain.ts';
import { STAGES } from '../domain.ts';
import { checkExactlyOne, checkKnown, checkUnique } from './fields.ts';

/** What weights and points add up to. */
export const FULL = 100;
const MOST_METRICS = 40;
/** Nearer ends would leave no room for the differences between values. */
const NEAREST_ENDS = 1e-9;

const SOURCES = [
  'kpi',
  'events',
  'support_load',
  'survey',
  'days_since_contact',
  'ebr_attendance',
  'plan_kept',
  'pace',
  'judgement',
] as const;

/** What only goes with some sources. */
const SOURCES_OF_KEY = {
  within_days: ['events', 'support_load', 'plan_kept'],
  last: ['ebr_attendance'],
} as const;

/** These are known on every day, so that they never grow old. */
const ALWAYS_KNOWN = ['support_load', 'pace'] as const;

/** `usual`, or a lifecycle stage. */
const WEIGHT_KEYS = ['usual', ...STAGES] as const;

/** @param plays the ids of the plays that the program has, presets included */
export function checkScorecard(scorecard: Part, plays: readonly string[], report: Report): void {
  const metrics = scorecard.get('metrics').items();
  checkUnique(metrics, report);
  if (metrics.length > MOST_METRICS) {
    report(
      scorecard.get('metrics').path,
      `must hold at most ${MOST_METRICS} metrics; it holds ${metrics.length}`,
    );
  }
  checkBands(scorecard.get('bands'), report);
  for (const metric of metrics) checkMetric(metric, plays, report);
  checkPersonas(scorecard, metrics, report);
}

function checkMetric(metric: Part, plays: readonly string[], report: Report): void {
  const source = metric.get('source');
  checkExactlyOne(source, SOURCES, report);
  for (const [key, sources] of Object.entries(SOURCES_OF_KEY)) {
    if (source.has(key) && !sources.some((name) => source.has(name))) {
      report([...source.path, key], `goes only with ${sources.join(', ')}`);
    }
  }
  for (const name of ['events', 'support_load']) checkEvents(source, name, report);
  if (source.has('ebr_attendance') && isOther(metric.get('persona'), 'decision_maker')) {
    report(metric.get('persona').path, 'must be decision_maker: ebr_attendance tells of nobody else');
  }
  if (source.has('pace') && isOther(metric.get('persona'), 'account')) {
    report(metric.get('persona').path, 'must be account: pace tells of no person');
  }
  const known = ALWAYS_KNOWN.find((name) => source.has(name));
  if (known !== undefined && metric.has('max_age_days')) {
    report(
      metric.get('max_age_days').path,
      `does not go with ${known}, which is known every day: leave it out`,
    );
  }
  const [zero, hundred] = [metric.get('zero_at').value, metric.get('hundred_at').value];
  if (typeof zero === 'number' && typeof hundred === 'number' && Math.abs(hundred - zero) < NEAREST_ENDS) {
    const what = zero === hundred ? `both are ${zero}` : `${hundred} is too near to ${zero}`;
    report(metric.get('hundred_at').path, `must differ from zero_at; ${what}`);
  }
  checkKnown(metric.get('play'), plays, 'a play of this file or a preset', report);
}

function checkEvents(source: Part, name: string, report: Report): void {
  if (!source.has(name)) return;
  const listed = source.get(name);
  for (const event of [listed, ...listed.items()]) {
    if (event.text() === '*') report(event.path, 'must name the events: "*" counts only in a task');
  }
  if (!source.has('within_days')) {
    report([...source.path, 'within_days'], 'is missing: it must be a whole number of days, such as 28');
  }
}

/** The bands meet: each begins a point after the one before it ends, from 0 to 100. */
function checkBands(bands: Part, report: Report): void {
  if (typeof bands.value !== 'object' || bands.value === null) return;
  let next = 0;
  for (const name of ['red', 'yellow', 'green']) {
    const band = bands.get(name);
    const [first, last] = band.items().map(({ value }) => value);
    if (typeof first !== 'number' || typeof last !== 'number') return;
    if (first !== next) {
      const what = first < next ? 'overlaps with the band before it' : 'leaves a gap before it';
      report(
        band.path,
        `must begin at ${next}; it begins at ${first}, which ${next === 0 ? 'is not where points begin' : what}`,
      );
    }
    if (last < first)
      report(band.path, `must end at its first point or later; it goes from ${first} to ${last}`);
    next = last + 1;
  }
  if (next !== FULL + 1) report(bands.get('green').path, `must end at ${FULL}; it ends at ${next - 1}`);
}

/** Personas add up to 100, and so do the metrics of each, in the usual case and in every stage that one of them names. */
function checkPersonas(scorecard: Part, metrics: readonly Part[], report: Report): void {
  const personas = scorecard.get('personas');
  const weights = HEALTH_PERSONAS.map((persona) => numberIn(personas.get(persona)) ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const isGroup = typeof personas.value === 'object' && personas.value !== null;
  if (isGroup && total !== FULL) report(personas.path, `must add up to ${FULL}; they add up to ${total}`);
  for (const persona of HEALTH_PERSONAS) {
    const own = metrics.filter((metric) => metric.get('persona').text() === persona);
    const weight = numberIn(personas.get(persona)) ?? 0;
    if (own.length > 0) checkWeights(persona, own, report);
    else if (weight > 0) {
      report(
        personas.get(persona).path,
        `weighs ${weight} and has no metric: add one with persona: ${persona}, or leave it out`,
      );
    }
  }
}

function checkWeights(persona: string, metrics: readonly Part[], report: Report): void {
  const named = new Set(metrics.flatMap((metric) => metric.get('weight').keys()));
  for (const stage of WEIGHT_KEYS.filter((key) => key === 'usual' || named.has(key))) {
    const weights = metrics.map((metric) => weightOf(metric.get('weight'), stage));
    // A weight that is no number has its own problem.
    if (weights.some((weight) => weight === undefined)) continue;
    const total = weights.reduce<number>((sum, weight) => sum + (weight ?? 0), 0);
    if (total === FULL) continue;
    const when = stage === 'usual' ? '' : ` in stage ${stage}`;
    const last = metrics.at(-1)!;
    report(
      last.get('weight').path,
      `the metrics of ${persona} must add up to ${FULL}${when}; they add up to ${total} (${weights.join(' + ')})`,
    );
  }
}

function weightOf(weight: Part, stage: string): number | undefined {
  if (typeof weight.value === 'number') return weight.value;
  return numberIn(weight.get(stage)) ?? numberIn(weight.get('usual'));
}

function numberIn({ value }: Part): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isOther(persona: Part, wanted: string): boolean {
  return persona.text() !== undefined && persona.text() !== wanted;
}
