/** Feedback: who may be quoted, what may be shortened, and whose account a message is about. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consentOn,
  mayQuote,
  nameInChannel,
  namesInText,
  onlyShortens,
  problemsOf,
  timeOf,
  type FeedbackFields,
} from '#src/feedback/domain.ts';
import { mentionedIn, plainMessage } from '#src/slack/plain-message.ts';
import { runs } from '../support/fuzz.ts';

const TODAY = '2026-11-23';

describe('consent', () => {
  const granted = { consent: 'granted', consentUntil: '2026-12-01' } as const;

  it('lasts up to its last day', () => {
    expect(mayQuote(granted, '2026-12-01')).toBe(true);
    expect(mayQuote(granted, '2026-12-02')).toBe(false);
    expect(consentOn(granted, '2026-12-02')).toBe('expired');
    expect(mayQuote({ consent: 'granted', consentUntil: null }, TODAY)).toBe(false);
    for (const consent of ['not_asked', 'refused'] as const)
      expect(mayQuote({ consent, consentUntil: '2026-12-01' }, TODAY)).toBe(false);
  });

  const fields: FeedbackFields = {
    accountId: 'acme',
    text: 'Great',
    author: 'Ada',
    contactId: null,
    saidAt: '2026-11-20T09:00:00.000Z',
    ...granted,
  };

  it('needs a last day that is still to come, where it is granted, and has none otherwise', () => {
    expect(problemsOf(fields, TODAY, null)).toEqual({});
    expect(problemsOf({ ...fields, consentUntil: null }, TODAY, null)).toHaveProperty('consentUntil');
    expect(problemsOf({ ...fields, consentUntil: '2026-11-22' }, TODAY, null)).toHaveProperty('consentUntil');
    expect(problemsOf({ ...fields, consent: 'refused' }, TODAY, null)).toHaveProperty('consentUntil');
    // One that has run out since it was saved may stay as it is.
    expect(problemsOf(fields, '2027-01-01', fields)).toEqual({});
    expect(problemsOf(fields, '2027-01-01', { ...fields, consent: 'not_asked' })).toHaveProperty(
      'consentUntil',
    );
  });

  it('goes with words, with who said them, and when', () => {
    const wrong = problemsOf({ ...fields, text: ' ', author: '', saidAt: '' }, TODAY, null);
    expect(Object.keys(wrong).toSorted()).toEqual(['author', 'saidAt', 'text']);
  });
});

describe('a shorter text', () => {
  const said = 'The first week was hard. Now our board sees where customers come from, and we like it.';

  it('leaves words out and adds none', () => {
    expect(onlyShortens(said, said)).toBe(true);
    expect(onlyShortens(said, 'our board sees where customers come from')).toBe(true);
    expect(onlyShortens(said, 'The first week was hard … our board sees [...] we like it.')).toBe(true);
    expect(onlyShortens(said, 'our  board\nsees')).toBe(true);
    expect(onlyShortens(said, 'our board loves it')).toBe(false);
    // Not in another order.
    expect(onlyShortens(said, 'we like it … The first week')).toBe(false);
    expect(onlyShortens('Wait… what?', 'Wait… what?')).toBe(true);
  });

  it('consists of whole words', () => {
    for (const [original, part] of [
      ['It is unusable', 'usable'],
      ['It is unusable', 'It is unus'],
      ['You can’t use it', 'You can'],
      ["You can't use it", 'You can … use it'],
      ["You can't use it", 't use it'],
      ['A non-issue', 'issue'],
      ['A non-issue', 'A non'],
      ['Leads: -5 % in May', '5 % in May'],
      ['It took 1.5 hours', '5 hours'],
      ['We saw 3,500 leads', '500 leads'],
      ['使いにくいです', 'くい'],
    ] as const)
      expect([original, part, onlyShortens(original, part)]).toEqual([original, part, false]);
    for (const [original, part] of [
      ['“Great”, said our board.', 'Great'],
      ["They said 'great'", 'great'],
      ['It is unusable, they said, but usable now', 'usable now'],
      ['- First point', 'First point'],
      ['Great!!! 🎉🎉', 'Great!'],
      ['Before–after: 5-10 leads', 'after: 5-10 leads'],
    ] as const)
      expect([original, part, onlyShortens(original, part)]).toEqual([original, part, true]);
  });

  it('may be any run of words of any text, and nothing else', () => {
    const word = fc.stringMatching(/^[ab]{1,3}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.nat(), fc.nat(), (words, a, b) => {
        const text = words.join(' ');
        const part = text.slice(Math.min(a % 30, b % 30), Math.max(a % 30, b % 30)).trim();
        const wanted = part.split(' ');
        const isRun =
          part === '' || words.some((_, start) => wanted.every((one, index) => words[start + index] === one));
        expect(onlyShortens(text, part)).toBe(isRun);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it('may be any part between spaces of any text', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((given) => /^\S+$/u.test(given));
    fc.assert(
      fc.property(fc.array(word), fc.nat(9), fc.nat(9), (words, a, b) => {
        expect(onlyShortens(words.join(' '), words.slice(Math.min(a, b), Math.max(a, b)).join(' '))).toBe(
          true,
        );
      }),
    );
  });
});

describe('a message', () => {
  it('becomes plain text', () => {
    const text =
      'Hi <@U0PRIYA> &amp; <!here>, see <https://a.example/x|the page>, <https://b.example|b.example>, <mailto:a@b.example|a@b.example> in <#C1|cs-daily> &lt;3 <!date^1^{date}|today>';
    expect(mentionedIn(text)).toEqual(['U0PRIYA']);
    expect(plainMessage(text, (id) => (id === 'U0PRIYA' ? 'Priya Nair' : null))).toBe(
      'Hi @Priya Nair & @here, see the page (https://a.example/x), b.example, a@b.example in #cs-daily <3 today',
    );
    expect(plainMessage('<@U0NOBODY> said *that*', () => null)).toBe('@somebody said *that*');
  });

  it('has its time', () => {
    expect(timeOf('1795424400.000100')).toBe('2026-11-23T09:00:00.000Z');
  });

  it('may name its account by the channel or in the text', () => {
    expect(nameInChannel('ext-acme-robotics')).toBe('acme robotics');
    expect(nameInChannel('customer-feedback')).toBe('');
    expect(namesInText('We talked to Acme Robotics’s board.')).toContain('Acme Robotics');
    expect(namesInText('(Globex) is happy')).toContain('Globex');
    expect(namesInText('nothing here')).toEqual([]);
  });
});
