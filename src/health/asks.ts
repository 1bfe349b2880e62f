/** What people ask about an account's health in their own words. */

export interface Ask {
  /** What may be the account's name, as it was written, the likeliest first: a word of the question may be one of it. */
  names: string[];
  /** Whether the words around the name ask what we can answer; else the name stands alone, or it is something else. */
  isQuestion: boolean;
}

const HEALTH = '(?:health(?: score)?|status|state|score|condition|situation)';
const TIME =
  '(?:today|(?:right |just )?now|nowadays|currently|lately|recently|overall|so far|in general|these days|at (?:the moment|present)|(?:over |in )?(?:this|the last|the past|last|past) (?:\\w+ )?(?:day|week|month|quarter|year)s?)';
const DOING =
  '(?:doing|do|going|getting (?:on|along)|feeling|looking|performing|faring|holding up|coming along|developing)';
const STATE =
  '(?:ok|okay|fine|good|well|great|bad|badly|all ?right|(?:un)?healthy|(?:un)?happy|safe|stuck|red|yellow|green|on track|at risk|in (?:danger|trouble|good (?:health|shape|hands)))';
const OF = '(?:of|for|on|about|with|at|from)';
const IS = "(?:['’]?s| is| are)";

/** A question as a whole around the name; the first that fits counts. */
const QUESTIONS = [
  `how (?:healthy|well|good|bad|safe|happy) (?:is|are|does|do) (.+?)(?: ${DOING})?(?:,? ${TIME})?`,
  `how(?:['’]?s| is| are| was| goes| has| have| did| does| about)? (?:it|things|everything|all)(?:${IS})?(?: been)?(?: going| looking| doing)? (?:with|at|for|over at) (.+)`,
  `how(?:['’]?s| is| are| was| goes| has| have| did| does| about)? (.+?)(?: (?:is|are|has|have))?(?: (?:been|${DOING}|been ${DOING})(?: ${STATE})?(?:,? ${TIME})?)?`,
  `(?:is|are) (?:it|everything|things|all)(?: going)? ${STATE} (?:with|at|for) (.+)`,
  `(?:if |whether )?(?:is|are|does|do) (.+?)(?: still| really)?(?: ${DOING})? ${STATE}(?:,? ${TIME})?`,
  `(?:if|whether) (.+?) (?:is|are)(?: still| really)?(?: ${DOING})? ${STATE}`,
  `what${IS} (?:up|going on|happening|new|wrong|the matter) ${OF} (.+)`,
  `what${IS} (?=.*\\b${HEALTH}\\b)(.+?)(?: like)?`,
  `why (?:is|are|was|were|has|have|did|does) (.+?)(?: (?:so|become|became|gone|turned?|now|still|been|such|that|this))* (?:${STATE}|low|down|worse|drop|dropped|fall|fallen|fell)(?:,? ${TIME})?`,
  `what do(?:es)? (?=.*\\b${HEALTH}\\b)(.+?) look like`,
  `(?:what|which) (?:colou?r|band|shape) (?:is|are) (.+?)(?: in)?`,
  `what (?:about|do you know about|can you (?:tell|say)(?: me| us)? about) (.+)`,
  `(?:is there |are there )?any(?:thing| news| updates?| problems?| issues?| risks?)?(?: wrong| new)? ${OF} (.+)`,
  `(?:tell|show|give|send)(?: me| us) (?:about )?(?:the |an? )?(.+)`,
].map(whole);

/** Words that ask, and may as well be words of a name: what is written comes first. */
const WEAK_QUESTIONS = [
  `(?:the |an? )?(?:${HEALTH}|update|news|show|check|look)(?: (?:${OF}|up))? (.+)`,
  `(.+?)(?:['’]s?)? ${HEALTH}(?: ${IS})?`,
].map(whole);

/** What may stand around a name, taken away one by one. */
const AROUND = [
  `(?:the |an? )?(?:${HEALTH}|update|news) ${OF} (.+)`,
  `(.+?)(?:['’]s?)? ${HEALTH}`,
  `(.+?),? ${TIME}`,
  `(?:the |our )?(?:customer|account|client) (.+)`,
].map(whole);

const POLITE =
  /^(?:hey|hi|hello|so|and|ok|okay|please|milepost|(?:can|could|would|will) (?:you|somebody|anyone)|do you know|any idea|i (?:want|need|would like) to know|i['’]d like to know|i wonder|let (?:me|us) know|(?:tell|show) (?:me|us)(?= (?:how|if|whether|what)\b))[,!:]? +(?=\S)/i;
const NO_QUESTION =
  /^(?:help|hi|hello|hey|thanks|thank you|thx|ok|okay|milepost|how (?:are|do) you(?: do| doing)?|how(?:['’]?s| is) it going|(?:who|what) are you|what (?:can|do) you do)$/i;
/** No account is called by so much. */
const LONGEST = 200;

/**
 * The account that is asked about; null: nothing that could name one.
 * @param text without mentions, links and entities
 */
export function readAsk(text: string): Ask | null {
  const written = withoutEnd(text);
  const said = saidPlainly(text);
  if (said === '' || said.length > LONGEST || NO_QUESTION.test(said)) return null;
  const asked = nameIn(said, QUESTIONS);
  if (asked !== null) return { names: distinct([...namesWithin(asked), said]), isQuestion: true };
  const weakly = nameIn(said, WEAK_QUESTIONS);
  if (weakly !== null) return { names: distinct([said, ...namesWithin(weakly)]), isQuestion: true };
  return { names: distinct([...namesWithin(said), written]), isQuestion: false };
}

function withoutEnd(text: string): string {
  return text.replace(/[?!.…\s]+$/u, '').trim();
}

/** Without its end sign, and without what is said for politeness alone. */
export function saidPlainly(text: string): string {
  let said = withoutEnd(text);
  while (POLITE.test(said)) said = said.replace(POLITE, '');
  return said.replace(/[, ]+(?:please|thanks|thank you|then)$/i, '');
}

/** A name as it is written, and with less and less around it. */
function namesWithin(written: string): string[] {
  const names = [written];
  for (let name = nameIn(written, AROUND); name !== null; name = nameIn(name, AROUND)) names.push(name);
  return names;
}

function nameIn(text: string, patterns: readonly RegExp[]): string | null {
  for (const pattern of patterns) {
    const name = pattern.exec(text)?.[1]?.trim();
    if (name !== undefined && name !== '') return name;
  }
  return null;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, 'i');
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
