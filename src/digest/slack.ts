/** `/cs digest`: when the next one is, what it would say, and posting it now. */
import { say, type Answer } from '#blocks/build.ts';
import {
  digestConfirm,
  digestNext,
  digestNotOurs,
  digestPosted,
  digestPostedAlready,
  noLeadershipPost,
  PREVIEW_COMES,
  unknownDigestView,
} from '#blocks/digest-answers.ts';
import { ids } from '#blocks/ids.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import * as z from 'zod';
import { addDays, isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import { nearestWord } from '../base/nearest.ts';
import { dueSlot } from '../jobs/slots.ts';
import type { Right } from '../people/rights.ts';
import { nextPostDay, type AppliedProgram, type Post } from '../program/domain.ts';
import { createReaders, type FindReaders } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { refusalFor } from '../slack/caller.ts';
import { linkOf } from '../slack/message-link.ts';
import { uploadPicture, type PictureUploader } from '../slack/upload.ts';
import type { VerbTold } from '../slack/verbs.ts';
import { sendPreview } from './preview-service.ts';
import { findNewestDigest, newestPosted, postDigest } from './service.ts';
import { registerComments } from './slack-comment.ts';
import { answersForSection } from './setting-service.ts';
import { openSettings, registerSettings } from './slack-settings.ts';
import { registerShare } from './slack-share.ts';

interface SlackDeps {
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
  /** The actions of its meeting. @param typed what stands behind the view */
  showActions: (call: Call, typed: string) => Promise<Answer>;
}

interface Asked extends SlackDeps {
  call: Call;
  applied: AppliedProgram;
  today: BusinessDate;
  /** What stands behind the view. */
  rest: string;
}

interface View {
  right: Right;
  /** Whoever answers for a section may see it, too. */
  isForOwners?: boolean;
  show: (asked: Asked) => Promise<Answer | void>;
}

/** What stands behind `/cs digest`. */
const VIEWS = new Map<string, View>([
  ['', { right: 'digest.see', show: showNext }],
  // What they comment on is read in its place.
  ['preview', { right: 'digest.see', isForOwners: true, show: showPreview }],
  ['now', { right: 'digest.lead', show: askToPost }],
  ['settings', { right: 'digest.lead', show: ({ call }) => openSettings(call) }],
  // Of them whoever takes part sees theirs.
  ['actions', { right: 'digest.take_part', show: ({ call, rest, showActions }) => showActions(call, rest) }],
]);

const dateValue = z.string().refine(isBusinessDate);

export function registerDigest(edge: Edge, deps: SlackDeps): void {
  const { kick } = deps;
  const findReaders = createReaders();
  edge.verb({
    command: '/cs',
    verb: 'digest',
    usage: '[preview|now|settings|actions]',
    does: 'The weekly digest for those who lead: the next one, what it would say, posting it now; actions of its meeting',
    example: 'actions',
    right: 'digest.take_part',
    tellFor: tellDigest,
    run: (call, typed) => runVerb(call, typed, deps),
  });
  registerComments(edge, deps);
  registerSettings(edge, deps);
  registerShare(edge, deps);
  edge.action(ids.digestPost, {
    right: 'digest.lead',
    value: dateValue,
    run: async (call, date) => {
      const applied = await call.program();
      if (applied === null) return call.replace(NO_PROGRAM);
      const today = await call.today();
      // A button of yesterday would post yesterday's figures as those of today: it is asked again.
      if (date !== today) return call.replace(await askToPost({ call, applied, today }));
      await call.replace(await postNow(call, applied, date, { kick, findReaders }));
    },
  });
}

async function runVerb(call: Call, typed: string, deps: SlackDeps): Promise<Answer | void> {
  const [word = '', ...rest] = typed.trim().split(/\s+/);
  const view = VIEWS.get(word.toLowerCase());
  if (view !== undefined && !(await maySee(call, view))) {
    const refusal = await refusalFor(call.deps, call.workspaceId, call.person, view.right);
    if (refusal !== null) return refusal;
  }
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  if (view === undefined) {
    const views = await viewsFor(call);
    return unknownDigestView(typed, views, nearestWord(word, views) ?? null);
  }
  return view.show({ call, applied, today: await call.today(), rest: rest.join(' '), ...deps });
}

async function maySee(call: Call, { right, isForOwners = false }: View): Promise<boolean> {
  if (call.may(right)) return true;
  return isForOwners && answersForSection(call.deps.database.db, call.workspaceId, call.person.id);
}

/** The names of the views that the person may see. */
async function viewsFor(call: Call): Promise<string[]> {
  const names: string[] = [];
  for (const [name, view] of VIEWS) if (name !== '' && (await maySee(call, view))) names.push(name);
  return names;
}

/** What help says of it to whoever does not lead; null: what it says to those who do. */
async function tellDigest(call: Call): Promise<VerbTold | null> {
  if (call.may('digest.see')) return null;
  const views = await viewsFor(call);
  const preview = views.includes('preview') ? ['What the digest on which you comment would say'] : [];
  return {
    usage: views.join('|'),
    does: [...preview, 'Actions of the leadership’s meeting that are yours'].join('; '),
  };
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
    last: last === null ? null : { id: last.id, day: last.day, sharedIn: last.shared?.channel ?? null },
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

/** What today's would say, in a direct message. */
async function showPreview({ call, applied, today, kick }: Asked): Promise<Answer> {
  const { deps, workspaceId, person } = call;
  if (person.slackUserId === null) throw new Error('who asks in Slack has an id there');
  const reader = { slackUserId: person.slackUserId, mayPost: call.may('digest.lead') };
  await sendPreview({ ...deps, upload: uploaderOf(call) }, workspaceId, applied, today, reader);
  kick();
  return PREVIEW_COMES;
}

async function askToPost({
  call,
  applied,
  today,
}: Pick<Asked, 'call' | 'applied' | 'today'>): Promise<Answer> {
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
  { kick, findReaders }: { kick: () => void; findReaders: FindReaders },
): Promise<Answer> {
  const { deps, workspaceId, person } = call;
  const readersOf = (_workspaceId: string, channel: string) => findReaders(call, channel);
  const posting = { ...deps, upload: uploaderOf(call), readersOf };
  const posted = await postDigest(posting, workspaceId, applied, date, person.id);
  if (posted.ok) {
    kick();
    return digestPosted(applied.program.posts.leadership?.channel ?? '');
  }
  switch (posted.problem) {
    case 'no-channel':
      return noLeadershipPost();
    case 'not-ours':
      return say(digestNotOurs(applied.program.posts.leadership?.channel ?? '', posted.because));
    case 'posted-already':
      return postedAlready(call, posted.newest, date);
  }
}

function uploaderOf({ client, deps: { log } }: Call): PictureUploader {
  return (_workspaceId, drawing) => uploadPicture({ client, log }, drawing);
}

async function postedAlready(call: Call, newest: BusinessDate, today: BusinessDate): Promise<Answer> {
  const last = await findNewestDigest(call.deps.database.db, call.workspaceId);
  return say(digestPostedAlready(newest, await linkOf(call, last?.place ?? null), today));
}
