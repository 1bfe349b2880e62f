/** What the company reads, what becomes of actions, and that Slack takes whatever is typed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '#blocks/build.ts';
import { actionForm, actionReminder, actionTold } from '#blocks/digest-action.ts';
import { actionList } from '#blocks/digest-actions.ts';
import { commentForm, commentsAsked } from '#blocks/digest-comment.ts';
import { editionMessage, shareForm } from '#blocks/digest-edition.ts';
import { limits, textLength } from '#blocks/limits.ts';
import { mrkdwn } from '#blocks/text.ts';
import { typedKept } from '#blocks/typed-kept.ts';
import {
  MAX_WHAT,
  movedState,
  normalized,
  problemsOf,
  type ActionFields,
  type LeadershipAction,
} from '#src/digest/actions.ts';
import { daysAskedFor, MAX_COMMENT, type ToldSection } from '#src/digest/comments.ts';
import { SECTION_IDS } from '#src/digest/domain.ts';
import { companyEdition } from '#src/digest/edition.ts';
import { blockProblems, judgeView } from '#src/sandbox/validate/surfaces.ts';
import { digestOf, TODAY } from './make-digest.ts';
import { runs } from '../support/fuzz.ts';

const FIELDS: ActionFields = { kind: 'action', what: 'Call', ownerId: 'lena', dueOn: TODAY };

describe('the edition for the company', () => {
  const told = digestOf(3, 'Acme');
  const nothing = { sharesMoney: false, sharesReasons: false };

  it('names who reached what, and nobody who may leave', () => {
    const { sections, actions } = companyEdition(told, nothing);
    // Whose step is late stays with those who lead.
    expect(sections.success.facts.plays.steps).toEqual([]);
    expect(sections.decisions.facts.overdue).toEqual([]);
    const { reached, atRisk, slipped, renewals, left } = sections.customers.facts;
    expect(reached.accounts.map(({ name }) => name)).toEqual(
      told.sections.customers.facts.reached.accounts.map(({ name }) => name),
    );
    for (const list of [atRisk, slipped, renewals]) expect(list).toMatchObject({ total: 0, accounts: [] });
    expect(left).toEqual({ total: 3, accounts: [], arr: [] });
    expect(actions).toEqual([]);
    expect(Object.values(sections).map(({ comment, owner }) => [comment, owner])).toEqual(
      SECTION_IDS.map(() => [null, null]),
    );
  });

  it('holds no money, unless it is allowed', () => {
    const isMoney = (key: string) => key === 'arr' || key === 'cac' || key === 'currency';
    const moneyIn = (value: unknown): unknown[] => {
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([key, inner]) =>
        isMoney(key)
          ? inner === null || (Array.isArray(inner) && inner.length === 0)
            ? []
            : [inner]
          : moneyIn(inner),
      );
    };
    expect(moneyIn(told).length).toBeGreaterThan(0);
    expect(moneyIn(companyEdition(told, nothing))).toEqual([]);
    expect(moneyIn(companyEdition(told, { ...nothing, sharesReasons: true }))).toEqual([]);
    expect(moneyIn(companyEdition(told, { ...nothing, sharesMoney: true })).length).toBeGreaterThan(0);
  });

  it('says who left and why where it is allowed, and never what they said to it', () => {
    const { left } = companyEdition(told, { ...nothing, sharesReasons: true }).sections.customers.facts;
    expect(left.accounts).toHaveLength(3);
    expect(left.accounts.map(({ note }) => note)).toEqual([null, null, null]);
    expect(left.accounts[0]!.reason).not.toBeNull();
  });

  it('sums new customers, whoever sold them', () => {
    const { week, badFits } = companyEdition(told, nothing).sections.sales.facts;
    expect(week.map(({ soldBy }) => soldBy)).toEqual([null]);
    expect(badFits.total).toBe(0);
  });
});

describe('an action', () => {
  it('has somebody who does it and a day; a decision has neither', () => {
    expect(problemsOf(FIELDS, null, TODAY)).toEqual({});
    expect(Object.keys(problemsOf({ ...FIELDS, what: '', ownerId: null, dueOn: null }, null, TODAY))).toEqual(
      ['what', 'ownerId', 'dueOn'],
    );
    expect(problemsOf({ ...FIELDS, kind: 'decision', ownerId: null, dueOn: null }, null, TODAY)).toEqual({});
    expect(normalized({ ...FIELDS, kind: 'decision' })).toEqual({
      kind: 'decision',
      what: 'Call',
      ownerId: null,
      dueOn: null,
    });
  });

  it('is due today at the earliest and in a year at the latest; a day that has passed since may stay', () => {
    const due = (dueOn: string, before: string | null = null) =>
      'dueOn' in problemsOf({ ...FIELDS, dueOn }, before === null ? null : { dueOn: before }, TODAY);
    expect([due('2026-11-22'), due(TODAY), due('2027-11-24'), due('2027-11-25')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(due('2026-11-22', '2026-11-22')).toBe(false);
  });

  it('moves between open, done and dropped; a decision is taken back and stands again', () => {
    const after = (kind: 'action' | 'decision', state: LeadershipAction['state']) =>
      (['done', 'drop', 'reopen'] as const).map((move) => movedState({ kind, state }, move));
    expect(after('action', 'open')).toEqual(['done', 'dropped', null]);
    expect(after('action', 'done')).toEqual([null, null, 'open']);
    expect(after('action', 'dropped')).toEqual([null, null, 'open']);
    expect(after('decision', 'decided')).toEqual([null, 'dropped', null]);
    expect(after('decision', 'dropped')).toEqual([null, null, 'decided']);
  });
});

describe('comments', () => {
  it('are asked for the next day, and for this one', () => {
    const mondays = (date: string) => date === '2026-11-23' || date === '2026-11-30';
    expect(daysAskedFor('2026-11-22', mondays)).toEqual(['2026-11-23']);
    expect(daysAskedFor('2026-11-23', mondays)).toEqual(['2026-11-23']);
    expect(daysAskedFor('2026-11-24', mondays)).toEqual([]);
    expect(daysAskedFor('2026-11-22', () => true)).toEqual(['2026-11-22', '2026-11-23']);
  });
});

describe('what the digest’s people see', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: MAX_WHAT }),
    fc.constant('&<>*~`'.repeat(80)),
    fc.constant('<!channel> '),
    fc.constant(`${'\n'.repeat(200)}x`),
  );
  const size = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2000 }));

  it('fits into Slack’s messages and forms, of any size and with any text', () => {
    fc.assert(
      fc.property(size, text, (many, any) => {
        const { messages, views } = everything(many, any);
        expect(messages.flatMap(problemsIn)).toEqual([]);
        expect(views.flatMap((view) => judgeView(view, 'modal').messages)).toEqual([]);
      }),
      { numRuns: runs(40) },
    );
  });
});

function problemsIn({ text, blocks = [] }: Answer): unknown[] {
  const isTooLong =
    blocks.length > limits.message.blocks ||
    textLength(blocks) > limits.message.text ||
    text.value.length > limits.fallbackText;
  return [
    ...(isTooLong ? [`too long: ${text.value.slice(0, 60)}`] : []),
    ...blockProblems(blocks, 'message'),
  ];
}

function everything(many: number, any: string) {
  const digest = digestOf(many, any);
  const person = {
    id: 'p',
    slackUserId: null,
    name: any,
    email: null,
    role: null,
    timezone: null,
    isGuest: false,
    isDeleted: false,
    awayUntil: TODAY,
  };
  const people = new Map([['p', person]]);
  const what = any.trim() === '' ? 'x' : any;
  const action: LeadershipAction = {
    ...FIELDS,
    what,
    ownerId: 'p',
    id: 'a'.repeat(26),
    state: 'open',
    digestId: null,
    source: null,
    outboxId: null,
    version: 1,
    createdBy: 'p',
    createdAt: '',
    updatedBy: 'p',
    updatedAt: '',
    closedBy: null,
    closedOn: null,
    closedAt: null,
    remindedFor: null,
  };
  const asked = SECTION_IDS.map((section, index) => ({
    section,
    told: { id: section, date: TODAY, facts: digest.sections[section].facts } as ToldSection,
    comment: index % 2 === 0 ? what.slice(0, MAX_COMMENT) : null,
    person,
    isAbsent: true,
  }));
  const edition = companyEdition(digest, { sharesMoney: true, sharesReasons: true });
  const list = {
    list: 'open' as const,
    actions: Array.from({ length: 8 }, () => action),
    counts: { open: many, own: many, closed: many },
    people,
    page: 1,
    perPage: 8,
    today: TODAY,
    reader: { id: 'p', isLeader: true },
    pressed: { action, how: 'done' as const },
  };
  const placed = { message: null, place: 'thread', page: 1 } as const;
  const values = { kind: 'action', what, ownerSlackId: null, dueOn: TODAY } as const;
  return {
    messages: [
      commentsAsked({ day: TODAY, today: TODAY, isPosted: many > 5, sections: asked }),
      editionMessage({ edition, intro: what.repeat(3).slice(0, 1500), sharer: person }),
      actionTold({ action, people, today: TODAY }),
      actionList(list),
      actionReminder(
        Array.from({ length: many }, () => ({ what, dueOn: TODAY })).concat([{ what, dueOn: TODAY }]),
        TODAY,
      ),
    ],
    views: [
      actionForm({
        id: 'a',
        version: 0,
        ...placed,
        values,
        notice: null,
        differences: [{ label: 'what', theirs: what }],
      }),
      commentForm({
        comment: { ...asked[0]!, day: TODAY, personId: 'p', outboxId: null, commentedAt: null, version: 1 },
        today: TODAY,
      }),
      shareForm({
        digestId: 'd',
        settingsVersion: 0,
        edition,
        allowed: { sharesMoney: false, sharesReasons: false },
        channel: null,
        notice: null,
        maxIntro: 1500,
      }),
      typedKept(
        'Make it an action',
        mrkdwn`Only who does it can change it.`,
        what.repeat(6).slice(0, 3000),
        actionTold({ action, people, today: TODAY }).blocks,
      ),
    ],
  };
}
