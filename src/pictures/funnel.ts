/** The success funnel as a picture: who began on each milestone, what became of them, and how surely it is known. */
import { count } from '../base/words.ts';
import { shortened, widthOf, writable } from './letters.ts';
import {
  card,
  FAINT,
  fillOf,
  INK,
  line,
  LINES,
  MARGIN,
  rect,
  RIGHT,
  SIZE,
  stackedBar,
  swatch,
  text,
  TINT,
  TOP,
  type Piece,
} from './parts.ts';
import { altText, namedInWords, percent, shortFigure, withInterval } from './words.ts';

export interface FunnelPictureMilestone {
  id: string;
  name: string;
  /** Its place on the journey, from 1. */
  position: number;
  usualDays: number;
  entered: number;
  reached: number;
  churned: number;
  open: number;
  /** By its usual days, as shares from 0 to 1; null: nobody entered. */
  conversion: { estimate: number; low: number; high: number } | null;
  medianDays: number | null;
  /** Too few accounts to tell much. */
  few: boolean;
}

export interface FunnelPicture {
  title: string;
  /** What it is of: segment, entries since when, date. */
  note: string;
  /** Of one journey, in its order; the first twelve are drawn. */
  milestones: readonly FunnelPictureMilestone[];
  /** The id of one of them. */
  bottleneck: string | null;
}

const MOST_ROWS = 12;
const ROW = 66;
/** The bars of accounts. */
const BARS = { left: MARGIN, right: 256, height: 15 };
/** The scale of the conversion, from none to all. */
const SCALE = { left: 278, right: RIGHT - 2 };
const TAG_SIZE = 12.5;

/** @returns an SVG of 400 units' width */
export function funnelSvg({ title, note, milestones, bottleneck }: FunnelPicture): string {
  const shown = milestones.slice(0, MOST_ROWS);
  const most = Math.max(1, ...shown.map(({ entered }) => entered));
  const end = TOP + shown.length * ROW;
  const rows = shown.flatMap((milestone, index) => {
    const top = TOP + index * ROW;
    return row(milestone, top, { most, isBottleneck: milestone.id === bottleneck });
  });
  return card(
    end + 24 + (shown.length < milestones.length ? 18 : 0),
    { title, instead: 'Success funnel', note },
    [
      ...rows,
      ...axis(end),
      ...(shown.length < milestones.length
        ? [text(`and ${count(milestones.length - shown.length, 'more milestone')}`, MARGIN, end + 32)]
        : []),
    ],
  );
}

function row(
  milestone: FunnelPictureMilestone,
  top: number,
  { most, isBottleneck }: { most: number; isBottleneck: boolean },
): string[] {
  const pieces = piecesOf(milestone);
  const bar = { x: BARS.left, y: top + 23, height: BARS.height, unit: (BARS.right - BARS.left) / most };
  return [
    ...(isBottleneck ? [rect(6, top, RIGHT + MARGIN - 12, ROW - 2, { fill: TINT, radius: 6 })] : []),
    ...heading(milestone, top + 16, isBottleneck),
    ...(milestone.entered === 0
      ? [text('nobody began it yet', MARGIN, top + 36, { fill: FAINT })]
      : [...stackedBar(pieces, bar), ...caption(milestone, pieces, top + 54), ...conversion(milestone, top)]),
  ];
}

/** The name with its tags, and the median at the end of the line. */
function heading(milestone: FunnelPictureMilestone, y: number, isBottleneck: boolean): string[] {
  const { position, name, medianDays, few, entered } = milestone;
  const median = medianDays === null ? '' : `median ${count(Math.round(medianDays), 'day')}`;
  const tag = isBottleneck ? 'bottleneck' : few && entered > 0 ? `few: ${entered}` : null;
  const tagWidth = tag === null ? 0 : widthOf(tag, TAG_SIZE, true) + 12;
  const room = RIGHT - MARGIN - widthOf(median, SIZE) - tagWidth - 14;
  const label = shortened(`${position}. ${writable(name) ?? 'Milestone'}`, room, SIZE);
  const tagX = MARGIN + widthOf(label, SIZE, true) + 6;
  return [
    text(label, MARGIN, y, { bold: true }),
    ...(tag === null ? [] : pill(tag, tagX, y, tagWidth, isBottleneck)),
    ...(median === '' ? [] : [text(median, RIGHT, y, { anchor: 'end', fill: FAINT })]),
  ];
}

function pill(words: string, x: number, baseline: number, width: number, isDark: boolean): string[] {
  const look = isDark ? { fill: INK } : { fill: '#ffffff', stroke: FAINT };
  const fill = isDark ? '#ffffff' : FAINT;
  return [
    rect(x, baseline - 12.5, width, 17, { ...look, radius: 8 }),
    text(words, x + width / 2, baseline, { anchor: 'middle', fill, size: TAG_SIZE, bold: true }),
  ];
}

function piecesOf({ reached, open, churned }: FunnelPictureMilestone): (Piece & { word: string })[] {
  return [
    { fill: 'solid', count: reached, word: 'reached' },
    { fill: 'hatched', count: open, word: 'open' },
    { fill: 'dotted', count: churned, word: 'left' },
  ];
}

/** What became of them, each behind the pattern of its part of the bar; and the conversion, in the room that is left. */
function caption(
  { conversion: share, usualDays }: FunnelPictureMilestone,
  pieces: readonly (Piece & { word: string })[],
  baseline: number,
): string[] {
  let x = MARGIN;
  const outcomes = pieces.flatMap(({ fill, count: accounts, word }) => {
    const label = `${shortFigure(accounts)} ${word}`;
    const drawn = [swatch(fill, x, baseline), text(label, x + 13, baseline)];
    x += 13 + widthOf(label, SIZE) + 9;
    return drawn;
  });
  if (share === null) return outcomes;
  const short = percent(share.estimate);
  const long = `${short} in ${usualDays} d`;
  const words = x + widthOf(long, SIZE, true) <= RIGHT ? long : short;
  return [...outcomes, text(words, RIGHT, baseline, { anchor: 'end', bold: true })];
}

/** The share that reached it in its usual days: a dot with its interval. */
function conversion(milestone: FunnelPictureMilestone, top: number): string[] {
  if (milestone.conversion === null) return [];
  const { estimate, low, high } = milestone.conversion;
  const y = top + 23 + BARS.height / 2;
  const x = (share: number) => SCALE.left + (SCALE.right - SCALE.left) * share;
  const dashes = milestone.few ? { dashes: '3 2' } : {};
  const whisker = { stroke: INK, width: 2 };
  return [
    line([x(0), y], [x(1), y], { stroke: LINES }),
    ...[0, 0.5, 1].map((share) => line([x(share), y - 4], [x(share), y + 4])),
    line([x(low), y], [x(high), y], { ...whisker, ...dashes }),
    ...[low, high].map((share) => line([x(share), y - 6], [x(share), y + 6], whisker)),
    `<circle cx="${x(estimate).toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="${milestone.few ? '#ffffff' : fillOf('solid')}" stroke="${milestone.few ? INK : '#ffffff'}" stroke-width="1.5"/>`,
  ];
}

/** What the places on the scale mean. */
function axis(y: number): string[] {
  const middle = (SCALE.left + SCALE.right) / 2;
  return [
    text('line: 95 % interval', BARS.left, y + 12, { fill: FAINT }),
    text('0', SCALE.left, y + 12, { anchor: 'middle', fill: FAINT }),
    text('50', middle, y + 12, { anchor: 'middle', fill: FAINT }),
    text('100 %', RIGHT, y + 12, { anchor: 'end', fill: FAINT }),
  ];
}

/** The picture in words, with its figures: at most what Slack takes as alternative text. */
export function funnelWords({ title, note, milestones, bottleneck }: FunnelPicture): string {
  const sentences = milestones.map((milestone) => {
    const { position, name, entered, reached, open, churned, conversion: share, usualDays } = milestone;
    const label = `${position}. ${namedInWords(name)}`;
    if (entered === 0) return `${label}: nobody began it yet.`;
    const parts = [
      `${count(entered, 'account')} began it, ${reached} reached, ${open} open, ${churned} left`,
      ...(share === null ? [] : [`${withInterval(share)} in ${count(usualDays, 'day')}`]),
      ...(milestone.medianDays === null ? [] : [`median ${count(Math.round(milestone.medianDays), 'day')}`]),
      ...(milestone.few ? ['few accounts'] : []),
      ...(milestone.id === bottleneck ? ['the bottleneck'] : []),
    ];
    return `${label}: ${parts.join('; ')}.`;
  });
  return altText(`${title}: ${note}.`, sentences, 'milestones');
}
