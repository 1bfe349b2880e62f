/** What the company reads, and that Slack takes whatever is typed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commentForm, commentsAsked } from '#blocks/digest-comment.ts';
import { editionMessage, shareForm } from '#blocks/digest-edition.ts';
import { MAX_COMMENT, type ToldSection } from '#src/digest/comments.ts';
import { SECTION_IDS } from '#src/digest/domain.ts';
import { companyEdition } from '#src/digest/edition.ts';
import { judgeView } from '#src/sandbox/validate/surfaces.ts';
import { digestOf, digestWith, named, TODAY } from './make-digest.ts';
import { runs } from '../support/fuzz.ts';
import { anySize, anyText, messageProblems } from '../support/slack-fit.ts';

describe('the edition for the company', () => {
  const told = digestOf(3, 'Acme');
  const nothing = { sharesMoney: false, sharesReasons: false };

  it('names who reached what, and nobody who may leave', () => {
    const { sections, actions } = companyEdition(told, nothing);
    // Whose step is late stays with those who lead.
    expect(sections.success.facts.plays.steps).toEqual([]);
    expect(sections.decisions.facts.overdue).toEqual([]);
    const { reached, atRisk, slipped, renewals, left } = sections.customers.facts;
    expect(reached.accounts.map(({ name }) => name)).toEqual(
      told.sections.customers.facts.reached.accounts.map(({ name }) => name),
    );
    for (const list of [atRisk, slipped, renewals]) expect(list).toMatchObject({ total: 0, accounts: [] });
    expect(left).toEqual({ total: 3, accounts: [], arr: [] });
    expect(actions).toEqual([]);
    expect(Object.values(sections).map(({ comment, owner }) => [comment, owner])).toEqual(
      SECTION_IDS.map(() => [null, null]),
    );
  });

  it('holds no money, unless it is allowed', () => {
    const isMoney = (key: string) => key === 'arr' || key === 'cac' || key === 'currency';
    const moneyIn = (value: unknown): unknown[] => {
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([key, inner]) =>
        isMoney(key)
          ? inner === null || (Array.isArray(inner) && inner.length === 0)
            ? []
            : [inner]
          : moneyIn(inner),
      );
    };
    expect(moneyIn(told).length).toBeGreaterThan(0);
    expect(moneyIn(companyEdition(told, nothing))).toEqual([]);
    expect(moneyIn(companyEdition(told, { ...nothing, sharesReasons: true }))).toEqual([]);
    expect(moneyIn(companyEdition(told, { ...nothing, sharesMoney: true })).length).toBeGreaterThan(0);
  });

  it('leaves out what names an amount, unless money is shared', () => {
    const [reached] = told.sections.customers.facts.reached.accounts;
    const [release] = told.sections.product.facts.releases.accounts;
    const early = { id: 'e', from: TODAY, began: { before: 0, since: 0 } };
    const asked = { id: 'r', state: 'accepted' as const, accounts: 2, arr: [] };
    const paying = digestWith({
      customers: {
        reached: {
          total: 2,
          accounts: [
            { ...reached!, words: 'Cut the €200,000 a year that we pay the agency' },
            { ...reached!, id: 'b', words: 'More leads of our own' },
          ],
        },
        left: {
          total: 1,
          arr: [],
          accounts: [{ ...named('Echo'), on: TODAY, reason: '20k is too dear', note: null, milestone: null }],
        },
      },
      product: {
        releases: {
          total: 2,
          accounts: [release!, { ...release!, release: { ...release!.release, name: 'Plan at $99' } }],
        },
        early: {
          total: 2,
          accounts: [
            { ...early, name: 'Invoices over 5k EUR' },
            { ...early, name: 'Inbox' },
          ],
        },
        requirements: {
          asked: 2,
          waiting: [
            { ...asked, title: 'Orders over £500' },
            { ...asked, title: 'Export' },
          ],
        },
        alternatives: [
          { name: 'An agency for 2k a month', accounts: 2, rating: null },
          { name: 'A spreadsheet', accounts: 2, rating: null },
        ],
      },
    });
    const all = { sharesMoney: true, sharesReasons: true };
    const amounts = /200,000|20k|99|5k|500|2k/;
    expect(JSON.stringify(companyEdition(paying, all))).toContain('20k is too dear');
    const { sections } = companyEdition(paying, { ...nothing, sharesReasons: true });
    const { customers, product } = sections;
    expect(JSON.stringify([customers.facts, product.facts.requirements])).not.toMatch(amounts);
    expect(customers.facts.reached).toMatchObject({
      total: 2,
      accounts: [{ words: null }, { words: 'More leads of our own' }],
    });
    expect(customers.facts.left.accounts).toMatchObject([{ reason: 'their reason names an amount' }]);
    expect(product.facts.releases).toMatchObject({ total: 1, accounts: [{ release: { name: 'Acme 0' } }] });
    expect(product.facts.early).toMatchObject({ total: 1, accounts: [{ name: 'Inbox' }] });
    expect(product.facts.requirements).toMatchObject({ asked: 2, waiting: [{ title: 'Export' }] });
    expect(product.facts.alternatives.map(({ name }) => name)).toEqual(['A spreadsheet']);
  });

  it('is proposed with a sentence that fits the week', () => {
    const intro = (reached: number, left: number): string => {
      const { accounts } = told.sections.customers.facts.reached;
      const edition = digestWith({
        customers: {
          reached: { total: reached, accounts: accounts.slice(0, reached) },
          left: { total: left, accounts: [], arr: [] },
        },
      });
      const view = shareForm({
        digestId: 'd',
        settingsVersion: 0,
        edition,
        allowed: nothing,
        channel: null,
        notice: null,
        maxIntro: 1500,
      });
      const found = view.blocks.find(({ block_id }) => block_id === 'intro');
      const [, proposed = ''] = /"initial_value":"([^"]*)"/.exec(JSON.stringify(found)) ?? [];
      return proposed;
    };
    expect(intro(0, 0)).toBe('A quiet week for our customers. Thank you for standing by them.');
    expect(intro(0, 1)).toBe('This week 1 customer left, and nobody reached a milestone.');
    expect(intro(2, 0)).toContain('2 customers reached a milestone. Thank you');
    expect(intro(2, 1)).toContain('2 customers reached a milestone, and 1 customer left. Thank you');
    const quietly = editionMessage({
      edition: digestWith({ customers: { left: { total: 1, accounts: [], arr: [] } } }),
      intro: '',
      sharer: null,
    });
    expect(quietly.text.value).toContain('1 left');
    expect(quietly.text.value).not.toContain('quiet');
  });

  it('says who left and why where it is allowed, and never what they said to it', () => {
    const { left } = companyEdition(told, { ...nothing, sharesReasons: true }).sections.customers.facts;
    expect(left.accounts).toHaveLength(3);
    expect(left.accounts.map(({ note }) => note)).toEqual([null, null, null]);
    expect(left.accounts[0]!.reason).not.toBeNull();
  });

  it('sums new customers, whoever sold them', () => {
    const { week, badFits } = companyEdition(told, nothing).sections.sales.facts;
    expect(week.map(({ soldBy }) => soldBy)).toEqual([null]);
    expect(badFits.total).toBe(0);
  });
});

describe('what the digest’s people see', () => {
  it('fits into Slack’s messages and forms, of any size and with any text', () => {
    fc.assert(
      fc.property(anySize, anyText, (many, any) => {
        const { messages, views } = everything(many, any);
        expect(messages.flatMap(messageProblems)).toEqual([]);
        expect(views.flatMap((view) => judgeView(view, 'modal').messages)).toEqual([]);
      }),
      { numRuns: runs(40) },
    );
  });
});

function everything(many: number, any: string) {
  const digest = digestOf(many, any);
  const person = {
    id: 'p',
    slackUserId: null,
    name: any,
    email: null,
    role: null,
    timezone: null,
    isGuest: false,
    isDeleted: false,
    awayUntil: TODAY,
  };
  const said = any.trim() === '' ? 'x' : any;
  const asked = SECTION_IDS.map((section, index) => ({
    section,
    told: { id: section, date: TODAY, facts: digest.sections[section].facts } as ToldSection,
    comment: index % 2 === 0 ? said.slice(0, MAX_COMMENT) : null,
    person,
    isAbsent: true,
  }));
  const edition = companyEdition(digest, { sharesMoney: true, sharesReasons: true });
  return {
    messages: [
      commentsAsked({ day: TODAY, today: TODAY, isPosted: many > 5, sections: asked }),
      editionMessage({ edition, intro: said.repeat(3).slice(0, 1500), sharer: person }),
    ],
    views: [
      commentForm({
        comment: { ...asked[0]!, day: TODAY, personId: 'p', outboxId: null, commentedAt: null, version: 1 },
        today: TODAY,
      }),
      shareForm({
        digestId: 'd',
        settingsVersion: 0,
        edition,
        allowed: { sharesMoney: false, sharesReasons: false },
        channel: null,
        notice: null,
        maxIntro: 1500,
      }),
    ],
  };
}
