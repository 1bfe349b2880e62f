/** Goal Cards for tests. */
import type { GoalCard, GoalDocument } from '#src/goals/domain.ts';

export function documentWith(change: Partial<GoalDocument> = {}): GoalDocument {
  return {
    name: 'More leads',
    contacts: [],
    background: null,
    responsibilities: null,
    period: null,
    timing: null,
    deadline: null,
    place: null,
    requiredOutcome: 'Sales works leads that come from our own site',
    experience: null,
    gains: [],
    measure: { kpi: null, baseline: null, target: null, by: null },
    milestoneId: null,
    events: [],
    alternatives: [],
    ...change,
  };
}

export function cardWith(change: Partial<GoalCard> = {}): GoalCard {
  return {
    ...documentWith(),
    id: 'card',
    accountId: 'account',
    state: 'draft',
    version: 1,
    createdBy: 'priya',
    createdAt: '2026-11-23T09:00:00.000Z',
    updatedBy: 'priya',
    updatedAt: '2026-11-23T09:00:00.000Z',
    closedOn: null,
    askedOn: null,
    askedCtaId: null,
    ...change,
  };
}
