/** Digests for tests: empty ones, and ones with many of everything. */
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import {
  NAMED,
  NAMED_OVERDUE,
  OVERDUE_KINDS,
  WEEK_DAYS,
  type Digest,
  type DigestPerson,
  type DigestSection,
  type NamedAccount,
  type SectionFacts,
  type SectionId,
} from '#src/digest/domain.ts';
import { toldRelease } from './make-release.ts';

/** A Monday. */
export const TODAY: BusinessDate = '2026-11-23';

export const LENA: DigestPerson = { id: 'lena', name: 'Lena Hoff', slackUserId: 'U0LENA' };
export const MARCO: DigestPerson = { id: 'marco', name: 'Marco Diaz', slackUserId: null };

export const NOTHING: SectionFacts = {
  customers: {
    reached: { total: 0, accounts: [] },
    milestones: [],
    slipped: { total: 0, accounts: [] },
    atRisk: { total: 0, accounts: [] },
    renewals: { total: 0, accounts: [], arr: [] },
    left: { total: 0, accounts: [], arr: [] },
  },
  success: {
    milestones: [],
    bottleneck: null,
    reviews: { due: 0, late: 0, held: 0, booked: 0 },
    lateReviews: [],
    plans: { kept: 0, broken: 0, late: 0 },
    health: null,
    plays: { running: 0, done: 0, inTime: 0, late: 0, ofNobody: 0, forData: 0, steps: [], byOwner: [] },
  },
  sales: {
    week: [],
    quarter: [],
    badFits: { of: 'week', total: 0, accounts: [] },
    referrals: { week: 0, quarter: 0, referrers: [] },
    cac: [],
    opportunities: { total: 0, accounts: [] },
  },
  product: {
    releases: { total: 0, accounts: [] },
    early: { total: 0, accounts: [] },
    gaps: [],
    requirements: { asked: 0, waiting: [] },
    alternatives: [],
  },
  decisions: {
    questions: [],
    overdue: [],
    fitLimits: { total: 0, accounts: [] },
    renewals: { total: 0, accounts: [] },
  },
};

type Change = { [Id in SectionId]?: Partial<SectionFacts[Id]> };

/** A digest with nothing in it but what is given. */
export function digestWith(change: Change = {}, more: Partial<Omit<Digest, 'sections'>> = {}): Digest {
  const section = <Id extends SectionId>(id: Id): DigestSection<SectionFacts[Id]> => ({
    owner: null,
    comment: null,
    facts: { ...NOTHING[id], ...change[id] },
  });
  return {
    date: TODAY,
    since: addDays(TODAY, -WEEK_DAYS),
    toldOn: TODAY,
    programVersion: 1,
    actions: [],
    sections: {
      customers: section('customers'),
      success: section('success'),
      sales: section('sales'),
      product: section('product'),
      decisions: section('decisions'),
    },
    ...more,
  };
}

export function named(name: string, arr: number | null = 48_000): NamedAccount {
  return { id: name, key: name, name, arr, currency: arr === null ? null : 'EUR' };
}

/** As many of everything as `size` says, each with this text wherever one stands. */
export function digestOf(size: number, text: string): Digest {
  const few = Math.min(size, NAMED);
  const list = <T>(make: (name: string, index: number) => T, count = few): T[] =>
    Array.from({ length: count }, (_, index) => make(`${text} ${index}`, index));
  const arr = list(
    (_, index) => ({ currency: index === 0 ? text.slice(0, 3) : 'EUR', amount: 10 ** 9 + index }),
    Math.min(size, 4),
  );
  const late = (what: string) => ({
    what,
    dueOn: '2026-11-01',
    account: text,
    owner: { ...MARCO, name: text },
  });
  const owners = list((name) => ({ owner: { ...MARCO, id: name, name: text }, items: size }));
  const conversion = { at: 45, estimate: 0.41, low: 0.3, high: 0.5, beyond: true };
  const shares = { green: size, yellow: size, red: size, unknown: size, coverage: 0.7 };
  const digest = digestWith(
    {
      customers: {
        reached: {
          total: size,
          accounts: list((name) => ({
            ...named(name),
            milestoneId: 'm',
            milestone: text,
            value: text,
            on: TODAY,
            words: text,
          })),
        },
        milestones: list((name) => ({ id: name, name, accounts: size })),
        slipped: {
          total: size,
          accounts: list((name) => ({ ...named(name), milestones: list((one) => one) })),
        },
        atRisk: {
          total: size,
          accounts: list((name) => ({
            ...named(name),
            band: 'red' as const,
            before: 'green' as const,
            score: 3_100,
            renewsOn: TODAY,
            passedOn: null,
            why: list((what) => ({ what, value: text, points: 'costs 12 points' })),
          })),
        },
        renewals: {
          total: size,
          accounts: list((name) => ({ ...named(name), milestone: text, renewsOn: TODAY, likelyOn: TODAY })),
          arr,
        },
        left: {
          total: size,
          accounts: list((name) => ({
            ...named(name),
            on: TODAY,
            reason: text,
            note: text,
            milestone: text,
          })),
          arr,
        },
      },
      success: {
        milestones: list(
          (name, index) => ({
            id: name,
            name,
            journeyId: `j${index % 7}`,
            journey: text,
            position: index + 1,
            usualDays: 45,
            entered: size,
            reached: size,
            churned: 0,
            open: 0,
            medianDays: 3,
            few: size < 10,
            conversion,
            lately: { now: 0.41, weekAgo: 0.3, quarterAgo: 0.2 },
          }),
          size,
        ),
        bottleneck: size === 0 ? null : { journeyId: 'j0', id: `${text} 0` },
        reviews: { due: size, late: size, held: size, booked: size },
        lateReviews: list(late),
        plans: { kept: size, broken: size, late: size },
        health:
          size === 0
            ? null
            : {
                day: TODAY,
                beforeDay: addDays(TODAY, -WEEK_DAYS),
                now: shares,
                before: shares,
                moves: [
                  { from: 'green', to: 'red', accounts: size },
                  { from: 'unknown', to: 'green', accounts: size },
                ],
              },
        plays: {
          running: size,
          done: size,
          inTime: size,
          late: size,
          ofNobody: size,
          forData: size,
          steps: list(late),
          byOwner: owners,
        },
      },
      sales: {
        week: list((soldBy) => ({ soldBy, good: size, stretch: size, bad: size, unknown: size }), size),
        quarter: list((soldBy) => ({ soldBy, good: size, stretch: size, bad: size, unknown: size }), size),
        badFits: {
          of: 'week',
          total: size,
          accounts: list((name) => ({ ...named(name), soldBy: text, startedOn: TODAY })),
        },
        referrals: { week: size, quarter: size, referrers: list((name) => ({ name, customers: size })) },
        cac: list((segment) => ({ segment, currency: 'EUR', cac: 420, bought: size, referred: size })),
        opportunities: {
          total: size,
          accounts: list((name) => ({
            ...named(name),
            kind: 'advocacy' as const,
            milestone: text,
            ask: text,
          })),
        },
      },
      product: {
        releases: { total: size, accounts: list((name) => toldRelease(name, text)) },
        early: {
          total: size,
          accounts: list((name) => ({ id: name, name, from: TODAY, began: { before: 11, since: 2 } })),
        },
        gaps: list(
          () => ({ kind: 'product_change' as const, gaps: size, late: size, accounts: size, arr }),
          Math.min(size, 6),
        ),
        requirements: {
          asked: size,
          waiting: list((title) => ({ id: title, title, state: 'proposed' as const, accounts: size, arr })),
        },
        alternatives: list((name) => ({ name, accounts: size, rating: 3.5 })),
      },
      decisions: {
        questions: list(
          (name) => ({
            id: name,
            name,
            kind: 'feature' as const,
            waiting: 'unanswered' as const,
            ownerId: name,
            ownerName: text,
            ownerSlackId: null,
            dueOn: TODAY,
          }),
          size,
        ),
        overdue: OVERDUE_KINDS.filter(() => size > 0).map((kind) => ({
          kind,
          total: size,
          ofNobody: size,
          items: list(late, Math.min(size, NAMED_OVERDUE)),
          byOwner: owners,
        })),
        fitLimits: { total: size, accounts: list((name) => ({ ...named(name), until: '2026-11-01' })) },
        renewals: {
          total: size,
          accounts: list((name) => ({
            ...named(name),
            renewsOn: '2026-11-20',
            lead: { ...MARCO, name: text },
          })),
        },
      },
    },
    {
      actions: list(
        (what, index) => ({
          id: what,
          kind: 'action' as const,
          what,
          owner: { ...MARCO, name: text },
          dueOn: '2026-11-20',
          state: index % 2 === 0 ? ('open' as const) : ('done' as const),
          closedOn: index % 2 === 0 ? null : TODAY,
        }),
        size,
      ),
    },
  );
  const comment = { by: { ...MARCO, name: text }, text };
  for (const section of Object.values(digest.sections))
    Object.assign(section, { owner: comment.by, comment });
  return digest;
}
