/** “@Milepost how is Acme doing?”: what people ask in their own words. */
import { noAccount, whichAccount } from '#blocks/account-choice.ts';
import { say, type Answer } from '#blocks/build.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { Account } from '../accounts/domain.ts';
import { findAccount, findExampleAccount } from '../accounts/service.ts';
import type { FindAudience } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readTyped, unquoted } from '../slack/typed-text.ts';
import { readAsk } from './asks.ts';

const VERB = { command: '/account', verb: 'health', text: '' };

/** @param show answers for the account that is meant */
export function registerAsks(
  edge: Edge,
  findAudience: FindAudience,
  show: (call: Call, account: Account) => Promise<Answer>,
): void {
  edge.written({
    right: 'health.see',
    run: async (call, { text }) => {
      const { database } = call.deps;
      const typed = readTyped(text);
      const asked = readAsk(typed);
      const { isOurs } = await findAudience(call);
      if (asked === null) return help(call, isOurs);
      const wanted = unquoted(asked);
      const found = await findAccount(database, call.workspaceId, wanted);
      if (found.kind === 'one') return show(call, found.account);
      // The names of other customers are for our people alone.
      if (!isOurs) return say(mrkdwn`I do not know which account that is. Ask me in a direct message.`);
      if (found.kind === 'several') return whichAccount(wanted, found.accounts, VERB);
      // The words of the question may be a part of the name.
      const whole = wanted === typed ? found : await findAccount(database, call.workspaceId, unquoted(typed));
      if (whole.kind === 'one') return show(call, whole.account);
      return found.closest.length === 0 && wanted.split(' ').length > 3
        ? help(call, isOurs)
        : noAccount(wanted, found.closest, VERB);
    },
  });
}

async function help(call: Call, isOurs: boolean): Promise<Answer> {
  const example = isOurs ? await findExampleAccount(call.deps.database, call.workspaceId) : null;
  const name = example?.account.name ?? 'Acme';
  return say(
    mrkdwn`Ask me how an account is doing: “how is ${name} doing?”, “health ${name}”, or its name alone. \`/cs help\` shows everything else.`,
  );
}
