/** Whatever a program asks and people write: Slack takes every message and form, and every text comes back as it was. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputBlock, ModalView } from '@slack/types';
import { fitAnswers } from '#blocks/fit-answers.ts';
import { gatesForm, meanwhileForm, offerForm } from '#blocks/fit-asides.ts';
import { fitCard } from '#blocks/fit-card.ts';
import { limitForm, pageForm, readLimit, readPage, type FitPlace } from '#blocks/fit-form.ts';
import { fitHistory } from '#blocks/fit-history.ts';
import { verdictMessage } from '#blocks/fit-message.ts';
import { profileAnswer } from '#blocks/fit-profile.ts';
import type { Answer } from '#blocks/build.ts';
import type { Account } from '#src/accounts/domain.ts';
import {
  assessFit,
  FIT_KINDS,
  READINESS_PARTS,
  VERDICTS,
  type FitAssessment,
  type FitProgram,
} from '#src/fit/domain.ts';
import { beginDraft, disagreements, pagesOf, readPotentials, withEntry } from '#src/fit/flow.ts';
import { presetFit } from '#src/fit/presets.ts';
import { judgeMessageBlocks, judgeView } from '#src/sandbox/validate/surfaces.ts';
import { messageOf } from '#src/slack/answers.ts';
import { readForm } from '#src/slack/forms.ts';
import { runs } from '../support/fuzz.ts';

const TODAY = '2026-11-23';

/** What people may type: signs that format, mention and break, spaces inside, other scripts. */
const typed = (max: number) =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        '<!channel> & <@U0PRIYA>',
        '*a*  _b_ `c`',
        'é\u200Bx',
        '&'.repeat(max),
        '🎉'.repeat(max / 2),
        '',
      ),
    )
    .map((text) => text.toWellFormed().replaceAll('\0', '').slice(0, max).toWellFormed().trim());
const name = typed(200).map((text) => text || 'x');

const asked = fc
  .record({
    checklist: fc.array(
      fc.record({
        kind: fc.constantFrom(...FIT_KINDS),
        level: fc.constantFrom('must' as const, 'should' as const),
        name,
      }),
      { maxLength: 200, size: 'max' },
    ),
    readiness: fc.array(fc.record({ part: fc.constantFrom(...READINESS_PARTS), name }), {
      maxLength: 60,
      size: 'max',
    }),
    sentence: typed(1000),
  })
  .map(({ checklist, readiness, sentence }): FitProgram => {
    const kindOf = ({ kind }: { kind: (typeof FIT_KINDS)[number] }) => FIT_KINDS.indexOf(kind);
    const partOf = ({ part }: { part: (typeof READINESS_PARTS)[number] }) => READINESS_PARTS.indexOf(part);
    const { profile } = presetFit();
    return {
      bar: 60,
      checklist: checklist
        .toSorted((a, b) => kindOf(a) - kindOf(b))
        .map((one, at) => ({ ...one, key: `c${at}`, id: `c${at}` })),
      readiness: readiness
        .toSorted((a, b) => partOf(a) - partOf(b))
        .map((one, at) => ({ ...one, key: `readiness/r${at}`, id: `r${at}` })),
      profile: { ...profile, situation: sentence, goal: sentence, able: sentence, ready: null },
    };
  });

const worlds = asked.chain((fit) => {
  const keys = [...fit.checklist, ...fit.readiness].map(({ key }) => key);
  const answer = fc.record({
    answer: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
    evidence: typed(1000),
  });
  const potential = fc.option(
    fc.record({ level: fc.integer({ min: 0, max: 3 }), reason: typed(1000).map((t) => t || 'x') }),
  );
  return fc.record({
    fit: fc.constant(fit),
    answers: fc
      .array(answer, { minLength: keys.length, maxLength: keys.length })
      .map((all) => new Map(all.map((one, at) => [keys[at]!, one]))),
    potentials: fc.record({ success: potential, ascension: potential, advocacy: potential }),
    extension: fc.option(
      fc.record({
        text: typed(1000).map((t) => t || 'x'),
        until: fc.constantFrom('2026-11-23', '2027-03-12'),
        cost: fc.option(fc.integer({ min: 0, max: 1e9 }).map((cents) => cents / 100)),
      }),
    ),
    verdict: fc.constantFrom(...VERDICTS),
    accountName: typed(150).map((t) => t || 'x'),
  });
});

type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const tries = { numRuns: runs(25) };
const people = new Map();
const place: FitPlace = { accountId: 'a'.repeat(26), flow: 'f'.repeat(26), at: 0, seen: 's'.repeat(26) };

function assessmentOf({ fit, answers, potentials, extension, verdict }: World): FitAssessment {
  const { readiness } = assessFit(fit, answers);
  return {
    id: 'f1',
    accountId: 'a1',
    day: TODAY,
    programVersion: 1,
    answers,
    potentials,
    verdict,
    readiness,
    extension,
    assessedBy: 'p1',
    assessedAt: '2026-11-23T08:00:00.000Z',
  };
}

function accountOf({ accountName }: World): Account {
  return {
    id: 'a1',
    key: 'A 1',
    name: accountName,
    domain: null,
    segment: null,
    stage: 'Discovery',
    leadId: null,
    partnerId: null,
    arr: null,
    currency: 'EUR',
    startedOn: null,
    renewsOn: null,
    soldBy: null,
    version: 1,
  };
}

function expectMessage(answer: Answer): void {
  const { blocks } = messageOf(answer);
  expect(judgeMessageBlocks(blocks)).toMatchObject({ messages: [] });
  expect(JSON.stringify(blocks)).not.toMatch(/<!(channel|here)>|more parts did not fit/);
}

function expectView(view: ModalView): void {
  expect(judgeView(view, 'modal')).toMatchObject({ messages: [] });
}

/** `view.state.values` of a form that nobody has touched, as Slack sends it. */
function stateOf(view: ModalView) {
  const inputs = view.blocks.filter((block): block is InputBlock => block.type === 'input');
  return Object.fromEntries(
    inputs.map(({ block_id: id = '', element }) => {
      const {
        initial_value: value,
        initial_option: option,
        initial_date: date,
      } = { ...element } as Record<string, unknown>;
      return [
        id,
        { field: { type: element.type, value: value ?? null, selected_option: option, selected_date: date } },
      ];
    }),
  );
}

describe('whatever is asked and answered', () => {
  it('every form is taken, and gives every text back as it was', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { fit, answers, accountName } = world;
        const newest = assessmentOf(world);
        const begun = beginDraft(fit, { accountId: place.accountId, flow: place.flow, newest });
        const base = { accountName, place };
        const pages = pagesOf(fit);
        let read = {
          ...begun,
          answers: new Map(),
          potentials: beginDraft(fit, { accountId: '', flow: '', newest: null }).potentials,
        };
        for (const page of pages) {
          const view = pageForm(base, page, pages.length, begun);
          expectView(view);
          read = withEntry(read, readPage(page, readForm(stateOf(view))));
        }
        for (const [key, given] of begun.answers) expect(read.answers.get(key)).toEqual(given);
        expect(readPotentials(read.potentials)).toEqual({ potentials: world.potentials, missing: [] });
        const limit = limitForm(base, begun, { yes: 1, known: 2, bar: 60 }, pages.length - 1);
        expectView(limit);
        expect(readLimit(readForm(stateOf(limit))).extension).toEqual(begun.extension);
        expectView(offerForm(base, { ...begun, touchedAt: newest.assessedAt }, { answered: 1, of: 2 }));
        expectView(gatesForm(base, assessFit(fit, answers).failed, begun, 1));
        const differing = disagreements(fit, answers, new Map());
        expectView(meanwhileForm(base, { newest, by: null, differing }));
      }),
      tries,
    );
  });

  it('every message is taken, with its buttons', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { fit, answers } = world;
        const account = accountOf(world);
        const assessment = assessmentOf(world);
        const shown = { account, assessment, people, today: TODAY };
        const card = fitCard({
          ...shown,
          hasHistory: true,
          fit,
          programVersion: 2,
          canAssess: true,
          hasDraft: true,
        });
        expectMessage(card);
        expect(card.blocks?.at(-1)).toMatchObject({ type: 'actions' });
        const { failed } = assessFit(fit, answers);
        expectMessage(
          verdictMessage({
            account,
            assessment,
            asked: fit.readiness,
            from: null,
            failed,
            warns: true,
            by: null,
            today: TODAY,
          }),
        );
        const assessments = Array.from({ length: 8 }, () => assessment);
        expectMessage(
          fitHistory({ account, assessments, people, today: TODAY, hasMore: true, isFirst: true }),
        );
      }),
      tries,
    );
  });

  it('every question is shown on one page or another, of the answers and of the profile', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { fit } = world;
        const shown = {
          account: accountOf(world),
          assessment: assessmentOf(world),
          fit,
          people,
          today: TODAY,
        };
        const all = fit.checklist.length + fit.readiness.length;
        const answers = pageThrough((from) => fitAnswers({ ...shown, from }));
        expect(answers.filter(({ type }) => type === 'section').length).toBeGreaterThanOrEqual(all);
        const profile = pageThrough((from) => profileAnswer({ fit, programName: 'P', version: 1, from }));
        const bullets = profile.map((block) => JSON.stringify(block).split('• ').length - 1);
        expect(bullets.reduce((sum, some) => sum + some, 0)).toBe(fit.checklist.length + 3);
      }),
      tries,
    );
  });
});

/** All blocks of all pages, each judged. */
function pageThrough(show: (from: number) => Answer) {
  const blocks = [];
  for (let from = 0, pages = 0; ; pages += 1) {
    if (pages > 300) throw new Error('the pages never end');
    const page = show(from);
    expectMessage(page);
    blocks.push(...(page.blocks ?? []));
    const next = /(?:answers:f1|from):(\d+)/.exec(
      JSON.stringify(page.blocks?.filter(({ type }) => type === 'actions')),
    );
    if (next === null) return blocks;
    expect(Number(next[1])).toBeGreaterThan(from);
    from = Number(next[1]);
  }
}
