/** The pictures that are kept as reference images: made-up figures, ordinary and awkward. */
import { conversionSvg, type ConversionLine } from '#src/pictures/conversion.ts';
import { funnelSvg, type FunnelPicture, type FunnelPictureMilestone } from '#src/pictures/funnel.ts';
import { movementSvg, type MovementPicture } from '#src/pictures/movement.ts';
import { sparklineSvg } from '#src/pictures/sparkline.ts';

const milestone = (
  position: number,
  name: string,
  [entered, reached, churned]: readonly [number, number, number],
  [estimate, low, high]: readonly [number, number, number],
  [usualDays, medianDays]: readonly [number, number | null],
): FunnelPictureMilestone => ({
  id: `m${position}`,
  name,
  position,
  usualDays,
  entered,
  reached,
  churned,
  open: entered - reached - churned,
  conversion: entered === 0 ? null : { estimate, low, high },
  medianDays,
  few: entered < 10,
});

export const funnel: FunnelPicture = {
  title: 'Success funnel',
  note: 'Standard · all entries up to 23 Nov',
  milestones: [
    milestone(1, 'Tracking installed', [412, 351, 22], [0.78, 0.74, 0.82], [14, 9]),
    milestone(2, 'First leads', [351, 214, 31], [0.41, 0.36, 0.46], [45, 52]),
    milestone(3, 'Leads worked by sales', [214, 139, 9], [0.57, 0.5, 0.64], [60, 48]),
    milestone(4, 'Qualified pipeline every month', [139, 61, 4], [0.48, 0.38, 0.57], [90, 77]),
    milestone(5, 'Revenue from inbound', [6, 2, 1], [0.33, 0.06, 0.66], [120, 101]),
  ],
  bottleneck: 'm2',
};

/** Long names, other scripts, big figures, and a milestone that nobody began. */
export const awkwardFunnel: FunnelPicture = {
  title: 'Success funnel',
  note: 'Enterprise & partners <EMEA> · entries since 1 Jan 2024',
  milestones: [
    milestone(
      1,
      '🚀 The whole team of the customer has been trained and certified on the product',
      [98_412, 61_023, 12_345],
      [0.62, 0.617, 0.623],
      [45, 1041],
    ),
    milestone(2, '見込み客を獲得した', [61_023, 300, 20], [0.0049, 0.003, 0.006], [365, 200]),
    milestone(3, 'Первые лиды получены', [300, 299, 0], [0.998, 0.98, 1], [30, 1]),
    milestone(4, 'Đạt doanh thu đầu tiên – première étape', [299, 0, 1], [0, 0, 0.01], [30, null]),
    milestone(5, 'العائد الأول', [1, 1, 0], [1, 0.03, 1], [1, 0]),
    milestone(6, 'Nobody yet', [0, 0, 0], [0, 0, 0], [30, null]),
  ],
  bottleneck: 'm1',
};

/** As many milestones as are drawn. */
export const longFunnel: FunnelPicture = {
  ...funnel,
  milestones: Array.from({ length: 12 }, (_, index) => {
    const entered = Math.round(900 * 0.72 ** index);
    const reached = Math.round(entered * 0.72);
    const share = 0.75 - index * 0.04;
    return milestone(
      index + 1,
      `Step ${index + 1}`,
      [entered, reached, Math.round(entered * 0.06)],
      [share, share - 0.03 - index * 0.015, Math.min(1, share + 0.03 + index * 0.015)],
      [30, 20 + index],
    );
  }),
  bottleneck: 'm12',
};

/** A curve that nears `most` in steps of some days. */
const lineOf = (name: string, entered: number, most: number, until: number, every = 4): ConversionLine => ({
  name,
  entered,
  few: entered < 10,
  until,
  steps: Array.from({ length: Math.floor(until / every) }, (_, index) => {
    const days = (index + 1) * every;
    const estimate = most * (1 - Math.exp(-days / 40));
    const half = 1.6 * Math.sqrt((estimate * (1 - estimate)) / entered);
    return { at: days, estimate, low: Math.max(0, estimate - half), high: Math.min(1, estimate + half) };
  }),
});

export const conversion = {
  title: 'Reached “First leads”',
  note: 'By the quarter in which they began',
  horizon: 180,
  lines: [
    lineOf('Q1 2026', 96, 0.52, 180),
    lineOf('Q2 2026', 120, 0.6, 180),
    lineOf('Q3 2026', 131, 0.74, 140),
    lineOf('Q4 2026', 88, 0.75, 52),
  ],
};

/** Curves on one another, few accounts, names too long or not to be written, and one that nobody reached. */
export const awkwardConversion = {
  title: 'Conversion by milestone',
  note: 'Startups · entries since 1 Sep',
  horizon: 30,
  lines: [
    lineOf('A very long name of a milestone', 40, 0.2, 30, 3),
    lineOf('見込み客', 41, 0.2, 30, 3),
    lineOf('Few', 7, 0.2, 30, 6),
    { name: 'Not one', entered: 12_345, few: false, steps: [], until: 30 },
  ],
};

export const movement: MovementPicture = {
  title: 'Health this week',
  note: 'All segments · 16 Nov to 23 Nov',
  beforeWords: 'A week before',
  nowWords: 'Now',
  before: { green: 214, yellow: 131, red: 62, unknown: 75, coverage: 0.68 },
  now: { green: 203, yellow: 139, red: 77, unknown: 69, coverage: 0.71 },
  moves: [
    { from: 'green', to: 'yellow', accounts: 21 },
    { from: 'yellow', to: 'red', accounts: 17 },
    { from: 'green', to: 'red', accounts: 3 },
    { from: 'yellow', to: 'green', accounts: 12 },
    { from: 'red', to: 'yellow', accounts: 5 },
    { from: 'red', to: 'unknown', accounts: 2 },
    { from: 'unknown', to: 'green', accounts: 8 },
  ],
};

/** Nothing was known a week before, and there are many. */
export const awkwardMovement: MovementPicture = {
  ...movement,
  note: 'The first week of the scorecard',
  before: { green: 0, yellow: 0, red: 0, unknown: 0, coverage: null },
  now: { green: 412_345, yellow: 1, red: 98_765, unknown: 230_001, coverage: 0.204 },
  moves: [],
};

const sparkline = sparklineSvg({
  series: Array.from({ length: 30 }, (_, day) =>
    day > 9 && day < 14 ? null : 4200 + day * 60 - (day % 7) * 250,
  ),
  bands: { yellow: 40, green: 70 },
  from: '90 days ago',
  to: 'today',
});

/** By the name of the file that is kept. */
export const SAMPLES: Readonly<Record<string, string>> = {
  funnel: funnelSvg(funnel),
  'funnel-awkward': funnelSvg(awkwardFunnel),
  'funnel-long': funnelSvg(longFunnel),
  conversion: conversionSvg(conversion),
  'conversion-awkward': conversionSvg(awkwardConversion),
  movement: movementSvg(movement),
  'movement-awkward': movementSvg(awkwardMovement),
  sparkline,
};
