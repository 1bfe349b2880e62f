/** The sample portfolio has every situation that the journey and the rules know. */
import { beforeAll, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { paceOf, reportJourney } from '#src/journey/domain.ts';
import { listUnassessed, loadSignals } from '#src/journey/store.ts';
import { doMorning } from '#src/morning/service.ts';
import { journeyOfSegment, STAGES, type AppliedProgram } from '#src/program/domain.ts';
import type { Clause, Rule } from '#src/rules/domain.ts';
import { selectListed } from '#src/rules/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { load, storiesOf, TODAY, type Sample } from './sample-rig.ts';

const BOTH = { listed: true, leftOut: true };

onEachDatabase('the situations of the sample portfolio', (use) => {
  let sample: Sample;

  beforeAll(async () => {
    sample = await load(use());
    await doMorning(sample.deps, sample.workspaceId, sample.applied, TODAY);
  });

  it('puts each account where its story says', async () => {
    const { workspaceId, applied } = sample;
    const found = await use()
      .db.selectFrom('account as a')
      .leftJoin('assessment as s', (join) =>
        join.onRef('s.workspace_id', '=', 'a.workspace_id').onRef('s.account_id', '=', 'a.id'),
      )
      .select(['a.name', 's.position', 's.since', 's.slipped', 's.churned'])
      .where('a.workspace_id', '=', workspaceId)
      .execute();
    const expected = storiesOf(TODAY).map((story) => {
      const journey = journeyOfSegment(applied.program, story.segment);
      if (journey === undefined || story.started === null || story.started < 0) {
        return { name: story.name, position: null, since: null, slipped: null, churned: null };
      }
      const ago = story.reached?.at(-1) ?? story.started;
      const last = story.churn?.at(-1);
      const slipped = journey.phases
        .filter(({ milestone }) => milestone.tasks.some(({ id }) => story.slipped?.includes(id)))
        .map(({ milestone }) => milestone.id);
      return {
        name: story.name,
        position: (story.reached?.length ?? 0) + 1,
        since: addDays(TODAY, -ago),
        slipped: slipped.length === 0 ? null : JSON.stringify(slipped),
        churned: last === undefined || last.returned === true ? 0 : 1,
      };
    });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(found.toSorted(byName)).toEqual(expected.toSorted(byName));
    const standings = found.flatMap(({ position, since }) => {
      const journey = applied.program.journeys[0];
      if (position === null || since === null || journey === undefined) return [];
      return [`${position} ${paceOf(journey, { position, since }, TODAY) ?? 'finished'}`];
    });
    for (const position of [1, 2, 3, 4]) expect(standings).toContain(`${position} on_track`);
    for (const position of [1, 2, 3, 4]) expect(standings).toContain(`${position} stuck`);
    expect(standings).toContain('1 slow');
    expect(standings).toContain('2 slow');
    expect(standings).toContain('5 finished');
  });

  it('has KPI values that are missing, too old and below the minimum', async () => {
    const standingsOf = async (name: string) => {
      const { db } = use();
      const account = await db
        .selectFrom('account')
        .select(['id', 'started_on', 'segment'])
        .where('workspace_id', '=', sample.workspaceId)
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      const journey = journeyOfSegment(sample.applied.program, account.segment);
      if (journey === undefined || account.started_on === null) throw new Error(`${name} is on no journey`);
      const signals = await loadSignals(db, sample.workspaceId, account.id);
      const current = reportJourney(journey, account.started_on, signals, TODAY).find(
        ({ isCurrent }) => isCurrent,
      );
      return Object.fromEntries(
        (current?.tasks ?? []).map(({ task, standing, actual }) => [
          task.id,
          { standing, isMeasured: actual !== null },
        ]),
      );
    };
    expect(await standingsOf('Pixel Bäckerei')).toMatchObject({
      leads: { standing: 'no_data', isMeasured: false },
    });
    expect(await standingsOf('Helvetia Pumpen AG')).toMatchObject({
      cost: { standing: 'no_data', isMeasured: true },
      share: { standing: 'not_met' },
    });
    expect(await standingsOf('Acme Robotics')).toMatchObject({
      leads: { standing: 'not_met' },
      pages: { standing: 'done' },
    });
  });

  it('has accounts that cannot be assessed, each for a reason of its own', async () => {
    const { db } = use();
    const rows = await listUnassessed(db, sample.workspaceId, sample.applied.program, TODAY, 100);
    expect(rows.filter(({ started_on }) => started_on === null)).toHaveLength(3);
    expect(rows.filter(({ started_on }) => started_on !== null && started_on > TODAY)).toHaveLength(1);
    expect(rows.filter(({ segment }) => segment === 'reseller')).toHaveLength(1);
  });

  it('has every stage, persona and qualifier, several currencies, and ARR that only subscriptions tell', async () => {
    const { db } = use();
    const accounts = await db
      .selectFrom('account')
      .select(['stage', 'currency', 'arr'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    const contacts = await db
      .selectFrom('contact')
      .select(['persona', 'qualifiers'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    expect(new Set(accounts.map(({ stage }) => stage))).toEqual(new Set(STAGES));
    expect(new Set(accounts.map(({ currency }) => currency)).size).toBeGreaterThan(5);
    expect(new Set(contacts.map(({ persona }) => persona))).toEqual(
      new Set(['decision_maker', 'influencer', 'user']),
    );
    expect(new Set(contacts.flatMap(({ qualifiers }) => JSON.parse(qualifiers) as string[])).size).toBe(3);
    const bySubscription = await db
      .selectFrom('assessment as s')
      .innerJoin('account as a', (join) =>
        join.onRef('a.workspace_id', '=', 's.workspace_id').onRef('a.id', '=', 's.account_id'),
      )
      .select(['a.name', 's.arr'])
      .where('a.workspace_id', '=', sample.workspaceId)
      .where('a.arr', 'is', null)
      .where('s.arr', 'is not', null)
      .orderBy('a.name')
      .execute();
    expect(bySubscription).toEqual([
      { name: 'Acme Foods', arr: 16_800 },
      { name: 'Copper Kettle Brewing', arr: 15_000 },
    ]);
  });

  it('gives every rule somebody to list and somebody to leave out, those that are off included', async () => {
    const { applied, workspaceId } = sample;
    for (const { id, when } of applied.program.rules) {
      expect({ id, ...(await howItDivides(use(), workspaceId, applied, when)) }).toEqual({ id, ...BOTH });
    }
  });

  it('divides the accounts by every comparison that a rule can make', async () => {
    const { applied, workspaceId } = sample;
    const milestones = applied.program.journeys[0]?.phases.map(({ milestone }) => milestone.id) ?? [];
    const clauses: Clause[] = [
      ...milestones.map((milestone): Clause => ({ kind: 'working_on', milestones: [milestone] })),
      ...[1, 2, 3, 4, 5].map((value): Clause => ({ kind: 'position', compare: 'is', value })),
      { kind: 'position', compare: 'at_least', value: 3 },
      { kind: 'position', compare: 'at_most', value: 2 },
      { kind: 'days_at_milestone', moreThan: 60 },
      { kind: 'months_at_milestone', moreThan: 3 },
      { kind: 'pace', paces: ['on_track'] },
      { kind: 'pace', paces: ['slow'] },
      { kind: 'pace', paces: ['stuck'] },
      { kind: 'slipped', is: true },
      { kind: 'finished', is: true },
      { kind: 'no_ebr_in_months', months: 3 },
      { kind: 'no_ebr_since_milestone_start' },
      ...['Implementation', 'Adoption', 'Maintenance', 'Change', 'Renewal'].map((stage): Clause => ({
        kind: 'stage',
        stages: [stage],
      })),
      ...applied.program.segments.map(({ id }): Clause => ({ kind: 'segment', segments: [id] })),
      { kind: 'arr', compare: 'at_least', value: 50_000 },
      { kind: 'arr', compare: 'below', value: 10_000 },
      { kind: 'days_to_renewal', atMost: 60 },
      { kind: 'days_since_signal', moreThan: 30 },
      { kind: 'health', compare: 'below', value: 40 },
      { kind: 'health', compare: 'at_least', value: 70 },
      { kind: 'coverage', below: 60 },
    ];
    for (const clause of clauses) {
      const divided = await howItDivides(use(), workspaceId, applied, clause);
      expect({ clause, ...divided }).toEqual({ clause, ...BOTH });
    }
  });
});

/** Whether a condition lists any of the assessed accounts, and whether it leaves any out. */
async function howItDivides(
  { db }: OpenDatabase,
  workspaceId: string,
  applied: AppliedProgram,
  when: Rule['when'],
): Promise<{ listed: boolean; leftOut: boolean }> {
  const then: Rule['then'] = {
    cta: 'ebr',
    priority: 'low',
    dueInBusinessDays: 1,
    owner: 'lead',
    repeatAfterDays: 1,
  };
  const rule: Rule = { id: 'asked', name: 'Asked', enabled: true, when, then };
  const listed = await selectListed(db, workspaceId, rule, applied.program, TODAY);
  const others = await selectListed(
    db,
    workspaceId,
    { ...rule, when: { kind: 'not', of: when } },
    applied.program,
    TODAY,
  );
  return { listed: listed.length > 0, leftOut: others.length > 0 };
}
