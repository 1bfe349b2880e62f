/** `/cs digest`: when the next one is, what it would say, and posting it now. */
import { say, type Answer } from '#blocks/build.ts';
import {
  digestConfirm,
  digestNext,
  digestPosted,
  digestPostedAlready,
  digestPreview,
  digestSection,
  noLeadershipPost,
  unknownDigestView,
} from '#blocks/digest-answers.ts';
import { ids } from '#blocks/ids.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import * as z from 'zod';
import { addDays, isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import { nearestWord } from '../base/nearest.ts';
import { dueSlot } from '../jobs/slots.ts';
import { nextPostDay, type AppliedProgram, type Post } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { uploadPicture } from '../slack/upload.ts';
import { SECTION_IDS, type SectionId } from './domain.ts';
import { findNewestDigest, newestPosted, postDigest, readDigest } from './service.ts';

interface SlackDeps {
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
}

interface Asked {
  call: Call;
  applied: AppliedProgram;
  today: BusinessDate;
  /** What stands behind the view. */
  rest: string;
}

const VIEWS: Record<string, (asked: Asked) => Promise<Answer | void>> = {
  '': showNext,
  preview: showPreview,
  now: askToPost,
};

const dateValue = z.string().refine(isBusinessDate);

export function registerDigest(edge: Edge, { kick }: SlackDeps): void {
  edge.verb({
    command: '/cs',
    verb: 'digest',
    usage: '[preview|now]',
    does: 'The weekly digest for those who lead: when the next one is, what it would say, or post it now',
    example: 'preview',
    right: 'digest.see',
    run: runVerb,
  });
  edge.action(ids.digestPost, {
    right: 'digest.see',
    value: dateValue,
    run: async (call, date) => {
      const applied = await call.program();
      if (applied === null) return call.replace(NO_PROGRAM);
      const today = await call.today();
      // A button of yesterday would post yesterday's figures as those of today: it is asked again.
      if (date !== today) return call.replace(await askToPost({ call, applied, today, rest: '' }));
      await call.replace(await postNow(call, applied, date, kick));
    },
  });
}

async function runVerb(call: Call, typed: string): Promise<Answer | void> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const [word = '', ...rest] = typed.trim().split(/\s+/);
  const view = VIEWS[word.toLowerCase()];
  if (view === undefined) {
    const views = Object.keys(VIEWS).filter((name) => name !== '');
    return unknownDigestView(typed, views, nearestWord(word, views) ?? null);
  }
  return view({ call, applied, today: await call.today(), rest: rest.join(' ') });
}

/** When the next one is, and where the last one stands. */
async function showNext({ call, applied, today }: Asked): Promise<Answer> {
  const post = applied.program.posts.leadership;
  if (post === null) return noLeadershipPost();
  const { db } = call.deps.database;
  const last = await findNewestDigest(db, call.workspaceId);
  const next = await nextDay(call, applied, post, today);
  return digestNext({
    channel: post.channel,
    at: post.at,
    next,
    last,
    today,
    link: await linkOf(call, last?.place ?? null),
  });
}

/** Today's, while it has not been posted and its time is ahead; else that of the next day on which one is posted. */
async function nextDay(
  call: Call,
  applied: AppliedProgram,
  post: Post,
  today: BusinessDate,
): Promise<BusinessDate> {
  const { db } = call.deps.database;
  const due = dueSlot(post, applied.program.timezone, call.deps.now(), new Date(0));
  const isOver = due?.date === today || (await newestPosted(db, call.workspaceId, today)) !== null;
  return nextPostDay(post, isOver ? addDays(today, 1) : today);
}

async function linkOf(call: Call, place: { channelId: string; ts: string } | null): Promise<string | null> {
  if (place === null) return null;
  try {
    const { permalink } = await call.client.chat.getPermalink({
      channel: place.channelId,
      message_ts: place.ts,
    });
    return permalink ?? null;
  } catch {
    // The message may have been deleted: the answer goes without a link.
    return null;
  }
}

/** What today's would say; of one section all that stands in the thread. */
async function showPreview({ call, applied, today, rest }: Asked): Promise<Answer> {
  const digest = await readDigest(call.deps, call.workspaceId, applied, today);
  const wanted = SECTION_IDS.find((id) => id === rest.toLowerCase());
  if (wanted !== undefined) return digestSection(digest, wanted satisfies SectionId);
  const canPost =
    applied.program.posts.leadership !== null &&
    (await newestPosted(call.deps.database.db, call.workspaceId, today)) === null;
  return digestPreview(digest, canPost);
}

async function askToPost({ call, applied, today }: Asked): Promise<Answer> {
  const post = applied.program.posts.leadership;
  if (post === null) return noLeadershipPost();
  const newest = await newestPosted(call.deps.database.db, call.workspaceId, today);
  if (newest === null) return digestConfirm(post.channel, today, today);
  return postedAlready(call, newest, today);
}

async function postNow(
  call: Call,
  applied: AppliedProgram,
  date: BusinessDate,
  kick: () => void,
): Promise<Answer> {
  const { deps, client, workspaceId, person } = call;
  const upload = (_workspaceId: string, drawing: Parameters<typeof uploadPicture>[1]) =>
    uploadPicture({ client, log: deps.log }, drawing);
  const posted = await postDigest({ ...deps, upload }, workspaceId, applied, date, person.id);
  if (posted.ok) {
    kick();
    return digestPosted(applied.program.posts.leadership?.channel ?? '');
  }
  return posted.problem === 'no-channel' ? noLeadershipPost() : postedAlready(call, posted.newest, date);
}

async function postedAlready(call: Call, newest: BusinessDate, today: BusinessDate): Promise<Answer> {
  const last = await findNewestDigest(call.deps.database.db, call.workspaceId);
  return say(digestPostedAlready(newest, await linkOf(call, last?.place ?? null), today));
}
