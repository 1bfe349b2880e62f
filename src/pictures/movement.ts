/** How health moved: the bands before and now, and how many went from one to another. */
import { count } from '../base/words.ts';
import { widthOf } from './letters.ts';
import { card, FAINT, line, MARGIN, rect, RIGHT, SIZE, stackedBar, swatch, text, TOP } from './parts.ts';
import { altText, percent, shortFigure } from './words.ts';

/** `unknown`: not enough is known for a score. */
export type MovementBand = 'green' | 'yellow' | 'red' | 'unknown';

export interface BandShares extends Record<MovementBand, number> {
  /** The share of what is measured that is fresh, 0 to 1; null: nothing was measured. */
  coverage: number | null;
}

export interface MovementPicture {
  title: string;
  note: string;
  before: BandShares;
  now: BandShares;
  /** What the first bar is called, such as `a week before`. */
  beforeWords: string;
  nowWords: string;
  /** Of accounts that have both; those that stayed need not be told. */
  moves: readonly { from: MovementBand; to: MovementBand; accounts: number }[];
}

const BANDS = ['green', 'yellow', 'red', 'unknown'] as const;
const WORDS: Record<MovementBand, string> = {
  green: 'green',
  yellow: 'yellow',
  red: 'red',
  unknown: 'no data',
};
const FILLS = { green: 'green', yellow: 'yellow', red: 'red', unknown: 'empty' } as const;
type Move = readonly [MovementBand, MovementBand];
const WORSE: readonly Move[] = [
  ['green', 'yellow'],
  ['yellow', 'red'],
  ['green', 'red'],
];
const BETTER = WORSE.map(([from, to]): Move => [to, from]);

const BAR = { height: 20, block: 72 };
const COLUMNS = { left: MARGIN, right: 208, width: RIGHT - 208 };
const MOVE_HEIGHT = 30;

/** @returns an SVG of 400 units' width */
export function movementSvg(picture: MovementPicture): string {
  const { title, note, before, now, beforeWords, nowWords } = picture;
  const moves = TOP + 2 * BAR.block + 8;
  const end = moves + 22 + WORSE.length * MOVE_HEIGHT;
  const most = Math.max(1, ...[...WORSE, ...BETTER].map((move) => movedBy(picture, move)));
  return card(end + 26, { title, instead: 'Health', note }, [
    ...distribution(before, beforeWords, TOP),
    ...distribution(now, nowWords, TOP + BAR.block),
    line([MARGIN, moves - 12], [RIGHT, moves - 12]),
    ...column(picture, WORSE, { x: COLUMNS.left, y: moves + 6, sign: '▼', word: 'worse', most }),
    ...column(picture, BETTER, { x: COLUMNS.right, y: moves + 6, sign: '▲', word: 'better', most }),
    text(unknownWords(picture), MARGIN, end + 12, { fill: FAINT }),
  ]);
}

const NONE = 'no account had a score';
const allOf = (shares: BandShares) => BANDS.reduce((sum, name) => sum + shares[name], 0);
const coverageWords = ({ coverage }: BandShares) =>
  `coverage ${coverage === null ? 'none' : percent(coverage)}`;

function distribution(shares: BandShares, words: string, top: number): string[] {
  const all = allOf(shares);
  if (all === 0) {
    return [text(words, MARGIN, top + 14, { bold: true }), text(NONE, MARGIN, top + 36, { fill: FAINT })];
  }
  const pieces = BANDS.map((name) => ({ fill: FILLS[name], count: shares[name] }));
  let x = MARGIN;
  const y = top + 22;
  return [
    text(words, MARGIN, top + 14, { bold: true }),
    text(`${count(all, 'account')} · ${coverageWords(shares)}`, RIGHT, top + 14, {
      anchor: 'end',
      fill: FAINT,
    }),
    ...stackedBar(pieces, { x: MARGIN, y, height: BAR.height, unit: (RIGHT - MARGIN) / all }),
    rect(MARGIN, y, RIGHT - MARGIN, BAR.height, { fill: 'none', stroke: FAINT }),
    ...BANDS.flatMap((name) => {
      const label = `${shortFigure(shares[name])} ${WORDS[name]}`;
      const drawn = [swatch(FILLS[name], x, y + 36), text(label, x + 14, y + 36)];
      x += 14 + widthOf(label, SIZE) + 12;
      return drawn;
    }),
  ];
}

function column(
  picture: MovementPicture,
  moves: readonly Move[],
  place: { x: number; y: number; sign: string; word: string; most: number },
): string[] {
  const { x, y, sign, word, most } = place;
  const sum = moves.reduce((total, move) => total + movedBy(picture, move), 0);
  return [
    text(`${sign} ${shortFigure(sum)} got ${word}`, x, y, { bold: true, size: 14 }),
    ...moves.flatMap((move, index) => {
      const accounts = movedBy(picture, move);
      const row = y + 22 + index * MOVE_HEIGHT;
      const [from, to] = move;
      return [
        text(`${WORDS[from]} → ${WORDS[to]}`, x, row),
        text(shortFigure(accounts), x + COLUMNS.width, row, { anchor: 'end', bold: true }),
        rect(x, row + 5, COLUMNS.width, 6, { fill: '#eeedef', radius: 3 }),
        ...(accounts === 0
          ? []
          : [
              rect(x, row + 5, Math.max(3, (COLUMNS.width * accounts) / most), 6, { fill: FAINT, radius: 3 }),
            ]),
      ];
    }),
  ];
}

function movedBy({ moves }: MovementPicture, [from, to]: Move): number {
  return moves
    .filter((move) => move.from === from && move.to === to)
    .reduce((sum, { accounts }) => sum + accounts, 0);
}

function unknownWords({ moves }: MovementPicture): string {
  const among = (isMeant: (move: { from: MovementBand; to: MovementBand }) => boolean) =>
    moves.filter(isMeant).reduce((sum, { accounts }) => sum + accounts, 0);
  const lost = among(({ from, to }) => from !== 'unknown' && to === 'unknown');
  const found = among(({ from, to }) => from === 'unknown' && to !== 'unknown');
  return `no data any more: ${shortFigure(lost)} · data again: ${shortFigure(found)}`;
}

/** The picture in words, with its figures. */
export function movementWords(picture: MovementPicture): string {
  const { title, note, before, now, beforeWords, nowWords } = picture;
  const shares = (words: string, of: BandShares) => {
    if (allOf(of) === 0) return `${words}: ${NONE}.`;
    const parts = BANDS.map((name) => `${of[name]} ${WORDS[name]}`);
    return `${words}: ${parts.join(', ')}; ${coverageWords(of)}.`;
  };
  const moved = (word: string, moves: readonly Move[]) => {
    const parts = moves.flatMap((move) => {
      const accounts = movedBy(picture, move);
      return accounts === 0 ? [] : [`${accounts} from ${WORDS[move[0]]} to ${WORDS[move[1]]}`];
    });
    return `Got ${word}: ${parts.length === 0 ? 'none' : parts.join(', ')}.`;
  };
  const sentences = [
    shares(beforeWords, before),
    shares(nowWords, now),
    moved('worse', WORSE),
    moved('better', BETTER),
    `${unknownWords(picture).replace('no', 'No').replace(' · ', ', ')}.`,
  ];
  return altText(`${title}: ${note}.`, sentences, 'sentences');
}
