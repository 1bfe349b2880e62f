/** What the sample tells those who lead: releases, initiatives, and a weekly digest with its people. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPeople } from '#src/digest/store.ts';
import { findNewestDigest, rehearseDigest } from '#src/digest/service.ts';
import { tellReleases } from '#src/releases/effect-service.ts';
import { listReleases } from '#src/releases/service.ts';
import type { Harness } from '../slack/harness.ts';
import { createTestDatabase, onEachDatabase } from '../support/database.ts';
import { wordCount } from '../digest/words.ts';
import { answerTo, load, startSample, TODAY } from './sample-rig.ts';

const GRACE = 'U0GRACEA';
/** What somebody types, and what they find among other things. */
const FOUND: [typed: string, ...found: string[]][] = [
  ['/cs funnel', 'The bottleneck is “Qualified pipeline”', '55 began'],
  ['/cs funnel forecast', 'All milestones', 'How good was it?'],
  ['/cs funnel renewals', 'renewal before value'],
  [
    '/cs releases',
    '3 releases',
    'Page templates',
    'Conversion rose: +59 points',
    'Moved nothing that can be told',
    'Too early to tell',
    'An association, not a cause',
  ],
  ['/cs initiatives', '1 open initiative', 'Sales hour', 'an answer is due since Fri 13 Nov'],
  ['/cs initiatives closed', '1 kept, 1 ended', 'First page together', 'Monthly newsletter'],
  // The morning's clock stands before nine: the digest of a week ago is still to be posted.
  ['/cs digest', 'on Mon 23 Nov at 09:00', 'The last one is the one of Mon 9 Nov'],
  ['/cs digest actions', 'Call the two customers', 'was due Fri 13 Nov'],
];

onEachDatabase('what those who lead find in the sandbox', (use) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startSample(use());
  });
  afterAll(() => harness.stop());

  it.each(FOUND)('%s', async (typed, ...found) => {
    const answer = await answerTo(harness, GRACE, typed);
    for (const text of found) expect(answer).toContain(text);
  });
});

describe('what the sample tells those who lead', () => {
  it('reads in two minutes, whoever comments on it', async () => {
    const database = await createTestDatabase('sqlite');
    const { deps, workspaceId, applied } = await load(database);
    for (const date of [TODAY, '2026-11-30']) {
      const { message } = await rehearseDigest(deps, workspaceId, applied, date);
      const shown = (message.blocks ?? []).flatMap((block) => {
        if (block.type === 'header' || block.type === 'section') return [block.text?.text ?? ''];
        return [];
      });
      const lines = shown.join('\n').split('\n');
      // And the line with the days of the week.
      expect(lines.length + 1).toBeLessThanOrEqual(35);
      expect(wordCount(lines.join(' '))).toBeLessThanOrEqual(390);
      expect(lines.join('\n')).toContain('*Kestrel Insurance* (£275k) 🔴 Red, renews Sat 5 Dec: ');
    }
    await database.remove();
  });

  // A Monday, the days after it, and a Sunday.
  it.each([
    [TODAY, '2026-11-16', TODAY],
    ['2026-11-24', '2026-11-16', '2026-11-23'],
    ['2026-11-29', '2026-11-16', '2026-11-23'],
    ['2028-02-29', '2028-02-21', '2028-02-28'],
  ])('is told alike on %s', async (today, posted, due) => {
    const database = await createTestDatabase('sqlite');
    const { deps, workspaceId, applied } = await load(database, { today });
    const releases = await listReleases(database.db, workspaceId, { isRetired: false }, { limit: 9 });
    const told = await tellReleases(deps, workspaceId, applied, releases, today);
    expect(told.map(({ effect }) => (effect.kind === 'compared' ? effect.verdict : effect.kind))).toEqual([
      'early',
      'raised',
      'unmoved',
    ]);
    expect((await findNewestDigest(database.db, workspaceId))?.day).toBe(posted);
    const people = await readPeople(database.db, workspaceId, due);
    const said = [...people].map(
      ([section, { owner, comment }]) =>
        `${section}: ${owner?.name}${comment === 'missing' ? ', missing' : ''}`,
    );
    expect(said.toSorted()).toEqual([
      'customers: Grace Adeyemi',
      'decisions: Grace Adeyemi',
      'product: Sam Kowalczyk',
      'sales: Aisha Rahman, missing',
      'success: Grace Adeyemi',
    ]);
    await database.remove();
  });
});
