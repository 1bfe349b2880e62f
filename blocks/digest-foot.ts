/** What stands below the digest's message: what to do with it, and with whom it was shared. */
import type { Person } from '#src/people/domain.ts';
import { button } from './build.ts';
import type { DigestMessageOptions } from './digest-message.ts';
import { ids } from './ids.ts';
import { personName } from './people.ts';
import { dateToken, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface DigestFoot {
  digestId: string;
  /** Null: it was not shared yet. */
  shared: SharedWith | null;
}

export interface SharedWith {
  /** The id of the channel. */
  channel: string;
  /** UTC ISO time. */
  at: string;
  /** Null: nobody knows them any more. */
  sharer: Pick<Person, 'name' | 'slackUserId'> | null;
}

export function digestFoot({ digestId, shared }: DigestFoot): DigestMessageOptions {
  const list = verbButton('Actions', { command: '/cs', verb: 'digest', rest: 'actions' }, { number: 8 });
  if (shared !== null) return { buttons: [list], note: sharedNote(shared) };
  return { buttons: [button('Share with the company', ids.digestShare, { value: digestId }), list] };
}

/** `📣 Shared with the company by @priya in #all-hands, today at 11:00` */
export function sharedNote({ channel, at, sharer }: SharedWith): Mrkdwn {
  const by = sharer === null ? mrkdwn`somebody` : personName(sharer);
  return mrkdwn`📣 Shared with the company by ${by} in ${channelName(channel)}, ${dateToken(new Date(at))}`;
}

/** Names a channel so that Slack shows its name. @param channelId one of Slack's */
export function channelName(channelId: string): Mrkdwn {
  return mrkdwn`<#${channelId}>`;
}
