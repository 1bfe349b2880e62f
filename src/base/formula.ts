/** Texts in CSV files that spreadsheets open: they would run one that begins like a formula. */

const FORMULA = /^'*[=+\-@\t\r]/;

/** The text with an apostrophe before it where it begins like a formula, or like one that has an apostrophe already. */
export function guardFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text as it was before `guardFormula`. */
export function unguardFormula(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}
