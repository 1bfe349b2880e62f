/** Verbs about one account: finds the account that was typed, or asks which one is meant. */
import { noAccount, whichAccount } from '#blocks/account-choice.ts';
import type { Answer } from '#blocks/build.ts';
import type { Account } from '../accounts/domain.ts';
import { findAccount, findAccountAndText } from '../accounts/find-service.ts';
import type { Right } from '../people/rights.ts';
import type { Call } from './call.ts';
import type { Edge } from './edge.ts';
import { unquoted } from './typed-text.ts';
import type { Verb } from './verbs.ts';

export interface AccountVerb {
  verb: string;
  /** What follows the account, in capitals: `TEXT`. Without it all that is typed names the account. */
  usage?: string;
  /** What buttons put behind the account, such as a place in a list; nobody types it. */
  suffix?: RegExp;
  does: string;
  /** What help says of it to whoever lacks a right that part of it takes; its `usage` follows the account, too. */
  without?: Verb['without'];
  /** What could follow the verb; default `acme`. */
  example?: string;
  right: Right;
  shareable?: boolean;
  /** @param text what stands behind the account, where `usage` or `suffix` says that something does */
  run(call: Call, account: Account, text: string): Promise<Answer | void>;
}

/** Registers `/account VERB ACCOUNT`; `/account ACCOUNT VERB` is understood, too. */
export function accountVerb(edge: Edge, spec: AccountVerb): void {
  edge.verb({
    command: '/account',
    verb: spec.verb,
    usage: behindAccount(spec.usage),
    does: spec.does,
    example: spec.example ?? 'acme',
    right: spec.right,
    needsRest: true,
    ...(spec.shareable === undefined ? {} : { shareable: spec.shareable }),
    ...(spec.without === undefined
      ? {}
      : { without: { ...spec.without, usage: behindAccount(spec.without.usage) } }),
    finds: async (call, rest) => (await readAccount(call, spec, rest)).found.kind !== 'none',
    async run(call, rest) {
      const { found, wanted, text } = await readAccount(call, spec, rest);
      const verb = { command: '/account', verb: spec.verb, text };
      if (found.kind === 'one') return spec.run(call, found.account, text);
      if (found.kind === 'several') return whichAccount(wanted, found.accounts, verb);
      return noAccount(wanted, found.closest, verb);
    },
  });
}

function behindAccount(usage = ''): string {
  return usage === '' ? 'ACCOUNT' : `ACCOUNT ${usage}`;
}

async function readAccount(call: Call, spec: AccountVerb, rest: string) {
  const { database } = call.deps;
  if (spec.usage !== undefined) return findAccountAndText(database, call.workspaceId, rest);
  const text = spec.suffix?.exec(rest)?.[0] ?? '';
  const wanted = unquoted(rest.slice(0, rest.length - text.length));
  return { found: await findAccount(database, call.workspaceId, wanted), wanted, text: text.trim() };
}
