/** Whether a text tells of money: what people wrote themselves is read for it before the company reads it. */

/** The codes of ISO 4217, as they are written: a small `all` or `try` is a word. */
const CODES = Intl.supportedValuesOf('currency').join('|');
const NAMES = 'eur|euros?|usd|dollars?|gbp|pounds?|quid|brl|reais|real|chf|francs?|yen|rupees?|bucks|cents?';
const TIMES =
  'k|K|M|(?:[Mm](?:n|ln|io|illion(?:s|en)?)|[Bb](?:n|illions?)|[Mm]r[dn]|[Tt](?:housand|ausend)|mil)\\.?';
/** What may stand between a number and its currency: `20k €`, `200.- CHF`. */
const LINK = `(?:[.,][-–—])?\\s?(?:(?:${TIMES})\\s?)?`;

const AMOUNTS: readonly RegExp[] = [
  /\p{Sc}\s?[-−+~]?\s?\p{Nd}/u,
  new RegExp(String.raw`\p{Nd}${LINK}\p{Sc}`, 'u'),
  new RegExp(String.raw`(?<![\p{L}\p{Nd}])(?:${CODES})\s?\p{Nd}`, 'u'),
  new RegExp(String.raw`\p{Nd}${LINK}(?:${CODES})(?!\p{L})`, 'u'),
  new RegExp(String.raw`(?<!\p{L})(?:eur|usd|gbp|brl|chf|rs)\.?\s?\p{Nd}`, 'iu'),
  new RegExp(String.raw`\p{Nd}${LINK}(?:${NAMES})(?!\p{L})`, 'iu'),
  new RegExp(String.raw`\p{Nd}\s?(?:${TIMES})(?![\p{L}\p{Nd}])`, 'u'),
];

/**
 * Whether a text names an amount: a number beside a currency's sign, code or name, or one in thousands or millions (`200k`,
 * `1.5 M`), of whatever that may be: rather too much is held back than too little.
 */
export function namesMoney(text: string): boolean {
  return AMOUNTS.some((amount) => amount.test(text));
}
