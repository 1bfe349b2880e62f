/** What is told where the morning's list is not posted. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { actions, section, type Answer } from './build.ts';
import { day } from './format.ts';
import { mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** To whom can mend it. @param waits `because` goes on as a sentence */
export function morningWaits(waits: {
  channel: string;
  date: BusinessDate;
  because: string;
  today: BusinessDate;
}): Answer {
  const { channel, date, because, today } = waits;
  const text = mrkdwn`The list of ${day(date, today)} waits. I do not post it in #${channel}, because ${because}: it names customers, what they pay and why they need somebody.`;
  const rest = mrkdwn`Each of you got what is theirs in a direct message all the same. The list comes by itself once only people of yours are there; or name another channel in the program under \`posts.morning.channel\`. Until then \`/cs today\` shows it.`;
  return {
    text,
    blocks: [
      section(mrkdwn`${text}\n${rest}`),
      actions(verbButton('Today', { command: '/cs', verb: 'today', rest: '' })),
    ],
  };
}
