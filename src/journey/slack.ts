/** `/account journey`: the milestones, the tasks with what is the case against what they need, and the ticks. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { journeyAnswer } from '#blocks/journey-view.ts';
import { noPlaceAnswer } from '#blocks/no-place.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { findPlace, journeyOfSegment } from '../program/domain.ts';
import { accountVerb } from '../slack/account-verb.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue } from '../slack/forms.ts';
import { assess, reportJourney } from './domain.ts';
import { tickTask } from './service.ts';
import { loadSignals } from './store.ts';

/** An account's id and a task's id, as `ACCOUNT ID:TASK ID`. */
const taskValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([idValue, z.string().min(1).max(200)]));

export function registerJourney(edge: Edge): void {
  accountVerb(edge, {
    verb: 'journey',
    does: 'Its milestones, and what each task still needs',
    right: 'account.see',
    shareable: true,
    run: showJourney,
  });
  for (const [id, done] of [
    [ids.taskTick, true],
    [ids.taskUntick, false],
  ] as const) {
    edge.action(id, {
      right: 'task.tick',
      value: taskValue,
      run: (call, [accountId, taskId]) => tick(call, { accountId, taskId, done }),
    });
  }
}

async function showJourney(call: Call, account: Account): Promise<Answer> {
  const { db } = call.deps.database;
  const applied = await call.program();
  const today = await call.today();
  if (applied === null) return NO_PROGRAM;
  const found = findPlace(account, applied.program, today);
  if (!found.ok) {
    const canEdit = call.may('account.edit');
    return noPlaceAnswer({ account, so: mrkdwn`has no place on a journey`, found, today, canEdit });
  }
  const { journey, startedOn } = found;
  const signals = await loadSignals(db, call.workspaceId, account.id);
  return journeyAnswer({
    account,
    journeyName: journey.name,
    milestones: reportJourney(journey, startedOn, signals, today),
    since: assess(journey, startedOn, signals, today).since,
    today,
    mayTick: call.may('task.tick'),
  });
}

async function tick(
  call: Call,
  { accountId, taskId, done }: { accountId: string; taskId: string; done: boolean },
): Promise<void> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, accountId);
  const applied = await call.program();
  const journey =
    account === null || applied === null ? undefined : journeyOfSegment(applied.program, account.segment);
  const isManual = journey?.phases.some(({ milestone }) =>
    milestone.tasks.some((task) => task.id === taskId && task.condition.kind === 'manual'),
  );
  if (account === null || applied === null || isManual !== true) {
    return call.answer(
      say(mrkdwn`The program no longer has this task. \`/account journey\` shows what there is.`),
    );
  }
  const today = await call.today();
  await tickTask(call.deps, call.workspaceId, applied.program, {
    accountId,
    taskId,
    done,
    personId: call.person.id,
    today,
  });
  await call.replace(await showJourney(call, account));
}
