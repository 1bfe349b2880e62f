/** Pictures: drawn alike everywhere, with their letters, and big enough for a phone. */
import { expect, it } from 'vitest';
import { FONT, renderPng } from '#src/pictures/png.ts';
import { sparklineSvg } from '#src/pictures/sparkline.ts';

const svg = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" font-family="${FONT}">${inner}</svg>`;
/** Width and height of a PNG stand at fixed places of its first chunk. */
const sizeOf = (png: Uint8Array) => {
  const view = Buffer.from(png);
  return [view.readUInt32BE(16), view.readUInt32BE(20)];
};

it('draws an SVG twice as large, with letters that no machine has to bring', async () => {
  const empty = await renderPng(svg(''));
  const written = await renderPng(svg('<text x="2" y="15">Ag</text>'));
  expect(Buffer.from(empty).subarray(1, 4).toString()).toBe('PNG');
  expect(sizeOf(empty)).toEqual([80, 40]);
  expect(Buffer.from(written).equals(Buffer.from(empty))).toBe(false);
  expect(Buffer.from(await renderPng(svg('<text x="2" y="15">Ag</text>'))).equals(Buffer.from(written))).toBe(
    true,
  );
});

it('refuses what is no SVG', async () => {
  await expect(renderPng('no picture')).rejects.toThrow('SVG data parsing failed');
});

const scale = { bands: { yellow: 40, green: 70 }, from: '90 days ago', to: 'today' };

it('draws a course with the names of its bands, gaps dashed, and its last figure', async () => {
  const drawn = sparklineSvg({ ...scale, series: [1000, 2000, null, 5449] });
  for (const word of ['red', 'yellow', 'green', '90 days ago', 'today', '>54<'])
    expect(drawn).toContain(word);
  expect(drawn.match(/<line /g)).toHaveLength(2);
  expect(drawn.match(/stroke-dasharray/g)).toHaveLength(1);
  expect(sizeOf(await renderPng(drawn))).toEqual([800, 300]);
});

it('draws what has no course, and escapes what stands under it', async () => {
  const drawn = sparklineSvg({ ...scale, from: 'a < b & c', series: [null, null] });
  expect(drawn).toContain('a &lt; b &amp; c');
  expect(sizeOf(await renderPng(drawn))).toEqual([800, 300]);
});
