/** Which workspaces may be written to by direct message: nobody is asked at night. */
import { DateTime } from 'luxon';
import type { Deps } from '../base/deps.ts';
import type { ProgramSource } from '../program/service.ts';

/** From this local time, or the morning's list where that is earlier, up to the other one. */
const FROM = '08:00';
const UNTIL = '18:00';

export async function listAwake<W extends { workspaceId: string }>(
  deps: Pick<Deps, 'database' | 'now'> & { programs: Pick<ProgramSource, 'load'> },
  workspaces: readonly W[],
): Promise<W[]> {
  const found: W[] = [];
  for (const workspace of workspaces) {
    const program = (await deps.programs.load(deps.database.db, workspace.workspaceId))?.program;
    const time = DateTime.fromJSDate(deps.now(), { zone: program?.timezone ?? 'UTC' }).toFormat('HH:mm');
    const list = program?.posts.morning?.at ?? FROM;
    if (time >= (list < FROM ? list : FROM) && time < UNTIL) found.push(workspace);
  }
  return found;
}
