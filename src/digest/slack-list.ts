/** `/cs digest actions`: what was decided in the leadership's meeting, done and taken back. */
import { say, type Answer } from '#blocks/build.ts';
import {
  actionMetadata,
  ACTION_PLACES,
  actionValues,
  type ActionMetadata,
  type ActionPlace,
} from '#blocks/digest-action.ts';
import { actionList, type PressedAction } from '#blocks/digest-actions.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import * as z from 'zod';
import { addDays } from '../base/business-date.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import {
  countActions,
  listActions,
  moveAction,
  type ActionFilter,
  type ActionList,
} from './action-service.ts';
import { CLOSED_DAYS, type ActionMove } from './actions.ts';
import {
  GONE,
  NOT_YOURS,
  openEdit,
  openNew,
  openOnMessage,
  pressOf,
  submitForm,
  toldOf,
} from './slack-action.ts';
import { peopleOf } from './slack-people.ts';

const PER_PAGE = 8;

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

export function registerActions(edge: Edge, { kick }: { kick: () => void }): void {
  edge.shortcut(ids.actionMake, {
    right,
    run: async (call, message) => {
      if (message !== null) await openOnMessage(call, message);
    },
  });
  edge.action(ids.actionNew, { right: 'digest.lead', value: pageValue, run: openNew });
  edge.action(ids.actionEdit, { right, value: placedValue, run: openEdit });
  edge.submit(ids.actionForm, {
    right,
    metadata: jsonOf(actionMetadata),
    parse: (values) => parseForm(actionValues, values),
    run: async (call, values, metadata) => {
      const { submitted, isSaved } = await submitForm(call, values, metadata);
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

/** @param typed what stands behind `actions` */
export async function showActions(call: Call, typed: string): Promise<Answer> {
  let list: ActionList = 'open';
  let page = 1;
  for (const word of typed.split(' ').filter((part) => part !== '')) {
    const turned = /^page:([1-9]\d{0,4})$/.exec(word)?.[1];
    if (turned !== undefined) page = Number(turned);
    else if (word.toLowerCase() === 'closed' || word.toLowerCase() === 'open')
      list = word.toLowerCase() === 'closed' ? 'closed' : 'open';
    else
      return say(
        mrkdwn`I do not know the list “${saidBack(word)}”. There are open and closed. Try \`/cs digest actions closed\``,
      );
  }
  return listView(call, list, page);
}

async function listView(
  call: Call,
  list: ActionList,
  page: number,
  pressed?: PressedAction,
): Promise<Answer> {
  const { db } = call.deps.database;
  const { workspaceId } = call;
  const { personId, isLeader, today } = await pressOf(call);
  const filter: ActionFilter = {
    list,
    personId,
    // Whoever does not lead sees what they may change.
    which: isLeader ? 'all' : 'own_and_written',
    since: addDays(today, -CLOSED_DAYS),
  };
  const count = (change: Partial<ActionFilter>) => countActions(db, workspaceId, { ...filter, ...change });
  const at = { limit: PER_PAGE, offset: (page - 1) * PER_PAGE };
  const actions = await listActions(db, workspaceId, filter, at);
  const named = actions.flatMap(({ ownerId, createdBy, closedBy }) => [ownerId, createdBy, closedBy]);
  return actionList({
    list,
    actions,
    counts: {
      open: await count({ list: 'open' }),
      own: await count({ list: 'open', which: 'own' }),
      closed: await count({ list: 'closed' }),
    },
    people: await peopleOf(call, named),
    page,
    perPage: PER_PAGE,
    today,
    reader: { id: personId, isLeader },
    ...(pressed === undefined ? {} : { pressed }),
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
