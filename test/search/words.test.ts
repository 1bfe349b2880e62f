/** Texts as words, what is looked for, how hits are ranked, and the piece that is shown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rank, readPhrases, snippetOf } from '#src/search/domain.ts';
import { readTypedSearch } from '#src/search/typed.ts';
import { wordsOf } from '#src/search/words.ts';

describe('the words of a text', () => {
  it('are in lower case, without accents and signs', () => {
    expect(wordsOf('Größe: 3,5 CAFÉ, leads_per_month')).toEqual([
      'grosse',
      '3',
      '5',
      'cafe',
      'leads',
      'per',
      'month',
    ]);
    expect(wordsOf('İstanbul Łódź Ærø ℌello')).toEqual(['istanbul', 'lodz', 'aero', 'hello']);
    expect(wordsOf('顧客 wants สวัสดี')).toEqual(['顧', '客', 'wants', 'ส', 'ว', 'ส', 'ด']);
    expect(wordsOf('🎯 … — ')).toEqual([]);
  });

  it('hold nothing that is syntax of a text search, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of wordsOf(text)) {
          expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
          expect(word.length).toBeLessThanOrEqual(100);
          expect(wordsOf(word)).toEqual([word]);
        }
      }),
    );
  });
});

describe('what is looked for', () => {
  it('is words, phrases in quotation marks, and the beginning of a last word', () => {
    expect(readPhrases('Board sees "where customers" lea')).toEqual([
      { words: ['board'], prefix: false },
      { words: ['sees'], prefix: false },
      { words: ['where', 'customers'], prefix: false },
      { words: ['lea'], prefix: true },
    ]);
    expect(readPhrases('leads "site"').at(-1)).toEqual({ words: ['site'], prefix: false });
    expect(readPhrases('plan b').at(-1)).toEqual({ words: ['b'], prefix: false });
    expect(readPhrases('leads_per_mo')).toEqual([{ words: ['leads', 'per', 'mo'], prefix: true }]);
    expect(readPhrases('"never closed')).toEqual([{ words: ['never', 'closed'], prefix: false }]);
  });

  it('is told apart from filters and the page', () => {
    expect(readTypedSearch('more leads state:active account:"Acme Robotics" page:3 10:30')).toEqual({
      ok: true,
      words: 'more leads 10:30',
      filters: [
        { name: 'state', value: 'active' },
        { name: 'account', value: 'Acme Robotics' },
      ],
      page: 3,
      typed: 'more leads state:active account:"Acme Robotics" 10:30',
    });
    expect(readTypedSearch('lead:<@U0PRIYA>')).toMatchObject({
      filters: [{ name: 'lead', value: '<@U0PRIYA>' }],
    });
    expect(readTypedSearch('stat:active')).toMatchObject({ ok: false, name: 'stat', nearest: 'state' });
    expect(readTypedSearch('https://example.com :tada: note: "goal:x"')).toMatchObject({
      ok: true,
      words: 'https://example.com :tada: note: "goal:x"',
      filters: [],
    });
    expect(readTypedSearch('state:draft foo:bar')).toEqual({
      ok: false,
      name: 'foo',
      piece: 'foo:bar',
      nearest: null,
    });
    expect(readTypedSearch('lead: @priya leads')).toMatchObject({
      words: 'leads',
      filters: [{ name: 'lead', value: '@priya' }],
    });
  });
});

describe('hits', () => {
  const hit = (title: string, body: string) => ({ title, body });

  it('are ranked by how often the words stand there, the title first, short texts before long ones', () => {
    const inTitle = hit('more leads', 'something else');
    const twice = hit('x', 'leads and leads');
    const once = hit('x', 'leads');
    const long = hit('x', `leads ${'other words '.repeat(50)}`);
    expect(rank([long, once, twice, inTitle], readPhrases('"leads"'))).toEqual([inTitle, twice, once, long]);
  });

  it('stay in their order where they are equally good, or nothing is looked for', () => {
    const all = [hit('a', 'leads'), hit('b', 'leads'), hit('c', 'leads')];
    expect(rank(all, readPhrases('leads '))).toEqual(all);
    expect(rank(all, [])).toEqual(all);
  });
});

describe('the piece that is shown', () => {
  const shown = (texts: string[], typed: string) => {
    const { words, cutBefore, cutAfter } = snippetOf(texts, readPhrases(typed));
    const text = words.map(({ text: word, hit }) => (hit ? `[${word}]` : word)).join(' ');
    return `${cutBefore ? '…' : ''}${text}${cutAfter ? '…' : ''}`;
  };

  it('is around the first hit of the text with most of them', () => {
    const long = `${'before '.repeat(30)}our Léads, (leads) end ${'after '.repeat(60)}`;
    expect(shown(['no hit', long], 'lead')).toMatch(
      /^…before .*before our \[Léads,\] \[\(leads\)\] end after .*after…$/,
    );
    expect(shown(['first', 'second'], 'nothing')).toBe('first');
    expect(shown([], 'nothing')).toBe('');
  });

  it('is short, whatever the texts are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 400 })), fc.string(), (texts, typed) => {
        const { words } = snippetOf(texts, readPhrases(typed));
        const length = words.slice(1).reduce((sum, { text }) => sum + text.length, 0);
        expect(length).toBeLessThan(600);
      }),
    );
  });
});
