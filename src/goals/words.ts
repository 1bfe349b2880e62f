/**
 * Whether a Required Outcome names an outcome at all, or only a use of the product. English alone, and careful: a text
 * is refused only when every word of it is known to be about using a product; one other word, or a figure, lets it pass.
 * What is no English at all passes too: a use that is named in another language, and “asdf”. Of any language only the
 * number of words is looked at, and only where a card is active: see `isTooShort`.
 */
import type { Program } from '../program/domain.ts';

const TEXT = {
  /** To do one of these is a use of a product by itself. */
  use: `use utilize utilise utilization login signin logon adopt adopting adoption onboard onboarding install
    installation setup deploy deployment`,
  /** These are a use of the product only together with a word for it. */
  act: `have get got access try trial test open view see look check check learn learned learnt understand train training
    trained enable activate configure configuration implement implementation migrate migration switch move explore
    register subscribe subscription enroll enrol download visit browse click run rollout buy purchase own connect`,
  /** What a product and its parts are called. */
  product: `product tool app platform software module feature functionality function dashboard report reporting analytics
    widget plugin plug-in integration api login license licence seat portal button screen template wizard interface ui
    console editor version release beta demo suite package addon add-on extension automation workflow`,
  /** Too common to mean the product by themselves. */
  maybe: `application system solution service account plan tab page menu view setting data code script option part version`,
  /** What says nothing of an outcome. */
  filler: `a an the this that these those it its they them their theirs we us our ours i me my you your he she his her
    to of in on at by for with from into onto up out via through per as and or also then both again just simply only
    want wants wanted need needs needed would will shall should must can could may might like wish hope plan plans aim
    goal able going go do does did done be is are was been being start started starting begin began keep keeping
    continue let make sure ready
    team teams people person user users staff employee employees colleague colleagues member members everyone everybody
    someone somebody anyone all each every whole entire any company organization organisation department office customer
    customers client clients
    daily weekly monthly day days week weeks month months quarter year time times often regularly regular always once
    twice soon now today tomorrow fully full properly correctly actively active well better easily easy successfully
    successful together new own main first complete completely different available more most many much lot lots some few
    several both quickly actually really correctly widely broadly internally`,
};

/** `log in`, `sign up` and the like are one word to us. */
const PHRASES: readonly [RegExp, string][] = [
  [/\b(log|logs|logged|logging)[\s-]+(in|on|into|onto)\b/g, ' login '],
  [/\b(sign|signs|signed|signing)[\s-]+(in|up|on)\b/g, ' signin '],
  [/\b(set|sets|setting)[\s-]+up\b/g, ' setup '],
  [/\b(roll|rolls|rolled|rolling)[\s-]+out\b/g, ' rollout '],
  [/\b(make|makes|making|made)\s+(good\s+|full\s+|better\s+)?use\b/g, ' use '],
];

const WORDS = {
  use: stemsOf(TEXT.use),
  act: stemsOf(TEXT.act),
  product: stemsOf(TEXT.product),
  maybe: stemsOf(TEXT.maybe),
  filler: new Set(wordsOf(TEXT.filler)),
};

/**
 * Whether the text names only a use of the product: to log in, to adopt the dashboard, to do one of the program's own
 * tasks; without anything that would be different for the customer.
 * @param program its event names and event tasks are uses, its milestones are not; null: only the general words count
 */
export function onlyNamesUse(text: string, program: Program | null): boolean {
  if (/\p{N}/u.test(text)) return false;
  const words = contentOf(text);
  if (words.length === 0 || milestoneWords(program).some((milestone) => isWithin(words, milestone)))
    return false;
  const uses = namedUsesOf(program);
  if (uses.some((use) => isWithin(words, use))) return true;
  return [new Set<string>(), ...uses].some((use) => isUse(words, use));
}

const SUCH = 'Such as: “Nobody types the same figures twice”';

/** What a person reads whose text only names a use. @param hasExample whether one stands by the field already */
export function askForOutcome(hasExample: boolean): string {
  const asked = 'This names a use of the product. What will be different for them when they do it?';
  return hasExample ? asked : `${asked} ${SUCH}`;
}

const FEWEST_WORDS = 3;
/** Finds the words of languages that do not part them by spaces, too. */
const SEGMENTS = new Intl.Segmenter('en', { granularity: 'word' });

/** Whether the text has too few words to say what will be different for anybody. */
export function isTooShort(text: string): boolean {
  return [...SEGMENTS.segment(text)].filter(({ isWordLike }) => isWordLike).length < FEWEST_WORDS;
}

/** What a person reads who works towards an outcome that is too short. */
export const SAY_MORE = `An active card says in at least ${FEWEST_WORDS} words what will be different for the customer. ${SUCH}`;

/** @param named the words of one use that the program names */
function isUse(words: readonly string[], named: ReadonlySet<string>): boolean {
  let [uses, acts, products] = [0, 0, 0];
  for (const word of words) {
    if (WORDS.use.has(word)) uses += 1;
    else if (WORDS.product.has(word) || named.has(word)) products += 1;
    else if (WORDS.act.has(word)) acts += 1;
    else if (!WORDS.maybe.has(word)) return false;
  }
  return uses > 0 || (acts > 0 && products > 0);
}

/** Whether at least two words, or the only one, are all among the other ones. */
function isWithin(words: readonly string[], others: ReadonlySet<string>): boolean {
  return (words.length > 1 || others.size === 1) && words.every((word) => others.has(word));
}

/** The stems of a text's words, without those that say nothing. */
function contentOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !WORDS.filler.has(word))
    .map(stem);
}

function namedUsesOf(program: Program | null): Set<string>[] {
  const conditions = tasksOf(program).flatMap(({ name, condition }) =>
    condition.kind === 'event' ? [name, ...(condition.names ?? [])] : [],
  );
  return conditions
    .map((name) => new Set(contentOf(name.replace(/[_.:/-]+|\p{N}+/gu, ' '))))
    .filter(({ size }) => size > 0);
}

function milestoneWords(program: Program | null): Set<string>[] {
  const phases = program?.journeys.flatMap((journey) => journey.phases) ?? [];
  return phases
    .flatMap(({ milestone }) => [milestone.name, milestone.value ?? ''])
    .map((name) => new Set(contentOf(name)));
}

function tasksOf(program: Program | null) {
  return program?.journeys.flatMap(({ phases }) => phases.flatMap(({ milestone }) => milestone.tasks)) ?? [];
}

function wordsOf(text: string): string[] {
  let plain = ` ${text.toLowerCase().replace(/[’‘]/g, "'")} `;
  for (const [phrase, word] of PHRASES) plain = plain.replace(phrase, word);
  return plain
    .split(/[^\p{L}'-]+/u)
    .map((word) => word.replace(/^['-]+|['-]+$|'s$/g, ''))
    .filter((word) => word !== '');
}

function stemsOf(words: string): Set<string> {
  return new Set(wordsOf(words).map(stem));
}

/** A word without its commonest English endings: enough for words to be compared with the lists above. */
function stem(word: string): string {
  const singular = word.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '');
  const bare = singular.length > 4 ? singular.replace(/(ing|ed)$/, '') : singular;
  // Doubled at the ending: `logging`, `logged`.
  return bare.replace(/([^aeiousl])\1$/, '$1').replace(/e$/, '');
}
