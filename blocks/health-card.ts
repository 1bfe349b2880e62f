/** How an account is doing, in one glance; and the little that others than our people may see of it. */
import type { Button, KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import { daysBetween, type BusinessDate } from '#src/base/business-date.ts';
import type { Cta } from '#src/ctas/domain.ts';
import type { ChangeSince } from '#src/health/change.ts';
import {
  pointsOf,
  type Health,
  type HealthSnapshot,
  type Judgement,
  type MetricHealth,
  type PersonaHealth,
} from '#src/health/domain.ts';
import type { NextStep } from '#src/health/next.ts';
import { missingMetrics } from '#src/health/scoring.ts';
import type { Trend } from '#src/health/trend.ts';
import {
  bandWords,
  differenceWords,
  inWholePoints,
  knownWords,
  metricValueWords,
  missingWords,
  PERSONA_TITLES,
  pointedWords,
  pointsWords,
  scoreWords,
  sumWords,
  textSparkline,
  valueOnDayWords,
} from '#src/health/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, picture, section, type Answer } from './build.ts';
import { count, day } from './format.ts';
import { ctaTitle, nextBlock, shortName } from './health-next.ts';
import { ids } from './ids.ts';
import { join, mrkdwn, quoted, truncate, truncateMrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface ShownJudgement extends Judgement {
  by: Mrkdwn;
}

export interface HealthCard {
  account: Account;
  /** Null: it had not started yet. */
  health: Health | null;
  /** Its last day with us is over. */
  churned: boolean;
  /** Since about a week; null: nothing was kept of then. */
  change: ChangeSince | null;
  trends: readonly Trend[];
  /** The day since which the present scorecard holds; null: it did all the time that the trends look back. */
  scorecardSince: BusinessDate | null;
  /** The course of the score, in hundredths, oldest first. */
  series: readonly (number | null)[];
  /** The Slack file of the same course as a picture; null: bars of text stand for it. */
  pictureId: string | null;
  judgement: ShownJudgement | null;
  /** Those under way. */
  ctas: readonly Cta[];
  next: NextStep;
  today: BusinessDate;
  canJudge: boolean;
  canLog: boolean;
  /** Everybody in the channel reads it already. */
  isPublic: boolean;
}

/** In each persona so many metrics are named; the rest stands in the details. */
const FRESH_SHOWN = 4;
const MISSING_SHOWN = 3;
const MOVES_SHOWN = 5;
const MOVE_SHOWN = 160;
const CTAS_SHOWN = 3;
const REASON_SHOWN = 500;

export function healthCard(card: HealthCard): Answer {
  const { account, health } = card;
  if (health === null) return notStarted(card);
  const blocks: KnownBlock[] = [
    section(join([headline(card, health), ...churnedLine(card), trendLine(card)], '\n')),
    ...course(card, health),
    ...health.personas.map((persona) => section(personaText(persona, card.today))),
    ...changeBlocks(card),
    section(judgementText(card, health)),
    section(ctaText(card)),
    nextBlock(card),
    actions(...buttons(card)),
  ];
  return { text: fallback(account, health), blocks };
}

/** The line of the account's card. */
export function healthLine(snapshot: HealthSnapshot | null): Mrkdwn[] {
  if (snapshot === null) return [];
  return [mrkdwn`Health: ${scoreWords(snapshot.score, snapshot.band)}`];
}

export interface HealthCut extends Pick<
  HealthCard,
  'account' | 'health' | 'trends' | 'scorecardSince' | 'series' | 'pictureId' | 'today'
> {
  /** Why it was cut, as a sentence goes on behind “because”. */
  because: string;
}

/** What may be read where not everybody is one of us: no money, no people, no reasons, no judgement. */
export function healthCut(card: HealthCut): Answer {
  const { account, health, because } = card;
  const note = context(
    mrkdwn`✂️ Cut, because ${because}: details, reasons and our own view are not shown here. Ask me in a direct message for the whole.`,
  );
  if (health === null) {
    const text = mrkdwn`*${account.name}* has not started yet.`;
    return { text, blocks: [section(text), note] };
  }
  const blocks: KnownBlock[] = [
    section(join([headline(card, health), trendLine(card)], '\n')),
    ...course(card, health),
    note,
  ];
  return { text: fallback(account, health), blocks };
}

/** What a picture of the course says in words. */
export function courseWords(
  account: Pick<Account, 'name'>,
  health: Pick<Health, 'score' | 'band'>,
  series: readonly (number | null)[],
): string {
  const known = series.filter((score) => score !== null);
  const [first] = known;
  if (first === undefined) return `Health of ${account.name}: not known`;
  const points = known.map(pointsOf);
  return `Health of ${account.name} over the last 90 days: from ${pointsOf(first)} to ${scoreWords(health.score, health.band)}; lowest ${Math.min(...points)}, highest ${Math.max(...points)}.`;
}

function fallback(account: Account, health: Health): Mrkdwn {
  return mrkdwn`${account.name}: ${scoreWords(health.score, health.band)}, ${knownWords(health)}`;
}

function headline({ account }: Pick<HealthCard, 'account'>, health: Health): Mrkdwn {
  return mrkdwn`*${shortName(account.name, 300)}* — *${scoreWords(health.score, health.band)}* · ${knownWords(health)}`;
}

function notStarted({ account, today }: HealthCard): Answer {
  const { startedOn } = account;
  const why =
    startedOn === null
      ? mrkdwn`it has no start date`
      : mrkdwn`it starts on ${day(startedOn, today)}, and health begins there`;
  const text = mrkdwn`*${account.name}* has no health yet: ${why}.`;
  const edit = { command: '/account', verb: 'edit', rest: accountRest(account) };
  return { text, blocks: [section(text), actions(verbButton('Edit the account', edit))] };
}

function churnedLine({ churned }: HealthCard): Mrkdwn[] {
  return churned ? [mrkdwn`⚪ It churned: this is how what is known of it would score.`] : [];
}

/** `9 days: 6 points lower · 30 days: unchanged · 90 days: not known`, by the days that really lie between. */
function trendLine({
  trends,
  scorecardSince,
  today,
}: Pick<HealthCard, 'trends' | 'scorecardSince' | 'today'>): Mrkdwn {
  const parts = trends.map(({ days, since, difference }) => {
    const between = since === null ? days : daysBetween(since, today);
    return `${count(between, 'day')}: ${difference === null ? 'not known' : differenceWords(difference)}`;
  });
  const changed =
    scorecardSince === null ? mrkdwn`` : mrkdwn` · the scorecard changed on ${day(scorecardSince, today)}`;
  return mrkdwn`Trend · ${parts.join(' · ')}${changed}`;
}

/** The course as a picture, or in bars where there is none. */
function course(
  { account, series, pictureId }: Pick<HealthCard, 'account' | 'series' | 'pictureId'>,
  health: Health,
) {
  if (pictureId !== null) return [picture(pictureId, courseWords(account, health, series))];
  const bars = textSparkline(series);
  // One day alone is no course.
  if (bars.length < 2) return [];
  const known = series.filter((score) => score !== null).map(pointsOf);
  return [context(mrkdwn`${bars}  90 days, lowest ${Math.min(...known)}, highest ${Math.max(...known)}`)];
}

function personaText(persona: PersonaHealth, today: BusinessDate): Mrkdwn {
  const { score, weight, metrics } = persona;
  const points = score === null ? '⚪ not known' : `${pointsOf(score)} of 100`;
  const head = mrkdwn`*${PERSONA_TITLES[persona.persona]}* ${points} · ${Math.floor(persona.coverage / 100)} % known · counts ${weight} %`;
  const fresh = metrics.filter(({ isFresh, weight: own }) => isFresh && own > 0);
  const missing = missingMetrics({ personas: [persona] });
  const lines = [
    head,
    ...fresh.slice(0, FRESH_SHOWN).map((metric) => freshLine(metric, today)),
    ...rest(fresh.length - FRESH_SHOWN, 'more is known', 'more are known'),
    ...missing.slice(0, MISSING_SHOWN).map((metric) => missingLine(metric, today)),
    ...rest(missing.length - MISSING_SHOWN, 'more is missing', 'more are missing'),
  ];
  return join(lines, '\n');
}

function rest(hidden: number, one: string, many: string): Mrkdwn[] {
  return hidden > 0 ? [mrkdwn`• ${hidden} ${hidden === 1 ? one : many}: see *All details*`] : [];
}

function freshLine({ metric, value, score }: MetricHealth, today: BusinessDate): Mrkdwn {
  if (value === null || score === null) return mrkdwn``;
  const told = valueOnDayWords(metric, value, today);
  return mrkdwn`• ${shortName(metric.name)}: ${told} → ${pointsOf(score)}`;
}

function missingLine(metric: MetricHealth, today: BusinessDate): Mrkdwn {
  const { value } = metric;
  const isContact = metric.metric.source.kind === 'days_since_contact';
  const spoken =
    isContact && value !== null
      ? mrkdwn` · last spoken ${metricValueWords(metric.metric, value.value)}`
      : mrkdwn``;
  return mrkdwn`• ${shortName(metric.metric.name)}: *${missingWords(metric, today)}*${spoken}`;
}

function changeBlocks({ change, today }: HealthCard): KnownBlock[] {
  if (change === null) return [];
  const since = day(change.since, today);
  // Without a score then and now there was nothing to move.
  if (change.moves.length === 0) {
    const isKnown = change.difference !== null;
    return isKnown ? [section(mrkdwn`*Since ${since}*: nothing moved it.`)] : [];
  }
  const { difference } = change;
  const total = difference === null ? mrkdwn`` : mrkdwn`: ${pointsWords(difference)}`;
  const moves = inWholePoints(change.moves).toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const lines = moves
    .slice(0, MOVES_SHOWN)
    .map((move) => mrkdwn`• ${shortName(pointedWords(move), MOVE_SHOWN)}`);
  const others = moves.slice(MOVES_SHOWN);
  const more =
    others.length === 0 ? [] : [mrkdwn`• ${sumWords(others)} from ${others.length} more: see *All details*`];
  const isMissing = moves.some(({ reason }) => reason === 'went_missing');
  const note = isMissing ? [mrkdwn`_What went missing counts as nothing: the others weigh more._`] : [];
  return [section(join([mrkdwn`*Since ${since}*${total}`, ...lines, ...more, ...note], '\n'))];
}

function judgementText({ judgement, today }: HealthCard, health: Health): Mrkdwn {
  if (judgement === null) return mrkdwn`*Our own judgement*: nobody has said yet how they see it.`;
  const { band, by, day: judged, reason } = judgement;
  const beside =
    health.band === null || health.band === band
      ? mrkdwn``
      : mrkdwn` · the score says ${bandWords(health.band)}`;
  return mrkdwn`*Our own judgement*: ${bandWords(band)}, by ${by} on ${day(judged, today)}${beside}\n${truncateMrkdwn(quoted(truncate(reason, REASON_SHOWN)), REASON_SHOWN * 2)}`;
}

function ctaText({ ctas, today }: HealthCard): Mrkdwn {
  if (ctas.length === 0) return mrkdwn`*CTAs*: none is open.`;
  const lines = ctas.slice(0, CTAS_SHOWN).map((cta) => {
    const { dueOn } = cta;
    const due =
      dueOn === null ? mrkdwn`` : mrkdwn` · ${dueOn < today ? 'was due' : 'due'} ${day(dueOn, today)}`;
    return mrkdwn`• ${ctaTitle(cta)}${due}`;
  });
  const hidden = ctas.length - lines.length;
  return join(
    [
      mrkdwn`*${count(ctas.length, 'CTA')} under way*`,
      ...lines,
      ...(hidden > 0 ? [mrkdwn`• and ${hidden} more`] : []),
    ],
    '\n',
  );
}

function buttons({ account, canJudge, canLog, isPublic }: HealthCard): Button[] {
  const run = (label: string, verb: string, number: number) =>
    verbButton(
      label,
      { command: '/account', verb, rest: accountRest(account) },
      { number, label: `${label} ${account.name}` },
    );
  return [
    button('All details', ids.healthDetail, { value: account.id, label: `All details of ${account.name}` }),
    ...(canJudge
      ? [button('Set my judgement', ids.healthJudge, { value: account.id, label: `Judge ${account.name}` })]
      : []),
    ...(canLog ? [run('We spoke', 'spoke', 0)] : []),
    run('Journey', 'journey', 1),
    run('Why?', 'why', 2),
    ...(isPublic
      ? []
      : [
          button('Share here', ids.healthShare, {
            value: account.id,
            label: `Share the health of ${account.name}`,
          }),
        ]),
  ];
}
