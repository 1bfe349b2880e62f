/** What is answered while the workspace has no program. */
import { say } from './build.ts';
import { mrkdwn } from './text.ts';

export const NO_PROGRAM = say(
  mrkdwn`There is no program yet: whoever runs Milepost applies one with \`milepost program apply FILE\`.`,
);
