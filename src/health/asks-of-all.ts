/** What people ask about the health of all accounts: a question in which no account can be named. */
import { saidPlainly } from './asks.ts';

/** One of these says that it is about more than one account. */
const ALL = wordsOf(
  'who which accounts customers clients portfolio everybody everyone anybody anyone nobody',
);
const RISK = wordsOf('risk danger trouble unhealthy churning churn leave leaving lose losing');
const BANDS = ['red', 'yellow', 'green'] as const;

/** With any other word in it, it may name an account or ask something else. */
const KNOWN = new Set([
  ...ALL,
  ...RISK,
  ...BANDS,
  ...wordsOf('how what is are was were has have do does did about with at in on of for to from the a an'),
  ...wordsOf('my our your all any some most these those that there one ones many much now today this last'),
  ...wordsOf(
    'past week weeks month months quarter year lately recently currently moment right still overall',
  ),
  ...wordsOf(
    'doing going getting looking faring performing along well good fine ok okay great bad badly healthy happy',
  ),
  ...wordsOf(
    'health score scores status state update news situation low lowest high highest likely might could will',
  ),
  ...wordsOf(
    'worse worst better best got gotten get gets become became went gone down up dropped dropping drop falling fell',
  ),
  ...wordsOf(
    'show list give tell see me us i we should must need needs worry look after first next attention help',
  ),
  ...wordsOf('things everything it safe stuck unknown book business'),
]);

/**
 * The band that is asked for, null for any; undefined: it is not about all accounts.
 * @param text without mentions, links and entities
 */
export function readAskOfAll(text: string): (typeof BANDS)[number] | null | undefined {
  const words = saidPlainly(text)
    .toLowerCase()
    .replace(/['’](?:s|re)\b/g, '')
    .replace(/['’,:]/g, ' ')
    .split(/[\s-]+/);
  const isOfAll = words.every((word) => KNOWN.has(word)) && words.some((word) => ALL.has(word));
  if (!isOfAll) return undefined;
  if (words.some((word) => RISK.has(word))) return 'red';
  return BANDS.find((band) => words.includes(band)) ?? null;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.split(' '));
}
