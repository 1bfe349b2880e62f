/** `posts`: when and where something is posted. */
import { z } from 'zod';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe, mustBeOneOf } from '../../base/yaml-words.ts';
import { WEEKDAYS, type Post, type Program } from '../domain.ts';

const POSTS = ['morning', 'leadership'] as const;
const CHANNEL_WORDS =
  'the name of a Slack channel in small letters, such as cs-daily, or its id, such as C0123456789 (without #, which begins a comment)';
const CHANNEL = /^#?(?:[\p{Ll}\p{Lo}\p{M}\p{N}_-]{1,80}|[CG][A-Z0-9]{7,20})$/u;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

const postSchema = z.strictObject({
  channel: z.string(mustBe(CHANNEL_WORDS)).regex(CHANNEL),
  at: z.string(mustBe('a time of the day of 24 hours in quotes, such as "08:30"')).regex(TIME),
  days: z
    .array(z.enum(WEEKDAYS, mustBeOneOf(WEEKDAYS)), mustBe('a list of at least one day, such as [mon, tue]'))
    .min(1),
});

export const postsSchema = z.strictObject({
  morning: postSchema.optional(),
  leadership: postSchema.optional(),
});

export function checkPosts(posts: Part, report: Report): void {
  for (const post of POSTS) {
    const days = posts.get(post).get('days').items();
    for (const [index, day] of days.entries()) {
      const stoodBefore = days.slice(0, index).some(({ value }) => value === day.value);
      if (stoodBefore && day.text() !== undefined) report(day.path, `stands twice: keep one "${day.text()}"`);
    }
  }
}

export function readPosts(posts: z.output<typeof postsSchema> | undefined): Program['posts'] {
  return { morning: readPost(posts?.morning), leadership: readPost(posts?.leadership) };
}

function readPost(post: z.output<typeof postSchema> | undefined): Post | null {
  return post === undefined ? null : { ...post, channel: post.channel.replace(/^#/, '') };
}
