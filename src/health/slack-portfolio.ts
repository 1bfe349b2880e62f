/** `/cs health`: how all accounts are doing, and whether health has told who leaves. */
import { say, type Answer } from '#blocks/build.ts';
import { calibrationAnswer } from '#blocks/health-calibration.ts';
import { noPortfolio, portfolioAnswer } from '#blocks/health-portfolio.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { personName } from '#blocks/people.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import { nearestWord } from '../base/nearest.ts';
import { pageRange, shownOf } from '../base/page.ts';
import { findPeople } from '../people/service.ts';
import type { Program } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readPage } from '../slack/typed-text.ts';
import { readCalibration } from './calibration-service.ts';
import { BANDS } from './domain.ts';
import { readPortfolio, type PortfolioFilter } from './portfolio-service.ts';

const PER_PAGE = 8;

/** @param refuse what is answered where not everybody may see it; null: everybody may */
export function registerPortfolio(edge: Edge, refuse: (call: Call) => Promise<Answer | null>): void {
  edge.verb({
    command: '/cs',
    verb: 'health',
    usage: '[SEGMENT] [red|yellow|green|unknown|calibration]',
    does: 'How all accounts are doing, the worst drops first; calibration: whether it told who leaves',
    example: 'red',
    right: 'health.see',
    shareable: true,
    run: async (call, rest) => (await refuse(call)) ?? showPortfolio(call, rest),
  });
}

/** @param rest as it is typed behind the verb */
export async function showPortfolio(call: Call, rest: string): Promise<Answer> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const today = await call.today();
  if (/^calibration$/i.test(rest.trim())) {
    return calibrationAnswer(await readCalibration(call.deps.database, call.workspaceId, today));
  }
  const read = readWanted(rest, applied.program);
  if (!read.ok) return unknownWord(read.word, applied.program);
  const { filter, page } = read;
  const found = await readPortfolio(call.deps.database.db, call.workspaceId, applied, filter, {
    ...pageRange(page, PER_PAGE),
    today,
  });
  if (found === null) return noPortfolio();
  const segment = applied.program.segments.find(({ id }) => id === filter.segment);
  const typedSegment = segment?.id ?? '';
  const { shown: accounts, hasMore } = shownOf(found.accounts, PER_PAGE);
  const leads = await findPeople(
    call.deps.database.db,
    call.workspaceId,
    accounts.flatMap(({ leadId }) => leadId ?? []),
  );
  return portfolioAnswer({
    about: segment === undefined ? '' : `of the segment ${segment.name}`,
    typed: [typedSegment, filter.band ?? ''].join(' ').trim(),
    segment: typedSegment,
    band: filter.band,
    accounts,
    people: new Map(leads.map((person) => [person.id, personName(person)])),
    counts: found.counts,
    sureFrom: applied.program.scorecard.sureFrom,
    day: found.day,
    today,
    page,
    hasMore,
  });
}

type Wanted = { ok: true; filter: PortfolioFilter; page: number } | { ok: false; word: string };

const BAND_WORDS: ReadonlySet<string> = new Set([...BANDS, 'unknown']);

/** Reads `standard red page:2`: words in any order. A segment's name may have several words, and one like a band's. */
function readWanted(rest: string, { segments }: Program): Wanted {
  const { typed, page } = readPage(rest);
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const places = words.flatMap((word, index) => (BAND_WORDS.has(word) ? [index] : []));
  // A band alone is a band, whatever the segments are called: so say the buttons.
  const ways = words.length === 1 ? [...places, null] : [null, ...places];
  for (const place of ways) {
    const named = words.filter((_, index) => index !== place);
    const withoutAll = named.filter((word) => word !== 'all');
    const segment = segmentOf(segments, named) ?? segmentOf(segments, withoutAll);
    if (withoutAll.length > 0 && segment === undefined) continue;
    const band = place === null ? null : (words[place] as PortfolioFilter['band']);
    return { ok: true, filter: { segment: segment?.id ?? null, band }, page };
  }
  return { ok: false, word: words.filter((word) => !BAND_WORDS.has(word)).join(' ') || words.join(' ') };
}

function segmentOf(segments: Program['segments'], words: readonly string[]) {
  const named = words.join(' ');
  return segments.find(({ id, name }) =>
    [id, name].some((one) => one.trim().toLowerCase().replaceAll(/\s+/g, ' ') === named),
  );
}

function unknownWord(word: string, { segments }: Program): Answer {
  const ids = segments.map(({ id }) => id);
  const near = nearestWord(word, [...BANDS, 'unknown', 'calibration', ...ids]);
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  return say(
    mrkdwn`I know neither a segment nor a band “${saidBack(word)}”.${hint} Bands are red, yellow, green and unknown; segments are ${ids.slice(0, 10).join(', ')}. Try \`/cs health ${near ?? 'red'}\``,
  );
}
