/** What people say in the digest’s message, and what the company reads of referrals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitting, saidInFull, saidOf, saidSince } from '#blocks/digest-said.ts';
import { salesBrief } from '#blocks/digest-sales.ts';
import { companyEdition } from '#src/digest/edition.ts';
import { MAX_COMMENT } from '#src/digest/comments.ts';
import { SECTION_IDS, withPeople, type Digest, type SectionId } from '#src/digest/domain.ts';
import { digestOf, TODAY } from './make-digest.ts';

const PRIYA = { id: 'priya', name: 'Priya Nair', slackUserId: 'U0PRIYA' };

/** A digest in which nobody says anything but this. */
function saying(comments: Partial<Record<SectionId, string>>): Digest {
  const people = SECTION_IDS.map((id) => {
    const text = comments[id];
    const comment = text === undefined ? null : { by: PRIYA, text };
    return [id, { owner: PRIYA, comment }] as const;
  });
  return withPeople(digestOf(3, 'Acme'), new Map(people));
}

describe('a comment', () => {
  it('stands whole in the message up to its most typed characters, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: MAX_COMMENT }), (text) => {
        const said = saidOf(saying({ success: text })).get('success');
        expect(said?.isCut).toBe(false);
        expect(said?.line.value).not.toContain('…');
      }),
    );
    const signs = '&'.repeat(MAX_COMMENT);
    expect(saidOf(saying({ product: signs })).get('product')?.line.value).toContain(
      '&amp;'.repeat(MAX_COMMENT),
    );
  });

  it('that does not fit beside the others says where it stands whole', () => {
    const signs = '<'.repeat(MAX_COMMENT);
    const both = saying({ customers: signs, decisions: signs });
    expect([...saidOf(both).values()].map(({ isCut }) => isCut)).toEqual([false, true]);
    expect(saidOf(both).get('decisions')?.line.value).toMatch(/&lt;… _\(whole in the thread\)_$/);
    expect(saidInFull(both, 'customers')).toBeNull();
    expect(saidInFull(both, 'decisions')?.value).toContain('&lt;'.repeat(MAX_COMMENT));
  });

  it('is told in a thread that stands already when it no longer fits, once', () => {
    const signs = '<'.repeat(MAX_COMMENT);
    const before = saying({ decisions: signs });
    const now = saying({ customers: signs, decisions: signs });
    expect(saidSince(before, now)).toHaveLength(1);
    expect(saidSince(now, now)).toEqual([]);
    expect(saidSince(now, before)).toEqual([]);
  });

  it('has its share of the room, and what others leave of theirs', () => {
    expect(fitting([10, 15, 12], 10)).toEqual([true, false, false]);
    expect(fitting([5, 15, 12], 10)).toEqual([true, true, false]);
    expect(fitting([25], 10, 3)).toEqual([true]);
    expect(fitting([31], 10, 3)).toEqual([false]);
  });
});

it('the line of referrals names what it tells', () => {
  const { sales } = digestOf(3, 'Acme').sections;
  const lineOf = (facts: typeof sales.facts) =>
    salesBrief(facts, { today: TODAY }).find(({ value }) => /Referrals|CAC/.test(value))?.value ?? '';
  expect(lineOf(sales.facts)).toContain('*Referrals and effective CAC*');
  const ours = companyEdition(digestOf(3, 'Acme'), { sharesMoney: false, sharesReasons: false });
  expect(lineOf(ours.sections.sales.facts)).toMatch(/^\*Referrals\* · /);
  const none = { ...sales.facts, referrals: { week: 0, quarter: 0, referrers: [] } };
  expect(lineOf(none)).toMatch(/^\*Effective CAC\* · /);
});
