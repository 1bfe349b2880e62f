/** Any text in feedback and in what is searched: it comes back from the form unchanged, and no message breaks a limit. */
import type { ModalView } from '@slack/types';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { feedbackList, supportBlocks, wholeFeedback } from '#blocks/feedback-card.ts';
import { feedbackFields, feedbackForm, type FeedbackForm } from '#blocks/feedback-form.ts';
import { goalSearch } from '#blocks/goal-search.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { Feedback } from '#src/feedback/domain.ts';
import { asTyped } from '#src/base/text.ts';
import { withIds } from '#src/sandbox/blocks.ts';
import { initialState } from '#src/sandbox/entered.ts';
import { judgeMessageBlocks, judgeView } from '#src/sandbox/validate/surfaces.ts';
import { formatEntered } from '#src/sandbox/view-records.ts';
import { readPhrases, snippetOf } from '#src/search/domain.ts';
import type { FoundThing } from '#src/search/domain.ts';
import { messageOf } from '#src/slack/answers.ts';
import { readForm } from '#src/slack/forms.ts';
import { runs } from '../support/fuzz.ts';

const TODAY = '2026-11-23';
const NASTY = [
  '<!channel>',
  '<@U0PRIYA>',
  '<https://evil.example|here>',
  '*b* _i_ ~s~ `c`',
  '&'.repeat(3_000),
];

const typed = (max: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('a', ' ', '\n', '&', '<', '😀', '*'),
        minLength: max - 20,
        maxLength: max,
      }),
      fc.constantFrom(...NASTY),
    )
    .map((text) => asTyped(asTyped(text).slice(0, max)))
    .filter((text) => text !== '');

const oneLine = (max: number) => typed(max).map((text) => asTyped(text.replaceAll(/[\r\n]/g, ' ')) || 'x');

const piece: fc.Arbitrary<Feedback> = fc.record({
  id: fc.constant('f1'),
  accountId: fc.constant('a'),
  version: fc.constant(2),
  text: typed(3_000),
  author: oneLine(150),
  contactId: fc.constant(null),
  permalink: fc.constantFrom(null, 'https://x.slack.com/archives/C1/p1', 'javascript:alert(1)'),
  channel: fc.constantFrom(null, 'C1'),
  ts: fc.constant('1.1'),
  saidAt: fc.constant('2026-11-20T09:00:00.000Z'),
  consent: fc.constantFrom('not_asked' as const, 'granted' as const, 'refused' as const),
  consentUntil: fc.constantFrom(null, '2026-12-31', '2026-01-01'),
  savedBy: fc.constant('priya'),
  savedAt: fc.constant('2026-11-20T09:00:00.000Z'),
  updatedBy: fc.constant('priya'),
  updatedAt: fc.constant('2026-11-20T09:00:00.000Z'),
});

function formOf(text: string, author: string, more: Partial<FeedbackForm> = {}): ModalView {
  return feedbackForm({
    subject: 'C1:1.1',
    id: 'f1',
    version: 1,
    values: { [feedbackFields.text]: text, [feedbackFields.author]: author },
    original: text,
    source: null,
    account: { text: author, value: 'a' },
    contact: { text: author, value: 'c' },
    evidence: [{ text: author, value: 'goal:c1', description: 'Goal, active' }],
    notice: mrkdwn`${author}`,
    differences: [],
    ...more,
  });
}

/** What Slack says of a form in which nothing was touched. */
function untouched(view: ModalView) {
  const blocks = withIds(structuredClone(view.blocks) as unknown as Parameters<typeof withIds>[0]);
  return readForm(formatEntered(initialState(blocks)));
}

/** All texts in which Slack would read a mention or a link. */
function formattedIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(formattedIn).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return String(value.text);
  return Object.values(value).map(formattedIn).join('\n');
}

it('comes back from the form unchanged', () => {
  fc.assert(
    fc.property(typed(3_000), oneLine(150), (text, author) => {
      expect(untouched(formOf(text, author))).toMatchObject({ text, author });
    }),
    { numRuns: runs(200) },
  );
});

it('is shown by modals that a strict Slack takes, however long it is', () => {
  fc.assert(
    fc.property(piece, piece, fc.constantFrom(1, 13), (mine, theirs, times) => {
      const text = mine.text.repeat(times);
      const differences = [{ label: 'what they said', theirs: text, yours: theirs.text }];
      const views = [
        formOf(text, mine.author, { differences }),
        wholeFeedback({
          accountName: theirs.author,
          feedback: { ...mine, text },
          evidence: [theirs.author, mine.author],
          saved: mrkdwn`Saved`,
          today: TODAY,
          canEdit: true,
        }),
      ];
      for (const view of views)
        expect(judgeView(view, 'modal')).toMatchObject({ messages: [], error: undefined });
    }),
    { numRuns: runs(60) },
  );
});

/** A mention in what was typed is said back as one: only who typed it sees the answer. */
const searched = typed(100).filter((words) => !words.includes('<@'));

it('is shown by messages that a strict Slack takes, and that mention nobody', () => {
  const account = { id: 'a', key: 'A-1', name: 'Acme' } as Parameters<typeof feedbackList>[0]['account'];
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 10 }), searched, (pieces, words) => {
      const phrases = readPhrases(words);
      const things = pieces.map(({ text, author, saidAt }, index): FoundThing => {
        const shown = { id: `x${index}`, accountName: author, snippet: snippetOf([text], phrases) };
        return index % 2 === 0
          ? { kind: 'feedback', author, saidAt, ...shown }
          : { kind: 'goal', name: author, state: 'active', ...shown };
      });
      const result = { things, found: 500, hasMore: true, among: 8_000 };
      const shown = { hasFilter: true, page: 2, perPage: 10, example: null, canEdit: true };
      const search = { typed: words, words, ...shown };
      const list = feedbackList({
        account,
        feedback: pieces.slice(0, 6).map((one, index) => ({ ...one, id: `f${index}` })),
        count: 99,
        page: 2,
        hasMore: true,
        evidence: new Map([['f0', pieces.map(({ author }) => author)]]),
        today: TODAY,
        canEdit: true,
      });
      const messages = [
        messageOf(list).blocks,
        messageOf(goalSearch({ ...search, result })).blocks,
        messageOf(goalSearch({ ...search, result: { ...result, things: [], found: 0 } })).blocks,
        supportBlocks({ feedback: pieces.slice(0, 5), hasMore: true }, TODAY),
      ];
      for (const blocks of messages) {
        expect(judgeMessageBlocks(blocks)).toMatchObject({ messages: [], error: undefined });
        expect(formattedIn(blocks)).not.toMatch(/<!channel>|<@U0PRIYA>|<https:\/\/evil|<javascript/);
      }
    }),
    { numRuns: runs(100) },
  );
});
