/** Names on pictures: what the font can write, how wide it is, and where it is cut. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { shortened, widthOf, writable } from '#src/pictures/letters.ts';

const require = createRequire(import.meta.url);
const FILES = ['400Regular/Inter_400Regular', '600SemiBold/Inter_600SemiBold'].map((file) =>
  require.resolve(`@expo-google-fonts/inter/${file}.ttf`),
);

/** The code points of a TrueType font: the groups of its `cmap` table of format 12. */
function codePointsOf(file: string): Set<number> {
  const font = readFileSync(file);
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + index * 16);
  const cmap = font.readUInt32BE(tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap')! + 8);
  const found = new Set<number>();
  for (let index = 0; index < font.readUInt16BE(cmap + 2); index += 1) {
    const table = cmap + font.readUInt32BE(cmap + 8 + index * 8);
    if (font.readUInt16BE(table) !== 12) continue;
    for (let group = 0; group < font.readUInt32BE(table + 12); group += 1) {
      const at = table + 16 + group * 12;
      for (let point = font.readUInt32BE(at); point <= font.readUInt32BE(at + 4); point += 1)
        found.add(point);
    }
  }
  return found;
}

it('takes no letter for writable that the font lacks', () => {
  for (const file of FILES) {
    const points = codePointsOf(file);
    expect(points.size).toBeGreaterThan(2000);
    const lacking = Array.from({ length: 0x1_0000 }, (_, point) => String.fromCodePoint(point)).filter(
      (letter) =>
        /\S/.test(letter) &&
        Array.from(writable(letter) ?? '').some((one) => !points.has(one.codePointAt(0)!)),
    );
    expect(lacking).toEqual([]);
  }
});

it('writes Latin, Greek and Cyrillic, leaves emoji out, and nothing in part', () => {
  expect(writable(' Première  étape – 1 € ')).toBe('Première étape – 1 €');
  expect(writable('Đạt doanh thu')).toBe('Đạt doanh thu');
  expect(writable('Cafe\u0301')).toBe('Café');
  expect(writable('Первые лиды')).toBe('Первые лиды');
  expect(writable('Πρώτη επαφή')).toBe('Πρώτη επαφή');
  expect(writable('🚀 Launch 👩🏽‍💻 #1 of 2 ©')).toBe('Launch #1 of 2 ©');
  expect(writable('a\u0000b\nc\u200F')).toBe('a b c');
  for (const name of ['見込み客', '見込み客 leads', 'العائد', 'ราคา', '🚀', '', '\uD800']) {
    expect(writable(name)).toBeNull();
  }
});

it('gives every usual line the room that it takes, and little more', () => {
  const { Resvg } = require('@resvg/resvg-js') as {
    Resvg: new (svg: string, options: object) => { getBBox(): { width: number } };
  };
  const drawn = (line: string, weight: number) =>
    new Resvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="20" font-family="Inter" font-size="13"><text y="15" font-weight="${weight}">${line}</text></svg>`,
      { font: { fontFiles: FILES, loadSystemFonts: false } },
    ).getBBox().width;
  for (const line of [
    'Qualified pipeline every month',
    'WEB-SHOP IST LIVE',
    'Первые лиды получены',
    'Πρώτη επαφή με πελάτη',
    'Đạt doanh thu đầu tiên – première étape',
    '1.2k reached',
    'median 1,041 days',
    '>99 % in 365 d',
  ]) {
    for (const weight of [400, 600]) {
      const share = widthOf(line, 13, weight === 600) / drawn(line, weight);
      expect({ line, isEnough: share > 0.99, isLittleMore: share < 1.25 }).toEqual({
        line,
        isEnough: true,
        isLittleMore: true,
      });
    }
  }
});

it('cuts a line to its room', () => {
  expect(shortened('First leads', 200, 13)).toBe('First leads');
  const cut = shortened('Qualified pipeline every month', 100, 13);
  expect(cut).toMatch(/^Qualified p.*…$/);
  expect(widthOf(cut, 13, true)).toBeLessThanOrEqual(100);
  expect(shortened('Wide', 1, 13)).toBe('W…');
});
