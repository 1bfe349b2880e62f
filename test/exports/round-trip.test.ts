/** Goal Cards and feedback go out as CSV and come back as they were: any text, in any field, in an empty workspace. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertContact } from '#src/accounts/contact-service.ts';
import { guardFormula, unguardFormula } from '#src/base/formula.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { csvHeader, csvRows } from '#src/exports/csv.ts';
import { readExport, type ExportKind, type ExportRow } from '#src/exports/store.ts';
import { CONSENTS, type Consent } from '#src/feedback/domain.ts';
import { saveFeedback } from '#src/feedback/service.ts';
import { asTyped } from '#src/base/text.ts';
import { GAINS, GOAL_STATES, isClosed, PERIODS, type GoalDocument } from '#src/goals/domain.ts';
import { indexCards } from '#src/goals/index-service.ts';
import { insertCard } from '#src/goals/store.ts';
import { uploadedFile } from '#src/imports/files.ts';
import { mapByNames } from '#src/imports/plain-mapping.ts';
import { importFiles } from '#src/imports/service.ts';
import { NO_FILTER, readPhrases } from '#src/search/domain.ts';
import { search } from '#src/search/service.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { cardWith, documentWith } from '../goals/make-goal.ts';
import { addWorkspace, depsOf, importTexts } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { runs } from '../support/fuzz.ts';

const HOSTILE = [
  '=1+1',
  "'=1+1",
  "''-x",
  '-',
  '@all',
  'a\r\nb\n\nc',
  'line\rfeed',
  '"quoted", and; more',
  '"',
  '[not json',
  "it's",
  'tab\there',
  '\u2028\u00a0\ufeffx',
  `${'\n'.repeat(1_200)}end`.padStart(1_300, 'x'),
];

const text = (max: number) =>
  fc
    .oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...HOSTILE))
    .map((given) => asTyped(asTyped(given).slice(0, max)))
    .filter((given) => given !== '');
const maybe = <T>(given: fc.Arbitrary<T>) => fc.option(given, { nil: null });
const day = fc.constantFrom('2024-02-29', '2026-12-31');

const contact = fc.record({
  name: fc.constantFrom('Ada', 'Bob', '=Eve', '"Dan"'),
  persona: fc.constant('decision_maker'),
  // Two people of one name are two people.
  title: fc.constantFrom('Head of sales', 'Head of support'),
});
const whoIs = ({ name, title }: { name: string; title: string }) => `${name}, ${title}`;

const document: fc.Arbitrary<GoalDocument> = fc
  .record({
    name: text(150),
    background: maybe(text(3000)),
    responsibilities: maybe(text(3000)),
    period: maybe(fc.constantFrom(...PERIODS)),
    timing: maybe(text(500)),
    deadline: maybe(day),
    place: maybe(text(500)),
    requiredOutcome: text(3000),
    experience: maybe(text(3000)),
    gains: fc.subarray([...GAINS]),
    milestoneId: maybe(text(100)),
    events: fc.array(text(200), { maxLength: 3 }),
    alternatives: fc.array(
      fc.record({ name: text(200), rating: maybe(fc.integer({ min: 1, max: 5 })), note: maybe(text(1000)) }),
      { maxLength: 3 },
    ),
    measure: fc.oneof(
      fc.constant({ kpi: null, baseline: null, target: null, by: null }),
      fc.record({ kpi: text(200), baseline: fc.constant(-1.5), target: fc.integer(), by: maybe(day) }),
    ),
  })
  .map((made) => documentWith(made));

const card = fc.record({
  document,
  contacts: fc.uniqueArray(contact, { selector: whoIs, maxLength: 3 }),
  state: fc.constantFrom(...GOAL_STATES),
});

const said = fc.record({
  text: text(40_000),
  author: text(150),
  contact: fc.constantFrom('first', 'second', null),
  consent: fc.constantFrom<Consent>(...CONSENTS),
  isEvidence: fc.boolean(),
  isMessage: fc.boolean(),
});

/** What a copy may differ in: who wrote it, when, and how often. */
const OWN = new Set([
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
  'saved_by',
  'saved_at',
  'cursor',
]);

onEachDatabase('an export', (use) => {
  const newWorkspace = async (deps: Deps) => {
    const workspaceId = await addWorkspace(deps);
    const accountId = await makeAccount(use(), workspaceId, { key: '-acme', name: 'Acme' });
    return { workspaceId, accountId };
  };
  const rowsOf = async (deps: Deps, workspaceId: string, kind: ExportKind) => {
    const rows: ExportRow[] = [];
    for await (const batch of readExport(deps.database.db, workspaceId, kind, 3)) rows.push(...batch);
    return rows;
  };
  const shown = async (deps: Deps, workspaceId: string, kind: ExportKind) =>
    (await rowsOf(deps, workspaceId, kind)).map((row) =>
      Object.fromEntries(
        Object.entries(row).filter(
          ([name]) => !OWN.has(name) && !/^(account_id|document|feedback_id)$/.test(name),
        ),
      ),
    );
  const csvOf = async (deps: Deps, workspaceId: string, kind: ExportKind) =>
    csvHeader(kind) + csvRows(kind, await rowsOf(deps, workspaceId, kind));
  const read = async (deps: Deps, workspaceId: string, as: 'goal' | 'feedback', csv: string) => {
    const mapped = mapByNames('rows.csv', as, csv.slice(0, csv.indexOf('\n')).split(','));
    if (!mapped.ok) throw new Error(mapped.problem);
    const result = await importFiles(deps, workspaceId, {
      mapping: mapped.mapping,
      files: [uploadedFile('rows.csv', Buffer.from(csv))],
      timezone: 'Europe/Berlin',
      actor: 'cli',
    });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const [file] = result.files;
    return { ...file!, rejects: [...result.rejects.values()] };
  };

  it('of Goal Cards comes back as it was, and again changes nothing', async () => {
    const deps = depsOf(use());
    await fc.assert(
      fc.asyncProperty(fc.array(card, { minLength: 1, maxLength: 5 }), async (cards) => {
        const { workspaceId, accountId } = await newWorkspace(deps);
        await inTransaction(deps, async (trx) => {
          const known = new Map<string, string>();
          for (const { document: written, contacts, state } of cards) {
            for (const one of contacts.filter((each) => !known.has(whoIs(each)))) {
              const id = deps.makeId();
              known.set(whoIs(one), id);
              await insertContact(trx, workspaceId, accountId, { id, ...one, qualifiers: ['champion'] });
            }
            const ids = contacts.map((one) => known.get(whoIs(one))!);
            const closedOn = isClosed(state) ? '2026-11-20' : null;
            const made = { ...written, contacts: ids, id: deps.makeId(), accountId, state, closedOn };
            await insertCard(trx, workspaceId, cardWith(made));
            await indexCards(trx, use().dialect, workspaceId, [cardWith(made)]);
          }
        });
        const csv = await csvOf(deps, workspaceId, 'goals');
        const copy = await newWorkspace(deps);
        const first = await read(deps, copy.workspaceId, 'goal', csv);
        expect(first).toMatchObject({ created: cards.length, rejected: 0, rejects: [] });
        expect(await shown(deps, copy.workspaceId, 'goals')).toEqual(await shown(deps, workspaceId, 'goals'));
        const again = { created: 0, updated: 0, unchanged: cards.length, rejected: 0 };
        expect(await read(deps, copy.workspaceId, 'goal', csv)).toMatchObject(again);
        expect(await read(deps, workspaceId, 'goal', csv)).toMatchObject(again);
      }),
      { numRuns: runs(15) },
    );
  });

  it('of feedback comes back as it was, with what it is evidence for, and again changes nothing', async () => {
    const deps = depsOf(use());
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 5 }), async (pieces) => {
        const { workspaceId, accountId } = await newWorkspace(deps);
        const goal = cardWith({ id: deps.makeId(), accountId });
        const namesake = () => ({
          id: deps.makeId(),
          name: '=Ada',
          persona: null,
          title: null,
          qualifiers: [],
        });
        const adas = { first: namesake(), second: namesake() };
        await inTransaction(deps, async (trx) => {
          await insertCard(trx, workspaceId, goal);
          for (const ada of Object.values(adas)) await insertContact(trx, workspaceId, accountId, ada);
        });
        for (const [
          index,
          { text: words, author, contact: who, consent, isEvidence, isMessage },
        ] of pieces.entries()) {
          const message = {
            channel: 'C1',
            ts: `${1_000 + index}.000100`,
            text: words,
            permalink: 'https://x.example/p',
          };
          const result = await saveFeedback(
            deps,
            workspaceId,
            {
              id: deps.makeId(),
              version: 0,
              message: isMessage ? message : null,
              fields: {
                accountId,
                text: words,
                author,
                contactId: who === null ? null : adas[who].id,
                consent,
                saidAt: '2026-11-20T09:10:11.123Z',
                consentUntil: consent === 'granted' ? '2026-12-31' : null,
              },
              evidence: isEvidence ? [{ subject: 'goal', id: goal.id }] : [],
            },
            { personId: 'priya', today: '2026-11-23', draftSubject: null },
          );
          if (!result.ok) throw new Error(JSON.stringify(result));
        }
        const csv = await csvOf(deps, workspaceId, 'feedback');
        const copy = await newWorkspace(deps);
        await read(deps, copy.workspaceId, 'goal', await csvOf(deps, workspaceId, 'goals'));
        const first = await read(deps, copy.workspaceId, 'feedback', csv);
        expect(first).toMatchObject({ created: pieces.length, rejected: 0, rejects: [] });
        expect(await shown(deps, copy.workspaceId, 'feedback')).toEqual(
          await shown(deps, workspaceId, 'feedback'),
        );
        const again = { created: 0, updated: 0, unchanged: pieces.length, rejected: 0 };
        expect(await read(deps, copy.workspaceId, 'feedback', csv)).toMatchObject(again);
        expect(await read(deps, workspaceId, 'feedback', csv)).toMatchObject(again);
      }),
      { numRuns: runs(15) },
    );
  });

  describe('of other sources', () => {
    const MAPPING = `version: 1
sources:
  - file: goals.csv
    as: goal
    key: nr
    account: customer
    set: { required_outcome: what, contacts: who, alternatives: instead, state: state, kpi: kpi, target: target }
  - file: said.csv
    as: feedback
    key: nr
    account: customer
    set: { text: words, author: by, said_at: on, consent: consent, consent_until: until, goals: goal }
`;
    const GOALS = `nr,customer,what,who,instead,state,kpi,target
1,-acme,More leads from our own site,Ada;Bob,a spreadsheet;an agency,Active,leads,50
2,-acme,,,,,,
3,-acme,Less churn,,,someday,,
4,-acme,Less churn,,,,,50
5,nobody,Less churn,,,,,
`;
    const SAID = `nr,customer,words,by,on,consent,until,goal
1,-acme,We see more leads,Ada,2026-11-20,granted,2026-12-31,1
2,-acme,We do not,Bob,2026-11-20,granted,,
3,-acme,We might,Bob,2026-11-20,,,9
`;

    it('are read by a mapping, found again by their keys, and changed by a newer file', async () => {
      const deps = depsOf(use());
      const { workspaceId } = await newWorkspace(deps);
      const files = { 'goals.csv': GOALS, 'said.csv': SAID };
      const result = await importTexts(deps, workspaceId, MAPPING, files);
      expect(result.files).toMatchObject([
        { as: 'goal', created: 1, rejected: 4 },
        { as: 'feedback', created: 1, rejected: 2 },
      ]);
      expect([...result.rejects.values()].join('\n')).toContain('import the Goal Cards first');
      expect(await shown(deps, workspaceId, 'goals')).toMatchObject([
        { id: '1', name: 'More leads from our own site', state: 'active', kpi: 'leads', target: 50 },
      ]);
      expect(await shown(deps, workspaceId, 'feedback')).toMatchObject([
        { id: '1', said_at: '2026-11-20T12:00:00.000Z', consent_until: '2026-12-31', goals: '["1"]' },
      ]);
      const found = async (typed: string) => {
        const request = { phrases: readPhrases(typed), filter: NO_FILTER, condition: null, page: 1 };
        return (await search(deps, workspaceId, request)).found;
      };
      expect(await found('leads')).toBe(2);
      expect(await found('spreadsheet')).toBe(1);
      expect((await importTexts(deps, workspaceId, MAPPING, files)).files).toMatchObject([
        { created: 0, updated: 0, unchanged: 1 },
        { created: 0, updated: 0, unchanged: 1 },
      ]);
      const newer = {
        'goals.csv': GOALS.replace('a spreadsheet', 'a notebook').replace(',Active,', ',achieved,'),
      };
      expect(
        (await importTexts(deps, workspaceId, MAPPING, newer, { asOf: '2026-11-22' })).files,
      ).toMatchObject([{ created: 0, updated: 1 }]);
      expect(await shown(deps, workspaceId, 'goals')).toMatchObject([
        { state: 'achieved', closed_on: '2026-11-22' },
      ]);
      expect(await found('spreadsheet')).toBe(0);
      expect(await found('notebook')).toBe(1);
    });

    it('refuse a key that stands twice with other values', async () => {
      const deps = depsOf(use());
      const { workspaceId } = await newWorkspace(deps);
      const row = '1,-acme,More leads,,,,,\n';
      const twice = `${GOALS.split('\n')[0]}\n${row}${row}${row.replace('More', 'Less')}`;
      expect((await importTexts(deps, workspaceId, MAPPING, { 'goals.csv': twice })).files).toMatchObject([
        { created: 1, unchanged: 1, rejected: 1 },
      ]);
    });
  });
});

it('guards texts that a spreadsheet would run, and gives each back as it was', () => {
  expect(guardFormula('=1+1')).toBe("'=1+1");
  expect(guardFormula("it's")).toBe("it's");
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom(...HOSTILE)), (given) => {
      expect(unguardFormula(guardFormula(given))).toBe(given);
      expect(guardFormula(given)).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});
