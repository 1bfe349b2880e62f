/** Any text in any field of a scenario or requirement: it comes back from its form unchanged, and breaks no limit. */
import fc from 'fast-check';
import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { priceForm } from '#blocks/scenario-asks.ts';
import { scenarioConflict } from '#blocks/scenario-conflict.ts';
import { scenarioForm } from '#blocks/scenario-form.ts';
import { noScenario, scenarioList } from '#blocks/scenario-list.ts';
import { facilitatorRows, scenarioDraft, scenarioValues } from '#blocks/scenario-values.ts';
import { scenarioAnswer, scenarioInFull } from '#blocks/scenario-view.ts';
import { requirementForm, requirementInFull, requirementList } from '#blocks/requirement-view.ts';
import { mrkdwn } from '#blocks/text.ts';
import { MAX as REQUIREMENT_MAX, type BackedRequirement } from '#src/requirements/domain.ts';
import { withIds } from '#src/sandbox/blocks.ts';
import { initialState } from '#src/sandbox/entered.ts';
import { judgeMessageBlocks, judgeView } from '#src/sandbox/validate/surfaces.ts';
import { formatEntered } from '#src/sandbox/view-records.ts';
import { asTyped } from '#src/base/text.ts';
import {
  linesOf,
  MAX,
  readScenario,
  signalSteps,
  type Scenario,
  type ScenarioDocument,
} from '#src/scenarios/domain.ts';
import type { ScenarioFigures } from '#src/scenarios/figures.ts';
import { stepFigures, variantFigure } from '#src/scenarios/figures.ts';
import { readForm } from '#src/slack/forms.ts';
import { messageOf } from '#src/slack/answers.ts';
import { runs } from '../support/fuzz.ts';

const NASTY = [
  '<!channel>',
  '<@U0PRIYA>',
  '*b* _i_ `c`',
  ':tada:',
  '&amp;',
  '&'.repeat(3000),
  '"'.repeat(3000),
];

/** One line as a person may type it. */
const line = (max: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom(...NASTY),
    )
    .map((text) => asTyped(text.replace(/[\r\n\u2028\u2029]+/g, ' ').slice(0, max)))
    .map((text) => (text === '' ? 'x' : text));
/** Lines as a field of several lines holds them. */
const lines = (max: number, count: number) =>
  fc
    .uniqueArray(line(max), { maxLength: count })
    .map((list) => linesOf(list.join('\n').slice(0, MAX.lines).toWellFormed()));

const documents: fc.Arbitrary<ScenarioDocument> = fc.record({
  trigger: fc.record({
    events: lines(MAX.event, 10),
    commitment: fc.option(
      fc.record({
        measure: fc.constantFrom('poll' as const, 'research' as const, 'judgement' as const),
        level: fc.integer({ min: 1, max: 5 }),
        note: fc.option(line(MAX.note)),
      }),
    ),
  }),
  action: fc.record({ events: lines(MAX.event, 10).map((list) => (list.length === 0 ? ['entered'] : list)) }),
  facilitators: fc.array(
    fc.record({
      id: fc.stringMatching(/^[0-9A-Z]{26}$/),
      name: line(MAX.name),
      kind: fc.constantFrom('content' as const, 'feature' as const),
      event: line(MAX.event),
      effect: fc.option(fc.integer({ min: 1, max: 90 })),
    }),
    { maxLength: MAX.facilitators },
  ),
  reward: lines(MAX.reward, 20).map((catalogue) => ({
    catalogue,
    stuckDays: catalogue.length === 0 ? null : 14,
  })),
  pricing: fc.record({ currency: fc.constantFrom(null, 'EUR'), limits: lines(MAX.limit, 20) }),
});

const scenarioOf = (name: string, document: ScenarioDocument): Scenario => ({
  ...document,
  id: 's',
  name,
  cardId: 'c',
  state: 'active',
  version: 2,
  salt: 'salt',
  createdBy: 'priya',
  createdAt: '',
  updatedBy: 'priya',
  updatedAt: '',
});

const card = (name: string) => ({
  id: name,
  name,
  state: 'active' as const,
  accountId: 'a',
  accountName: name,
  kpi: name,
  baseline: 1,
  target: 2,
  by: null,
  milestoneId: null,
});

function formOf(name: string, document: ScenarioDocument): ModalView {
  const rows = facilitatorRows(
    document.facilitators.map(({ id }) => id),
    1,
  );
  const values = scenarioValues(name, document);
  return scenarioForm({ scenarioId: 's', cardId: 'c', version: 2, rows, card: card(name), values });
}

function figuresOf(scenario: Scenario): ScenarioFigures {
  const steps = [...signalSteps(scenario), { kind: 'outcome' as const }];
  const half = { successes: 1, trials: 2 };
  const tested = scenario.facilitators.filter(({ effect }) => effect !== null);
  return {
    scenario,
    date: '2026-11-23',
    founding: card(scenario.name),
    cards: Array.from({ length: 5 }, (_, index) => card(`${index}${scenario.name}`)),
    cardCount: 7,
    steps: stepFigures(
      steps,
      steps.map((_, index) => 100 - index),
    ),
    variants: tested.map((facilitator) => variantFigure(facilitator, half, half)),
    prices: [{ currency: 'EUR', answers: 5, quartiles: { low: 1, median: 2, high: 3 } }],
    rewardsGiven: 1,
    requirements: new Map([['proposed', 2]]),
  };
}

/** What Slack says of a form in which nothing was touched. */
function untouched(view: ModalView) {
  const blocks = withIds(structuredClone(view.blocks) as unknown as Parameters<typeof withIds>[0]);
  return readForm(formatEntered(initialState(blocks)));
}

const fits = (view: ModalView) =>
  expect(judgeView(view, 'modal')).toEqual({ error: undefined, messages: [] });
const isMessage = (answer: Parameters<typeof messageOf>[0]) =>
  expect(judgeMessageBlocks(messageOf(answer).blocks)).toEqual({ error: undefined, messages: [] });

describe('any text in any field', () => {
  it('of a scenario comes back from its form unchanged', () => {
    fc.assert(
      fc.property(line(MAX.name), documents, (name, document) => {
        const view = formOf(name, document);
        const rows = document.facilitators.map(({ id }) => id);
        const read = readScenario(scenarioDraft(untouched(view), rows));
        expect(read).toEqual({ ok: true, name, document });
      }),
      { numRuns: runs(300) },
    );
  });

  it('of a scenario breaks no limit of what shows it', () => {
    fc.assert(
      fc.property(line(MAX.name), documents, documents, (name, document, other) => {
        const scenario = scenarioOf(name, document);
        const by = { savedBy: mrkdwn`<@U0PRIYA>`, savedAt: mrkdwn`today` };
        fits(formOf(name, document));
        fits(scenarioConflict({ ...by, theirs: scenario, mine: scenarioValues(name, other) }));
        fits(scenarioInFull(scenario, by.savedBy, by.savedAt));
        fits(priceForm({ id: 's', name, currency: 'EUR', today: '2026-11-23' }));
        const answer = scenarioAnswer(figuresOf(scenario), new Map(), true);
        isMessage(answer);
        expect(answer.blocks?.at(-1)?.type).toBe('actions');
        isMessage(noScenario(name, [name, `${name}2`, `${name}3`], 'price '));
        const listed = { id: 's', name, state: 'active' as const, cards: 1, requirements: 2 };
        isMessage(
          scenarioList({
            scenarios: Array.from({ length: 8 }, () => listed),
            page: 2,
            hasMore: true,
            canWork: true,
          }),
        );
      }),
      { numRuns: runs(150) },
    );
  });

  it('of a requirement comes back from its form unchanged, and breaks no limit', () => {
    const long = fc
      .oneof(
        line(REQUIREMENT_MAX.what),
        fc.string({ unit: fc.constantFrom('a', '\n', '&', '😀'), maxLength: 3000 }),
      )
      .map((text) => text.slice(0, 3000).toWellFormed().trim() || 'x');
    fc.assert(
      fc.property(long, long, long, line(150), (what, why, acceptance, name) => {
        const requirement: BackedRequirement = {
          id: 'r',
          scenarioId: 's',
          what,
          why,
          acceptance,
          state: 'shipped',
          release: name,
          version: 1,
          scenarioName: name,
          accounts: 1200,
          backing: [{ currency: 'EUR', accounts: 3, arr: 5 }],
        };
        const texts = { what, why, acceptance };
        const form = { id: 'r', scenarioId: 's', scenarioName: name, version: 1, texts, theirs: null };
        expect(untouched(requirementForm(form))).toEqual(texts);
        fits(requirementForm({ ...form, theirs: { by: mrkdwn`<@U0PRIYA>`, requirement } }));
        fits(requirementInFull(requirement));
        const requirements = Array.from({ length: 8 }, () => requirement);
        const list = {
          typed: '',
          scenarioName: name,
          requirements,
          total: 20,
          shipped: 3,
          page: 2,
          perPage: 8,
          canWork: true,
          pressed: { requirement, how: 'on' as const },
        };
        const answer = requirementList(list);
        isMessage(answer);
        expect(answer.blocks?.at(-1)?.type).toBe('actions');
      }),
      { numRuns: runs(150) },
    );
  });
});
