/** The picture of an account's course, brought into Slack. */
import { courseWords, type HealthCut } from '#blocks/health-card.ts';
import { describeError } from '../base/describe-error.ts';
import { renderPng } from '../pictures/png.ts';
import { sparklineSvg } from '../pictures/sparkline.ts';
import type { Call } from '../slack/call.ts';
import { uploadPicture } from '../slack/upload.ts';
import type { Scorecard } from './domain.ts';

/** Fewer points are no course. */
const FEWEST_POINTS = 2;

export type Course = Pick<HealthCut, 'account' | 'health' | 'series'>;

/** @returns the Slack file; null where there is no course, or no picture can be had: bars of text stand for it then */
export async function drawCourse(
  { client, deps: { log } }: Call,
  { account, health, series }: Course,
  { bands }: Pick<Scorecard, 'bands'>,
): Promise<string | null> {
  if (health === null || series.filter((score) => score !== null).length < FEWEST_POINTS) return null;
  let content: Uint8Array;
  try {
    content = await renderPng(sparklineSvg({ series, bands, from: '90 days ago', to: 'today' }));
  } catch (error) {
    log.warn({ error: describeError(error) }, 'a picture could not be drawn');
    return null;
  }
  const altText = courseWords(account, health, series);
  return uploadPicture({ client, log }, { name: 'health.png', content, altText });
}
