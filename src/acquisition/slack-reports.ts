/** `/cs cac` and `/cs fit`: what segments cost to win, and which sources of sale bring customers that fit. */
import { cacAnswer } from '#blocks/acquisition-cac.ts';
import { sourceAnswer, sourcesAnswer } from '#blocks/acquisition-sources.ts';
import { exampleText } from '#blocks/account-choice.ts';
import { say, type Answer } from '#blocks/build.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import type { Account } from '../accounts/domain.ts';
import { findExampleAccount } from '../accounts/find-service.ts';
import { nearestWord, onlyBeginningWith } from '../base/nearest.ts';
import { pageOf, pageRange, shownOf } from '../base/page.ts';
import type { Program } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readPage, unquoted } from '../slack/typed-text.ts';
import { listReferrers, listSourceAccounts, readCac, readSources } from './service.ts';
import { findSource, NOT_SAID, verdictOf, type SourceAccount } from './sources.ts';

const SEGMENTS_PER_PAGE = 10;
const SOURCES_PER_PAGE = 8;
const ACCOUNTS_PER_PAGE = 8;
const REFERRERS_SHOWN = 5;
/** How accounts without a segment are typed. */
const NO_SEGMENT = 'none';

export function registerReports(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'cac',
    usage: '[SEGMENT]',
    does: 'Effective CAC and acquisition efficiency of each segment, and who refers most',
    example: '',
    right: 'acquisition.see',
    shareable: true,
    run: showCac,
  });
  edge.verb({
    command: '/cs',
    verb: 'fit',
    usage: '[SOURCE]',
    does: 'Fit by who sold the customers, and what came of it',
    example: '',
    right: 'fit.see',
    shareable: true,
    run: showSources,
  });
}

async function showCac(call: Call, rest: string): Promise<Answer> {
  const program = (await call.program())?.program ?? null;
  const { typed, page } = readPage(rest);
  const report = await readCac(call.deps, call.workspaceId);
  const nameOf = (segment: string | null) =>
    segment === null ? 'No segment' : (program?.segments.find(({ id }) => id === segment)?.name ?? segment);
  const known = [...report.segments, ...report.uncounted].map(({ segment }) => segment);
  const wanted = typed === '' ? undefined : readSegment(unquoted(typed), program, known);
  if (wanted !== undefined && 'near' in wanted) return unknownSegment(typed, wanted.near);
  const isWanted = ({ segment }: { segment: string | null }) =>
    wanted === undefined || segment === wanted.segment;
  const segments = report.segments.filter(isWanted);
  const { shown, hasMore } = pageOf(segments, page, SEGMENTS_PER_PAGE);
  return cacAnswer({
    only: wanted === undefined ? null : { typed, name: nameOf(wanted.segment) },
    segments: shown,
    page,
    hasMore,
    uncounted: report.uncounted.filter(isWanted),
    example: shown.length > 0 ? null : await exampleOf(call),
    referrers: await listReferrers(call.deps.database.db, call.workspaceId, wanted?.segment, REFERRERS_SHOWN),
    nameOf,
  });
}

/** The segment that a person means, by its id or name; one that the program does not know but accounts have, too. */
function readSegment(
  typed: string,
  program: Program | null,
  known: readonly (string | null)[],
): { segment: string | null } | { near: string | undefined } {
  const lower = typed.toLowerCase();
  const segments = program?.segments ?? [];
  const found = segments.find(({ id, name }) => id.toLowerCase() === lower || name.toLowerCase() === lower);
  if (found !== undefined) return { segment: found.id };
  const held = known.find((segment) => segment !== null && segment.toLowerCase() === lower);
  if (held !== undefined) return { segment: held };
  if (lower === NO_SEGMENT) return { segment: null };
  const names = [...segments.map(({ id }) => id), ...known.filter((segment) => segment !== null), NO_SEGMENT];
  return { near: nearestWord(typed, names) };
}

function unknownSegment(typed: string, near: string | undefined): Answer {
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  const line = near === undefined ? mrkdwn`\`/cs cac\`` : mrkdwn`\`/cs cac ${near}\``;
  return say(
    mrkdwn`I know no segment “${saidBack(typed)}”.${hint} \`none\` stands for accounts without one. Try ${line}`,
  );
}

async function showSources(call: Call, rest: string): Promise<Answer> {
  const { typed, page } = readPage(rest);
  const sources = await readSources(call.deps, call.workspaceId);
  if (typed === '') {
    const { shown, hasMore } = pageOf(sources, page, SOURCES_PER_PAGE);
    return sourcesAnswer({ sources: shown, page, hasMore, notSaid: NOT_SAID });
  }
  const wanted = unquoted(typed);
  const names = sources.flatMap(({ name }) => name ?? []);
  const source =
    findSource(sources, wanted) ?? findSource(sources, onlyBeginningWith(wanted, names) ?? wanted);
  if (source === undefined) {
    const near = nearestWord(wanted, [...names, NOT_SAID]);
    const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*? Try \`/cs fit ${near}\`.`;
    const example = exampleText('fit', 'shows that of', await exampleOf(call));
    return say(
      mrkdwn`I know nobody “${saidBack(wanted)}” who sold customers.${hint} \`/cs fit\` shows all. For the fit of one account: ${example}`,
    );
  }
  const found = await listSourceAccounts(
    call.deps.database.db,
    call.workspaceId,
    source.name === null ? null : source.spellings,
    pageRange(page, ACCOUNTS_PER_PAGE),
  );
  const { shown: accounts, hasMore } = shownOf(found, ACCOUNTS_PER_PAGE);
  const program = (await call.program())?.program ?? null;
  return sourceAnswer({
    source,
    accounts,
    page,
    hasMore,
    notSaid: NOT_SAID,
    placeOf: (account) => placeOf(account, program),
    verdictOf,
  });
}

async function exampleOf(call: Call): Promise<Account | null> {
  const example = await findExampleAccount(call.deps.database, call.workspaceId);
  return example?.account ?? null;
}

function placeOf({ journeyId, position }: SourceAccount, program: Program | null): string {
  const journey = program?.journeys.find(({ id }) => id === journeyId);
  if (journey === undefined || position === null) return 'not assessed';
  const phase = journey.phases[position - 1];
  return phase === undefined ? `finished “${journey.name}”` : `at “${phase.milestone.name}”`;
}
