/**
 * The pictures look as they did when somebody last looked at them (`npm run pictures` draws them anew), in light and
 * dark, and nothing on them lies outside.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { funnelSvg } from '#src/pictures/funnel.ts';
import { renderPng } from '#src/pictures/png.ts';
import { differingShare, inSlack, readPixels } from './compare.ts';
import { funnel, SAMPLES } from './samples.ts';

const FOLDER = import.meta.dirname;
/** A changed letter is about as much, a moved line much more. */
const TOLERATED = 0.0002;

const kept = (name: string) => readPixels(readFileSync(join(FOLDER, `${name}.png`)));

describe('the reference images', () => {
  it('are those of the samples', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.png'));
    expect(files.toSorted()).toEqual(
      Object.keys(SAMPLES)
        .map((name) => `${name}.png`)
        .toSorted(),
    );
  });

  it.each(Object.entries(SAMPLES))('%s looks as it is kept', async (name, svg) => {
    const drawn = await readPixels(await inSlack(svg));
    expect(differingShare(drawn, await kept(name))).toBeLessThan(TOLERATED);
  });

  it('tell a picture with other figures apart', async () => {
    const milestones = funnel.milestones.map((milestone) => ({
      ...milestone,
      reached: milestone.reached + 40,
    }));
    const drawn = await readPixels(await inSlack(funnelSvg({ ...funnel, milestones })));
    expect(differingShare(drawn, await kept('funnel'))).toBeGreaterThan(TOLERATED);
    expect(differingShare(drawn, await kept('movement'))).toBe(1);
  });
});

describe('every picture', () => {
  const { Resvg } = createRequire(import.meta.url)('@resvg/resvg-js') as {
    Resvg: new (
      svg: string,
      options: object,
    ) => { getBBox(): { x: number; y: number; width: number; height: number } };
  };
  const fontFiles = ['400Regular/Inter_400Regular', '600SemiBold/Inter_600SemiBold'].map((file) =>
    createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${file}.ttf`),
  );

  it.each(Object.entries(SAMPLES))('%s has nothing outside of its card', (_name, svg) => {
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
    const box = new Resvg(svg, { font: { fontFiles, loadSystemFonts: false } }).getBBox();
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width!);
    expect(box.y + box.height).toBeLessThanOrEqual(height!);
  });

  it.each(Object.entries(SAMPLES))('%s has letters of 11 pixels and more on a phone', (_name, svg) => {
    const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => (Number(size) * 360) / 400);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
  });

  it.each(Object.entries(SAMPLES))('%s names no address, and is drawn', async (_name, svg) => {
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|file:/);
    expect(Buffer.from(await renderPng(svg)).readUInt32BE(16)).toBe(800);
  });
});
