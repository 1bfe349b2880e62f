/** A channel that cannot be posted to: what its admins are told to do, and the same in one line for operators. */
import { context, section, type Answer } from './build.ts';
import { channelMention, mrkdwn, type Mrkdwn } from './text.ts';

/** Messages for a channel that did not arrive. */
export interface BrokenPost {
  /** The channel as the program names it. */
  channel: string;
  /** Slack's error, or `outcome_unknown:…`. */
  code: string;
  /** Where the program names the channel, such as `posts.morning.channel`; null: nowhere (any more). */
  setting: string | null;
}

/** The direct message to an admin. */
export function brokenPost({ channel, code, setting }: BrokenPost): Answer {
  const place = isChannelId(channel) ? channelMention(channel) : mrkdwn`#${channel}`;
  const change =
    setting === null ? mrkdwn`` : mrkdwn`, or name another channel in the program under \`${setting}\``;
  const [happened, toDo] = adviceOn(code, place);
  const text = mrkdwn`${happened} ${toDo}${change}.`;
  const meanwhile = mrkdwn`What was written for it is not posted later. \`/cs today\` shows the list as it stands now.`;
  return { text, blocks: [section(text), context(meanwhile)] };
}

/** The same in one line of plain text. */
export function brokenPostLine({ channel, code, setting }: BrokenPost): string {
  const place = isChannelId(channel) ? channel : `#${channel}`;
  const where = setting === null ? '' : ` or change ${setting} in the program`;
  return `Slack refuses messages to ${place} (${code}): invite @Milepost to it${where}`;
}

function adviceOn(code: string, place: Mrkdwn): [Mrkdwn, Mrkdwn] {
  const invite = mrkdwn`Write \`/invite @Milepost\` in ${place}`;
  switch (code) {
    case 'not_in_channel':
      return [mrkdwn`I could not post to ${place}, because I am not in that channel.`, invite];
    case 'channel_not_found':
      return [
        mrkdwn`I could not post to ${place}: there is no such channel, or it is private and I am not in it.`,
        mrkdwn`Create it if need be, and write \`/invite @Milepost\` in it`,
      ];
    case 'is_archived':
      return [mrkdwn`I could not post to ${place}, because it is archived.`, mrkdwn`Bring it back`];
    default:
      if (code.startsWith('outcome_unknown')) {
        return [
          mrkdwn`A message to ${place} may not have arrived: Slack gave no answer, and does not let me look there.`,
          invite,
        ];
      }
      return [mrkdwn`Slack refused a message to ${place} (\`${code}\`).`, invite];
  }
}

/** Names of channels have no capitals. */
function isChannelId(channel: string): boolean {
  return /^[CDG][A-Z0-9]+$/.test(channel);
}
