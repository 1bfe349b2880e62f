/** Every metric of an account's health and every move of its score, in a modal. */
import type { KnownBlock, ModalView } from '@slack/types';
import { pointsOf, type MetricHealth } from '#src/health/domain.ts';
import {
  inWholePoints,
  knownWords,
  missingWords,
  PERSONA_TITLES,
  pointedWords,
  scoreWords,
  valueOnDayWords,
} from '#src/health/words.ts';
import { context, header, modal, section } from './build.ts';
import { day } from './format.ts';
import type { HealthCard } from './health-card.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

/** The lines of moves that one section holds. */
const MOVES_PER_BLOCK = 10;
const NAME_SHOWN = 200;

export type HealthDetail = Pick<HealthCard, 'account' | 'health' | 'change' | 'today'>;

export function healthDetail({ account, health, change, today }: HealthDetail): ModalView {
  if (health === null) {
    return modal({ title: 'Health', blocks: [section(mrkdwn`*${account.name}* has no health yet.`)] });
  }
  const head = section(
    mrkdwn`*${account.name}* — *${scoreWords(health.score, health.band)}* · ${knownWords(health)} · on ${day(health.date, today)}`,
  );
  const personas = health.personas.flatMap(({ persona, weight, score, metrics }): KnownBlock[][] => [
    [
      header(
        `${PERSONA_TITLES[persona]}: ${score === null ? 'not known' : `${pointsOf(score)} of 100`}, counts ${weight} %`,
      ),
    ],
    // What weighs nothing in this stage says nothing about the score.
    ...metrics.filter((metric) => metric.weight > 0).map((metric) => [section(metricText(metric, today))]),
  ]);
  const moves = inWholePoints(change?.moves ?? []);
  const since = change === null ? [] : [[header(`Since ${day(change.since, today)}`)]];
  const lines = moves.map((move) => mrkdwn`${truncate(pointedWords(move), NAME_SHOWN + 50)}`);
  const rows = [...personas, ...since, ...inBlocks(lines)];
  const shown = rowsWithin(limits.modal, rows, {
    reserve: [head],
    more: (hidden) => [context(mrkdwn`and ${hidden} more parts`)],
  });
  return modal({ title: 'Health', blocks: [head, ...shown] });
}

function metricText(health: MetricHealth, today: HealthDetail['today']): Mrkdwn {
  const { metric, weight, value, score, isFresh } = health;
  const parts = [mrkdwn`*${truncate(metric.name, NAME_SHOWN)}* · weighs ${weight} %`];
  const last = value === null ? null : valueOnDayWords(metric, value, today);
  if (isFresh && last !== null && score !== null) parts.push(mrkdwn`${last} → ${pointsOf(score)} of 100`);
  else
    parts.push(
      mrkdwn`⚪ ${missingWords(health, today)}${last === null ? mrkdwn`` : mrkdwn`; last: ${last}`}`,
    );
  const { zeroAt, hundredAt } = metric.scores;
  const age = metric.maxAgeDays === null ? mrkdwn`` : mrkdwn` · fresh for ${metric.maxAgeDays} days`;
  parts.push(mrkdwn`0 points at ${zeroAt}, 100 at ${hundredAt}${age}`);
  return join(parts, '\n');
}

function inBlocks(lines: readonly Mrkdwn[]): KnownBlock[][] {
  const blocks: KnownBlock[][] = [];
  for (let at = 0; at < lines.length; at += MOVES_PER_BLOCK) {
    blocks.push([section(join(lines.slice(at, at + MOVES_PER_BLOCK), '\n'))]);
  }
  return blocks;
}
