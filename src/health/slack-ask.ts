/** “@Milepost how is Acme doing?”: what people ask in their own words. */
import { alsoFit, noAccount, whichAccount } from '#blocks/account-choice.ts';
import { say, section, type Answer } from '#blocks/build.ts';
import { portfolioElsewhere } from '#blocks/health-portfolio.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import type { KnownBlock } from '@slack/types';
import type { Account } from '../accounts/domain.ts';
import { findAccount, findExampleAccount, type FoundAccount } from '../accounts/find-service.ts';
import type { FindAudience } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readTyped, unquoted } from '../slack/typed-text.ts';
import { readAskOfAll } from './asks-of-all.ts';
import { readAsk, type Ask } from './asks.ts';
import { showPortfolio } from './slack-portfolio.ts';

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
      const typed = readTyped(text);
      const audience = await findAudience(call);
      const { isOurs } = audience;
      const band = readAskOfAll(typed);
      if (band !== undefined)
        return audience.isOurs ? showPortfolio(call, band ?? '') : portfolioElsewhere(audience.because);
      const asked = readAsk(typed);
      if (asked === null) return help(call, isOurs);
      const found = await findMeant(call, asked.names);
      if (found.kind === 'one') return show(call, found.account);
      // The names of other customers are for our people alone.
      if (!isOurs) return say(mrkdwn`I do not know which account that is. Ask me in a direct message.`);
      if (found.kind === 'several') {
        const own = found.accounts.filter((account) => isOwn(account, call.person.id));
        const [mine] = own;
        if (mine === undefined || own.length > 1) return whichAccount(found.wanted, found.accounts, VERB);
        const others = found.accounts.filter(({ id }) => id !== mine.id);
        return withOthers(await show(call, mine), alsoFit(found.wanted, others, VERB));
      }
      return isOther(asked, found)
        ? help(call, isOurs, found.wanted)
        : noAccount(found.wanted, found.closest, VERB);
    },
  });
}

/** Whether a person is its lead or partner. */
function isOwn({ leadId, partnerId }: Account, personId: string): boolean {
  return leadId === personId || partnerId === personId;
}

/** The card of the asker's own account first, then what else the name may mean. */
function withOthers(card: Answer, others: KnownBlock[]): Answer {
  return { ...card, blocks: [...(card.blocks ?? [section(card.text)]), ...others] };
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
    mrkdwn`${sorry}Ask me how an account is doing: “how is ${name} doing?”, “is ${name} ok?”, “health ${name}”, or its name alone; “who is at risk?” and \`/cs health\` tell of all. \`/cs help\` shows everything else.`,
  );
}
