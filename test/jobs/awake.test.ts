/** Work in the hours of work: nobody is written to at night or on a day off, and one workspace holds up no other. */
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { createOwnHoursJob, listAwake } from '#src/jobs/awake.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { PROGRAM } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { collectLog } from './rig.ts';

onEachDatabase('a job of the hours of work', (use) => {
  const makeId = createIdSource();

  it('is done for workspaces where it is a working day and the hours of work', async () => {
    const database = use();
    const { log } = collectLog();
    let now = new Date('2026-11-23T12:00:00Z');
    const deps = { database, log, makeId, now: () => now };
    const workspaceIn = async (timezone: string | null): Promise<string> => {
      const workspaceId = await emptyWorkspace(database.db, makeId);
      if (timezone === null) return workspaceId;
      const text = PROGRAM.replace(/^timezone: .*$/m, `timezone: ${timezone}`);
      expect(await applyProgram(deps, workspaceId, text, 'cli')).toMatchObject({ ok: true });
      return workspaceId;
    };
    const berlin = await workspaceIn('Europe/Berlin');
    const lisbon = await workspaceIn('Europe/Lisbon');
    const tokyo = await workspaceIn('Asia/Tokyo');
    const withoutProgram = await workspaceIn(null);
    const all = [berlin, lisbon, tokyo, withoutProgram].map((workspaceId) => ({ workspaceId }));
    const names = new Map([
      [berlin, 'Berlin'],
      [lisbon, 'Lisbon'],
      [tokyo, 'Tokyo'],
      [withoutProgram, 'none'],
    ]);
    const programs = createProgramSource();
    const awake = async (at: string): Promise<(string | undefined)[]> => {
      now = new Date(at);
      return (await listAwake({ ...deps, programs }, all)).map(({ workspaceId }) => names.get(workspaceId));
    };
    expect(await awake('2026-11-23T12:00:00Z')).toEqual(['Berlin', 'Lisbon', 'none']);
    // Ten in the morning in Tokyo, and night in Europe.
    expect(await awake('2026-11-24T01:00:00Z')).toEqual(['Tokyo']);
    // Saturday has come in Tokyo alone; then it is Sunday everywhere.
    expect(await awake('2026-11-27T23:30:00Z')).toEqual([]);
    expect(await awake('2026-11-29T12:00:00Z')).toEqual([]);
  });

  it('goes on with the other workspaces when one fails', async () => {
    const database = use();
    const { log, lines } = collectLog();
    const deps = { database, log, makeId, now: () => new Date('2026-11-23T12:00:00Z') };
    const all: { workspaceId: string }[] = [];
    for (let number = 0; number < 3; number += 1) {
      const workspaceId = await emptyWorkspace(database.db, makeId);
      // The last one has no program.
      if (number < 2)
        expect(await applyProgram(deps, workspaceId, PROGRAM, 'cli')).toMatchObject({ ok: true });
      all.push({ workspaceId });
    }
    const [failing, other] = all.map(({ workspaceId }) => workspaceId);
    const done: string[] = [];
    const job = createOwnHoursJob(
      { ...deps, programs: createProgramSource() },
      'test.own_hours',
      async () => all,
      async (workspaceId) => {
        if (workspaceId === failing) throw new Error('the connection was lost');
        done.push(workspaceId);
      },
    );
    await job.run(deps.now());
    expect(done).toEqual([other]);
    expect(lines().filter(({ level }) => level === 50)).toMatchObject([
      { workspaceId: failing, job: 'test.own_hours' },
    ]);
  });
});
