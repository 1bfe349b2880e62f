/** Owners of the meeting's actions hear of them: on the working day before, and on the morning of the day. */
import { fallbackText } from '#blocks/build.ts';
import { actionReminder } from '#blocks/action-message.ts';
import { addDays, businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import { workdayAfter, workdayOf, type WorkHours } from '../jobs/hours.ts';
import { enqueue } from '../jobs/outbox.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { listToRemind, setReminded, type DueAction } from './store.ts';

/** The next working day is at most so many days after the program's today, wherever somebody is. */
const DAYS_AHEAD = 8;

/**
 * Reminds owners, in one direct message to each and in their own hours of work, of what is due by their next working day;
 * of each day once. Kick the sender afterwards.
 * @returns how many messages it wrote
 */
export async function remindOfActions(
  deps: Deps,
  workspaceId: string,
  hours: WorkHours,
  now: Date,
): Promise<number> {
  if ((await listReminders(deps.database.db, workspaceId, hours, now)).length === 0) return 0;
  const today = businessDateOf(now, hours.timezone);
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const reminders = await listReminders(trx, workspaceId, hours, now);
    const posts = reminders.map(({ slackUserId, by, due }) => {
      const { text, blocks = [] } = actionReminder(due, today, by);
      return { kind: 'post' as const, channel: slackUserId, payload: { text: fallbackText(text), blocks } };
    });
    if (posts.length > 0) await enqueue(deps, trx, workspaceId, posts);
    await setReminded(
      trx,
      workspaceId,
      reminders.flatMap(({ due }) => due.map(({ id }) => id)),
    );
    return posts.length;
  });
}

/** What somebody is reminded of. */
interface Reminder {
  slackUserId: string;
  /** Their next working day. */
  by: BusinessDate;
  due: DueAction[];
}

async function listReminders(
  executor: Executor,
  workspaceId: string,
  hours: WorkHours,
  now: Date,
): Promise<Reminder[]> {
  const upTo = addDays(businessDateOf(now, hours.timezone), DAYS_AHEAD);
  const byOwner = Map.groupBy(await listToRemind(executor, workspaceId, upTo), ({ ownerId }) => ownerId);
  return [...byOwner.values()].flatMap((own): Reminder[] => {
    const { slackUserId, timezone } = own[0]!;
    const workday = workdayOf(hours, timezone, now);
    if (workday === null) return [];
    const by = workdayAfter(hours, workday);
    const due = own.filter(({ dueOn }) => dueOn <= by);
    return due.length === 0 ? [] : [{ slackUserId, by, due }];
  });
}
