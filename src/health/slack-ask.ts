/** “@Milepost how is Acme doing?”: what people ask in their own words. */
import { noAccount, whichAccount } from '#blocks/account-choice.ts';
import { say, type Answer } from '#blocks/build.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import type { Account } from '../accounts/domain.ts';
import { findAccount, findExampleAccount, type FoundAccount } from '../accounts/service.ts';
import type { FindAudience } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readTyped, unquoted } from '../slack/typed-text.ts';
import { readAsk, type Ask } from './asks.ts';

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
      const asked = readAsk(readTyped(text));
      const { isOurs } = await findAudience(call);
      if (asked === null) return help(call, isOurs);
      const found = await findMeant(call, asked.names);
      if (found.kind === 'one') return show(call, found.account);
      // The names of other customers are for our people alone.
      if (!isOurs) return say(mrkdwn`I do not know which account that is. Ask me in a direct message.`);
      if (found.kind === 'several') return whichAccount(found.wanted, found.accounts, VERB);
      return isOther(asked, found)
        ? help(call, isOurs, found.wanted)
        : noAccount(found.wanted, found.closest, VERB);
    },
  });
}

/** Of more words than these a name is not likely. */
const WORDS_OF_NAME = 4;
const WORDS_ALONE = 2;

/** Whether it is more likely something that we do not understand than the name of an account that is not there. */
function isOther({ isQuestion }: Ask, { wanted, closest }: NotFound): boolean {
  const most = isQuestion || closest.length > 0 ? WORDS_OF_NAME : WORDS_ALONE;
  return wanted.split(' ').length > most;
}

type NotFound = Extract<FoundAccount, { kind: 'none' }> & { wanted: string };
type Meant = (Exclude<FoundAccount, { kind: 'none' }> & { wanted: string }) | NotFound;

/** The first name that means an account, or several; else the one that is spelt most like an account’s. */
async function findMeant(call: Call, names: readonly string[]): Promise<Meant> {
  let missed: NotFound | null = null;
  for (const name of names) {
    const wanted = unquoted(name);
    const found = await findAccount(call.deps.database, call.workspaceId, wanted);
    if (found.kind !== 'none') return { ...found, wanted };
    if (missed === null || (missed.closest.length === 0 && found.closest.length > 0))
      missed = { ...found, wanted };
  }
  return missed ?? { kind: 'none', closest: [], wanted: '' };
}

/** @param other what was written and is not understood; empty: nothing was asked */
async function help(call: Call, isOurs: boolean, other = ''): Promise<Answer> {
  const example = isOurs ? await findExampleAccount(call.deps.database, call.workspaceId) : null;
  const name = example?.account.name ?? 'Acme';
  const sorry =
    other === ''
      ? mrkdwn``
      : mrkdwn`I understand “${saidBack(other)}” neither as an account’s name nor as a question. `;
  return say(
    mrkdwn`${sorry}Ask me how an account is doing: “how is ${name} doing?”, “is ${name} ok?”, “health ${name}”, or its name alone. \`/cs help\` shows everything else.`,
  );
}
