/** What `/cs digest` answers. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Digest } from '#src/digest/domain.ts';
import { actions, button, context, say, section, type Answer } from './build.ts';
import { channelName } from './digest-foot.ts';
import { digestMessage } from './digest-message.ts';
import { away, day } from './format.ts';
import { ids } from './ids.ts';
import { link, mrkdwn, saidBack, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

const command = '/cs';
const verb = 'digest';

export interface NextDigest {
  channel: string;
  /** Local time `HH:MM`. */
  at: string;
  next: BusinessDate;
  /** `sharedIn`: the id of the channel in which the company reads it; null: it is not shared. */
  last: { id: string; day: BusinessDate; sharedIn: string | null } | null;
  /** Of the last one; null: there is none, or it can not be found. */
  link: string | null;
  today: BusinessDate;
}

/** When the next one is, and the last one. */
export function digestNext({ channel, at, next, last, link: url, today }: NextDigest): Answer {
  const text = mrkdwn`The next digest is posted in #${channel} on ${day(next, today)} at ${at} (${away(next, today)}).`;
  return {
    text,
    blocks: [
      section(mrkdwn`${text}\n${lastText(last, url, today)}`),
      actions(
        verbButton('Preview', { command, verb, rest: 'preview' }, { number: 0 }),
        verbButton('Post it now', { command, verb, rest: 'now' }, { number: 1 }),
        verbButton('Actions', { command, verb, rest: 'actions' }, { number: 2 }),
        verbButton('Settings', { command, verb, rest: 'settings' }, { number: 3 }),
        // Also where the one in the channel is gone: what Slack refused may be shared again.
        ...(last === null || last.sharedIn !== null
          ? []
          : [button('Share the last one', ids.digestShare, { value: last.id })]),
      ),
    ],
  };
}

function lastText(last: NextDigest['last'], url: string | null, today: BusinessDate): Mrkdwn {
  if (last === null) return mrkdwn`None was posted yet.`;
  const words = `the one of ${day(last.day, today)}`;
  const where = last.sharedIn === null ? mrkdwn`` : mrkdwn`, shared in ${channelName(last.sharedIn)}`;
  return mrkdwn`The last one is ${url === null ? words : link(url, words)}${where}.`;
}

/** What would be posted, as a message to one person. */
export function digestPreview(digest: Digest, canPost: boolean): Answer {
  const now = verbButton('Post it now', { command, verb, rest: 'now' });
  const { text, blocks } = digestMessage(digest, { buttons: canPost ? [now] : [] });
  const head = context(mrkdwn`Preview, for you alone: what the digest would say now`);
  return { text: mrkdwn`Preview: ${text}`, blocks: [head, ...blocks] };
}

export const PREVIEW_COMES = say(
  mrkdwn`The preview comes as a direct message to you, with its details, pictures and agenda in the thread.`,
);

/** Asks before it is posted. */
export function digestConfirm(channel: string, date: BusinessDate, today: BusinessDate): Answer {
  const text = mrkdwn`The digest of ${day(date, today)} goes to #${channel}, where everybody in the channel reads it. It is posted once a day: the one that is due today is this one.`;
  return {
    text,
    blocks: [
      section(text),
      actions(
        button('Post it', ids.digestPost, {
          value: date,
          style: 'primary',
          confirm: {
            title: 'Post the digest?',
            text: `It goes to #${channel} at once.`,
            confirm: 'Post it',
            deny: 'Not yet',
          },
        }),
        verbButton('Preview', { command, verb, rest: 'preview' }),
      ),
    ],
  };
}

export function digestPosted(channel: string): Answer {
  return say(mrkdwn`The digest is on its way to #${channel}.`);
}

export function digestPostedAlready(newest: BusinessDate, url: string | null, today: BusinessDate): Mrkdwn {
  const which = newest === today ? 'Today’s digest' : `The digest of ${day(newest, today)}`;
  return url === null
    ? mrkdwn`${which} is posted already.`
    : mrkdwn`${which} is posted already: ${link(url, 'open it')}.`;
}

/** Why it does not go there. @param because goes on as a sentence */
export function digestNotOurs(channel: string, because: string): Mrkdwn {
  return mrkdwn`I do not post the digest in #${channel}, because ${because}: it names customers, what they pay and who may leave.`;
}

/** To whom can mend it, where the digest was due. */
export function digestWaits(waits: {
  channel: string;
  date: BusinessDate;
  because: string;
  today: BusinessDate;
}): Answer {
  const { channel, date, because, today } = waits;
  const text = mrkdwn`The digest of ${day(date, today)} waits. ${digestNotOurs(channel, because)}`;
  const toDo = mrkdwn`It comes by itself once only people of yours are there; or name another channel in the program under \`posts.leadership.channel\`.`;
  return {
    text,
    blocks: [
      section(mrkdwn`${text}\n${toDo}`),
      actions(verbButton('Preview', { command, verb, rest: 'preview' })),
    ],
  };
}

export function noLeadershipPost(): Answer {
  return say(
    mrkdwn`The program says nowhere to post the digest: it wants \`posts: { leadership: { channel: leadership, at: "09:00", days: [mon] } }\`. \`/cs digest preview\` shows it all the same.`,
  );
}

/**
 * @param views those that the person may see; one at least
 * @param near the view that was likely meant
 */
export function unknownDigestView(typed: string, views: readonly string[], near: string | null): Answer {
  const hint = near === null ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  return say(
    mrkdwn`I do not understand “${saidBack(typed)}”.${hint} There is ${views.join(', ')}. Try \`/cs digest ${near ?? views[0] ?? ''}\``,
  );
}
