/** The way in: every request passes here, and leaves with a call whose right is checked, or a refusal. */
import type { Answer } from '#blocks/build.ts';
import type { WebClient } from '@slack/web-api';
import type { RespondFn } from '@slack/bolt';
import type { Deps } from '../base/deps.ts';
import { slackErrorOf } from '../base/describe-error.ts';
import type { Right } from '../people/rights.ts';
import type { ProgramSource } from '../program/service.ts';
import { answerBeside, showOver, type AnswerTarget, type OpenView } from './answers.ts';
import { createCall, type Call } from './call.ts';
import { findCaller, refusalFor } from './caller.ts';
import { failureAnswer, failureInstead, failureOver, recordFailure } from './failure.ts';
import { typedTexts } from './forms.ts';
import type { InFlight } from './in-flight.ts';
import { RespondMemory } from './respond-memory.ts';
import type { Press } from './sharing.ts';
import { createTurns } from './turns.ts';

export interface EdgeDeps extends Deps {
  inFlight: InFlight;
  /** The Slack user id or e-mail of the first admin; null: nobody was named. */
  firstAdmin: string | null;
  /** Loads the workspace's program. */
  programs: ProgramSource;
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
  /** Lets so many milliseconds of real time pass. */
  sleep: (ms: number) => Promise<void>;
}

/** Where a request came from, as far as its kind tells. */
export interface Origin extends AnswerTarget {
  /** What the authorization found: the workspace by the team's id. */
  context: { teamId?: string; [key: string]: unknown };
  slackUserId: string;
  channelId: string | null;
  messageTs: string | null;
  /** The button that was pressed on a message; null: it was none. */
  press: Press | null;
}

export type Entry = { ok: true; call: Call } | { ok: false; refusal: Answer };

export interface Entrance {
  deps: EdgeDeps;
  responds: RespondMemory;
  /** Finds who acts and checks their right. */
  enter(origin: Origin, right: Right): Promise<Entry>;
  /**
   * Enters and runs `work`, after what came before of the same modal; a refusal or an unexpected error is told to the
   * person.
   * @param where what is being done, for the log
   * @param modalId the modal in which it was done, where the origin does not say it
   */
  serve(
    origin: Origin,
    right: Right,
    where: string,
    work: (call: Call) => Promise<void>,
    modalId?: string,
  ): Promise<void>;
}

export function createEntrance(deps: EdgeDeps): Entrance {
  const responds = new RespondMemory();
  const turns = createTurns();
  const enter = async (origin: Origin, right: Right): Promise<Entry> => {
    const workspaceId = origin.context['workspaceId'];
    const slackTeamId = origin.context.teamId;
    if (typeof workspaceId !== 'string' || slackTeamId === undefined)
      throw new Error('a request without a workspace');
    const source = { workspaceId, slackTeamId, firstAdmin: deps.firstAdmin };
    const person = await findCaller(deps, {
      ...source,
      slackUserId: origin.slackUserId,
      client: origin.client,
    });
    const refusal = await refusalFor(deps, workspaceId, person, right);
    if (refusal !== null || person === null) {
      if (refusal === null) throw new Error('nobody holds a right');
      return { ok: false, refusal };
    }
    const call = createCall({
      ...origin,
      deps,
      workspaceId,
      slackTeamId,
      person,
      programs: deps.programs,
      kick: deps.kick,
      rememberRespond: (viewId: string, respond: RespondFn) => responds.remember(viewId, respond),
    });
    return { ok: true, call };
  };
  const serve = async (origin: Origin, right: Right, where: string, work: (call: Call) => Promise<void>) => {
    try {
      const entry = await enter(origin, right);
      if (entry.ok) await work(entry.call);
      else await answerBeside(origin, entry.refusal);
    } catch (error) {
      await tellFailure(deps, origin, where, error);
    }
  };
  return {
    deps,
    responds,
    enter,
    serve(origin, right, where, work, modalId = origin.view?.id) {
      const serving = turns.take(modalId ?? null, () => serve(origin, right, where, work));
      deps.inFlight.add(serving);
      return serving;
    },
  };
}

/** Tells the person a reference and the log the rest; when even that cannot be said, the log alone knows. */
async function tellFailure(deps: Deps, target: AnswerTarget, where: string, error: unknown): Promise<void> {
  const reference = recordFailure(deps, where, error);
  const answer = failureAnswer(reference);
  try {
    if (target.respond !== null) await answerBeside(target, answer);
    else if (target.view !== null)
      await showOver(deps, target, failureOver(reference), failureInstead(reference));
    else await answerBeside(target, answer);
  } catch (second) {
    deps.log.warn({ reference, slack: slackErrorOf(second) }, 'the person could not be told');
  }
}

/** What is read of a modal that came back. */
export function openView(view: {
  id: string;
  root_view_id?: string | null;
  previous_view_id?: string | null;
  hash: string;
  callback_id: string;
  private_metadata: string;
  blocks?: unknown;
  state?: { values?: unknown };
}): OpenView {
  const rootId = view.root_view_id ?? view.id;
  return {
    id: view.id,
    rootId,
    hash: view.hash,
    callbackId: view.callback_id,
    metadata: view.private_metadata,
    values: view.state?.values,
    depth: depthOf(view.id, rootId, view.previous_view_id ?? null),
    typed: typedTexts(view.blocks, view.state?.values),
  };
}

/** Three modals lie on each other at most, of which Slack names the first one and the one below. */
function depthOf(id: string, rootId: string, previousId: string | null): number {
  if (id === rootId) return 1;
  return previousId === rootId ? 2 : 3;
}

/** An origin of which only the person is known. */
export function originOf(
  context: Origin['context'],
  client: WebClient,
  slackUserId: string,
  known: Partial<Origin> = {},
): Origin {
  return {
    context,
    client,
    slackUserId,
    channelId: null,
    messageTs: null,
    press: null,
    view: null,
    triggerId: null,
    respond: null,
    ...known,
  };
}
