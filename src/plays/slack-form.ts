/** The forms of plays in Slack: one is chosen, looked at and started; or stopped with a reason. */
import { accountRest } from '#blocks/account-choice.ts';
import { actions, say, section, type Answer } from '#blocks/build.ts';
import { count, day } from '#blocks/format.ts';
import {
  playStartForm,
  playStartMetadata,
  playStopForm,
  STOP_REASON_MISSING,
  type PlayStartMetadata,
} from '#blocks/play-form.ts';
import { mrkdwn, truncate } from '#blocks/text.ts';
import { verbButton } from '#blocks/verb-button.ts';
import type { ModalView } from '@slack/types';
import { findAccountById } from '../accounts/service.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Submitted } from '../slack/edge.ts';
import { jsonOf } from '../slack/forms.ts';
import { STEP_OWNERS, turnOf, type Play, type Run } from './domain.ts';
import { findOwners, findRun, listOpenRuns, ownerKey, startByHand, stopByHand } from './service.ts';
import { namesFor, peopleBy } from './slack-names.ts';

export const GONE = mrkdwn`This play is not there any more. \`/account play\` shows what runs.`;
const CHURNED = 'The account has churned: no play starts on it.';
const NAME_SHOWN = 150;

/** The plays of the program that are on. */
export async function playsOn(call: Call): Promise<Play[]> {
  return (await call.program())?.program.plays.filter(({ enabled }) => enabled) ?? [];
}

/** @param chosen the play whose steps are shown at once */
export function openStart(call: Call, metadata: PlayStartMetadata, chosen: Play | null): Promise<void> {
  return call.openModal('Start a play', () => startView(call, metadata, chosen));
}

/** Shows the steps of the play that was chosen in the form. */
export async function choose(call: Call, playId: string | null): Promise<void> {
  if (call.view === null) return;
  const metadata = jsonOf(playStartMetadata).safeParse(call.view.metadata);
  if (!metadata.success) return;
  const chosen = (await playsOn(call)).find(({ id }) => id === playId) ?? null;
  await call.updateModal(await startView(call, metadata.data, chosen));
}

async function startView(
  call: Call,
  { accountId, page }: PlayStartMetadata,
  chosen: Play | null,
): Promise<ModalView> {
  const { db, dialect } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, accountId);
  const plays = await playsOn(call);
  if (account === null) return answerView(say(GONE));
  if (plays.length === 0) {
    return answerView(
      say(mrkdwn`The program has no play that is on: they are written under \`plays\` of it.`),
    );
  }
  const today = await call.today();
  const asked = STEP_OWNERS.map((owner) => ({ accountId, owner }));
  const owners = await findOwners(db, dialect, call.workspaceId, asked, today);
  const people = await peopleBy(call, [...owners.values()]);
  const nameOf = (owner: (typeof STEP_OWNERS)[number]) =>
    people.get(owners.get(ownerKey({ accountId, owner })) ?? '') ?? null;
  const running = await listOpenRuns(db, call.workspaceId, accountId);
  const { metrics } = await namesFor(call, accountId, []);
  return playStartForm({
    accountId,
    page,
    accountName: account.name,
    plays,
    chosen,
    runsSince: running.find(({ playId }) => playId === chosen?.id)?.startedOn ?? null,
    owners: { lead: nameOf('lead'), partner: nameOf('partner'), leader: nameOf('leader') },
    metrics,
    today,
  });
}

/** @param renew makes the list anew from which the form was opened */
export async function start(
  call: Call,
  { play: playId }: { play: string },
  { accountId, page }: PlayStartMetadata,
  renew: (call: Call, accountId: string, page: number) => Promise<void>,
): Promise<Submitted> {
  const { db } = call.deps.database;
  const applied = await call.program();
  const account = await findAccountById(db, call.workspaceId, accountId);
  const play = (await playsOn(call)).find(({ id }) => id === playId);
  if (account === null || applied === null) return { kind: 'unsaved', answer: say(GONE) };
  if (play === undefined)
    return { kind: 'errors', errors: { play: 'This play is off by now: choose another one.' } };
  const press = await pressOf(call);
  const started = await startByHand(call.deps, call.workspaceId, applied, { play, accountId }, press);
  if (!started.ok && started.problem === 'account-churned')
    return { kind: 'errors', errors: { play: CHURNED } };
  if (!started.ok) {
    const since = day(started.run.startedOn, press.today);
    return { kind: 'errors', errors: { play: `It runs on this account already, since ${since}.` } };
  }
  await renew(call, accountId, page);
  return { kind: 'close', answer: await startedAnswer(call, account, started.run) };
}

async function startedAnswer(
  call: Call,
  account: { id: string; key: string; name: string },
  run: Run,
): Promise<Answer> {
  const names = await namesFor(call, account.id, [run]);
  const turn = turnOf(run.steps);
  const ownerId = turn?.ctaId === null ? null : names.owners.get(turn?.ctaId ?? '');
  const owner = names.people.get(ownerId ?? '') ?? mrkdwn`nobody`;
  const first =
    turn === null
      ? mrkdwn``
      : mrkdwn` First: “${truncate(turn.name, NAME_SHOWN)}”, with ${owner}, due ${day(turn.dueOn, names.today)}.`;
  const text = mrkdwn`The play “${truncate(run.name, NAME_SHOWN)}” has started on *${account.name}*, with ${count(run.steps.length, 'step')}.${first}`;
  const see = verbButton('Its plays', { command: '/account', verb: 'play', rest: accountRest(account) });
  return { text, blocks: [section(text), actions(see)] };
}

export function openStop(call: Call, runId: string, page: number): Promise<void> {
  return call.openModal('Stop the play', async () => {
    const { db } = call.deps.database;
    const run = await findRun(db, call.workspaceId, runId);
    if (run === null) return answerView(say(GONE));
    if (run.state !== 'open') return answerView(await endedAnswer(call, run));
    const account = await findAccountById(db, call.workspaceId, run.accountId);
    const step = turnOf(run.steps)?.name ?? null;
    return playStopForm({ runId, page, accountName: account?.name ?? '', name: run.name, step });
  });
}

export async function stop(
  call: Call,
  work: WorkDeps,
  { reason }: { reason: string },
  { runId, page }: { runId: string; page: number },
  renew: (call: Call, accountId: string, page: number) => Promise<void>,
): Promise<Submitted> {
  const press = await pressOf(call);
  const asked = { personId: press.personId, today: press.today, reason };
  const stopped = await stopByHand(call.deps, call.workspaceId, runId, asked, press.refresh);
  work.kick();
  if (!stopped.ok && stopped.problem === 'reason-missing')
    return { kind: 'errors', errors: { reason: STOP_REASON_MISSING } };
  if (!stopped.ok && stopped.problem === 'run-not-found')
    return { kind: 'unsaved', all: true, answer: say(GONE) };
  if (!('run' in stopped)) throw new Error('a stop gives the run or says why not');
  await renew(call, stopped.run.accountId, page);
  const answer = stopped.ok
    ? say(mrkdwn`The play “${truncate(stopped.run.name, NAME_SHOWN)}” is stopped: ${truncate(reason, 300)}`)
    : await endedAnswer(call, stopped.run);
  return { kind: 'close', all: true, answer };
}

/** What became of a run that somebody still sees as open. */
async function endedAnswer(call: Call, run: Run): Promise<Answer> {
  const people = await peopleBy(call, [run.closedBy]);
  const by = people.get(run.closedBy ?? '');
  const who = by === undefined ? mrkdwn`` : mrkdwn` by ${by}`;
  return say(
    mrkdwn`The play “${truncate(run.name, NAME_SHOWN)}” is ${run.state} already${who}${run.reason === null ? '' : mrkdwn`: ${truncate(run.reason, 300)}`}.`,
  );
}
