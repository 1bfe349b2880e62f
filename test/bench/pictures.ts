/** How long a picture takes to be drawn, against an empty one of its size. */
import { conversionSvg } from '#src/pictures/conversion.ts';
import { funnelSvg } from '#src/pictures/funnel.ts';
import { movementSvg } from '#src/pictures/movement.ts';
import { renderPng } from '#src/pictures/png.ts';
import { conversion, funnel, movement } from '../pictures/samples.ts';
import { compared, quantile, type Figure } from './figures.ts';

const ROUNDS = 15;

/** @param accounts of the run; a picture of few takes as long as one of many */
export async function benchPictures(accounts: number): Promise<Figure[]> {
  const drawings: Record<string, () => string> = {
    funnel: () => funnelSvg(funnel),
    conversion: () => conversionSvg(conversion),
    movement: () => movementSvg(movement),
  };
  const figures: Figure[] = [];
  for (const [name, draw] of Object.entries(drawings)) {
    const size = /^<svg [^>]*>/.exec(draw())![0];
    const ours: number[] = [];
    const empty: number[] = [];
    // The first round warms both up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const pair = [
        await timed(() => renderPng(`${size}</svg>`)),
        await timed(() => renderPng(draw())),
      ] as const;
      if (round > 0) {
        empty.push(pair[0]);
        ours.push(pair[1]);
      }
    }
    figures.push(
      compared({
        name: `picture: ${name}`,
        database: 'none',
        accounts,
        value: quantile(ours, 0.5),
        against: quantile(empty, 0.5),
        unit: 'ms',
        goal: null,
        note: 'an empty one of its size, fonts loaded alike',
      }),
    );
  }
  return figures;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
