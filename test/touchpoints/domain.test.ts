/** Who was spoken with, by what a person says of it; and what a review says of the decision maker. */
import { describe, expect, it } from 'vitest';
import {
  guessAttendance,
  NEVER_SPOKEN,
  readAttendance,
  readSpoken,
  withSpoken,
  type Spoken,
  type SpokenContact,
} from '#src/touchpoints/domain.ts';
import { withWords } from '#src/touchpoints/words.ts';

const TODAY = '2026-11-23';
const ADA: SpokenContact = { id: 'ada', name: 'Ada', persona: 'decision_maker' };
const BOB: SpokenContact = { id: 'bob', name: 'Bob', persona: 'user' };
const CY: SpokenContact = { id: 'cy', name: 'Cy', persona: null };
const SAID: Spoken = { contactIds: [], newName: null, persona: null, day: TODAY, kind: 'call', note: null };

describe('a conversation', () => {
  it.each([
    {
      what: 'with contacts, each by their persona',
      chosen: [ADA, BOB],
      words: 'Ada (decision maker), Bob (user)',
    },
    { what: 'with one contact who is named twice', chosen: [ADA, ADA], words: 'Ada (decision maker)' },
    { what: 'with a contact without a persona', chosen: [CY], said: { persona: 'user' }, words: 'Cy (user)' },
    { what: 'with a persona alone', said: { persona: 'influencer' }, words: 'an influencer' },
    {
      what: 'with a contact, and somebody of another persona',
      chosen: [ADA],
      said: { persona: 'user' },
      words: 'Ada (decision maker), a user',
    },
    {
      what: 'with a contact of the persona that is chosen',
      chosen: [BOB],
      said: { persona: 'user' },
      words: 'Bob (user)',
    },
    {
      what: 'with somebody new, and a contact',
      chosen: [ADA],
      said: { newName: 'Eve', persona: 'user' },
      words: 'Ada (decision maker), Eve (user)',
    },
  ] as { what: string; chosen?: SpokenContact[]; said?: Partial<Spoken>; words: string }[])(
    'is one $what',
    ({ chosen = [], said, words }) => {
      const read = readSpoken({ ...SAID, ...said }, chosen, TODAY);
      expect(read.ok && withWords(read.with)).toBe(words);
    },
  );

  it.each([
    { what: 'nobody', field: 'contacts', problem: 'Choose with whom' },
    {
      what: 'a day to come',
      said: { persona: 'user', day: '2026-11-24' },
      field: 'day',
      problem: 'today or an earlier',
    },
    {
      what: 'a new one without a persona',
      said: { newName: 'Eve' },
      field: 'persona',
      problem: 'persona of “Eve”',
    },
    { what: 'a contact without one', chosen: [CY], field: 'persona', problem: '“Cy” has no persona yet' },
    {
      what: 'a whole company',
      chosen: Array.from({ length: 11 }, (_, index) => ({ ...BOB, id: `b${index}` })),
      field: 'contacts',
      problem: 'at most 10',
    },
    {
      what: 'a novel',
      said: { persona: 'user', note: 'x'.repeat(2001) },
      field: 'note',
      problem: 'at most 2000',
    },
  ] as {
    what: string;
    chosen?: SpokenContact[];
    said?: Partial<Spoken>;
    field: string;
    problem: string;
  }[])('is not taken with $what', ({ chosen = [], said, field, problem }) => {
    expect(readSpoken({ ...SAID, ...said }, chosen, TODAY)).toMatchObject({
      ok: false,
      problems: { [field]: expect.stringContaining(problem) },
    });
  });
});

it('is the last one of its persona where none is later', () => {
  const first = withSpoken(NEVER_SPOKEN, [
    { persona: 'user', day: '2026-11-02' },
    { persona: 'user', day: '2026-11-01' },
  ]);
  expect(first).toEqual({ decision_maker: null, influencer: null, user: '2026-11-02' });
});

describe('a review', () => {
  it.each([
    { said: null, there: [], is: null, words: '' },
    { said: null, there: [BOB, CY], is: null, words: 'Bob (user)' },
    { said: null, there: [ADA], is: true, words: 'Ada (decision maker)' },
    { said: true, there: [BOB], is: true, words: 'Bob (user), a decision maker' },
    { said: true, there: [ADA], is: true, words: 'Ada (decision maker)' },
    { said: false, there: [BOB], is: false, words: 'Bob (user)' },
  ])('with $there and the answer $said', ({ said, there, is, words }) => {
    const read = readAttendance(said, there);
    expect(read).toMatchObject({ ok: true, decisionMakerThere: is });
    expect(read.ok && withWords(read.with)).toBe(words);
  });

  it('does not deny a decision maker who is named', () => {
    expect(readAttendance(false, [ADA])).toEqual({ ok: false, problem: 'decision-maker-named', name: 'Ada' });
  });

  it('is guessed from those who were expected: no, only where everybody is known', () => {
    expect(guessAttendance(2, [ADA])).toBe(true);
    expect(guessAttendance(1, [BOB])).toBe(false);
    expect(guessAttendance(2, [BOB])).toBeNull();
    expect(guessAttendance(1, [CY])).toBeNull();
    expect(guessAttendance(0, [])).toBeNull();
  });
});
