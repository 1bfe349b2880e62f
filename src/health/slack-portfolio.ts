/** `/cs health`: how all accounts are doing, and whether health has told who leaves. */
import { say, type Answer } from '#blocks/build.ts';
import { calibrationAnswer } from '#blocks/health-calibration.ts';
import { noPortfolio, portfolioAnswer } from '#blocks/health-portfolio.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import { nearestWord } from '../base/nearest.ts';
import type { Program } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
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

async function showPortfolio(call: Call, rest: string): Promise<Answer> {
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
    limit: PER_PAGE + 1,
    offset: (page - 1) * PER_PAGE,
    today,
  });
  if (found === null) return noPortfolio();
  const segment = applied.program.segments.find(({ id }) => id === filter.segment);
  const typedSegment = segment?.id ?? '';
  return portfolioAnswer({
    about: segment === undefined ? '' : `of the segment ${segment.name}`,
    typed: [typedSegment, filter.band ?? ''].join(' ').trim(),
    segment: typedSegment,
    band: filter.band,
    accounts: found.accounts.slice(0, PER_PAGE),
    counts: found.counts,
    sureFrom: applied.program.scorecard.sureFrom,
    day: found.day,
    today,
    page,
    hasMore: found.accounts.length > PER_PAGE,
  });
}

type Wanted = { ok: true; filter: PortfolioFilter; page: number } | { ok: false; word: string };

/** Reads `standard red page:2`: words in any order. A segment's name may have several words. */
function readWanted(rest: string, program: Program): Wanted {
  const paged = /(?:^|\s)page:(\d{1,5})$/.exec(rest);
  const page = Math.max(1, Number(paged?.[1] ?? 1));
  const words = (paged === null ? rest : rest.slice(0, paged.index)).toLowerCase().split(' ');
  const isBand = (word: string) => [...BANDS, 'unknown'].includes(word);
  const band = words.find(isBand) as PortfolioFilter['band'] | undefined;
  const left = words.filter((word) => word !== '' && word !== 'all' && !isBand(word)).join(' ');
  if (left === '') return { ok: true, filter: { segment: null, band: band ?? null }, page };
  const segment = program.segments.find(
    ({ id, name }) => id.toLowerCase() === left || name.toLowerCase() === left,
  );
  if (segment === undefined) return { ok: false, word: left };
  return { ok: true, filter: { segment: segment.id, band: band ?? null }, page };
}

function unknownWord(word: string, { segments }: Program): Answer {
  const ids = segments.map(({ id }) => id);
  const near = nearestWord(word, [...BANDS, 'unknown', 'calibration', ...ids]);
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  return say(
    mrkdwn`I know neither a segment nor a band “${saidBack(word)}”.${hint} Bands are red, yellow, green and unknown; segments are ${ids.slice(0, 10).join(', ')}. Try \`/cs health ${near ?? 'red'}\``,
  );
}
