/** Any text in any field of a Goal Card: it comes through the form and the database unchanged, and breaks no limit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallbackText } from '#blocks/build.ts';
import { goalAnswerForm, questionBlocks, questionText, questionTitle } from '#blocks/goal-ask.ts';
import { oldCard, wholeCard } from '#blocks/goal-card.ts';
import { bothInFull, conflictForm } from '#blocks/goal-conflict.ts';
import { draftOffer } from '#blocks/goal-draft.ts';
import { goalForm, SMALLEST } from '#blocks/goal-form.ts';
import { goalHistory } from '#blocks/goal-history.ts';
import { goalList } from '#blocks/goal-list.ts';
import { goalsLine } from '#blocks/goal-line.ts';
import { readGoal, valuesOf } from '#blocks/goal-values.ts';
import type { GoalNames } from '#blocks/goal-words.ts';
import { section } from '#blocks/build.ts';
import { mrkdwn, quoted } from '#blocks/text.ts';
import { createIdSource } from '#src/base/ids.ts';
import { asTyped } from '#src/base/text.ts';
import {
  documentOf,
  GAINS,
  GOAL_PARTS,
  GOAL_STATES,
  hasMadeName,
  MAX,
  PERIODS,
  type GoalDocument,
} from '#src/goals/domain.ts';
import { findDraft, keepDraft } from '#src/goals/draft-service.ts';
import { findCard, findVersion, saveGoal } from '#src/goals/service.ts';
import { withIds } from '#src/sandbox/blocks.ts';
import { initialState } from '#src/sandbox/entered.ts';
import { judgeMessageBlocks, judgeView } from '#src/sandbox/validate/surfaces.ts';
import { formatEntered } from '#src/sandbox/view-records.ts';
import type { ModalView } from '@slack/types';
import { readForm } from '#src/slack/forms.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork } from '../support/work.ts';
import { cardWith } from './make-goal.ts';
import { runs } from '../support/fuzz.ts';

const TODAY = '2026-11-23';
const NASTY = [
  '<!channel>',
  '<@U0PRIYA>',
  '<https://evil.example|here>',
  '*b* _i_ ~s~ `c`',
  ':tada:',
  '&amp;',
  '&'.repeat(3000),
];

/** What a person may type into a field of so many characters: any signs, line breaks where it has several lines. */
const typed = (max: number, lines = false) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constantFrom(...NASTY),
      fc.string({
        unit: fc.constantFrom('a', ' ', '\n', '&', '<', '😀', '|', '"'),
        minLength: max - 20,
        maxLength: max,
      }),
    )
    .map((text) => asTyped((lines ? text : text.replace(/[\r\n]+/g, ' ')).slice(0, max).toWellFormed()))
    // A carriage return cannot be typed, and a field would not tell it from a line break.
    .map((text) => asTyped(text.replaceAll('\r', '')));
const maybe = (max: number, lines = false) => typed(max, lines).map((text) => (text === '' ? null : text));
const some = (max: number, lines = false) => typed(max, lines).map((text) => (text === '' ? 'x' : text));
const figures = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((value) => (Math.abs(value) < 1e-9 ? 0 : value)),
);
const dates = fc.constantFrom('2026-11-23', '2027-02-28', '2030-12-31');

const documents: fc.Arbitrary<GoalDocument> = fc.record({
  name: some(MAX.name),
  contacts: fc.constant([]),
  background: maybe(MAX.long, true),
  responsibilities: maybe(MAX.long, true),
  period: fc.option(fc.constantFrom(...PERIODS)),
  timing: maybe(MAX.short),
  deadline: fc.option(dates),
  place: maybe(MAX.short),
  requiredOutcome: some(MAX.long, true),
  experience: maybe(MAX.long, true),
  gains: fc.subarray([...GAINS]),
  measure: fc.oneof(
    fc.constant({ kpi: null, baseline: null, target: null, by: null }),
    fc
      .record({ kpi: some(MAX.kpi), baseline: fc.option(figures), target: figures, by: fc.option(dates) })
      .filter(({ baseline, target }) => baseline !== target),
  ),
  milestoneId: fc.option(fc.stringMatching(/^[a-z][a-z-]{0,40}$/)),
  events: fc.uniqueArray(some(100), { maxLength: 8 }),
  alternatives: fc.array(
    fc.record({
      name: some(MAX.alternative),
      rating: fc.option(fc.integer({ min: 1, max: 5 })),
      note: maybe(MAX.note),
    }),
    { maxLength: MAX.alternatives },
  ),
});

const names: GoalNames = { contacts: new Map(), milestones: new Map(), today: TODAY };
const by = { savedBy: mrkdwn`<@U0PRIYA>`, savedAt: mrkdwn`today` };
const account = { id: 'a', key: 'A-1', name: 'Acme' } as Parameters<typeof goalList>[0]['account'];

function formOf(document: GoalDocument, example: string | null = null): ModalView {
  return goalForm({
    accountId: 'a',
    accountName: document.name,
    cardId: 'c',
    version: 1,
    values: valuesOf(document),
    size: SMALLEST,
    contacts: [],
    kpis: ['leads_per_month', document.measure.kpi ?? 'other'],
    milestones: [{ id: 'first', name: document.name }],
    example,
  });
}

/** All texts in which Slack would read a mention or a link. */
function formattedIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(formattedIn).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return String(value.text);
  return Object.values(value).map(formattedIn).join('\n');
}

/** What Slack says of a form in which nothing was touched. */
function untouched(view: ModalView) {
  const blocks = withIds(structuredClone(view.blocks) as unknown as Parameters<typeof withIds>[0]);
  return readForm(formatEntered(initialState(blocks)));
}

describe('any text in any field', () => {
  it('comes back from the form unchanged', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const read = readGoal(untouched(formOf(document)));
        expect(read).toEqual({
          // A name that says the outcome's beginning is made anew.
          document: { ...document, name: hasMadeName(document) ? '' : document.name },
          newContact: null,
          problems: {},
          rows: document.alternatives.map((_, index) => index),
        });
      }),
      { numRuns: runs(300) },
    );
  });

  it('is shown by modals that a strict Slack takes', () => {
    fc.assert(
      fc.property(documents, documents, fc.constantFrom(...GOAL_STATES), (mine, theirs, state) => {
        const card = cardWith({ ...mine, state, closedOn: TODAY });
        const views = [
          formOf(mine, theirs.requiredOutcome),
          goalAnswerForm({
            accountName: theirs.name,
            card,
            question: theirs.name,
            today: TODAY,
            fromToday: true,
          }),
          wholeCard({ accountName: theirs.name, card, names, ...by, canEdit: true }),
          oldCard({ accountName: theirs.name, version: 3, state, document: mine, names, ...by }),
          conflictForm({
            accountId: 'a',
            cardId: 'c',
            version: 3,
            accountName: theirs.name,
            ...by,
            mine,
            theirs,
            newContact: theirs.name,
            parts: GOAL_PARTS.map((part) => ({ part, keep: 'mine' })),
            names,
          }),
          ...GOAL_PARTS.map((part) => bothInFull({ mine, theirs, names }, part)),
          goalHistory({
            accountName: theirs.name,
            cardId: 'c',
            cardName: mine.name,
            hasOlder: true,
            names,
            changes: Array.from({ length: 15 }, (_, index) => ({
              version: 15 - index,
              state,
              document: mine,
              ...by,
              before: { state, document: theirs },
            })),
          }),
          draftOffer({
            accountId: 'a',
            cardId: 'c',
            version: 1,
            accountName: mine.name,
            savedAt: mrkdwn`today`,
            outcome: quoted(mine.requiredOutcome),
            isOld: true,
          }),
        ];
        for (const view of views)
          expect(judgeView(view, 'modal')).toMatchObject({ messages: [], error: undefined });
      }),
      { numRuns: runs(60) },
    );
  });

  it('is shown by messages that a strict Slack takes, and that mention nobody', () => {
    fc.assert(
      fc.property(fc.array(documents, { minLength: 1, maxLength: 6 }), (many) => {
        const cards = many.map((document, index) =>
          cardWith({ ...document, id: `c${index}`, state: 'active' }),
        );
        const list = goalList({
          account,
          cards,
          count: 99,
          page: 2,
          hasMore: true,
          names,
          people: new Map(),
          canEdit: true,
          hasDraft: true,
        });
        const line = goalsLine({ goals: cards.slice(0, 3), more: true }, TODAY);
        const [first] = many;
        const reached = {
          cardId: 'c',
          name: first!.name,
          accountName: first!.name,
          kpi: first!.measure.kpi ?? 'x',
          value: 1,
          day: TODAY,
          target: 2,
        };
        const messages = [list.blocks ?? [], [section(line!)], questionBlocks(reached, TODAY)];
        for (const blocks of messages) {
          expect(judgeMessageBlocks(blocks)).toMatchObject({ messages: [], error: undefined });
          expect(formattedIn(blocks)).not.toMatch(/<!channel>|<@U0PRIYA>|<https:/);
        }
        expect(fallbackText(questionText(reached)).length).toBeLessThanOrEqual(3000);
        expect(questionTitle(reached).length).toBeLessThanOrEqual(400);
      }),
      { numRuns: runs(100) },
    );
  });
});

onEachDatabase('any text in any field', (use) => {
  it('comes back from the database unchanged, as card, version and draft', async () => {
    const { deps, workspaceId, accounts } = await createWork(use(), { a: '2026-06-01' });
    const makeId = createIdSource();
    const saving = { program: null, press: { personId: 'priya', today: TODAY }, after: async () => {} };
    const key = { personId: 'lena', accountId: accounts['a']!, cardId: null };
    await fc.assert(
      fc.asyncProperty(documents, async (document) => {
        const cardId = makeId();
        const edit = { cardId, accountId: accounts['a']!, version: 0, document, newContact: null };
        const saved = await saveGoal(deps, workspaceId, edit, saving);
        expect(saved).toMatchObject({ ok: true });
        expect(documentOf((await findCard(use().db, workspaceId, cardId))!)).toEqual(document);
        expect((await findVersion(use().db, workspaceId, cardId, 1))?.document).toEqual(document);
        const fields = valuesOf(document);
        await keepDraft(deps, workspaceId, { ...key, baseVersion: 0, formCardId: makeId(), fields });
        expect((await findDraft(use().db, workspaceId, key))?.fields).toEqual(fields);
      }),
      { numRuns: runs(60) },
    );
  });
});
