/** Events: each is noted in the transaction of its work, so that one that Slack sends again does nothing. */
import type { App } from '@slack/bolt';
import { inTransaction } from '../base/deps.ts';
import { findWorkspaceByTeam, markUninstalled } from '../workspaces/service.ts';
import type { Registry, SlackEvent } from './edge.ts';
import type { EdgeDeps } from './entrance.ts';
import type { Deps } from '../base/deps.ts';
import { persist } from './persisting.ts';
import { claimEvent, forgetEvents } from './store.ts';

export function mountEvents(app: App, registry: Registry, deps: EdgeDeps): void {
  for (const type of registry.events.keys()) {
    app.event(type, async ({ body }) => {
      const { team_id: slackTeamId, event_id: id } = body;
      if (typeof slackTeamId !== 'string' || typeof id !== 'string') return;
      const payload = { ...body.event } as Record<string, unknown>;
      const received = { slackTeamId, id, type, payload };
      const work = persist(deps, `event ${type}`, () => processOnce(registry, deps, received));
      deps.inFlight.add(work);
      await work;
    });
  }
}

async function processOnce(
  registry: Registry,
  deps: EdgeDeps,
  received: Omit<SlackEvent, 'workspaceId'>,
): Promise<void> {
  await inTransaction(deps, async (trx) => {
    const workspace = await findWorkspaceByTeam(trx, received.slackTeamId);
    if (workspace === null) return;
    const receivedAt = deps.now().toISOString();
    if (!(await claimEvent(trx, workspace.id, { id: received.id, receivedAt }))) return;
    for (const listener of registry.events.get(received.type) ?? []) {
      await listener(trx, { ...received, workspaceId: workspace.id });
    }
  });
}

/** Both come when Milepost is removed, in either order: the workspace's jobs stop, its data stay. */
export function registerRemoval(registry: Registry, deps: Pick<EdgeDeps, 'now'>): void {
  const remove = (trx: Parameters<typeof markUninstalled>[0], event: SlackEvent) =>
    markUninstalled(trx, event.workspaceId, deps.now().toISOString());
  registry.event('app_uninstalled', remove);
  registry.event('tokens_revoked', async (trx, event) => {
    const { tokens } = event.payload;
    // A person's own token may be revoked without the bot's.
    if (typeof tokens === 'object' && tokens !== null && 'bot' in tokens && Array.isArray(tokens.bot)) {
      if (tokens.bot.length > 0) await remove(trx, event);
    }
  });
}

const EVENTS_KEPT_MS = 7 * 24 * 3_600_000;

/** Forgets a workspace’s events of more than a week ago; for the clock, daily. */
export async function forgetOldEvents(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  now: Date,
): Promise<void> {
  const before = new Date(now.getTime() - EVENTS_KEPT_MS);
  await inTransaction(deps, (trx) => forgetEvents(trx, workspaceId, before.toISOString()));
}
