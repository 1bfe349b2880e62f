/** Conversion over the days since accounts began: a curve in steps for each group, with its interval. */
import { count } from '../base/words.ts';
import { shortened, writable } from './letters.ts';
import { at, card, FAINT, line, RIGHT, SIZE, text, TOP } from './parts.ts';
import { altText, namedInWords, percent, shortFigure, withInterval } from './words.ts';

/** The share that reached it by so many days. */
export interface ConversionStep {
  at: number;
  estimate: number;
  low: number;
  high: number;
}

export interface ConversionLine {
  /** A milestone, or a quarter in which accounts began. */
  name: string;
  entered: number;
  few: boolean;
  /** In the order of their days; before the first one nobody had reached it. */
  steps: readonly ConversionStep[];
  /** For so many days anybody was followed: the curve ends there. */
  until: number;
}

export interface ConversionPicture {
  title: string;
  note: string;
  /** The first four are drawn. */
  lines: readonly ConversionLine[];
  /** The days to which the picture reaches. */
  horizon: number;
}

/** Apart by colour, by dashes and by the sign at the end; each colour can be read on white. */
const LOOKS = [
  { colour: '#0b5cad', dashes: undefined, sign: 'M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z' },
  { colour: '#a8410b', dashes: '8 4', sign: 'M-5 -5H5V5H-5Z' },
  { colour: '#0d7052', dashes: '2.5 3.5', sign: 'M0 -6L6 5H-6Z' },
  { colour: '#7a3e9d', dashes: '9 3 2 3', sign: 'M0 -7L7 0L0 7L-7 0Z' },
] as const;

const PLOT = { left: 50, right: 268, top: TOP + 12, bottom: TOP + 218 };
/** The sign of a curve and, beside it, its words. */
const LABELS = { sign: 291, words: 303 };
/** Three lines of letters and a gap. */
const LABEL_HEIGHT = 54;
const HEIGHT = PLOT.bottom + 48;
const HIGHEST = [0.1, 0.25, 0.5, 1];
const TICKS = [1, 2, 5, 7, 10, 15, 30, 60, 90, 180, 365, 730];

interface Scales {
  x: (days: number) => number;
  y: (share: number) => number;
  top: number;
}

/** @returns an SVG of 400 units' width */
export function conversionSvg({ title, note, lines, horizon }: ConversionPicture): string {
  const drawn = lines.slice(0, LOOKS.length).map((one) => within(one, horizon));
  const highest = Math.max(0, ...drawn.flatMap(({ steps }) => steps.map(({ high }) => high)));
  const top = HIGHEST.find((bound) => bound >= highest) ?? 1;
  const scales: Scales = {
    top,
    x: (days) => PLOT.left + ((PLOT.right - PLOT.left) * days) / Math.max(1, horizon),
    y: (share) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * share) / top,
  };
  return card(HEIGHT, { title, instead: 'Conversion', note }, [
    ...grid(scales, horizon),
    ...drawn.map((one, index) => band(one, LOOKS[index]!, scales)),
    ...drawn.map((one, index) => curve(one, LOOKS[index]!, scales)),
    ...labels(drawn, scales),
    ...(lines.length === 0
      ? [text('nobody began yet', (PLOT.left + PLOT.right) / 2, PLOT.top + 90, { anchor: 'middle' })]
      : []),
  ]);
}

/** The part of a line that the picture reaches to. */
function within(one: ConversionLine, horizon: number): ConversionLine {
  const until = Math.min(one.until, horizon);
  return { ...one, until, steps: one.steps.filter((step) => step.at <= until) };
}

function grid({ x, y, top }: Scales, horizon: number): string[] {
  const every = TICKS.find((days) => horizon / days <= 5) ?? 1000;
  const days = Array.from({ length: Math.floor(horizon / every) + 1 }, (_, index) => index * every);
  return [
    ...[0, 0.5, 1].flatMap((part) => [
      line([PLOT.left, y(top * part)], [PLOT.right, y(top * part)]),
      text(percent(top * part), PLOT.left - 6, y(top * part) + 4.5, { anchor: 'end', fill: FAINT }),
    ]),
    ...days.flatMap((day) => [
      line([x(day), PLOT.bottom], [x(day), PLOT.bottom + 4]),
      text(String(day), x(day), PLOT.bottom + 18, { anchor: 'middle', fill: FAINT }),
    ]),
    text('days since they began', PLOT.left, PLOT.bottom + 36, { fill: FAINT }),
    text('shade: 95 % interval', RIGHT, PLOT.bottom + 36, { anchor: 'end', fill: FAINT }),
  ];
}

type Look = (typeof LOOKS)[number];

/** The path of a share from step to step, from `from` on; each stays as it is until the next one. */
function stairs(
  one: ConversionLine,
  share: (step: ConversionStep) => number,
  { x, y }: Scales,
): [number, number][] {
  const points: [number, number][] = [[x(0), y(0)]];
  for (const step of one.steps) {
    points.push([x(step.at), points.at(-1)![1]], [x(step.at), y(share(step))]);
  }
  points.push([x(one.until), points.at(-1)![1]]);
  return points;
}

const pathOf = (points: readonly [number, number][]) =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');

function band(one: ConversionLine, { colour }: Look, scales: Scales): string {
  const low = stairs(one, (step) => step.low, scales).toReversed();
  const high = stairs(one, (step) => step.high, scales);
  return `<path d="${pathOf([...high, ...low])}Z" fill="${colour}" fill-opacity="0.12"/>`;
}

function curve(one: ConversionLine, look: Look, scales: Scales): string {
  const { colour, dashes } = look;
  const points = stairs(one, (step) => step.estimate, scales);
  const [x, y] = points.at(-1)!;
  const dashed = dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`;
  return [
    `<path d="${pathOf(points)}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"${dashed}/>`,
    signAt(one, look, x, y),
  ].join('');
}

/** Hollow for few accounts. */
function signAt({ few }: ConversionLine, { colour, sign }: Look, x: number, y: number): string {
  return `<path d="${sign}" transform="translate(${at(x)} ${at(y)})" fill="${few ? '#ffffff' : colour}" stroke="${colour}" stroke-width="1.5"/>`;
}

/** Beside the plot, near the height at which each curve ends: its sign, and what it comes to. */
function labels(drawn: readonly ConversionLine[], scales: Scales): string[] {
  const places = apart(drawn.map((one) => scales.y(lastOf(one)?.estimate ?? 0)));
  return drawn.flatMap((one, index) => {
    const look = LOOKS[index]!;
    const y = places[index]!;
    const name = shortened(writable(one.name) ?? `Line ${index + 1}`, RIGHT - LABELS.words, SIZE);
    const share = percent(lastOf(one)?.estimate ?? 0);
    return [
      signAt(one, look, LABELS.sign, y - 4.5),
      text(name, LABELS.words, y, { bold: true, fill: look.colour }),
      text(`${share} in ${one.until} d`, LABELS.words, y + 16),
      text(`${one.few ? 'only ' : ''}${shortFigure(one.entered)} began`, LABELS.words, y + 32, {
        fill: FAINT,
      }),
    ];
  });
}

const lastOf = (one: ConversionLine) => one.steps.at(-1);

/** Places near the wanted ones, in their order, with room for a label each. */
function apart(wanted: readonly number[]): number[] {
  const order = wanted.map((_, index) => index).toSorted((a, b) => wanted[a]! - wanted[b]!);
  const places = [...wanted];
  let free = PLOT.top + 12;
  for (const index of order) {
    places[index] = Math.max(places[index]!, free);
    free = places[index] + LABEL_HEIGHT;
  }
  let limit = PLOT.bottom - 28;
  for (const index of order.toReversed()) {
    places[index] = Math.min(places[index]!, limit);
    limit = places[index] - LABEL_HEIGHT;
  }
  return places;
}

/** The picture in words: of each line what it comes to, and what it was at a third and two thirds of the days. */
export function conversionWords({ title, note, lines, horizon }: ConversionPicture): string {
  const marks = [...new Set([Math.round(horizon / 3), Math.round((horizon * 2) / 3), horizon])];
  const sentences = lines.map((one) => {
    const { name, entered, few, steps, until } = within(one, horizon);
    const said = [...marks.filter((day) => day < until), until].flatMap((day) => {
      const step = steps.findLast((candidate) => candidate.at <= day);
      const share =
        step === undefined ? percent(0) : day === until ? withInterval(step) : percent(step.estimate);
      return `${share} in ${count(day, 'day')}`;
    });
    return `${namedInWords(name)}, ${count(entered, 'account')}${few ? ', which are few' : ''}: ${said.join(', ')}.`;
  });
  return altText(`${title}: ${note}.`, sentences, 'lines');
}
