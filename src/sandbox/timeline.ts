/** What the bot of this machine does as the sandbox's time passes. */
import type { Deps } from '../base/deps.ts';
import type { Bot } from '../bot.ts';
import { dueSlot } from '../jobs/slots.ts';
import type { Post } from '../program/domain.ts';
import { createProgramSource } from '../program/service.ts';
import type { Timeline } from './time-travel.ts';

/** Two slots of one post lie a day apart, or 23 hours where clocks go forward: half a day meets each. */
const HALF_DAY_MS = 43_200_000;
const SENT_WITHIN_MS = 10_000;

/** The bot's jobs, led by the posts of the program that is applied. */
export function createTimeline(
  { database }: Pick<Deps, 'database'>,
  { workspaceId, clock, sender }: Pick<Bot, 'workspaceId' | 'clock' | 'sender'>,
): Timeline {
  const programs = createProgramSource();
  const load = async () => (await programs.load(database.db, workspaceId))?.program;
  return {
    timezone: async () => (await load())?.timezone ?? 'Etc/UTC',
    async dueBetween(from, to) {
      const program = await load();
      if (program === undefined) return [];
      const posts = Object.values(program.posts).filter((post) => post !== null);
      return slotsBetween(posts, program.timezone, from, to);
    },
    async runDue() {
      const failed = await clock.runNow();
      await sender.drain(SENT_WITHIN_MS);
      return { failed };
    },
  };
}

/** The instants at which one of `posts` is due, after `from` and before `to`, in order. */
export function slotsBetween(posts: readonly Post[], timezone: string, from: Date, to: Date): Date[] {
  const found = new Set<number>();
  const add = (post: Post, until: Date): void => {
    const at = dueSlot(post, timezone, until, from)?.at.getTime();
    if (at !== undefined && at > from.getTime() && at < to.getTime()) found.add(at);
  };
  for (const post of posts) {
    for (let at = from.getTime() + HALF_DAY_MS; at < to.getTime(); at += HALF_DAY_MS) add(post, new Date(at));
    add(post, to);
  }
  return [...found].toSorted((one, other) => one - other).map((at) => new Date(at));
}
