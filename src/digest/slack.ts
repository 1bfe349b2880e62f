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
import { refusalFor } from '../slack/caller.ts';
import { uploadPicture } from '../slack/upload.ts';
import { SECTION_IDS, type SectionId } from './domain.ts';
import { findNewestDigest, newestPosted, postDigest, readDigest } from './service.ts';
import { registerComments } from './slack-comment.ts';
import { registerActions, showActions } from './slack-list.ts';
import { linkOf } from './slack-people.ts';
import { openSettings, registerSettings } from './slack-settings.ts';
import { registerShare } from './slack-share.ts';

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
  settings: ({ call }) => openSettings(call),
  actions: ({ call, rest }) => showActions(call, rest),
};

/** What whoever takes part sees of it: theirs. The rest is for those who lead. */
const FOR_EVERYBODY = new Set(['actions']);

const dateValue = z.string().refine(isBusinessDate);

export function registerDigest(edge: Edge, deps: SlackDeps): void {
  const { kick } = deps;
  edge.verb({
    command: '/cs',
    verb: 'digest',
    usage: '[preview|now|settings|actions]',
    does: 'The weekly digest for those who lead: the next one, what it would say, posting it now; actions of its meeting',
    example: 'preview',
    right: 'digest.take_part',
    run: runVerb,
  });
  registerActions(edge, deps);
  registerComments(edge, deps);
  registerSettings(edge, deps);
  registerShare(edge, deps);
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
  const [word = '', ...rest] = typed.trim().split(/\s+/);
  const name = word.toLowerCase();
  if (!FOR_EVERYBODY.has(name)) {
    const refusal = await refusalFor(call.deps, call.workspaceId, call.person, 'digest.see');
    if (refusal !== null) return refusal;
  }
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const view = VIEWS[name];
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
