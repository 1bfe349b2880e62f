/** `/cs funnel`: the success funnel, its forecast, where customers leave, and the accounts behind each figure. */
import { say, type Answer } from '#blocks/build.ts';
import { churnAnswer } from '#blocks/funnel-churn.ts';
import { forecastAnswer, renewalsAnswer } from '#blocks/funnel-forecast.ts';
import { funnelGroups, variantChoice, variantView } from '#blocks/funnel-groups.ts';
import { trialsAnswer } from '#blocks/funnel-trials.ts';
import { funnelAnswer } from '#blocks/funnel-view.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { mrkdwn, saidBack, type Mrkdwn } from '#blocks/text.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { nearestWord } from '../base/nearest.ts';
import { trialSegmentIds, type Program } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readForecast, readRenewals } from './forecast-service.ts';
import { readGroups, readVariants } from './groups-service.ts';
import { DEFAULT_HORIZON, readFunnel } from './service.ts';
import {
  ACCOUNTS_PER_PAGE,
  findTest,
  listTests,
  NO_TRIALS,
  showAccounts,
  trialSegmentOf,
  type Asked,
} from './slack-accounts.ts';
import { readTrials, trialSegments } from './trial-service.ts';
import { readFunnelView, readScope, type FunnelView, type ScopeReading } from './typed.ts';

export function registerFunnel(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'funnel',
    usage: '[SEGMENT] [since DATE]',
    does: 'How many reach each milestone, by when, and where customers leave; forecast, by fit',
    example: '',
    right: 'funnel.see',
    shareable: true,
    run: runVerb,
  });
}

async function runVerb(call: Call, typed: string): Promise<Answer> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const today = await call.today();
  const { view, rest, page } = readFunnelView(typed);
  // A segment may be called as a view is: its name goes before.
  const whole = readScope(typed, applied.program.segments, today);
  const isSegment = whole.ok && whole.segment !== null;
  const scope = isSegment ? whole : readScope(rest, applied.program.segments, today);
  if (!scope.ok) return explain(scope, applied.program, today);
  const about = { segment: scope.segment, since: scope.since };
  const question = {
    date: today,
    segment: scope.segment?.id ?? null,
    since: scope.since,
    horizon: DEFAULT_HORIZON,
  };
  return show(isSegment ? { kind: 'funnel' } : view, { call, applied, about, question, today, page });
}

async function show(view: FunnelView, asked: Asked): Promise<Answer> {
  switch (view.kind) {
    case 'funnel':
      return showFunnel(asked);
    case 'accounts':
      return showAccounts(view, asked);
    case 'forecast':
      return showForecast(asked);
    case 'renewals':
      return showRenewals(asked);
    case 'churn':
      return churnAnswer({ ...asked, funnel: await readAll(asked) });
    case 'trials':
      return showTrials(asked);
    case 'groups':
      return showGroups(view.by, asked);
    case 'variants':
      return showTests(asked);
    case 'variant':
      return showVariant(view, asked);
  }
}

function readAll({ call, applied, question }: Asked) {
  return readFunnel(call.deps, call.workspaceId, applied, question);
}

async function showFunnel(asked: Asked): Promise<Answer> {
  const { call, applied, about, today } = asked;
  const { segments, journeys } = applied.program;
  return funnelAnswer({
    funnel: await readAll(asked),
    about,
    today,
    journeys: new Map(journeys.map(({ id, name }) => [id, name])),
    has: {
      segments: segments.length > 1,
      variants: (await listTests(call)).length > 0,
      trials: trialSegments(applied).length > 0,
    },
    counted: countedOf(asked),
  });
}

/** A segment of customers needs no word of trials. */
function countedOf({ applied, question: { segment } }: Asked): 'customers' | 'trials' | 'all' {
  const apart = trialSegmentIds(applied.program);
  if (segment === null) return apart.length > 0 ? 'customers' : 'all';
  return trialSegments(applied).some(({ id }) => id === segment) ? 'trials' : 'all';
}

async function showForecast({ call, applied, about, question, today }: Asked): Promise<Answer> {
  const forecast = await readForecast(call.deps, call.workspaceId, applied, question);
  return forecastAnswer({ forecast, about, today });
}

async function showRenewals({ call, applied, about, question, today, page }: Asked): Promise<Answer> {
  const outlook = await readRenewals(call.deps, call.workspaceId, applied, question, {
    limit: ACCOUNTS_PER_PAGE,
    offset: (page - 1) * ACCOUNTS_PER_PAGE,
  });
  return renewalsAnswer({ outlook, about, today, page });
}

async function showGroups(
  by: Extract<FunnelView, { kind: 'groups' }>['by'],
  { call, applied, about, question, today, page }: Asked,
): Promise<Answer> {
  const grouped = await readGroups(call.deps, call.workspaceId, applied, question, by);
  const view = `by ${by.replace('_', '-')}`;
  return funnelGroups({ grouped, view, about, today, of: null, page });
}

async function showTests(asked: Asked): Promise<Answer> {
  const tests = await listTests(asked.call);
  const [only] = tests;
  return only === undefined || tests.length > 1
    ? variantChoice(tests, asked.about)
    : showVariant({ ...only, kind: 'variant' }, asked);
}

async function showVariant(
  { scenarioId, facilitatorId, isLater }: Extract<FunnelView, { kind: 'variant' }>,
  { call, applied, about, question, today, page }: Asked,
): Promise<Answer> {
  const test = await findTest(call, scenarioId, facilitatorId);
  if (test === null) return variantChoice(await listTests(call), about);
  const { scenario, facilitator } = test;
  return funnelGroups({
    grouped: await readVariants(
      call.deps,
      call.workspaceId,
      applied,
      question,
      scenario,
      facilitator,
      isLater,
    ),
    view: variantView({ scenarioId, facilitatorId }, isLater),
    about,
    today,
    of: {
      name: `${facilitator.name} (${scenario.name})`,
      scenarioId,
      facilitatorId,
      isLater: isLater === true,
    },
    page,
  });
}

async function showTrials({ call, applied, about, question, today }: Asked): Promise<Answer> {
  const segment = trialSegmentOf(applied, question.segment);
  const found =
    segment === null ? null : await readTrials(call.deps, call.workspaceId, applied, segment, question);
  return segment === null || found === null
    ? NO_TRIALS
    : trialsAnswer({ trials: found, about: { ...about, segment }, asked: about.segment, today });
}

/** What could not be understood, and a line that works. */
function explain(
  reading: Extract<ScopeReading, { ok: false }>,
  { segments }: Program,
  today: BusinessDate,
): Answer {
  if (reading.problem === 'future-date') {
    return say(
      mrkdwn`${reading.date} lies ahead: nothing began since then. Try \`/cs funnel since ${firstOfYear(today)}\``,
    );
  }
  if (reading.problem === 'unknown-date') {
    return say(
      mrkdwn`I do not understand the date “${saidBack(reading.typed)}”. Try \`/cs funnel since ${firstOfYear(today)}\``,
    );
  }
  return say(unknownSegment(reading.typed, segments));
}

function unknownSegment(typed: string, segments: Program['segments']): Mrkdwn {
  const names = segments.flatMap(({ id, name }) => [id, name]);
  const near = nearestWord(typed, names);
  const known = segments.map(({ name }) => name).join(', ');
  const meant = near ?? segments[0]?.id ?? '';
  const hint = near === undefined ? mrkdwn` There are ${known}.` : mrkdwn` Did you mean *${near}*?`;
  return mrkdwn`I know no segment “${saidBack(typed)}”.${hint} Try \`/cs funnel ${meant}\``;
}

function firstOfYear(today: BusinessDate): BusinessDate {
  return `${today.slice(0, 4)}-01-01`;
}
