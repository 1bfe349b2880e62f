/** Releases on real databases: written, edited by two people, retired, and told of with what they did. */
import { expect, it } from 'vitest';
import { addDays, daysBetween, type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { exportColumns, readExport } from '#src/exports/store.ts';
import type { DurationCount } from '#src/funnel/domain.ts';
import { markStale } from '#src/journey/service.ts';
import { compareEntries, windowsOf } from '#src/releases/domain.ts';
import { releasesOfLast, tellReleases } from '#src/releases/effect-service.ts';
import { findRelease, listReleases, moveRelease, saveRelease } from '#src/releases/service.ts';
import { insertRelease, updateRelease } from '#src/releases/store.ts';
import { moveRequirement, saveRequirement } from '#src/requirements/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { insertSignals } from '../support/signals.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

const press = { personId: 'priya', today: '2026-11-23' };
const MILESTONES = ['first-done', 'second-done'];
const FIELDS = {
  name: '2026.08',
  day: '2026-08-01',
  changed: 'Templates',
  milestoneId: 'first-done',
  expected: 10,
};

onEachDatabase('releases', (use) => {
  const world = (accounts: Record<string, BusinessDate> = { a: '2026-01-01' }) =>
    createWork(use(), accounts, []);
  const write = async ({ deps, workspaceId }: WorkWorld, fields: Partial<typeof FIELDS> = {}) => {
    const edit = { id: deps.makeId(), version: 0, fields: { ...FIELDS, ...fields } };
    const saved = await saveRelease(deps, workspaceId, edit, MILESTONES, press);
    if (!saved.ok) throw new Error(JSON.stringify(saved));
    return saved.release;
  };

  it('are written once, whoever sends the form again, and edited by version', async () => {
    const one = await world();
    const { deps, workspaceId, audited } = one;
    const edit = { id: deps.makeId(), version: 0, fields: FIELDS };
    for (let times = 0; times < 2; times += 1)
      expect(await saveRelease(deps, workspaceId, edit, MILESTONES, press)).toMatchObject({ ok: true });
    const change = (fields: Partial<typeof FIELDS>, version: number) =>
      saveRelease(
        deps,
        workspaceId,
        { id: edit.id, version, fields: { ...FIELDS, ...fields } },
        MILESTONES,
        press,
      );
    const both = await Promise.all([change({ expected: 3 }, 1), change({ expected: 4 }, 1)]);
    expect(both.map((saved) => (saved.ok ? 'saved' : saved.problem)).toSorted()).toEqual([
      'changed-meanwhile',
      'saved',
    ]);
    expect(await change({ milestoneId: 'gone' }, 2)).toMatchObject({
      problem: 'invalid',
      fields: { milestoneId: 'Choose a milestone of the program from the list.' },
    });
    expect(await audited(edit.id)).toEqual(['priya release.create', 'priya release.edit']);
    const unknown = { ...edit, id: deps.makeId(), version: 1 };
    expect(await saveRelease(deps, workspaceId, unknown, MILESTONES, press)).toMatchObject({
      problem: 'not-found',
    });
  });

  it('keep a milestone that the program has lost', async () => {
    const one = await world();
    const { id } = await write(one);
    const edit = { id, version: 1, fields: { ...FIELDS, changed: 'More templates' } };
    expect(await saveRelease(one.deps, one.workspaceId, edit, [], press)).toMatchObject({ ok: true });
    const applied = {
      ...one.applied,
      program: { ...one.applied.program, journeys: [] },
    };
    const release = (await findRelease(use().db, one.workspaceId, id))!;
    const [told] = await tellReleases(one.deps, one.workspaceId, applied, [release], press.today);
    expect(told).toMatchObject({ milestone: null, effect: { kind: 'no-milestone' } });
  });

  it('have names of their own, whatever the capitals, retired ones too', async () => {
    const one = await world();
    const { deps, workspaceId } = one;
    const first = await write(one, { name: 'Éditor  2' });
    const again = () =>
      saveRelease(
        deps,
        workspaceId,
        { id: deps.makeId(), version: 0, fields: { ...FIELDS, name: 'editor 2' } },
        MILESTONES,
        press,
      );
    expect(await again()).toMatchObject({
      fields: { name: expect.stringContaining('/cs releases shows it') },
    });
    await moveRelease(deps, workspaceId, first.id, 'retire', press);
    expect(await again()).toMatchObject({
      fields: { name: expect.stringContaining('/cs releases retired brings it back') },
    });
  });

  it('lie not before the first account began, unless they did so before, and may lie ahead of all', async () => {
    const one = await world({ a: '2026-03-01', b: '2026-05-01' });
    const { deps, workspaceId } = one;
    const { id } = await write(one, { name: 'first', day: '2026-03-01' });
    const save = (fields: Partial<typeof FIELDS>, of = { id: deps.makeId(), version: 0 }) =>
      saveRelease(deps, workspaceId, { ...of, fields: { ...FIELDS, ...fields } }, MILESTONES, press);
    const refused = {
      problem: 'invalid',
      fields: {
        day: 'No account had begun by then: the first one did on 2026-03-01. Choose that day or a later one.',
      },
    };
    expect(await save({ name: 'early', day: '2026-02-28' })).toEqual({ ok: false, ...refused });
    await use()
      .db.updateTable('account')
      .set({ started_on: '2026-05-01' })
      .where('workspace_id', '=', workspaceId)
      .execute();
    const at = { id, version: 1 };
    expect(await save({ name: 'first', day: '2026-03-01', expected: 3 }, at)).toMatchObject({ ok: true });
    await use()
      .db.updateTable('account')
      .set({ started_on: '2027-01-01' })
      .where('workspace_id', '=', workspaceId)
      .execute();
    expect(await save({ name: 'today', day: press.today })).toMatchObject({ ok: true });
  });

  it('are retired and brought back, once each', async () => {
    const one = await world();
    const { deps, workspaceId, audited } = one;
    const { id } = await write(one);
    const move = (how: 'retire' | 'restore') => moveRelease(deps, workspaceId, id, how, press);
    expect(await move('restore')).toMatchObject({ problem: 'moved-already' });
    const both = await Promise.all([move('retire'), move('retire')]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await listReleases(use().db, workspaceId, { isRetired: false }, { limit: 9 })).toEqual([]);
    expect(await move('restore')).toMatchObject({ ok: true, release: { retiredAt: null, version: 3 } });
    expect(await moveRelease(deps, workspaceId, 'nobody', 'retire', press)).toEqual({
      ok: false,
      problem: 'not-found',
    });
    expect(await audited(id)).toEqual([
      'priya release.create',
      'priya release.retire',
      'priya release.restore',
    ]);
  });

  it('are a bug of the caller where there is nothing to write', async () => {
    const one = await world();
    const release = await write(one);
    const within = (work: Parameters<typeof inTransaction>[1]) => inTransaction(one.deps, work);
    await expect(within((trx) => insertRelease(trx, one.workspaceId, release))).rejects.toThrow(/unique/i);
    await expect(
      within((trx) => updateRelease(trx, one.workspaceId, { ...release, version: 5 })),
    ).rejects.toThrow(`release ${release.id} was not written`);
  });

  it('are told of by the entries before and after, as a plain count of them says', async () => {
    const day = '2026-08-01';
    const starts = Object.fromEntries(
      Array.from({ length: 160 }, (_, index) => [`a${index}`, addDays(day, index - 80)]),
    );
    const one = await world(starts);
    // Every second account reached it: after 20 days before the release, after 10 days since.
    const ticks = Object.entries(starts).flatMap(([name, startedOn], index) =>
      index % 2 === 0
        ? [{ id: one.accounts[name]!, startedOn, tickedOn: addDays(startedOn, startedOn < day ? 20 : 10) }]
        : [],
    );
    await insertSignals(
      use(),
      one.workspaceId,
      ticks.map(({ id, tickedOn, startedOn }) => ({
        id,
        startedOn,
        ticks: new Map([['first-tick', tickedOn]]),
      })),
    );
    const stale = Object.values(one.accounts).map((accountId) => ({ accountId, day: '' }));
    await inTransaction(one.deps, (trx) => markStale(trx, use().dialect, one.workspaceId, stale));
    await write(one);
    const today = '2026-10-01';
    const told = await releasesOfLast(one.deps, one.workspaceId, one.applied, {
      date: today,
      days: 90,
      most: 5,
    });
    expect(told).toMatchObject({ told: { total: 1 }, early: { total: 0 } });
    const { effect } = told.told.releases[0]!;
    if (effect.kind !== 'compared') throw new Error(effect.kind);
    const windows = windowsOf(day, 30, today);
    const second = (window: typeof windows.before): DurationCount[] =>
      Object.entries(starts)
        .filter(([, startedOn]) => startedOn >= window.from && startedOn <= window.upTo)
        .map(([name, startedOn]) => {
          const on = ticks.find(({ id }) => id === one.accounts[name])?.tickedOn;
          return on !== undefined && on <= window.until
            ? { outcome: 'reached', days: daysBetween(startedOn, on), accounts: 1 }
            : { outcome: 'open', days: daysBetween(startedOn, window.until), accounts: 1 };
        });
    expect(effect.windows).toEqual(windows);
    const expected = compareEntries(second(windows.before), second(windows.after), 30);
    expect(effect).toEqual({ kind: 'compared', windows, ...expected });
    expect(effect.before.entered).toBe(62);
    expect(effect.verdict).toBe('unmoved');
    const early = await releasesOfLast(one.deps, one.workspaceId, one.applied, {
      date: '2026-08-30',
      days: 90,
      most: 5,
    });
    expect(early.told).toEqual({ total: 0, releases: [] });
    expect(early.early).toMatchObject({ total: 1, releases: [{ name: '2026.08', from: '2026-08-31' }] });
    const began = Object.values(starts).filter((startedOn) => startedOn >= day && startedOn <= '2026-08-30');
    const before = windowsOf(day, 30, '2026-08-31').before;
    const earlier = Object.values(starts).filter(
      (startedOn) => startedOn >= before.from && startedOn <= before.upTo,
    );
    expect(early.early.releases[0]!.began).toEqual({ before: earlier.length, since: began.length });
    expect(began.length * earlier.length).toBeGreaterThan(0);
    await write(one, { name: 'later', day: '2026-12-01' });
    const release = await listReleases(use().db, one.workspaceId, { isRetired: false }, { limit: 1 });
    const [coming] = await tellReleases(one.deps, one.workspaceId, one.applied, release, today);
    expect(coming!.effect).toEqual({ kind: 'coming', from: '2026-12-31' });
  });

  it('name what they shipped, and other releases in the same time', async () => {
    const one = await world({ a: '2025-01-01' });
    const { deps, workspaceId } = one;
    await write(one, { name: 'Août 1' });
    await write(one, { name: 'Beside', day: '2026-08-15' });
    await write(one, { name: 'Elsewhere', day: '2026-08-15', milestoneId: 'second-done' });
    await write(one, { name: 'Long ago', day: '2025-08-15' });
    const id = deps.makeId();
    const requirement = { id, scenarioId: null, version: 0, what: 'A report', why: null, acceptance: null };
    await saveRequirement(deps, workspaceId, requirement, press);
    for (const from of ['proposed', 'accepted', 'built'] as const) {
      const move = { from, direction: 'on', release: from === 'built' ? ' aout 1 ' : null } as const;
      expect(await moveRequirement(deps, workspaceId, id, move, press)).toMatchObject({ ok: true });
    }
    const releases = await listReleases(use().db, workspaceId, { isRetired: false }, { limit: 9 });
    const told = await tellReleases(deps, workspaceId, one.applied, releases, press.today);
    const first = told.find(({ release }) => release.name === 'Août 1')!;
    expect(first.requirements).toMatchObject([{ id, what: 'A report' }]);
    expect(first.beside.map(({ name }) => name)).toEqual(['Beside']);
    expect(told.find(({ release }) => release.name === 'Beside')!.beside.map(({ name }) => name)).toEqual([
      'Août 1',
    ]);
    expect(told.find(({ release }) => release.name === 'Long ago')!.beside).toEqual([]);
  });

  it('are exported', async () => {
    const one = await world();
    await write(one);
    const rows: object[] = [];
    for await (const batch of readExport(use().db, one.workspaceId, 'releases')) rows.push(...batch);
    expect(rows).toMatchObject([
      { name: '2026.08', day: '2026-08-01', milestone: 'first-done', expected: 10 },
    ]);
    expect(Object.keys(rows[0]!)).toEqual(expect.arrayContaining([...exportColumns('releases')]));
  });
});
