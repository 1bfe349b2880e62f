/** `/account play` and `/cs plays`: the plays of an account, and what all plays do. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { playStartMetadata, playStartValues, playStopMetadata, playStopValues } from '#blocks/play-form.ts';
import { playList, wholeRun } from '#blocks/play-list.ts';
import { lateAnswer, placedAnswer, playsAnswer } from '#blocks/play-report.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { accountRest } from '#blocks/account-choice.ts';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { nearestWord } from '../base/nearest.ts';
import { pageOf, pageRange, shownOf } from '../base/page.ts';
import type { WorkDeps } from '../morning/press.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Edge } from '../slack/edge.ts';
import { jsonOf, pagedValue, parseForm } from '../slack/forms.ts';
import { readPage } from '../slack/typed-text.ts';
import { isAsked, type Play } from './domain.ts';
import {
  countRuns,
  countWaiting,
  FIGURES_DAYS,
  findRun,
  listLateSteps,
  listPlaced,
  listRuns,
  readPlays,
} from './service.ts';
import { choose, GONE, openStart, openStop, playsOn, start, stop } from './slack-form.ts';
import { namesFor, peopleBy } from './slack-names.ts';

const RUNS_PER_PAGE = 5;
const PLAYS_PER_PAGE = 8;
const PLACED_PER_PAGE = 10;
/** Behind `/cs plays`, for the late steps of all of them. */
const LATE = 'late';

export function registerPlays(edge: Edge, work: WorkDeps): void {
  accountVerb(edge, {
    verb: 'play',
    usage: '[PLAY]',
    does: 'Its plays: what is done step by step, by whom and when; with a play’s name it starts',
    without: { right: 'play.work', does: 'Its plays: what is done step by step, by whom and when' },
    example: 'acme',
    right: 'play.see',
    shareable: true,
    run: (call, account, text) => showOrStart(call, account, text),
  });
  edge.verb({
    command: '/cs',
    verb: 'plays',
    usage: '[PLAY | late]',
    does: 'Which plays run where, which steps are late, and what came of those that ended',
    example: 'late',
    right: 'play.see',
    shareable: true,
    run: showPlays,
  });
  edge.action(ids.playOpen, {
    right: 'play.see',
    value: pagedValue,
    run: (call, [runId]) => call.openModal('Play', () => runView(call, runId)),
  });
  registerWriting(edge, work);
}

function registerWriting(edge: Edge, work: WorkDeps): void {
  const right = { right: 'play.work' } as const;
  edge.action(ids.playStart, {
    ...right,
    value: pagedValue,
    run: (call, [accountId, page]) => openStart(call, { accountId, page }, null),
  });
  edge.action(ids.playChoose, { ...right, value: z.string().nullable(), run: choose });
  edge.submit(ids.playStartForm, {
    ...right,
    metadata: jsonOf(playStartMetadata),
    parse: (values) => parseForm(playStartValues, values),
    run: (call, values, metadata) => start(call, values, metadata, renewList),
  });
  edge.action(ids.playStop, {
    ...right,
    value: pagedValue,
    run: (call, [runId, page]) => openStop(call, runId, page),
  });
  edge.submit(ids.playStopForm, {
    ...right,
    metadata: jsonOf(playStopMetadata),
    parse: (values) => parseForm(playStopValues, values),
    run: (call, values, metadata) => stop(call, work, values, metadata, renewList),
  });
}

/** The account's plays; behind the account may stand a page, or the play that is to start. */
async function showOrStart(call: Call, account: Account, text: string): Promise<Answer | void> {
  const { typed, page } = readPage(text);
  if (typed === '') return showRuns(call, account, page);
  const refusal = await refusalFor(call.deps, call.workspaceId, call.person, 'play.work');
  if (refusal !== null) return refusal;
  const plays = await playsOn(call);
  const play = findPlay(plays, typed);
  if (play === null) return unknownPlay(typed, plays, `/account play ${accountRest(account)}`);
  await openStart(call, { accountId: account.id, page: 0 }, play);
}

async function showRuns(
  call: Call,
  account: Pick<Account, 'id' | 'key' | 'name'>,
  page: number,
): Promise<Answer> {
  const { db } = call.deps.database;
  const found = await listRuns(db, call.workspaceId, account.id, pageRange(page, RUNS_PER_PAGE));
  const { shown: runs, hasMore } = shownOf(found, RUNS_PER_PAGE);
  return playList({
    account,
    runs,
    count: await countRuns(db, call.workspaceId, account.id),
    page,
    hasMore,
    names: await namesFor(call, account.id, runs),
    canWork: call.may('play.work'),
  });
}

/** Makes the list anew from which a form was opened. */
async function renewList(call: Call, accountId: string, page: number): Promise<void> {
  if (page === 0) return;
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (account !== null) await call.replace(await showRuns(call, account, page));
}

async function runView(call: Call, runId: string): Promise<ModalView> {
  const { db } = call.deps.database;
  const run = await findRun(db, call.workspaceId, runId);
  if (run === null) return answerView(say(GONE));
  const account = await findAccountById(db, call.workspaceId, run.accountId);
  return wholeRun({
    accountName: account?.name ?? '',
    run,
    names: await namesFor(call, run.accountId, [run]),
    canWork: call.may('play.work'),
  });
}

async function showPlays(call: Call, rest: string): Promise<Answer> {
  const { typed, page } = readPage(rest);
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  if (typed.toLowerCase() === LATE) return showLate(call, page);
  const today = await call.today();
  const all = await readPlays(call.deps, call.workspaceId, applied.program.plays, today);
  if (typed !== '') {
    const known = all.map(({ id, play, figures }) => ({ id, name: play?.name ?? figures?.name ?? id }));
    const play = findPlay(known, typed);
    return play === null ? unknownPlay(typed, known, '/cs plays') : showPlaced(call, play, page);
  }
  const { shown: rows, hasMore } = pageOf(all, page, PLAYS_PER_PAGE);
  const sum = (pick: 'running' | 'late') =>
    all.reduce((total, { figures }) => total + (figures?.[pick] ?? 0), 0);
  return playsAnswer({
    rows,
    all: all.length,
    running: sum('running'),
    late: sum('late'),
    page,
    hasMore,
    missingData: applied.program.missingData,
    isAsked: isAsked(applied.program),
    waiting: await countWaiting(call.deps, call.workspaceId, applied, call.person.id, today),
    days: FIGURES_DAYS,
  });
}

/** The late steps of all plays, for whoever sees to it that nothing stays undone. */
async function showLate(call: Call, page: number): Promise<Answer> {
  const today = await call.today();
  const found = await listLateSteps(call.deps.database.db, call.workspaceId, today, {
    limit: PLACED_PER_PAGE,
    offset: (page - 1) * PLACED_PER_PAGE,
  });
  const owners = found.steps.map(({ ownerId }) => ownerId);
  const hasMore = found.total > page * PLACED_PER_PAGE;
  return lateAnswer({ ...found, people: await peopleBy(call, owners), page, hasMore, today });
}

async function showPlaced(
  call: Call,
  { id, name }: Pick<Play, 'id' | 'name'>,
  page: number,
): Promise<Answer> {
  const found = await listPlaced(
    call.deps.database.db,
    call.workspaceId,
    id,
    pageRange(page, PLACED_PER_PAGE),
  );
  const { shown: runs, hasMore } = shownOf(found, PLACED_PER_PAGE);
  return placedAnswer({
    id,
    name,
    runs,
    people: await peopleBy(
      call,
      runs.map(({ ownerId }) => ownerId),
    ),
    page,
    hasMore,
    today: await call.today(),
  });
}

/** By its id or name, whole or the beginning of one alone. */
function findPlay<P extends Pick<Play, 'id' | 'name'>>(plays: readonly P[], typed: string): P | null {
  const wanted = typed.toLowerCase();
  const words = (play: P) => [play.id.toLowerCase(), play.name.toLowerCase()];
  const exact = plays.find((play) => words(play).includes(wanted));
  if (exact !== undefined) return exact;
  const begun = plays.filter((play) => words(play).some((word) => word.startsWith(wanted)));
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

function unknownPlay(typed: string, plays: readonly Pick<Play, 'id' | 'name'>[], command: string): Answer {
  const [first] = plays;
  if (first === undefined)
    return say(mrkdwn`I know no play “${saidBack(typed)}”: the program has none that is on.`);
  const near = nearestWord(
    typed.replace(/\s+/g, '-'),
    plays.map(({ id }) => id),
  );
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  const known = plays.slice(0, 10).map(({ id }) => id);
  const more = plays.length > known.length ? mrkdwn` and more` : mrkdwn``;
  return say(
    mrkdwn`I know no play “${saidBack(typed)}”.${hint} There are ${known.join(', ')}${more}. Try \`${command} ${near ?? first.id}\``,
  );
}
