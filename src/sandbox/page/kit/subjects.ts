/** What the blocks of a message or view are about, in words: by this their controls are told apart. Pure. */
import type { Json } from '../contract.ts';
import { asJsons, asText, rawText } from './values.ts';

/** Between a section and the actions that belong to it, these may stand. */
const PASSED = new Set(['actions', 'context', 'context_actions', 'image']);
const LONGEST = 80;

/** The subject of each block: of a text its first bold words, else its first line; of others that of the text before. */
export function subjectsOf(blocks: readonly Json[]): string[] {
  let last = '';
  return blocks.map((block) => {
    const type = asText(block['type']);
    if (type === 'section') last = subjectOf(block);
    else if (!PASSED.has(type)) last = '';
    return last;
  });
}

function subjectOf(block: Json): string {
  const text = rawText(block['text']) || rawText(asJsons(block['fields'])[0]);
  const [, bold = ''] = /(?<!\w)\*([^*\n]+)\*(?!\w)/.exec(text) ?? [];
  return wordsOf(bold) || wordsOf(text.split('\n', 1)[0] ?? '');
}

/** Mrkdwn without its signs: of a link its label. */
function wordsOf(mrkdwn: string): string {
  return mrkdwn
    .replaceAll(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/[*_~`]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
    .slice(0, LONGEST);
}
