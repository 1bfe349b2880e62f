/** What is done about a channel that cannot be posted to: its admins are told, and so are operators. */
import { fallbackText } from '#blocks/build.ts';
import { brokenPost, brokenPostLine } from '#blocks/broken-post.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { listBrokenChannels } from '../jobs/outbox-store.ts';
import { enqueue, isSlackId, normalizeChannel } from '../jobs/outbox.ts';
import type { BrokenMessage } from '../jobs/sender.ts';
import { listAdmins } from '../people/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { ProgramSource } from '../program/service.ts';

interface PostDeps extends Deps {
  programs: ProgramSource;
}

interface TellDeps extends PostDeps {
  /** The Slack user id or e-mail of the first admin; null: nobody was named. */
  firstAdmin: string | null;
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
}

/** For so long a channel that could not be posted to counts as broken, when nothing was posted there since. */
const RECENT_MS = 8 * 86_400_000;

/** Tells the workspace's admins, by direct messages, that a channel cannot be posted to and what to do about it. */
export async function tellBroken(deps: TellDeps, broken: BrokenMessage): Promise<void> {
  const { workspaceId, channel, code } = broken;
  // Where Milepost is not installed nobody can be told, and a direct message that fails must not cause another one.
  if (code === 'not_installed' || isPerson(channel)) return;
  const { db } = deps.database;
  const admins = (await listAdmins(db, workspaceId)).flatMap(({ slackUserId }) => slackUserId ?? []);
  const named = deps.firstAdmin !== null && isPerson(deps.firstAdmin) ? [deps.firstAdmin] : [];
  const told = admins.length > 0 ? admins : named;
  if (told.length === 0) {
    deps.log.warn(
      { workspaceId, channel, code },
      'a channel cannot be posted to, and there is no admin to tell',
    );
    return;
  }
  const setting = settingFor(await deps.programs.load(db, workspaceId), channel);
  const { text, blocks = [] } = brokenPost({ channel, code, setting });
  const payload = { text: fallbackText(text), blocks };
  const messages = told.map((admin) => ({ kind: 'post' as const, channel: admin, payload }));
  await inTransaction(deps, (trx) => enqueue(deps, trx, workspaceId, messages));
  deps.kick();
}

/** The channels of a workspace that cannot be posted to now, each in a line for operators. */
export async function listBrokenPosts(deps: PostDeps, workspaceId: string): Promise<string[]> {
  const { db } = deps.database;
  const since = new Date(deps.now().getTime() - RECENT_MS);
  const broken = await listBrokenChannels(db, workspaceId, since);
  if (broken.length === 0) return [];
  const applied = await deps.programs.load(db, workspaceId);
  return broken
    .filter(({ channel }) => !isPerson(channel))
    .map((post) => brokenPostLine({ ...post, setting: settingFor(applied, post.channel) }));
}

/** Where the program names the channel. */
function settingFor(applied: AppliedProgram | null, channel: string): string | null {
  const posts = Object.entries(applied?.program.posts ?? {});
  const found = posts.find(([, post]) => post !== null && normalizeChannel(post.channel) === channel);
  return found === undefined ? null : `posts.${found[0]}.channel`;
}

function isPerson(channel: string): boolean {
  return /^[UW]/.test(channel) && isSlackId(channel);
}
