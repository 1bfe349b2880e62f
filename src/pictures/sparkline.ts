/** The course of a score as a small picture: readable in light and dark clients, and on a phone. */
import { at, FAINT, INK, text } from './parts.ts';
import { FONT } from './png.ts';

export interface Sparkline {
  /** In hundredths of a point, oldest first, evenly spaced; null: not known. */
  series: readonly (number | null)[];
  /** The points from which a band begins. */
  bands: { yellow: number; green: number };
  /** What stands under the first and the last point. */
  from: string;
  to: string;
}

const WIDTH = 400;
const HEIGHT = 150;
/** Room for the names of the bands, and for the figure at the end of the line. */
const BOX = { left: 62, right: 352, top: 12, bottom: 122 };
const SIZE = 14;
const BANDS = { red: '#f9d6d5', yellow: '#fbe8b8', green: '#cfeadb' };

export function sparklineSvg({ series, bands, from, to }: Sparkline): string {
  const x = (index: number) => BOX.left + ((BOX.right - BOX.left) * index) / Math.max(1, series.length - 1);
  const y = (points: number) => BOX.bottom - ((BOX.bottom - BOX.top) * points) / 100;
  const area = (name: keyof typeof BANDS, low: number, high: number) =>
    `<rect x="${BOX.left}" y="${at(y(high))}" width="${BOX.right - BOX.left}" height="${at(y(low) - y(high))}" fill="${BANDS[name]}"/>${word(name, BOX.left - 8, y((low + high) / 2) + 5, 'end')}`;
  const known = series.flatMap((score, index) =>
    score === null ? [] : [{ x: x(index), y: y(score / 100), score }],
  );
  const last = known.at(-1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="${FONT}" font-size="${SIZE}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#ffffff"/>`,
    area('red', 0, bands.yellow),
    area('yellow', bands.yellow, bands.green),
    area('green', bands.green, 100),
    // Where nothing was kept in between, a dashed line does not pretend to know.
    ...known.slice(1).map((point, index) => {
      const before = known[index]!;
      const gap = point.x - before.x > (x(1) - x(0)) * 1.5 ? ' stroke-dasharray="3 4"' : '';
      return `<line x1="${at(before.x)}" y1="${at(before.y)}" x2="${at(point.x)}" y2="${at(point.y)}" stroke="${INK}" stroke-width="2.5" stroke-linecap="round"${gap}/>`;
    }),
    ...known.map(
      (point) =>
        `<circle cx="${at(point.x)}" cy="${at(point.y)}" r="${point === last ? 5 : 1.8}" fill="${INK}"/>`,
    ),
    ...(last === undefined
      ? []
      : [
          text(String(Math.floor((last.score + 50) / 100)), BOX.right + 10, last.y + 7, {
            size: 20,
            bold: true,
          }),
        ]),
    word(from, BOX.left, HEIGHT - 9, 'start'),
    word(to, BOX.right, HEIGHT - 9, 'end'),
    '</svg>',
  ].join('');
}

function word(words: string, x: number, y: number, anchor: 'start' | 'end'): string {
  return text(words, x, y, { anchor, fill: FAINT, size: SIZE });
}
