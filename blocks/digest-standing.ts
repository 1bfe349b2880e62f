/** What earlier meetings said they would do, in full: the first reply of the digest's thread. */
import { isOverdue, type StandingAction } from '#src/actions/domain.ts';
import type { Digest } from '#src/digest/domain.ts';
import { actions, section, type Answer } from './build.ts';
import { day } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { personName } from './people.ts';
import { inQuotes, join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

const WHAT = 200;
const GROUPS: { title: string; holds: (action: StandingAction, date: string) => boolean }[] = [
  { title: '⏰ Overdue', holds: (action, date) => isOverdue(action, date) },
  { title: '📌 Open', holds: (action, date) => action.state === 'open' && !isOverdue(action, date) },
  { title: '✅ Done', holds: ({ state }) => state === 'done' },
  { title: '✖️ Dropped', holds: ({ state }) => state === 'dropped' },
  { title: '⚖️ Decided', holds: ({ state }) => state === 'decided' },
];

/** Null: there is nothing. */
export function standingReply({ actions: all, date }: Digest): Answer | null {
  if (all.length === 0) return null;
  const text = mrkdwn`*What we said we would do*`;
  const head = section(text);
  const foot = actions(verbButton('Actions', { command: '/cs', verb: 'digest', rest: 'actions' }));
  const rows = GROUPS.flatMap(({ title, holds }) => {
    const held = all.filter((action) => holds(action, date));
    const lines = held.map((action) => mrkdwn`• ${lineOf(action, date)}`);
    return lines.map((line, index) => (index === 0 ? mrkdwn`*${title}* · ${held.length}\n${line}` : line));
  });
  const more = (hidden: number) => [section(mrkdwn`and ${hidden} more`)];
  const shown = rowsWithin(
    limits.message,
    rows.map((row) => [section(row)]),
    { reserve: [head, foot], more },
  );
  return { text, blocks: [head, ...shown, foot] };
}

function lineOf({ what, owner, dueOn, state, closedOn }: StandingAction, today: string): Mrkdwn {
  const by = owner === null ? [] : [personName(owner)];
  const due = state === 'open' && dueOn !== null ? [mrkdwn`due ${day(dueOn, today)}`] : [];
  const closed = state === 'open' || closedOn === null ? [] : [mrkdwn`${day(closedOn, today)}`];
  return join([inQuotes(truncate(what, WHAT)), ...by, ...due, ...closed], ' · ');
}
