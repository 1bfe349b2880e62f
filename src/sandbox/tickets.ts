import type { State } from './state.ts';
import type { MessageRecord } from './types.ts';

/** A trigger: one deed of a person, good for opening one view within three seconds. */
export interface Trigger {
  id: string;
  user: string;
  at: number;
  /** Real milliseconds, so that a frozen clock does not make triggers eternal. */
  realAt: number;
  used: boolean;
  /** The modal in which it arose. */
  view: string | undefined;
}

/** A response_url: five uses within thirty minutes. */
export interface ResponseTarget {
  token: string;
  user: string;
  channel: string;
  at: number;
  uses: number;
  original: { ts: string; ephemeral: boolean; thread_ts: string | undefined } | undefined;
  replies: MessageRecord[];
  onReply: Set<() => void>;
}

/** Issues a trigger for a deed of this person, within a modal when it arose in one. */
export function issueTrigger(state: State, user: string, view?: string): Trigger {
  const trigger: Trigger = {
    id: `${Math.floor(performance.now())}.${state.triggers.size + 1}.${state.newId('tr').toLowerCase()}`,
    user,
    at: state.steadyNow().getTime(),
    realAt: performance.now(),
    used: false,
    view,
  };
  state.triggers.set(trigger.id, trigger);
  // Old triggers only ever answer "expired"; forgetting the oldest keeps a long benchmark small.
  if (state.triggers.size > 20_000) forgetOldest(state.triggers, 10_000);
  return trigger;
}

/** Opens a response_url for this person in this channel. */
export function issueResponse(
  state: State,
  user: string,
  channel: string,
  original?: ResponseTarget['original'],
): ResponseTarget {
  const target: ResponseTarget = {
    token: state.newId('R'),
    user,
    channel,
    at: state.now().getTime(),
    uses: 0,
    original,
    replies: [],
    onReply: new Set(),
  };
  state.responses.set(target.token, target);
  if (state.responses.size > 20_000) forgetOldest(state.responses, 10_000);
  return target;
}

function forgetOldest(map: Map<string, unknown>, count: number): void {
  let left = count;
  for (const key of map.keys()) {
    if (left === 0) return;
    map.delete(key);
    left -= 1;
  }
}
