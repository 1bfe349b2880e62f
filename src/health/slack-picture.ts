/** The picture of an account's course, brought into Slack. */
import type { HealthCut } from '#blocks/health-card.ts';
import { sparklineSvg } from '../pictures/sparkline.ts';
import type { Call } from '../slack/call.ts';
import { uploadPicture } from '../slack/upload.ts';
import type { Scorecard } from './domain.ts';

/** Fewer points are no course. */
const FEWEST_POINTS = 2;

export type Course = Pick<HealthCut, 'health' | 'series'>;

/** @returns the Slack file; null where there is no course, or no picture can be had: bars of text stand for it then */
export async function drawCourse(
  { client, deps: { log } }: Call,
  { health, series }: Course,
  { bands }: Pick<Scorecard, 'bands'>,
): Promise<string | null> {
  if (health === null || series.filter((score) => score !== null).length < FEWEST_POINTS) return null;
  const svg = sparklineSvg({ series, bands, from: '90 days ago', to: 'today' });
  return uploadPicture({ client, log }, { name: 'health.png', svg });
}
