import * as fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { listAudit } from '#src/audit/store.ts';
import { dismissCta, findCta, finishCta, listCtasUnderWay } from '#src/ctas/service.ts';
import { readExport } from '#src/exports/store.ts';
import { keepEntry, openDraft, startAnew } from '#src/fit/draft-service.ts';
import { openLimitCtas } from '#src/fit/limit-service.ts';
import { findNewest, listAssessments, saveFit } from '#src/fit/service.ts';
import { passedLimits } from '#src/fit/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { BAD, createFitWorld, GOOD, LENA, PRIYA, SAM, STRETCH, TODAY, UNTIL, type FitWorld } from './rig.ts';
import { runs } from '../support/fuzz.ts';

onEachDatabase('fit', (use) => {
  let world: FitWorld;
  beforeEach(async () => {
    world = await createFitWorld(use());
  });
  const db = () => use().db;
  const fitOf = async (id: string) =>
    (await db().selectFrom('account').select('fit').where('id', '=', id).executeTakeFirst())?.fit;

  describe('an assessment', () => {
    it('is the account’s newest, with its verdict, an audit row, and the ones before it', async () => {
      const id = await world.account();
      const first = await world.assess(id, { sso: 'yes' });
      expect(first).toMatchObject({ ok: true, assessment: { verdict: 'unknown', programVersion: 3 } });
      expect(await fitOf(id)).toBe('unknown');
      const potentials = { success: { level: 3, reason: 'They *want* it' }, ascension: null, advocacy: null };
      await world.assess(id, GOOD, { potentials });
      expect(await fitOf(id)).toBe('good_fit');
      const newest = await findNewest(db(), world.workspaceId, id);
      expect(newest).toMatchObject({
        verdict: 'good_fit',
        day: TODAY,
        potentials,
        readiness: { ready: null, willing: null, able: 100, spectrum: 100 },
        extension: null,
        assessedBy: PRIYA,
      });
      expect(newest?.answers.get('sso')).toEqual({ answer: 'yes', evidence: 'yes <!here>' });
      const all = await listAssessments(db(), world.workspaceId, id, { limit: 9 });
      expect(all.map(({ verdict }) => verdict)).toEqual(['good_fit', 'unknown']);
      const [entry] = await listAudit(db(), world.workspaceId, id, { limit: 1 });
      expect(entry).toMatchObject({
        actor: PRIYA,
        action: 'fit.assess',
        subjectId: newest?.id,
        before: { verdict: 'unknown' },
        after: { title: 'Good fit', verdict: 'good_fit' },
      });
    });

    it('keeps the extension of a stretch alone, and a stretch has one', async () => {
      const id = await world.account();
      expect(await world.assess(id, STRETCH)).toEqual({ ok: false, problem: 'extension-missing' });
      expect(await world.assess(id, STRETCH, { extension: UNTIL })).toMatchObject({ ok: true });
      expect((await findNewest(db(), world.workspaceId, id))?.extension).toEqual(UNTIL);
      await world.assess(id, GOOD, { extension: UNTIL });
      expect((await findNewest(db(), world.workspaceId, id))?.extension).toBeNull();
    });

    it('begins with the answers of the newest one', async () => {
      const id = await world.account();
      await world.assess(id, BAD);
      const { draft, isNew } = await openDraft(world.deps, world.workspaceId, world.applied.program.fit, {
        personId: LENA,
        accountId: id,
      });
      expect(isNew).toBe(true);
      expect(draft.answers.get('sso')?.answer).toBe('no');
      expect(draft.baseId).not.toBeNull();
    });

    it('of two people tells the second one of the first, and is saved when they have seen it', async () => {
      const id = await world.account();
      const theirs = await world.assess(id, GOOD, { by: LENA });
      const late = await world.assess(id, BAD, { seenId: 'none' });
      expect(late).toMatchObject({ ok: false, problem: 'assessed-meanwhile', newest: { assessedBy: LENA } });
      expect(await fitOf(id)).toBe('good_fit');
      const seenId = theirs.ok ? theirs.assessment.id : '';
      expect(await world.assess(id, BAD, { seenId })).toMatchObject({ ok: true });
      expect(await fitOf(id)).toBe('bad_fit');
    });

    it('is saved once: a second submission of the form finds no draft', async () => {
      const id = await world.account();
      const filling = { personId: PRIYA, accountId: id };
      const { fit } = world.applied.program;
      const first = await startAnew(world.deps, world.workspaceId, fit, filling);
      const second = await startAnew(world.deps, world.workspaceId, fit, filling);
      const kept = { entry: { answers: new Map([['sso', { answer: 'no' as const, evidence: '' }]]) } };
      expect(
        await keepEntry(world.deps, world.workspaceId, { ...filling, flow: first.flow }, kept),
      ).toBeNull();
      expect(
        await keepEntry(world.deps, world.workspaceId, { ...filling, flow: second.flow }, kept),
      ).not.toBeNull();
      expect((await openDraft(world.deps, world.workspaceId, fit, filling)).isNew).toBe(false);
      await world.assess(id, GOOD);
      expect((await openDraft(world.deps, world.workspaceId, fit, filling)).isNew).toBe(true);
    });
  });

  describe('a change of the verdict', () => {
    it('is told to lead and partner, not to whoever made it, and not where nothing changed', async () => {
      const id = await world.account({ stage: 'Adoption', name: 'Acme <!channel>' });
      await world.assess(id, { sso: 'yes' });
      expect(await world.messages()).toEqual([]);
      await world.assess(id, GOOD);
      await world.assess(id, GOOD);
      await world.assess(id, BAD, { by: SAM });
      expect(await world.messages()).toEqual([
        { to: 'U0LENA', text: 'Acme &lt;!channel&gt;: 🟢 Good fit (before: unknown)' },
        { to: 'U0PRIYA', text: 'Acme &lt;!channel&gt;: 🔴 Bad fit (before: good fit)' },
        { to: 'U0LENA', text: 'Acme &lt;!channel&gt;: 🔴 Bad fit (before: good fit)' },
      ]);
    });

    it('warns whoever sells of a bad fit before the sale, with the gates that failed', async () => {
      const id = await world.account({ stage: 'Qualification', partnerId: null });
      await db().updateTable('account').set({ sold_by: ' sam  seller ' }).where('id', '=', id).execute();
      await world.assess(id, BAD);
      expect(await world.messages()).toEqual([
        { to: 'U0SAM', text: expect.stringContaining('🔴 Bad fit before the sale (before: not assessed)') },
      ]);
      const { payload } = await db()
        .selectFrom('outbox')
        .select('payload')
        .where('workspace_id', '=', world.workspaceId)
        .executeTakeFirstOrThrow();
      expect(payload).toContain('They have sso (must): no &lt;!here&gt;');
      expect(payload).toContain('is still in Qualification');
    });

    it('leaves the seller alone after the sale, and where two bear the name', async () => {
      const after = await world.account({ stage: 'Adoption', partnerId: null });
      const twice = await world.account({ stage: 'Discovery', partnerId: null });
      await db()
        .updateTable('person')
        .set({ name: 'Sam Seller' })
        .where('id', '=', LENA)
        .where('workspace_id', '=', world.workspaceId)
        .execute();
      for (const id of [after, twice]) {
        await db().updateTable('account').set({ sold_by: 'Sam Seller' }).where('id', '=', id).execute();
        await world.assess(id, BAD);
      }
      expect(await world.messages()).toEqual([]);
    });
  });

  describe('a stretch past its limit', () => {
    const limits = (on: string) => openLimitCtas(world.deps, world.workspaceId, on);

    it('asks the lead once, from the day after, and is answered by a new assessment', async () => {
      const id = await world.account();
      await world.assess(id, STRETCH, { extension: UNTIL });
      expect(await limits('2026-12-12')).toBe(0);
      expect(await limits('2026-12-13')).toBe(1);
      expect(await limits('2026-12-14')).toBe(0);
      const [cta, ...others] = await listCtasUnderWay(db(), world.workspaceId, id);
      expect(others).toEqual([]);
      expect(cta).toMatchObject({
        type: 'fit_limit',
        title: 'Assess the fit again: the stretch ended on Sat 12 Dec',
        ownerId: PRIYA,
        dueOn: '2026-12-21',
      });
      await world.assess(id, STRETCH, { on: '2026-12-14', extension: { ...UNTIL, until: '2027-01-31' } });
      expect(await findCta(db(), world.workspaceId, cta!.id)).toMatchObject({
        state: 'resolved',
        closedOn: '2026-12-14',
      });
      expect(await limits('2027-02-01')).toBe(1);
    });

    it('is not done by a press, and is asked again 14 days after it was dismissed', async () => {
      const id = await world.account();
      await world.assess(id, STRETCH, { extension: UNTIL });
      await limits('2026-12-13');
      const [cta] = await listCtasUnderWay(db(), world.workspaceId, id);
      const press = { personId: PRIYA, today: '2026-12-14' };
      const after = async () => {};
      expect(await finishCta(world.deps, world.workspaceId, cta!.id, press, after)).toEqual({
        ok: false,
        problem: 'ends-otherwise',
      });
      await dismissCta(world.deps, world.workspaceId, cta!.id, { ...press, reason: 'Later' }, after);
      expect(await limits('2026-12-27')).toBe(0);
      expect(await limits('2026-12-28')).toBe(1);
      expect(await limits('2026-12-29')).toBe(0);
      const [again] = await listCtasUnderWay(db(), world.workspaceId, id);
      await dismissCta(world.deps, world.workspaceId, again!.id, { ...press, reason: 'Later' }, after);
      await world.assess(id, GOOD, { on: '2026-12-30' });
      expect(await limits('2027-02-01')).toBe(0);
    });

    it('is not asked of an older assessment, or of a churned account', async () => {
      const better = await world.account();
      await world.assess(better, STRETCH, { extension: UNTIL });
      await world.assess(better, GOOD);
      const left = await world.account({ stage: 'Churned' });
      await world.assess(left, STRETCH, { extension: UNTIL });
      const gone = await world.account({
        assessment: { workingOn: null, position: 1, since: TODAY, churned: true },
      });
      await world.assess(gone, STRETCH, { extension: UNTIL });
      expect(await limits('2027-01-01')).toBe(0);
    });

    it('is found by its index among 50,000 assessments', async () => {
      const { workspaceId } = world;
      await sql`insert into account (workspace_id, id, key, name, name_key, created_at, updated_at)
        with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < 50000)
        select ${workspaceId}, 'a' || i, 'a' || i, 'a', 'a', '', '' from n`.execute(db());
      await sql`insert into fit_assessment (workspace_id, id, account_id, day, program_version, answers, verdict,
          extension, extension_until, assessed_by, assessed_at)
        with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < 50000)
        select ${workspaceId}, 'f' || i, 'a' || i, '2026-01-01', 1, '{}', 'stretch', 'x',
          case when i % 1000 = 0 then '2026-01-01' else '2027-01-01' end, 'p', '' from n`.execute(db());
      if (use().dialect === 'postgres') await sql`analyze account, fit_assessment`.execute(db());
      const explain = sql.raw(use().dialect === 'sqlite' ? 'explain query plan' : 'explain');
      const plan = await sql`${explain} ${passedLimits(workspaceId, '2026-12-01')}`.execute(db());
      expect(JSON.stringify(plan.rows)).toContain('fit_assessment_extension');
      expect(await limits('2026-12-01')).toBe(50);
      expect(await limits('2026-12-01')).toBe(0);
    });
  });

  it('does not let a change that comes late undo what was sent with a later page', async () => {
    const id = await world.account();
    const filling = { personId: PRIYA, accountId: id };
    const { draft } = await openDraft(world.deps, world.workspaceId, world.applied.program.fit, filling);
    const place = { ...filling, flow: draft.flow };
    const typed = (evidence: string) => ({
      answers: new Map([['sso', { answer: 'yes' as const, evidence }]]),
    });
    const keep = (kept: Parameters<typeof keepEntry>[3]) =>
      keepEntry(world.deps, world.workspaceId, place, kept);
    await keep({ entry: typed('SAM'), whileOn: 0 });
    await Promise.all([
      keep({ entry: typed('SAML'), page: 1 }),
      ...['S', 'SA', 'SAM'].map((late) => keep({ entry: typed(late), whileOn: 0 })),
    ]);
    const kept = await keep({ entry: typed('SA'), whileOn: 0 });
    expect(kept?.page).toBe(1);
    expect(kept?.answers.get('sso')?.evidence).toBe('SAML');
  });

  it('keeps every text as it was typed', async () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 80 })
      .map((any) => any.toWellFormed().replaceAll('\0', '').trim() || 'x');
    await fc.assert(
      fc.asyncProperty(text, text, text, async (evidence, reason, extension) => {
        const id = await world.account();
        const potentials = { success: null, ascension: { level: 0, reason }, advocacy: null };
        const { deps, workspaceId, applied } = world;
        const filling = { personId: PRIYA, accountId: id };
        const { draft } = await openDraft(deps, workspaceId, applied.program.fit, filling);
        const answers = new Map(
          ['sso', 'forms', 'time'].map((key) => [
            key,
            { answer: key === 'time' ? ('no' as const) : ('yes' as const), evidence },
          ]),
        );
        const kept = await keepEntry(
          deps,
          workspaceId,
          { ...filling, flow: draft.flow },
          { entry: { answers } },
        );
        const complete = { draft: kept!, potentials, extension: { ...UNTIL, text: extension }, seenId: null };
        const press = { personId: PRIYA, today: TODAY };
        await saveFit(deps, workspaceId, applied, complete, press, async () => {});
        const newest = await findNewest(db(), workspaceId, id);
        expect(newest?.answers).toEqual(answers);
        expect(newest?.potentials).toEqual(potentials);
        expect(newest?.extension?.text).toBe(extension);
      }),
      { numRuns: runs(30) },
    );
  });

  it('is exported with its history and every text', async () => {
    const id = await world.account();
    const text = 'Line 1\n=cmd|"x",; ünï 🎉 <!channel>';
    await world.assess(id, STRETCH, { extension: { ...UNTIL, text } });
    await world.assess(id, GOOD);
    const rows = [];
    for await (const batch of readExport(db(), world.workspaceId, 'fits')) rows.push(...batch);
    expect(rows).toMatchObject([
      { verdict: 'stretch', extension: text, extension_until: '2026-12-12', extension_cost: 4000 },
      { verdict: 'good_fit', extension: null, readiness: 100, assessed_by: 'Priya Nair' },
    ]);
    expect(JSON.parse(String(rows[0]?.['answers']))).toMatchObject({ time: { answer: 'no' } });
  });
});
