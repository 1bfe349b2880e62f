/** Initiatives: what an answer must say, when it is asked again, and what an answer makes of them. */
import { describe, expect, it } from 'vitest';
import {
  answered,
  edited,
  EXAMPLES,
  mayAnswer,
  moved,
  problemsOf,
  waitingFor,
  type Initiative,
  type InitiativeFields,
} from '#src/initiatives/domain.ts';

const FIELDS: InitiativeFields = {
  name: 'Weekly review',
  kind: 'meeting',
  improves: EXAMPLES.meeting,
  milestoneId: 'first',
  ownerId: 'lena',
  everyWeeks: 6,
};

const OPEN: Initiative = {
  ...FIELDS,
  id: 'one',
  startedOn: '2026-10-12',
  figures: { date: '2026-10-12', milestone: null, health: null },
  askOn: '2026-11-23',
  asked: null,
  state: 'open',
  version: 1,
  createdBy: 'lena',
  createdAt: '2026-10-12T08:00:00.000Z',
  updatedBy: 'lena',
  updatedAt: '2026-10-12T08:00:00.000Z',
};

const ASKED: Initiative = {
  ...OPEN,
  asked: { on: '2026-11-23', personId: 'priya', figures: OPEN.figures!, outboxId: 'message' },
};

describe('the answer of an initiative', () => {
  const problem = (improves: string, kind: InitiativeFields['kind'] = 'meeting') =>
    problemsOf({ ...FIELDS, improves, kind }, new Set(['first'])).improves;

  it('is a sentence, in any script', () => {
    for (const example of Object.values(EXAMPLES)) expect(problem(example)).toBeUndefined();
    expect(problem('They no longer wait')).toBeUndefined();
    expect(problem('顧客は待たずに質問の答えを得られます')).toBeUndefined();
  });

  it('is refused where it is empty or a few words, with an example of the same kind', () => {
    for (const text of ['', 'n/a', 'Saves time', 'yes yes yes yes yes', '…… !!', 'Better, faster & cheaper'])
      expect(problem(text)).toContain(EXAMPLES.meeting);
    expect(problem('Saves time', 'feature')).toContain(EXAMPLES.feature);
    expect(problem('Saves time', 'service')).toContain(EXAMPLES.service);
  });

  it('is refused where it only says the question again', () => {
    for (const text of [
      'It improves the experience',
      'It improves the customer’s experience.',
      'How does it improve the customer’s experience?',
      'Customers get a much better experience with our product',
      'This will greatly enhance the overall experience of our users',
      'Makes customers happier with us',
    ])
      expect(problem(text)).toMatch(/^This only says the question again. Say who does what differently, and/);
    expect(problem('It improves the experience', 'feature')).toContain(EXAMPLES.feature);
    for (const text of ['Customers wait less for a better answer', 'Es verbessert die Erfahrung der Kunden'])
      expect(problem(text)).toBeUndefined();
  });

  it('stands among fields that are checked, too', () => {
    const wrong = { ...FIELDS, name: '', milestoneId: 'gone', everyWeeks: 0 };
    expect(Object.keys(problemsOf(wrong, new Set(['first'])))).toEqual(['name', 'milestoneId', 'everyWeeks']);
    expect(problemsOf({ ...FIELDS, improves: `a b c d ${'x'.repeat(3000)}` }, new Set(['first']))).toEqual({
      improves: 'This has at most 3000 characters.',
    });
  });
});

describe('an initiative', () => {
  it('is kept when it improved, asked again when not yet, and left to leaders when it did not', () => {
    expect(answered(ASKED, 'improved', '2026-11-25')).toMatchObject({
      state: 'kept',
      askOn: null,
      asked: null,
    });
    expect(answered(ASKED, 'not_yet', '2026-11-25')).toMatchObject({
      state: 'open',
      askOn: '2027-01-06',
      asked: null,
    });
    const no = answered(ASKED, 'did_not', '2026-11-25');
    expect(no).toMatchObject({ state: 'open', askOn: null, asked: null });
    expect(waitingFor(no, '2026-11-25')).toBe('undecided');
    expect(moved(no, 'ask_again', '2026-11-30')).toMatchObject({ state: 'open', askOn: '2027-01-11' });
  });

  it('waits from the day on which it is asked', () => {
    expect(waitingFor(OPEN, '2026-11-22')).toBeNull();
    expect(waitingFor(OPEN, '2026-11-23')).toBe('unanswered');
    expect(waitingFor({ ...OPEN, state: 'ended' }, '2026-11-23')).toBeNull();
  });

  it('is ended and opened again as it was; what was kept is asked about anew', () => {
    const ended = moved(ASKED, 'end', '2026-11-24')!;
    expect(moved(ended, 'end', '2026-11-24')).toBeNull();
    expect(moved(ended, 'reopen', '2026-11-24')).toEqual(ASKED);
    const kept = answered(ASKED, 'improved', '2026-11-25');
    expect(moved(kept, 'reopen', '2026-11-30')).toMatchObject({ state: 'open', askOn: '2027-01-11' });
    expect(moved(OPEN, 'reopen', '2026-11-24')).toBeNull();
    expect(moved(OPEN, 'ask_again', '2026-11-24')).toBeNull();
  });

  it('is asked about after other weeks once they are changed, unless it was asked already', () => {
    expect(edited(OPEN, { ...FIELDS, everyWeeks: 4 }).askOn).toBe('2026-11-09');
    expect(edited(ASKED, { ...FIELDS, everyWeeks: 4 }).askOn).toBe('2026-11-23');
  });

  it('is asked of a new owner anew, and its first figures are of its milestone', () => {
    expect(edited(ASKED, { ...FIELDS, ownerId: 'marco' }).asked).toBeNull();
    expect(edited(ASKED, { ...FIELDS, ownerId: 'priya' }).asked).toEqual(ASKED.asked);
    expect(edited(ASKED, { ...FIELDS, milestoneId: 'second' }).asked).toBeNull();
    expect(edited(ASKED, { ...FIELDS, name: 'Other' })).toMatchObject({ asked: ASKED.asked, name: 'Other' });
    expect(edited(OPEN, { ...FIELDS, milestoneId: null }).figures).toBeNull();
    expect(edited(OPEN, { ...FIELDS, name: 'Other' }).figures).toEqual(OPEN.figures);
  });

  it('is answered by its owner, who was asked in their place, and leaders', () => {
    expect(['lena', 'priya', 'marco'].map((who) => mayAnswer(ASKED, who, false))).toEqual([
      true,
      true,
      false,
    ]);
    expect(mayAnswer(ASKED, 'marco', true)).toBe(true);
  });
});
