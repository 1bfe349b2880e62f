/** Connects Slack workspaces with their data, and gives the command line a workspace before Slack is there. */
import { inTransaction, type Deps } from '../base/deps.ts';
import * as store from './store.ts';

export { findWorkspaceByTeam, isInstalled, lockWorkspace, markUninstalled } from './store.ts';

/**
 * The workspace of a Slack team in which Milepost is installed: the known one, else the one that the command line
 * made before (when it is the only one), else a new one. An uninstalled one counts as installed again.
 * @returns its id
 */
export async function connectWorkspace(
  deps: Deps,
  team: { slackTeamId: string; name: string },
): Promise<string> {
  return inTransaction(deps, async (trx) => {
    const all = await store.listWorkspaces(trx);
    const unnamed = all.filter(({ slackTeamId }) => slackTeamId === null);
    const found =
      all.find(({ slackTeamId }) => slackTeamId === team.slackTeamId) ??
      (unnamed.length === 1 && all.length === 1 ? unnamed[0] : undefined);
    if (found !== undefined) {
      await store.markInstalled(trx, found.id, team);
      return found.id;
    }
    const id = deps.makeId();
    await store.insertWorkspace(trx, { id, ...team, createdAt: deps.now().toISOString() });
    return id;
  });
}

/**
 * The one workspace of this database, made when there is none yet: what the command line works on.
 * @returns its id, or a problem when there are several
 */
export async function openOnlyWorkspace(
  deps: Deps,
): Promise<{ ok: true; workspaceId: string } | { ok: false; problem: 'several-workspaces' }> {
  return inTransaction(deps, async (trx) => {
    const [first, ...others] = await store.listWorkspaces(trx);
    if (others.length > 0) return { ok: false, problem: 'several-workspaces' };
    if (first !== undefined) return { ok: true, workspaceId: first.id };
    const id = deps.makeId();
    await store.insertWorkspace(trx, {
      id,
      slackTeamId: null,
      name: 'Workspace',
      createdAt: deps.now().toISOString(),
    });
    return { ok: true, workspaceId: id };
  });
}
