/** Actions of the leadership's meeting: made by a shortcut on a message, changed, done and taken back. */
import {
  ACTION_PLACES,
  actionMetadata,
  actionValues,
  type ActionMetadata,
  type ActionPlace,
} from '#blocks/action-form.ts';
import type { PressedAction } from '#blocks/action-list.ts';
import { ids } from '#blocks/ids.ts';
import * as z from 'zod';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import type { ActionMove } from './domain.ts';
import { moveAction } from './service.ts';
import {
  GONE,
  NOT_YOURS,
  openEdit,
  openNew,
  openOnMessage,
  pressOf,
  submitForm,
  toldOf,
  type MeetingThreads,
} from './slack-form.ts';
import { listView } from './slack-list.ts';

interface SlackDeps {
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
  threads: MeetingThreads;
}

const pageValue = z
  .string()
  .regex(/^[1-9]\d{0,4}$/)
  .transform(Number);

/** `ACTION ID:LIST:PAGE` */
const placedValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([idValue, z.enum(ACTION_PLACES), pageValue]))
  .transform(([id, place, page]) => ({ id, place, page }));

const right = 'digest.take_part';

export function registerActions(edge: Edge, { kick, threads }: SlackDeps): void {
  edge.shortcut(ids.actionMake, {
    right,
    run: async (call, message) => {
      if (message !== null) await openOnMessage(call, threads, message);
    },
  });
  edge.action(ids.actionNew, { right: 'digest.lead', value: pageValue, run: openNew });
  edge.action(ids.actionEdit, { right, value: placedValue, run: openEdit });
  edge.submit(ids.actionForm, {
    right,
    metadata: jsonOf(actionMetadata),
    parse: (values) => parseForm(actionValues, values),
    run: async (call, values, metadata) => {
      const { submitted, isSaved } = await submitForm(call, threads, values, metadata);
      if (isSaved) {
        kick();
        await renewList(call, metadata);
      }
      return submitted;
    },
  });
  for (const [id, move] of [
    [ids.actionDone, 'done'],
    [ids.actionDrop, 'drop'],
    [ids.actionReopen, 'reopen'],
  ] as const)
    edge.action(id, {
      right,
      value: placedValue,
      run: async (call, at) => {
        await press(call, at, move);
        kick();
      },
    });
}

async function renewList(call: Call, { place, page }: Pick<ActionMetadata, 'place' | 'page'>): Promise<void> {
  if (place !== 'thread') await call.replace(await listView(call, place, page));
}

async function press(
  call: Call,
  { id, place, page }: { id: string; place: ActionPlace; page: number },
  move: ActionMove,
): Promise<void> {
  const by = await pressOf(call);
  const moved = await moveAction(call.deps, call.workspaceId, id, move, by);
  if (!moved.ok && moved.problem === 'not-found') return call.answer(GONE);
  if (!moved.ok && moved.problem === 'not-yours') return call.answer(NOT_YOURS);
  if (place !== 'thread') {
    const pressed: PressedAction = { action: moved.action, how: moved.ok ? move : 'faster' };
    return call.replace(await listView(call, place, page, pressed));
  }
  // The outbox shows it, unless it has forgotten the message or somebody was faster.
  if (!moved.ok || !moved.isShown) await call.replace(await toldOf(call, moved.action, by.today));
}
