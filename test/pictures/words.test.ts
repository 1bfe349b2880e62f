/** The pictures' figures in words, and what stands on the pictures where figures are missing. */
import { describe, expect, it } from 'vitest';
import { conversionSvg, conversionWords } from '#src/pictures/conversion.ts';
import { funnelSvg, funnelWords } from '#src/pictures/funnel.ts';
import { movementSvg, movementWords } from '#src/pictures/movement.ts';
import { FAINT, INK, TINT } from '#src/pictures/parts.ts';
import { percent, shortFigure } from '#src/pictures/words.ts';
import {
  awkwardConversion,
  awkwardFunnel,
  awkwardMovement,
  conversion,
  funnel,
  movement,
} from './samples.ts';

/** What stands on a picture, in its order. */
const textsOf = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, words]) => words);

describe('figures', () => {
  it('are short', () => {
    expect([0, 980, 1234, 12_345, 412_345, 1_250_000].map(shortFigure)).toEqual([
      '0',
      '980',
      '1.2k',
      '12k',
      '412k',
      '1.3M',
    ]);
    expect([0, 0.001, 0.005, 0.615, 0.995, 0.999, 1].map(percent)).toEqual([
      '0 %',
      '<1 %',
      '1 %',
      '62 %',
      '100 %',
      '>99 %',
      '100 %',
    ]);
  });
});

describe('the funnel', () => {
  it('says its figures', () => {
    expect(funnelWords(funnel)).toBe(
      [
        'Success funnel: Standard · all entries up to 23 Nov.',
        '1. Tracking installed: 412 accounts began it, 351 reached, 39 open, 22 left; 78 % (95 % interval 74 to 82) in 14 days; median 9 days.',
        '2. First leads: 351 accounts began it, 214 reached, 106 open, 31 left; 41 % (95 % interval 36 to 46) in 45 days; median 52 days; the bottleneck.',
        '3. Leads worked by sales: 214 accounts began it, 139 reached, 66 open, 9 left; 57 % (95 % interval 50 to 64) in 60 days; median 48 days.',
        '4. Qualified pipeline every month: 139 accounts began it, 61 reached, 74 open, 4 left; 48 % (95 % interval 38 to 57) in 90 days; median 77 days.',
        '5. Revenue from inbound: 6 accounts began it, 2 reached, 3 open, 1 left; 33 % (95 % interval 6 to 66) in 120 days; median 101 days; few accounts.',
      ].join(' '),
    );
  });

  it('names in words what it can not write, and what nobody began', () => {
    const words = funnelWords(awkwardFunnel);
    for (const part of ['2. 見込み客を獲得した: ', '5. العائد الأول: ', '6. Nobody yet: nobody began it yet.'])
      expect(words).toContain(part);
    const shown = textsOf(funnelSvg(awkwardFunnel));
    for (const part of [
      '2. Milestone',
      '3. Первые лиды получены',
      'few: 1',
      'nobody began it yet',
      'bottleneck',
    ])
      expect(shown).toContain(part);
  });

  it('leaves out the days of a conversion that there is no room for', () => {
    const [first] = funnel.milestones;
    const wide = { ...first!, entered: 9999, reached: 1111, open: 1111, churned: 7777, usualDays: 100_000 };
    expect(textsOf(funnelSvg({ ...funnel, milestones: [wide] }))).toContain('78 %');
  });

  it('says how many milestones it leaves out, on the picture and where the words are too long for Slack', () => {
    const [first] = funnel.milestones;
    const milestones = Array.from({ length: 30 }, (_, index) => ({
      ...first!,
      id: `m${index}`,
      position: index + 1,
    }));
    expect(textsOf(funnelSvg({ ...funnel, milestones }))).toContain('and 18 more milestones');
    const words = funnelWords({ ...funnel, milestones });
    expect(words.length).toBeLessThanOrEqual(2000);
    expect(words).toMatch(/14\. Tracking installed: [^.]+\. And 16 more milestones\.$/);
  });

  it('draws one that has no milestone', () => {
    expect(funnelSvg({ ...funnel, milestones: [] })).toContain('</svg>');
    expect(funnelWords({ ...funnel, milestones: [] })).toBe(
      'Success funnel: Standard · all entries up to 23 Nov.',
    );
  });

  it('says its own name where the title can not be written, and leaves such parts of the note out', () => {
    const shown = textsOf(funnelSvg({ ...funnel, title: '見込み客', note: '見込み客 · up to 23 Nov' }));
    expect(shown.slice(0, 2)).toEqual(['Success funnel', 'up to 23 Nov']);
  });
});

describe('the conversion', () => {
  it('says what each line comes to, and by when', () => {
    expect(conversionWords({ ...conversion, lines: conversion.lines.slice(0, 1) })).toMatch(
      /^Reached “First leads”: By the quarter in which they began\. Q1 2026, 96 accounts: 40 % in 60 days, 49 % in 120 days, 51 % \(95 % interval \d+ to \d+\) in 180 days\.$/,
    );
    expect(conversionWords(conversion)).toMatch(
      /Q4 2026, 88 accounts: 55 % \(95 % interval \d+ to \d+\) in 52 days\.$/,
    );
  });

  it('names its lines beside their ends, in four looks that differ without colour', () => {
    const svg = conversionSvg(conversion);
    const shown = textsOf(svg);
    for (const words of ['Q1 2026', '51 % in 180 d', '96 began', 'Q4 2026', '55 % in 52 d'])
      expect(shown).toContain(words);
    const dashes = [...svg.matchAll(/stroke-linejoin="round"([^/]*)\//g)].map(([, look]) => look);
    expect(new Set(dashes).size).toBe(4);
  });

  it('draws few, unwritable, empty and cut ones', () => {
    const shown = textsOf(conversionSvg(awkwardConversion));
    for (const words of ['only 7 began', 'Line 2', '0 % in 30 d', '12k began'])
      expect(shown).toContain(words);
    expect(conversionWords(awkwardConversion)).toContain('Few, 7 accounts, which are few: ');
    expect(textsOf(conversionSvg({ ...conversion, lines: [] }))).toContain('nobody began yet');
  });

  it('ends where the picture does', () => {
    const svg = conversionSvg({ ...conversion, horizon: 90 });
    expect(textsOf(svg)).toContain('53 % in 90 d');
    const steps = [{ at: 0, estimate: 0.3, low: 0.2, high: 0.4 }];
    const atOnce = [{ name: 'At once', entered: 20, few: false, until: 0, steps }];
    expect(textsOf(conversionSvg({ ...conversion, lines: atOnce, horizon: 0 }))).toContain('30 % in 0 d');
  });
});

describe('the movement', () => {
  it('says how many are where, and who went where', () => {
    expect(movementWords(movement)).toBe(
      [
        'Health this week: All segments · 16 Nov to 23 Nov.',
        'A week before: 214 green, 131 yellow, 62 red, 75 no data; coverage 68 %.',
        'Now: 203 green, 139 yellow, 77 red, 69 no data; coverage 71 %.',
        'Got worse: 21 from green to yellow, 17 from yellow to red, 3 from green to red.',
        'Got better: 12 from yellow to green, 5 from red to yellow.',
        'No data any more: 2, data again: 8.',
      ].join(' '),
    );
  });

  it('says so where nothing was known, and nobody moved', () => {
    expect(movementWords(awkwardMovement)).toContain('Got worse: none. Got better: none.');
    expect(movementWords(awkwardMovement)).toContain('A week before: no account had a score.');
    expect(textsOf(movementSvg(awkwardMovement))).toContain('no account had a score');
  });
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(a), luminance(b)].toSorted((one, other) => other - one);
  return (light! + 0.05) / (dark! + 0.05);
}

it('writes letters in colours that can be read on what is behind them', () => {
  const drawn = [funnelSvg(funnel), conversionSvg(conversion), movementSvg(movement)].join('');
  const colours = new Set(
    [...drawn.matchAll(/<text [^>]*fill="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour!),
  );
  expect(colours.size).toBeGreaterThan(4);
  // White letters stand on the dark tag alone.
  colours.delete('#ffffff');
  expect([...colours].filter((colour) => contrast(colour, '#ffffff') < 4.5)).toEqual([]);
  for (const colour of [INK, FAINT]) expect(contrast(colour, TINT)).toBeGreaterThanOrEqual(4.5);
  expect(contrast('#ffffff', INK)).toBeGreaterThanOrEqual(4.5);
});
