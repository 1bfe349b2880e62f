/** `/cs digest actions`: what was decided in the leadership's meeting, and how it stands. */
import { actionList, type PressedAction } from '#blocks/action-list.ts';
import { say, type Answer } from '#blocks/build.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import { addDays } from '../base/business-date.ts';
import type { Call } from '../slack/call.ts';
import { peopleOf } from '../slack/people-of.ts';
import { CLOSED_DAYS } from './domain.ts';
import { countActions, listActions, type ActionFilter, type ActionList } from './service.ts';
import { pressOf } from './slack-form.ts';

const PER_PAGE = 8;

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

/** @param pressed what was just done in it */
export async function listView(
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
