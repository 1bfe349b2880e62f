/** What people ask about an account's health in their own words. */

/** How a question begins or ends around the name; the first that fits counts. */
const QUESTIONS = [
  /^how(?:['’]s| is| are| was| goes)? (?:it going (?:with|at|for) )?(.+?)(?: (?:doing|going|getting on|feeling|looking))?(?: (?:today|now|these days|lately|at the moment|right now))?$/i,
  /^(?:the |show (?:me )?(?:the )?)?health (?:of |for |at )?(.+)$/i,
  /^(?:show|status of|what about|how about|tell me about|what is up with|what['’]s up with) (.+)$/i,
  /^(.+?)(?:['’]s)? health$/i,
];
const POLITE = /^(?:hey|hi|hello|so|and|ok|okay|please|milepost)[,!]? +(?=\S)/i;
const NO_QUESTION = /^(?:help|hi|hello|hey|thanks|thank you|thx|ok|okay|milepost)$/i;
/** No account is called by so much. */
const LONGEST = 200;

/**
 * The account that is asked about, as it was written; null: nothing that names one.
 * @param text without mentions, links and entities
 */
export function readAsk(text: string): string | null {
  let said = text.replace(/[?!.…\s]+$/u, '').trim();
  while (POLITE.test(said)) said = said.replace(POLITE, '');
  said = said.replace(/[, ]+please$/i, '');
  if (said === '' || said.length > LONGEST || NO_QUESTION.test(said)) return null;
  for (const question of QUESTIONS) {
    const asked = question.exec(said)?.[1]?.trim();
    if (asked !== undefined && asked !== '') return asked;
  }
  return said;
}
