import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ended,
  escapeText,
  inQuotes,
  isMrkdwn,
  join,
  link,
  mention,
  mrkdwn,
  plain,
  quoted,
  safeUrl,
  saidBack,
  truncate,
  truncateMrkdwn,
  dateToken,
} from '#blocks/text.ts';
import { mrkdwnText, plainText } from '#blocks/build.ts';
import { runs } from '../support/fuzz.ts';

/** Texts that try: fragments of Slack's syntax between any others. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<!channel>',
        '<!here|x>',
        '<@U0PRIYA>',
        '<!subteam^S1>',
        '<https://evil.example|Acme>',
        '&lt;',
        '&amp;lt;',
        '&',
        '<',
        '>',
        '|',
        '*',
        '_',
        '~',
        '`',
        '```',
        '\n>',
        '\r',
        '\u2028',
        '\u202E',
        '\u200B',
        ':fire:',
        '🧑‍🚀',
        '\uD83D',
        '~~',
        '* ',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** What Slack would act on: a bracket that opens something. */
const ACTIVE = /[<>]/;

describe('text that somebody typed', () => {
  it('never leaves a bracket, an open escape, a second line or formatting', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { value } = mrkdwn`${text}`;
        expect(value).not.toMatch(ACTIVE);
        expect(value.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
        expect(value).not.toMatch(/[\n\r\u2028\u2029*~`]/);
        expect(value).not.toMatch(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u);
        expect(value).not.toMatch(/:[a-z0-9_+-]+:/);
        expect(value.isWellFormed()).toBe(true);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('keeps its words', () => {
    expect(mrkdwn`*${'Müller & Söhne <Berlin>'}*`.value).toBe('*Müller &amp; Söhne &lt;Berlin&gt;*');
    expect(escapeText('snake_case and _so_ on')).toBe('snake_case and ˍsoˍ on');
    expect(escapeText('at 10:30:15')).toBe('at 10∶30:15');
    expect(plain(' a\n\tb\u202Ec ')).toBe('a bc');
  });

  it('is quoted line by line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of quoted(text).value.split('\n')) {
          expect(line.startsWith('>')).toBe(true);
          expect(line.slice(1)).not.toMatch(ACTIVE);
        }
      }),
    );
  });

  it('cannot become a mention, a date or a link of ours', () => {
    fc.assert(
      fc.property(hostile, hostile, (url, label) => {
        const { value } = link(url, label);
        const inside = /^<([^<>|]*)\|([^<>|]*)>$/.exec(value);
        if (inside === null) expect(value).not.toMatch(ACTIVE);
        else expect(inside[1]).toMatch(/^https?:/);
        expect(mention(url).value).toMatch(/^<@[UW][A-Z0-9]+>$|^[^<>]*$/);
      }),
    );
    expect(link('javascript:alert(1)', 'Acme').value).toBe('Acme');
    expect(link('https://acme.com/?a=1&b=<x>|y', 'A|B').value).toBe(
      '<https://acme.com/?a=1&amp;b=%3Cx%3E%7Cy|A¦B>',
    );
    expect(safeUrl('ftp://acme.com')).toBeNull();
    expect(dateToken(new Date('2026-11-23T09:00:00Z')).value).toBe(
      '<!date^1795424400^{date_short_pretty} at {time}|2026-11-23 09:00 UTC>',
    );
  });

  it('is not mrkdwn just because it looks like it came from us', () => {
    const forged = JSON.parse(JSON.stringify(mrkdwn`<!channel>`)) as unknown;
    expect(isMrkdwn(forged)).toBe(false);
    expect(isMrkdwn(mrkdwn`x`)).toBe(true);
  });
});

it('a sentence that ends in a name with a full stop has one full stop', () => {
  expect(ended(mrkdwn`Done: *${'Polar Ice Cream Co.'}*`).value).toBe('Done: *Polar Ice Cream Co.*');
  expect(ended(mrkdwn`Done: *${'Acme'}*`).value).toBe('Done: *Acme*.');
});

it('quotation marks inside quotation marks are single', () => {
  expect(inQuotes('Surprise them: “A cake”').value).toBe('“Surprise them: ‘A cake’”');
});

describe('what is said back', () => {
  it('names people, and is no longer than a line', () => {
    expect(saidBack('csm <@U0SAM|sam>').value).toBe('csm <@U0SAM>');
    expect(saidBack('<!channel> & co').value).toBe('&lt;!channel&gt; &amp; co');
    expect(saidBack('a'.repeat(3000)).value).toBe(`${'a'.repeat(99)}…`);
  });
});

describe('cut text', () => {
  it('is never longer than asked, and no character, escape or mention is halved', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 0, max: 40 }), (text, max) => {
        expect(truncate(plain(text), max).length).toBeLessThanOrEqual(max);
        expect(truncate(plain(text), max).isWellFormed()).toBe(true);
        const cut = truncateMrkdwn(
          mrkdwn`${text}${mention('U0PRIYA')}${link('https://acme.com', text)}`,
          max,
        ).value;
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
        expect(cut.replace(/<[^<>]*>/g, '')).not.toMatch(ACTIVE);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('of any kind is a text that Slack takes: not empty, not too long', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 30 }), (text, max) => {
        for (const made of [plainText(text, max), mrkdwnText(mrkdwn`${text}`, max)]) {
          expect(made.text.trim().length).toBeGreaterThan(0);
          expect(made.text.length).toBeLessThanOrEqual(max);
        }
      }),
    );
  });

  it('joins parts, of which the foreign ones are escaped', () => {
    expect(join(['<a>', mrkdwn`*b*`, 3], ' · ').value).toBe('&lt;a&gt; · *b* · 3');
  });
});
