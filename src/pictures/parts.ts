/**
 * What the pictures have in common. A picture is a white card, so that it reads alike in light and dark clients, and is
 * as wide as a phone shows it: its letters stay readable there. No colour stands without a pattern, a form or a word.
 */
import { shortened, writable } from './letters.ts';
import { FONT } from './png.ts';

/** Units of an SVG; shown on a phone at about nine tenths of it. */
export const WIDTH = 400;
/** From the card's edge to what stands on it. */
export const MARGIN = 14;
export const RIGHT = WIDTH - MARGIN;
/** The size of the letters: not smaller, because of phones. */
export const SIZE = 13;
const TITLE_SIZE = 17;

/** Letters in these colours have a contrast of at least 4.5 on white and on `TINT`. */
export const INK = '#1d1c1d';
export const FAINT = '#5c5b5e';
export const LINES = '#d5d4d6';
/** Behind what stands out. */
export const TINT = '#fff3d1';
const BORDER = '#dddcde';

/** Fills that differ in lightness and pattern, and so for everybody. */
export type Fill = 'solid' | 'hatched' | 'dotted' | 'green' | 'yellow' | 'red' | 'empty';

const SOLID = '#1f5fa8';
const STROKES: Record<Exclude<Fill, 'solid' | 'green'>, { ground: string; inner: string }> = {
  hatched: {
    ground: '#dbe8f7',
    inner: '<path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="#4a82c3" stroke-width="1.2"/>',
  },
  dotted: { ground: '#f4c9b3', inner: '<circle cx="3" cy="3" r="1.5" fill="#a3340b"/>' },
  yellow: {
    ground: '#fbe3a0',
    inner: '<path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="#b98a12" stroke-width="1"/>',
  },
  red: { ground: '#d64545', inner: '<path d="M0 0L6 6M0 6L6 0" stroke="#7e1616" stroke-width="1.1"/>' },
  empty: { ground: '#ffffff', inner: '<circle cx="3" cy="3" r="0.7" fill="#8a898c"/>' },
};

export interface CardWords {
  title: string;
  /** Stands where the font lacks letters of the title. */
  instead: string;
  /** Parts between ` · `; one that the font can not write is left out. */
  note: string;
}

/** The card with a title and a note under it; `inner` goes below, from `TOP` on. */
export function card(height: number, { title, instead, note }: CardWords, inner: readonly string[]): string {
  const whole = Math.ceil(height);
  const notes = note.split(' · ').flatMap((part) => writable(part) ?? []);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${whole}" viewBox="0 0 ${WIDTH} ${whole}" font-family="${FONT}" font-size="${SIZE}">`,
    `<defs>${Object.entries(STROKES).map(pattern).join('')}</defs>`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${whole - 1}" rx="8" fill="#ffffff" stroke="${BORDER}"/>`,
    text(shortened(writable(title) ?? instead, RIGHT - MARGIN, TITLE_SIZE), MARGIN, 27, {
      size: TITLE_SIZE,
      bold: true,
    }),
    text(shortened(notes.join(' · '), RIGHT - MARGIN, SIZE), MARGIN, 46, { fill: FAINT }),
    ...inner,
    '</svg>',
  ].join('');
}

/** Where a card's own part begins, under title and note. */
export const TOP = 60;

export interface TextLook {
  anchor?: 'start' | 'middle' | 'end';
  fill?: string;
  size?: number;
  bold?: boolean;
}

/** A line of text on its base line. */
export function text(words: string, x: number, y: number, look: TextLook = {}): string {
  const { anchor = 'start', fill = INK, size = SIZE, bold = false } = look;
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${fill}" font-size="${size}"${bold ? ' font-weight="600"' : ''}>${escapeXml(words)}</text>`;
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  look: { fill: string; radius?: number; stroke?: string },
): string {
  const { fill, radius = 0, stroke } = look;
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" rx="${radius}" fill="${fill}"${stroke === undefined ? '' : ` stroke="${stroke}"`}/>`;
}

export function line(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  look: { stroke?: string; width?: number; dashes?: string } = {},
): string {
  const { stroke = LINES, width = 1, dashes } = look;
  return `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${stroke}" stroke-width="${width}"${dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`}/>`;
}

/** What an element's `fill` is to be. */
export function fillOf(fill: Fill): string {
  if (fill === 'solid') return SOLID;
  return fill === 'green' ? '#2f8f63' : `url(#${fill})`;
}

/** A part of a stacked bar. */
export interface Piece {
  fill: Fill;
  count: number;
}

/** So that a single one of many is seen. */
const LEAST_PIECE = 3;

/**
 * A bar of pieces side by side; those of none are left out.
 * @param unit how wide one of the count is
 */
export function stackedBar(
  pieces: readonly Piece[],
  place: { x: number; y: number; height: number; unit: number },
): string[] {
  let { x } = place;
  return pieces
    .filter(({ count }) => count > 0)
    .map(({ fill, count }) => {
      const width = Math.max(LEAST_PIECE, count * place.unit);
      const drawn = rect(x, place.y, width, place.height, { fill: fillOf(fill), stroke: '#ffffff' });
      x += width;
      return drawn;
    });
}

/** A small square of a fill before its words. */
export function swatch(fill: Fill, x: number, baseline: number): string {
  return rect(x, baseline - 9.5, 10, 10, {
    fill: fillOf(fill),
    radius: 2,
    ...(fill === 'empty' ? { stroke: '#8a898c' } : {}),
  });
}

function escapeXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A place to the tenth of a unit. */
export function at(place: number): string {
  return place.toFixed(1);
}

function pattern([id, { ground, inner }]: [string, { ground: string; inner: string }]): string {
  return `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="${ground}"/>${inner}</pattern>`;
}
