/**
 * The scorecard of a program that has none: of each persona what every workspace can know without a product that sends
 * signals, which is who was spoken with, who came to the reviews, what was kept of their plans, how the journey goes, and
 * what the people say who know the customer.
 */
import type { HealthPersona, Metric, MetricSource, Scorecard } from './domain.ts';

export const DEFAULT_BANDS: Scorecard['bands'] = { yellow: 40, green: 70 };
export const DEFAULT_SURE_FROM = 60;

/** Answers of one of ours grow old after so many days. */
const ANSWERS_AGE_DAYS = 90;

const METRICS: readonly Metric[] = [
  {
    ...contact('decision-maker-contact', 'Contact with the decision maker', 'decision_maker', 40, 14, 90),
    play: 'reach-the-decision-maker',
  },
  {
    ...metric('decision-maker-reviews', 'Decision maker at the last reviews', 'decision_maker', 25),
    source: { kind: 'ebr_attendance', last: 3 },
    scores: { zeroAt: 0, hundredAt: 100 },
    maxAgeDays: 270,
    play: 'review-with-the-decision-maker',
  },
  question(
    'decision-maker-value',
    'decision_maker',
    35,
    'Does the decision maker see the value that they pay for?',
  ),
  {
    ...contact('influencer-contact', 'Contact with the influencers', 'influencer', 50, 14, 75),
    play: 'reach-the-influencers',
  },
  question('influencer-support', 'influencer', 50, 'Do the influencers speak for us when we are not there?'),
  { ...contact('user-contact', 'Contact with the users', 'user', 40, 7, 60), play: 'hear-the-users' },
  question('user-work', 'user', 60, 'Do the users do their work with the product, and gladly?'),
  {
    ...metric('journey-pace', 'Pace on the journey', 'account', 60),
    source: { kind: 'pace' },
    // On time is all that is asked; twice the usual days is nothing.
    scores: { zeroAt: 200, hundredAt: 100 },
  },
  {
    ...metric('plan-kept', 'Plans kept in the last half year', 'account', 40),
    source: { kind: 'plan_kept', withinDays: 180 },
    scores: { zeroAt: 0, hundredAt: 100 },
  },
];

/** The whole preset, a copy of its own. */
export function presetScorecard(): Scorecard {
  return structuredClone({
    personas: { decision_maker: 30, influencer: 15, user: 25, account: 30 },
    metrics: [...METRICS],
    bands: DEFAULT_BANDS,
    sureFrom: DEFAULT_SURE_FROM,
  });
}

function metric(id: string, name: string, persona: HealthPersona, weight: number) {
  return { id, name, persona, weight: { usual: weight, byStage: {} }, maxAgeDays: null, play: null };
}

/** @param often the days of silence that are nothing to worry about @param silent those after which nothing is known */
function contact(
  id: string,
  name: string,
  persona: HealthPersona,
  weight: number,
  often: number,
  silent: number,
): Metric {
  const source: MetricSource = { kind: 'days_since_contact' };
  // Half of the way to nothing when it grows too old: a silence that is not known any more hardly moves the score.
  const scores = { zeroAt: 2 * silent - often, hundredAt: often };
  return { ...metric(id, name, persona, weight), source, scores, maxAgeDays: silent };
}

function question(id: string, persona: HealthPersona, weight: number, asked: string): Metric {
  const source: MetricSource = { kind: 'judgement', question: asked };
  const scores = { zeroAt: 1, hundredAt: 5 };
  return { ...metric(id, asked, persona, weight), source, scores, maxAgeDays: ANSWERS_AGE_DAYS };
}
