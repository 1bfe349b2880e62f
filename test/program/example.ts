/** The program file of the documentation, and the program that it means. */
import { presetFit } from '#src/fit/presets.ts';
import { presetScorecard } from '#src/health/presets.ts';
import { presetEngagement } from '#src/engagement/presets.ts';
import { DEFAULT_MISSING_DATA, withPresetPlays } from '#src/plays/presets.ts';
import type { Program } from '#src/program/domain.ts';

export const EXAMPLE = `version: 1
name: Inbound growth
timezone: America/Sao_Paulo
segments:
  - { id: standard, name: Standard, experience: Finds answers alone and wants a plan to follow, journey: inbound }
journeys:
  - id: inbound
    name: Inbound methodology
    phases:
      - id: prove-the-channel
        name: Prove the channel
        starts_when: Contract signed, and one person at the customer owns inbound
        usual_days: 45
        milestone:
          id: first-leads
          name: First leads
          value: Strangers raised their hand on a page that the customer owns
          opportunity: { kind: advocacy, ask: A quote about the first lead }      # or expansion; optional
          tasks:
            - { id: tracking, name: Install the tracking code, owner: customer, event: tracking_installed }
            - { id: pages, name: Publish 3 landing pages, owner: customer, event: landing_page_published, min: 3, within_days: 30 }
            - { id: breadth, name: Use 5 different features, owner: customer, event: "*", min: 5, counts: distinct_names }
            - { id: leads, name: 50 leads a month, owner: customer, kpi: leads_per_month, at_least: 50, max_age_days: 45 }
            - { id: kickoff, name: Kickoff held, owner: us, manual: true, optional: true, learn: "https://example.com/kickoff" }
rules:
  - id: ebr-same-milestone-3-months
    name: Same milestone for more than 3 months
    enabled: true
    when: { all: [ { months_at_milestone: { more_than: 3 } }, { no_ebr_since: milestone_start } ] }
    then: { cta: ebr, priority: high, due_in_business_days: 5, owner: lead, repeat_after_days: 90 }
posts:
  morning: { channel: cs-daily, at: "08:30", days: [mon, tue, wed, thu, fri] }
  leadership: { channel: leadership, at: "09:00", days: [mon] }
`;

const task = { owner: 'customer', optional: false, learn: null } as const;
const event = { kind: 'event', min: 1, counts: 'times', withinDays: null } as const;

export const EXAMPLE_PROGRAM: Program = {
  name: 'Inbound growth',
  timezone: 'America/Sao_Paulo',
  segments: [
    {
      id: 'standard',
      name: 'Standard',
      experience: 'Finds answers alone and wants a plan to follow',
      journey: 'inbound',
    },
  ],
  journeys: [
    {
      id: 'inbound',
      name: 'Inbound methodology',
      phases: [
        {
          id: 'prove-the-channel',
          name: 'Prove the channel',
          startsWhen: 'Contract signed, and one person at the customer owns inbound',
          usualDays: 45,
          milestone: {
            id: 'first-leads',
            name: 'First leads',
            value: 'Strangers raised their hand on a page that the customer owns',
            opportunity: { kind: 'advocacy', ask: 'A quote about the first lead' },
            tasks: [
              {
                ...task,
                id: 'tracking',
                name: 'Install the tracking code',
                condition: { ...event, names: ['tracking_installed'] },
              },
              {
                ...task,
                id: 'pages',
                name: 'Publish 3 landing pages',
                condition: { ...event, names: ['landing_page_published'], min: 3, withinDays: 30 },
              },
              {
                ...task,
                id: 'breadth',
                name: 'Use 5 different features',
                condition: { ...event, names: null, min: 5, counts: 'distinct_names' },
              },
              {
                ...task,
                id: 'leads',
                name: '50 leads a month',
                condition: {
                  kind: 'kpi',
                  kpi: 'leads_per_month',
                  bound: 'at_least',
                  value: 50,
                  maxAgeDays: 45,
                },
              },
              {
                id: 'kickoff',
                name: 'Kickoff held',
                owner: 'us',
                optional: true,
                learn: 'https://example.com/kickoff',
                condition: { kind: 'manual' },
              },
            ],
          },
        },
      ],
    },
  ],
  rules: [
    {
      id: 'ebr-same-milestone-3-months',
      name: 'Same milestone for more than 3 months',
      enabled: true,
      when: {
        kind: 'all',
        of: [{ kind: 'months_at_milestone', moreThan: 3 }, { kind: 'no_ebr_since_milestone_start' }],
      },
      then: { cta: 'ebr', priority: 'high', dueInBusinessDays: 5, owner: 'lead', repeatAfterDays: 90 },
    },
    {
      id: 'qbr-quarterly',
      name: 'No review in the last 3 months',
      enabled: false,
      when: { kind: 'no_ebr_in_months', months: 3 },
      then: { cta: 'ebr', priority: 'normal', dueInBusinessDays: 10, owner: 'lead', repeatAfterDays: 90 },
    },
    {
      id: 'ebr-stuck-second-milestone',
      name: 'Stuck on the way to the second milestone',
      enabled: false,
      when: {
        kind: 'all',
        of: [
          { kind: 'position', compare: 'is', value: 2 },
          { kind: 'pace', paces: ['stuck'] },
        ],
      },
      then: { cta: 'ebr', priority: 'high', dueInBusinessDays: 5, owner: 'lead', repeatAfterDays: 90 },
    },
  ],
  fit: presetFit(),
  scorecard: presetScorecard(),
  plays: withPresetPlays([]),
  missingData: DEFAULT_MISSING_DATA,
  engagement: presetEngagement(),
  posts: {
    morning: { channel: 'cs-daily', at: '08:30', days: ['mon', 'tue', 'wed', 'thu', 'fri'] },
    leadership: { channel: 'leadership', at: '09:00', days: ['mon'] },
  },
};

/** The example with its first `from` written as `to`. */
export function exampleWith(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example does not hold: ${from}`);
    return text.replace(from, () => to);
  }, EXAMPLE);
}
