/** Figures as pictures write them, and the text that stands for a picture. */
import { truncate } from '../base/text.ts';

/** Slack takes so much as the alternative text of an image. */
const MOST_ALT_TEXT = 2000;
/** Of a name; whole ones stand in the message. */
const MOST_NAME = 80;

const compact = new Intl.NumberFormat('en-US', { notation: 'compact' });

/** At most four letters: `980`, `1.2k`, `12k`, `412k`, `1.2M` */
export function shortFigure(number: number): string {
  return compact.format(number).replace('K', 'k');
}

/** `62 %`; some that round to none are `<1 %`, and all but some are `>99 %`. @param share 0 to 1 */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return '<1 %';
  if (share < 1 && share > 0.995) return '>99 %';
  return `${Math.round(share * 100)} %`;
}

/** `62 % (95 % interval 53 to 70)` */
export function withInterval({
  estimate,
  low,
  high,
}: {
  estimate: number;
  low: number;
  high: number;
}): string {
  return `${percent(estimate)} (95 % interval ${Math.round(low * 100)} to ${Math.round(high * 100)})`;
}

export function namedInWords(name: string): string {
  return truncate(name.replace(/\s+/g, ' ').trim(), MOST_NAME);
}

/** The sentences as one text that Slack takes; where they are too long, the last ones are told by their number. */
export function altText(lead: string, sentences: readonly string[], what: string): string {
  const whole = [lead, ...sentences].join(' ');
  if (whole.length <= MOST_ALT_TEXT) return whole;
  let said = truncate(lead, MOST_ALT_TEXT / 2);
  for (const [index, sentence] of sentences.entries()) {
    const rest = `And ${sentences.length - index} more ${what}.`;
    if (said.length + sentence.length + rest.length + 2 > MOST_ALT_TEXT) return `${said} ${rest}`;
    said = `${said} ${sentence}`;
  }
  return said;
}
