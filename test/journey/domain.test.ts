/** Worked examples of the assessment's rules; the property test next to this one holds SQL equal to them. */
import { describe, expect, it } from 'vitest';
import {
  assess,
  daysAt,
  paceLimits,
  paceOf,
  reportJourney,
  type EventCondition,
  type EventSignal,
  type Journey,
  type KpiCondition,
  type KpiSignal,
  type Signals,
  type Task,
  type TaskCondition,
} from '#src/journey/domain.ts';
import { eventProgress, kpiStanding, satisfiedOn } from '#src/journey/tasks.ts';

const START = '2026-01-10';

describe('an event task', () => {
  it('is satisfied by the first event when it names no number', () => {
    expect(satisfied(event({}), [login('2026-02-03'), login('2026-02-01')])).toBe('2026-02-01');
  });

  it('is satisfied at the time of the N-th event, by the sum of the counts', () => {
    const logins = [login('2026-02-01'), login('2026-02-05', 3), login('2026-02-09')];
    expect(satisfied(event({ min: 3 }), logins)).toBe('2026-02-05');
    expect(satisfied(event({ min: 5 }), logins)).toBe('2026-02-09');
    expect(satisfied(event({ min: 6 }), logins)).toBeNull();
  });

  it('does not count what counts for nothing', () => {
    expect(satisfied(event({ min: 1 }), [login('2026-02-01', 0), login('2026-02-02')])).toBe('2026-02-02');
  });

  it('with a window needs the N events within so many days, both ends included', () => {
    const within = event({ min: 3, withinDays: 10 });
    expect(satisfied(within, [login('2026-02-01'), login('2026-02-02'), login('2026-02-10')])).toBe(
      '2026-02-10',
    );
    expect(satisfied(within, [login('2026-02-01'), login('2026-02-02'), login('2026-02-11')])).toBeNull();
  });

  it('with a window finds the first one that is full, also when it begins late', () => {
    const within = event({ min: 3, withinDays: 3 });
    const logins = ['2026-02-01', '2026-02-10', '2026-02-20', '2026-02-21', '2026-02-22', '2026-02-23'].map(
      (day) => login(day),
    );
    expect(satisfied(within, logins)).toBe('2026-02-22');
  });

  it('with a window of one day needs all of them on that day', () => {
    const within = event({ min: 2, withinDays: 1 });
    expect(satisfied(within, [login('2026-02-01'), login('2026-02-02'), login('2026-02-02')])).toBe(
      '2026-02-02',
    );
    expect(satisfied(within, [login('2026-02-01'), login('2026-02-02')])).toBeNull();
  });

  it('with a window reaches across the end of February', () => {
    const within = event({ min: 2, withinDays: 3 });
    expect(satisfied(within, [login('2028-02-28'), login('2028-03-01')])).toBe('2028-03-01');
    expect(satisfied(within, [login('2027-02-27'), login('2027-03-02')])).toBeNull();
  });

  it('that counts distinct names passes over repeats', () => {
    const distinct = event({ names: null, min: 3, counts: 'distinct_names' });
    const events = [
      named('a', '2026-02-01', 9),
      named('a', '2026-02-02'),
      named('b', '2026-02-03'),
      named('c', '2026-02-04'),
    ];
    expect(satisfied(distinct, events)).toBe('2026-02-04');
    expect(satisfied(distinct, events.slice(0, 3))).toBeNull();
  });

  it('of a list of names counts any of them, and no other', () => {
    const list = event({ names: ['a', 'b'], min: 2 });
    expect(
      satisfied(list, [named('a', '2026-02-01'), named('x', '2026-02-02'), named('b', '2026-02-03')]),
    ).toBe('2026-02-03');
  });

  it('of any name counts all of them', () => {
    expect(
      satisfied(event({ names: null, min: 2 }), [named('x', '2026-02-01'), named('y', '2026-02-02')]),
    ).toBe('2026-02-02');
  });

  it('tells how far it is in its own unit, with a window the best that there was', () => {
    const logins = [login('2026-02-01', 2), login('2026-02-02'), login('2026-03-01')];
    expect(eventProgress(event({ min: 5 }), logins)).toBe(4);
    expect(eventProgress(event({ min: 5, withinDays: 7 }), logins)).toBe(3);
    expect(eventProgress(event({ names: null, min: 5, counts: 'distinct_names' }), logins)).toBe(1);
    expect(eventProgress(event({ min: 5, withinDays: 7 }), [])).toBe(0);
  });
});

describe('a KPI task', () => {
  const values = [leads('2026-02-01', 49), leads('2026-02-08', 50), leads('2026-02-15', 20)];

  it('is satisfied by the first value at or above its minimum, whatever comes later', () => {
    expect(satisfiedByKpi({ bound: 'at_least', value: 50 }, values)).toBe('2026-02-08');
    expect(satisfiedByKpi({ bound: 'at_least', value: 51 }, values)).toBeNull();
  });

  it('is satisfied by the first value at or below its maximum', () => {
    expect(satisfiedByKpi({ bound: 'at_most', value: 49 }, values)).toBe('2026-02-01');
    expect(satisfiedByKpi({ bound: 'at_most', value: 20 }, values)).toBe('2026-02-15');
    expect(satisfiedByKpi({ bound: 'at_most', value: 19 }, values)).toBeNull();
  });

  it('is not satisfied by another KPI', () => {
    expect(
      satisfiedByKpi({ bound: 'at_least', value: 1 }, [{ kpi: 'rate', day: '2026-02-01', value: 9 }]),
    ).toBeNull();
  });

  it('with an old value, or none, has no data: unknown is not failed', () => {
    const condition = kpi({ value: 50, maxAgeDays: 30 });
    const low = signals({ kpis: [leads('2026-02-01', 10)] });
    expect(kpiStanding(condition, low, '2026-03-03').standing).toBe('not_met');
    expect(kpiStanding(condition, low, '2026-03-04')).toEqual({
      standing: 'no_data',
      newest: leads('2026-02-01', 10),
    });
    expect(kpiStanding(condition, signals({}), '2026-03-04')).toEqual({ standing: 'no_data', newest: null });
  });

  it('without an age takes any value as fresh', () => {
    expect(
      kpiStanding(kpi({ value: 50 }), signals({ kpis: [leads('2020-02-01', 60)] }), '2026-03-04').standing,
    ).toBe('met');
  });
});

describe('a manual task', () => {
  it('is satisfied on the day of its tick', () => {
    expect(
      satisfiedOn(task({ kind: 'manual' }), signals({ ticks: new Map([['task', '2026-02-02']]) }), START),
    ).toBe('2026-02-02');
  });

  it('that was ticked before the start is satisfied at the start', () => {
    expect(
      satisfiedOn(task({ kind: 'manual' }), signals({ ticks: new Map([['task', '2025-12-01']]) }), START),
    ).toBe(START);
  });
});

describe('a milestone', () => {
  it('is reached on the latest day among its required tasks', () => {
    const journey = journeyOf([[event({ names: ['a'] }), event({ names: ['b'] })]]);
    const found = at(journey, '2026-04-01', { events: [named('b', '2026-02-10'), named('a', '2026-02-20')] });
    expect(found).toMatchObject({
      reached: ['2026-02-20'],
      workingOn: null,
      position: 2,
      since: '2026-02-20',
    });
  });

  it('is not reached before the one before it', () => {
    const journey = journeyOf([
      [event({ names: ['a'] })],
      [event({ names: ['b'] })],
      [event({ names: ['c'] })],
    ]);
    const found = at(journey, '2026-04-01', { events: [named('b', '2026-01-20'), named('a', '2026-03-01')] });
    expect(found).toMatchObject({
      reached: ['2026-03-01', '2026-03-01'],
      workingOn: 'm3',
      since: '2026-03-01',
    });
  });

  it('is not reached, nor any later one, while one required task is open', () => {
    const journey = journeyOf([
      [event({ names: ['a'] }), event({ names: ['x'] })],
      [event({ names: ['b'] })],
    ]);
    const found = at(journey, '2026-04-01', { events: [named('a', '2026-02-01'), named('b', '2026-02-02')] });
    expect(found).toMatchObject({ reached: [], workingOn: 'm1', position: 1, since: START });
  });

  it('is never held up by an optional task', () => {
    const journey = journeyOf([
      [event({ names: ['a'] }), { ...task(event({ names: ['x'] })), optional: true }],
    ]);
    expect(at(journey, '2026-04-01', { events: [named('a', '2026-02-01')] }).reached).toEqual(['2026-02-01']);
  });

  it('does not count what was before the start or comes after the date', () => {
    const journey = journeyOf([[event({ min: 2 })]]);
    const events = [login('2026-01-09', 5), login('2026-01-10'), login('2026-02-01')];
    expect(at(journey, '2026-01-31', { events }).reached).toEqual([]);
    expect(at(journey, '2026-02-01', { events }).reached).toEqual(['2026-02-01']);
  });

  it('does not know of a tick before its day has come', () => {
    const journey = journeyOf([[{ kind: 'manual' }]]);
    const ticks = new Map([['t1-1', '2026-02-05']]);
    expect(at(journey, '2026-02-04', { ticks }).reached).toEqual([]);
    expect(at(journey, '2026-02-05', { ticks }).reached).toEqual(['2026-02-05']);
  });

  it('of a finished journey leaves nothing to work on, and no pace', () => {
    const journey = journeyOf([[event({})]]);
    const found = at(journey, '2026-04-01', { events: [login('2026-02-01')] });
    expect(found).toMatchObject({ workingOn: null, position: 2, since: '2026-02-01' });
    expect(paceOf(journey, found, '2026-04-01')).toBeNull();
  });
});

describe('a reached milestone', () => {
  const journey = journeyOf([[kpi({ value: 50, maxAgeDays: 30 })], [event({ names: ['b'] })]]);
  const reached = [leads('2026-02-01', 60)];

  it('has slipped while the newest value is fresh and misses the bound', () => {
    const kpis = [...reached, leads('2026-03-01', 40)];
    expect(at(journey, '2026-02-28', { kpis }).slipped).toEqual([]);
    expect(at(journey, '2026-03-01', { kpis })).toMatchObject({
      slipped: ['m1'],
      reached: ['2026-02-01'],
      workingOn: 'm2',
    });
    expect(at(journey, '2026-03-31', { kpis }).slipped).toEqual(['m1']);
  });

  it('has not slipped any more when that value has grown too old', () => {
    expect(at(journey, '2026-04-01', { kpis: [...reached, leads('2026-03-01', 40)] }).slipped).toEqual([]);
  });

  it('has not slipped when a newer value meets the bound again', () => {
    const kpis = [...reached, leads('2026-03-01', 40), leads('2026-03-02', 55)];
    expect(at(journey, '2026-03-05', { kpis }).slipped).toEqual([]);
  });

  it('does not slip by an optional task, and one that is not reached does not slip', () => {
    const optional = journeyOf([[event({}), { ...task(kpi({ value: 50 })), optional: true }]]);
    expect(
      at(optional, '2026-03-05', { events: [login('2026-02-01')], kpis: [leads('2026-02-01', 1)] }).slipped,
    ).toEqual([]);
    expect(at(journey, '2026-03-05', { kpis: [leads('2026-03-01', 1)] })).toMatchObject({
      slipped: [],
      workingOn: 'm1',
    });
  });
});

describe('the pace', () => {
  it.for([
    [45, 0, 'on_track'],
    [45, 45, 'on_track'],
    [45, 46, 'slow'],
    [45, 67, 'slow'],
    [45, 68, 'stuck'],
    [60, 90, 'slow'],
    [60, 91, 'stuck'],
    [1, 1, 'on_track'],
    [1, 2, 'stuck'],
  ] as const)('with %i usual days is after %i days %s', ([usualDays, days, pace]) => {
    const journey = journeyOf([[event({})]], usualDays);
    const place = { position: 1, since: '2026-01-01' };
    const date = new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10);
    expect(daysAt(place, date)).toBe(days);
    expect(paceOf(journey, place, date)).toBe(pace);
    const limits = paceLimits({ usualDays });
    expect(days <= limits.onTrack ? 'on_track' : days <= limits.slow ? 'slow' : 'stuck').toBe(pace);
  });
});

describe('the report', () => {
  it('says of each task what is the case, against what it needs', () => {
    const journey = journeyOf([
      [event({ min: 3 }), kpi({ value: 50, maxAgeDays: 30 }), { kind: 'manual' }],
      [event({ names: ['later'] })],
    ]);
    const kpis = [leads('2026-02-01', 60), leads('2026-03-01', 40)];
    const [first, second] = reportJourney(
      journey,
      START,
      signals({ events: [login('2026-02-01', 2)], kpis }),
      '2026-03-10',
    );
    expect(first).toMatchObject({ reachedOn: null, isCurrent: true, hasSlipped: false });
    expect(first?.tasks).toMatchObject([
      { standing: 'open', satisfiedOn: null, actual: 2 },
      // Met once, so done for the milestone; what it is now is told beside it.
      { standing: 'not_met', satisfiedOn: '2026-02-01', actual: 40, actualOn: '2026-03-01' },
      { standing: 'open', satisfiedOn: null, actual: null },
    ]);
    expect(second).toMatchObject({ reachedOn: null, isCurrent: false });
  });
});

function at(journey: Journey, date: string, known: Partial<Signals>) {
  return assess(journey, START, signals(known), date);
}

function satisfied(condition: EventCondition, events: EventSignal[]): string | null {
  const inOrder = events.toSorted((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
  return satisfiedOn(task(condition), signals({ events: inOrder }), START);
}

function satisfiedByKpi(bound: Pick<KpiCondition, 'bound' | 'value'>, kpis: KpiSignal[]): string | null {
  return satisfiedOn(task(kpi(bound)), signals({ kpis }), START);
}

function signals(known: Partial<Signals>): Signals {
  return { events: [], kpis: [], ticks: new Map(), ...known };
}

function login(day: string, count = 1): EventSignal {
  return named('login', day, count);
}

function named(name: string, day: string, count = 1): EventSignal {
  return { name, day, count };
}

function leads(day: string, value: number): KpiSignal {
  return { kpi: 'leads', day, value };
}

function event(change: Partial<EventCondition>): EventCondition {
  return { kind: 'event', names: ['login'], min: 1, counts: 'times', withinDays: null, ...change };
}

function kpi(change: Partial<KpiCondition>): KpiCondition {
  return { kind: 'kpi', kpi: 'leads', bound: 'at_least', value: 1, maxAgeDays: null, ...change };
}

function task(condition: TaskCondition, id = 'task'): Task {
  return { id, name: id, owner: 'customer', optional: false, learn: null, condition };
}

function journeyOf(milestones: (TaskCondition | Task)[][], usualDays = 30): Journey {
  return {
    id: 'journey',
    name: 'Journey',
    phases: milestones.map((tasks, index) => ({
      id: `p${index + 1}`,
      name: `Phase ${index + 1}`,
      startsWhen: null,
      usualDays,
      milestone: {
        id: `m${index + 1}`,
        name: `Milestone ${index + 1}`,
        value: null,
        opportunity: null,
        tasks: tasks.map((given, n) => {
          const id = `t${index + 1}-${n + 1}`;
          return 'condition' in given ? { ...given, id } : task(given, id);
        }),
      },
    })),
  };
}
