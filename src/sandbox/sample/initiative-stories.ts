/** What the sample's company changed for its customers, and what it says of it since. */
import type { InitiativeStory, ReleaseStory } from './initiative-acts.ts';

/** One after which the milestone was reached by more, one after which it was not, and one of which nobody can tell yet. */
export function releaseStories(): ReleaseStory[] {
  return [
    {
      key: 'checklist',
      by: 'jonas',
      ago: 200,
      name: 'Checklist on the first screen',
      changed: 'Whoever signs in for the first time sees the five things to do before their first page.',
      milestoneId: 'first-leads',
      expected: 15,
    },
    {
      key: 'templates',
      by: 'jonas',
      ago: 80,
      name: 'Page templates',
      changed: 'A page is built from a template of the customer’s own trade in an hour, not in a week.',
      milestoneId: 'first-leads',
      expected: 20,
    },
    {
      key: 'inbox',
      by: 'jonas',
      ago: 23,
      name: 'Lead inbox',
      changed: 'Sales answers a new lead from the phone, and sees which page it came from.',
      milestoneId: 'qualified-pipeline',
      expected: 10,
    },
  ];
}

/** One that improved something, one whose answer is due, and one that was ended. */
export function initiativeStories(): InitiativeStory[] {
  return [
    {
      key: 'first-page',
      by: 'grace',
      ago: 116,
      name: 'First page together',
      kind: 'service',
      improves: 'In two hours with our product expert their first page is online, not in a month.',
      milestoneId: 'first-leads',
      owner: 'jonas',
      everyWeeks: 6,
      answers: [
        {
          ago: 72,
          verdict: 'not_yet',
          answer:
            'Pages are online sooner, but nobody comes yet: we choose the question that buyers ask first.',
        },
        {
          ago: 28,
          verdict: 'improved',
          answer: 'Two of three who did it had a lead from a stranger within six weeks, and told us so.',
        },
      ],
    },
    {
      key: 'newsletter',
      by: 'grace',
      ago: 96,
      name: 'Monthly newsletter',
      kind: 'feature',
      improves: 'They read once a month what others in their trade have tried.',
      milestoneId: null,
      owner: 'linh',
      everyWeeks: 6,
      answers: [
        { ago: 52, verdict: 'did_not', answer: 'Nobody whom I asked had read it. They ask us instead.' },
      ],
      ended: { ago: 49, by: 'grace' },
    },
    {
      key: 'sales-hour',
      by: 'grace',
      ago: 51,
      name: 'Sales hour',
      kind: 'meeting',
      improves: 'Their salespeople hear each week from us which leads to call, and why it is worth it.',
      milestoneId: 'qualified-pipeline',
      owner: 'priya',
      everyWeeks: 6,
      answers: [],
    },
  ];
}
