/** What a press at a CTA needs besides the CTA: the day it is, and the messages that show what it did. */
import type { Answer } from '#blocks/build.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { AfterPress, Press, ShowCtas } from '../ctas/service.ts';
import { followSteps } from '../plays/run-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import { refreshMessages, type PostedPlace } from './service.ts';
import { todayAgain } from './slack.ts';

export interface WorkDeps {
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
}

export interface CallPress extends Press {
  applied: AppliedProgram | null;
  today: BusinessDate;
  after: AfterPress;
  /** Brings the messages that show these CTAs up to date. */
  refresh: ShowCtas;
  /** Whether `after` has brought the very message up to date in which the person pressed. */
  isShown(): boolean;
}

/** Who presses, on which day; `after` brings the messages that show the CTAs up to date. */
export async function pressOf(call: Call): Promise<CallPress> {
  const { deps, workspaceId, person } = call;
  const applied = await call.program();
  const today = await call.today();
  const places: PostedPlace[] = [];
  const refresh: ShowCtas = async (trx, ctas) => {
    if (applied === null || ctas.length === 0) return;
    const ids = ctas.map(({ id }) => id);
    places.push(...(await refreshMessages(deps, trx, workspaceId, applied, ids)));
  };
  return {
    personId: person.id,
    applied,
    today,
    refresh,
    after: async (trx, ctas) => {
      const press = { personId: person.id, today };
      const others = await followSteps(deps, trx, workspaceId, ctas, press);
      await refresh(trx, [...ctas, ...others.map((id) => ({ id }))]);
    },
    isShown: () =>
      call.messageTs !== null &&
      places.some(({ channelId, ts }) => channelId === call.channelId && ts === call.messageTs),
  };
}

/**
 * Makes the person's own list anew, where the form that they submitted was opened from it.
 * @param about the id of the CTA or the account that it was about
 */
export async function renewToday(call: Call, fromToday: boolean, about: string): Promise<void> {
  if (fromToday) await call.replace(await todayAgain(call, about));
}

/** Whether the person acts in an answer that they alone see; of those, the list of today has buttons for CTAs. */
export function isInToday(call: Call): boolean {
  return call.messageTs === null && call.view === null;
}

/**
 * Shows what a press did where it does not show by itself: the person's own list is made anew in its place; beside
 * any other message, such as a shared list, it is said.
 * @param about the id of the CTA that was pressed
 */
export async function showEffect(call: Call, press: CallPress, about: string, said: Answer): Promise<void> {
  if (press.isShown()) return;
  if (isInToday(call)) await call.replace(await todayAgain(call, about));
  else await call.answer(said);
}
