import { describe, expect, it } from 'vitest';
import { askMessage } from '#blocks/gap-ask.ts';
import type { PlanItem } from '#src/ebrs/domain.ts';
import { collectAsks, type Ask } from '#src/gaps/asks.ts';
import type { MilestoneReport, TaskCondition, TaskReport } from '#src/journey/domain.ts';
import { gapWith } from './make-gap.ts';

const TODAY = '2026-11-23';
const EVENT: TaskCondition = { kind: 'event', names: ['x'], min: 1, counts: 'times', withinDays: null };

const task = (
  name: string,
  change: Partial<TaskReport> = {},
  about: Partial<TaskReport['task']> = {},
): TaskReport => ({
  task: { id: name, name, owner: 'customer', optional: false, learn: null, condition: EVENT, ...about },
  satisfiedOn: null,
  standing: 'open',
  actual: 0,
  actualOn: null,
  ...change,
});

const current = (since: string, ...tasks: TaskReport[]): { report: MilestoneReport; since: string } => ({
  since,
  report: {
    phase: {
      id: 'prove',
      name: 'Prove it',
      startsWhen: null,
      usualDays: 45,
      milestone: { id: 'm', name: 'First leads', value: null, opportunity: null, tasks: [] },
    },
    reachedOn: null,
    isCurrent: true,
    hasSlipped: false,
    tasks,
  },
});

const item = (what: string, dueOn: string): PlanItem => ({
  id: what,
  accountId: 'acme',
  ebrId: 'e',
  what,
  owner: 'customer',
  ownerId: null,
  dueOn,
  state: 'open',
  closedOn: null,
});

const shown = (asks: readonly Ask[]) =>
  asks.map(({ kind, what, dueOn, isLate }) => `${kind} ${what} ${dueOn ?? '-'}${isLate ? ' late' : ''}`);

describe('what is with the customer', () => {
  it('is their open tasks of the milestone, their plan items and their bridges: late ones first', () => {
    const { milestone, asks } = collectAsks(
      current(
        '2026-10-20',
        task('Install tracking'),
        task('Ours', {}, { owner: 'us' }),
        task('Done', { satisfiedOn: '2026-11-01', standing: 'done' }),
        // A value that was met once keeps the task done, whatever it is now.
        task('Fell back', { satisfiedOn: '2026-11-01', standing: 'not_met' }),
        task('Webinar', {}, { optional: true }),
      ),
      [item('Publish pages', '2026-11-20'), item('Hire', TODAY)],
      [
        gapWith({ owner: 'customer', bridge: null, dueOn: null }),
        gapWith({ owner: 'customer', dueOn: '2026-11-10' }),
      ],
      TODAY,
    );
    expect(milestone).toBe('First leads');
    expect(shown(asks)).toEqual([
      'bridge Two hours with our designer 2026-11-10 late',
      'plan Publish pages 2026-11-20 late',
      'plan Hire 2026-11-23',
      'task Install tracking 2026-12-04',
      'task Webinar -',
      'bridge Nobody there can build a page -',
    ]);
  });

  it('is nothing of the journey where the account has no place on one', () => {
    expect(collectAsks(null, [], [], TODAY)).toEqual({ milestone: null, asks: [] });
  });
});

describe('the message to the customer', () => {
  const asksOf = (...asks: Parameters<typeof collectAsks>) =>
    askMessage(collectAsks(...asks), 'Ada <Acme>', 'Lena Hoff', TODAY);

  it('is plain and friendly, addressed by name, with dates and where things stand', () => {
    const message = asksOf(
      current(
        '2026-08-01',
        task('Install the tracking code', {}, { learn: 'https://example.com/how' }),
        task('Publish pages', { actual: 2 }, { condition: { ...EVENT, min: 3, withinDays: 30 } }),
        task(
          '50 leads a month',
          { actual: null },
          { condition: { kind: 'kpi', kpi: 'leads', bound: 'at_least', value: 50, maxAgeDays: null } },
        ),
        task('Kickoff', {}, { condition: { kind: 'manual' }, optional: true }),
      ),
      [item('Hire *two* editors', '2026-12-01')],
      [gapWith({ owner: 'customer', link: 'https://example.com/course', dueOn: '2026-11-10' })],
      TODAY,
    );
    expect(message).toBe(
      [
        'Hello Ada <Acme>,',
        '',
        'A short look at where we are on the way to “First leads”. These steps are with you:',
        '',
        '• Install the tracking code: usually done by now (Tue 15 Sep)',
        '  https://example.com/how',
        '• Publish pages: usually done by now (Tue 15 Sep); 2 of 3 within 30 days so far',
        '• 50 leads a month: usually done by now (Tue 15 Sep); we have no figure yet, the aim is 50 or more',
        '• Two hours with our designer: it was planned for Tue 10 Nov',
        '  https://example.com/course',
        '• Hire *two* editors: by Tue 1 Dec, as agreed',
        '• Kickoff (if you like)',
        '',
        'By when can you get to them, and where can we help?',
        '',
        'Kind regards,',
        'Lena Hoff',
      ].join('\n'),
    );
  });

  it('speaks of one step as one, and greets nobody by a name that is not known', () => {
    const message = askMessage(
      collectAsks(null, [item('Hire', '2026-11-01')], [], TODAY),
      null,
      'Lena',
      TODAY,
    );
    expect(message).toContain(
      'Hello,\n\nA short look at where we are. This step is with you:\n\n• Hire: we had agreed on Sun 1 Nov',
    );
    expect(message).toContain('By when can you get to it, and');
  });

  it('fits into its field however much there is, and says how much it leaves out', () => {
    const items = Array.from({ length: 60 }, (_, number) => item(`${number} ${'x'.repeat(290)}`, TODAY));
    const message = askMessage(collectAsks(null, items, [], TODAY), 'y'.repeat(200), 'z'.repeat(200), TODAY);
    expect(message.length).toBeLessThanOrEqual(3000);
    expect(message).toContain('• and 53 more steps');
  });
});
