/** What was decided, done or dropped is told by exactly one digest. */
import { beforeEach, expect, it } from 'vitest';
import type { ActionMove } from '#src/actions/domain.ts';
import { moveAction, saveAction } from '#src/actions/service.ts';
import { addDays } from '#src/base/business-date.ts';
import { findNewestDigest, postDigest, readDigest, type PostDeps } from '#src/digest/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { createWeek, type DigestWorld } from './world.ts';

onEachDatabase('what earlier meetings said', (use) => {
  let world: DigestWorld;
  const press = (today: string) => ({
    personId: 'lena',
    isLeader: true,
    today,
    nextWorkday: addDays(today, 1),
  });
  const at = (day: string, time: string) => world.setNow(`${day}T${time}:00Z`);
  const write = async (id: string, kind: 'action' | 'decision', today: string) => {
    const done =
      kind === 'action' ? { ownerId: 'lena', dueOn: addDays(today, 3) } : { ownerId: null, dueOn: null };
    const fields = { kind, what: id, ...done };
    const edit = { id, version: 0, fields, source: null, thread: null };
    expect(await saveAction(world.deps, world.workspaceId, edit, press(today))).toMatchObject({ ok: true });
  };
  const move = (id: string, how: ActionMove, today: string) =>
    moveAction(world.deps, world.workspaceId, id, how, press(today));
  const post = async (date: string, upload: PostDeps['upload'] = null) => {
    const deps = { ...world.deps, upload, readersOf: null };
    const posted = await postDigest(deps, world.workspaceId, world.applied, date, 'cli');
    expect(posted.ok).toBe(true);
    return told((await findNewestDigest(use().db, world.workspaceId))!.digest);
  };
  const told = ({ actions }: { actions: readonly { what: string; state: string }[] }) =>
    actions.map(({ what, state }) => `${what} ${state}`);

  beforeEach(async () => {
    world = await createWeek(use());
  });

  it('is told by the next digest, however many weeks had none, and once', async () => {
    at(ago(21), '08:00');
    await write('call', 'action', ago(21));
    expect(await post(ago(21))).toEqual(['call open']);
    at(ago(19), '08:00');
    await move('call', 'done', ago(19));
    at(TODAY, '08:00');
    expect(await post(TODAY)).toEqual(['call done']);
    at(addDays(TODAY, 3), '08:00');
    expect(await post(addDays(TODAY, 3))).toEqual([]);
  });

  it('is told by the next one where it came after the digest of its day', async () => {
    at(TODAY, '07:00');
    await write('before', 'decision', TODAY);
    at(TODAY, '08:00');
    expect(await post(TODAY)).toEqual(['before decided']);
    await write('in the meeting', 'decision', TODAY);
    const next = addDays(TODAY, 7);
    expect(told(await readDigest(world.deps, world.workspaceId, world.applied, next))).toEqual([
      'in the meeting decided',
    ]);
  });

  it('is told as it stands when the digest is written, not when its figures were read', async () => {
    at(TODAY, '08:00');
    await write('call', 'action', TODAY);
    const pressed = async () => {
      await move('call', 'done', TODAY);
      return null;
    };
    expect(await post(TODAY, pressed)).toEqual(['call done']);
    at(addDays(TODAY, 7), '08:00');
    expect(await post(addDays(TODAY, 7))).toEqual([]);
  });

  it('is told again where it was opened again and closed otherwise', async () => {
    at(TODAY, '08:00');
    await write('call', 'action', TODAY);
    await move('call', 'done', TODAY);
    expect(await post(TODAY)).toEqual(['call done']);
    await move('call', 'reopen', TODAY);
    await move('call', 'drop', TODAY);
    at(addDays(TODAY, 7), '08:00');
    expect(await post(addDays(TODAY, 7))).toEqual(['call dropped']);
  });

  it('is what the week brought, before there is a digest', async () => {
    at(ago(9), '08:00');
    await write('long ago', 'decision', ago(9));
    at(ago(6), '08:00');
    await write('of the week', 'decision', ago(6));
    at(TODAY, '08:00');
    expect(await post(TODAY)).toEqual(['of the week decided']);
  });
});
