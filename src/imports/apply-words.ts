/** Writes the rows of what features write themselves: Goal Cards, feedback, touchpoints and answers. */
import type { Importing, NamedSurveys, RowOutcome } from '../base/imported-rows.ts';
import { importFeedback } from '../feedback/import-service.ts';
import { importCards } from '../goals/import-service.ts';
import { importAnswers } from '../surveys/import-service.ts';
import { importTouchpoints } from '../touchpoints/import-service.ts';
import { AccountLookup, type FoundOwner } from './account-lookup.ts';
import {
  emptyOutcome,
  namedFew,
  Seen,
  standsTwice,
  type BatchOutcome,
  type ParsedRow,
  type RowWriter,
  type WriterContext,
} from './batch.ts';
import { rowKey } from './domain.ts';
import type { Scope } from './store.ts';

const WRITERS = {
  goal: importCards,
  feedback: importFeedback,
  touchpoint: importTouchpoints,
  survey: importAnswers,
};

export function createWordsWriter(context: WriterContext, kind: keyof typeof WRITERS): RowWriter {
  const { deps, source, actor, asOf } = context;
  const accounts = new AccountLookup();
  const seen = new Seen();
  const missingGaps = new Set<string>();
  const surveys: NamedSurveys = { known: null, unknown: new Set() };
  type Matched = { parsed: ParsedRow; account: FoundOwner };

  const run = (scope: Scope, matched: readonly Matched[], onlyCompare: boolean): Promise<RowOutcome[]> => {
    const rows = matched.map(({ parsed, account }) => ({
      key: parsed.key,
      sourceKey: rowKey(source.id, [parsed.key]),
      accountId: account.id,
      values: parsed.values,
    }));
    const importing: Importing = { actor, asOf, onlyCompare, missingGaps, surveys };
    return rows.length === 0 ? Promise.resolve([]) : WRITERS[kind](deps, scope, rows, importing);
  };

  return {
    notices: () => [...gapNotices(missingGaps.size), ...surveyNotices(surveys)],
    async write(scope, rows) {
      const outcome = emptyOutcome();
      seen.begin(rows);
      const matched = await accounts.match(scope, rows, outcome);
      const { fresh, again } = seen.split(matched, ({ parsed }) => parsed.key);
      const written = await run(scope, fresh, false);
      for (const [index, { parsed }] of fresh.entries()) count(outcome, parsed, written[index]!);
      // A key that stands twice counts once: its other rows must say the same.
      const compared = await run(scope, again, true);
      for (const [index, { parsed }] of again.entries()) {
        if (compared[index] === 'unchanged') outcome.counts.unchanged += 1;
        else outcome.rejects.push(standsTwice(parsed, source));
      }
      return outcome;
    },
  };
}

function count(outcome: BatchOutcome, { line, cells }: ParsedRow, result: RowOutcome): void {
  if (typeof result === 'string') outcome.counts[result] += 1;
  else outcome.rejects.push({ line, cells, ...result });
}

function gapNotices(missing: number): string[] {
  if (missing === 0) return [];
  return [
    missing === 1
      ? '1 gap that it names is not here, and no import brings gaps: feedback is not linked to it'
      : `${missing} gaps that it names are not here, and no import brings gaps: feedback is not linked to them`,
  ];
}

function surveyNotices({ known, unknown }: NamedSurveys): string[] {
  if (unknown.size === 0) return [];
  const what =
    unknown.size === 1
      ? `no metric of the scorecard asks for the survey ${namedFew([...unknown])}: its answers are kept, and count for nothing`
      : `no metric of the scorecard asks for ${unknown.size} surveys: ${namedFew([...unknown])}; their answers are kept, and count for nothing`;
  const asked =
    known === null || known.size === 0 ? 'it asks for none' : `it asks for ${namedFew([...known])}`;
  return [`${what}; ${asked}`];
}
