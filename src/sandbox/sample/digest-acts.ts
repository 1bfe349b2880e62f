/** The sample's weekly digests: set, commented the working day before, posted, and what the meeting made of the last one. */
import type { ActionKind } from '../../actions/domain.ts';
import { remindOfActions } from '../../actions/reminder-service.ts';
import { moveAction, saveAction } from '../../actions/service.ts';
import { addDays, type BusinessDate } from '../../base/business-date.ts';
import type { Deps } from '../../base/deps.ts';
import { askComments, openComment, saveComment } from '../../digest/comment-service.ts';
import { SECTION_IDS, type SectionId } from '../../digest/domain.ts';
import { postDigest } from '../../digest/service.ts';
import { saveSettings } from '../../digest/setting-service.ts';
import { findNewestThread } from '../../digest/thread-service.ts';
import { workdayAfter, workdayBefore } from '../../jobs/hours.ts';
import { dueSlot } from '../../jobs/slots.ts';
import { isPostDay, nextPostDay, type Post } from '../../program/domain.ts';
import { workingDayAgo } from './dates.ts';
import { must, press, type Happening, type Scene } from './happenings.ts';
import { sampleChannels, type PersonKey } from './people.ts';

type Comments = Partial<Record<PersonKey, Partial<Record<SectionId, string>>>>;

export interface DigestStory {
  owners: Record<SectionId, PersonKey>;
  /** The settings were saved so many days ago. */
  settledAgo: number;
  /** What people said to the last digest but one, and to those since. */
  before: Comments;
  now: Comments;
  /** What was decided about the last digest but one. */
  decided: readonly DecidedStory[];
}

interface DecidedStory {
  key: string;
  kind: ActionKind;
  what: string;
  owner?: PersonKey;
  /** Days after the digest. */
  dueIn?: number;
  doneIn?: number;
}

const COMPANY = 'all-hands';

/** The digest that is due `now` is left to the bot, which posts it; the one before it belongs to the past. */
export function digestHappenings(scene: Scene, story: DigestStory, now: Date): Happening[] {
  const { posts, timezone } = scene.applied.program;
  const post = posts.leadership;
  const due = post === null ? null : dueSlot(post, timezone, now, new Date(0));
  if (post === null || due === null) return [];
  const last = postDayBefore(post, due.date);
  const coming = nextPostDay(post, addDays(due.date, 1));
  const happenings: Happening[] = [
    settled(scene, story),
    ...commented(scene, last, story.before),
    { day: last, time: post.at, run: (deps) => postIt(deps, scene, last) },
    ...story.decided.flatMap((decided) => follow(scene, last, decided)),
    ...[due.date, coming].flatMap((day) => commented(scene, day, story.now)),
  ];
  return happenings.filter(({ day }) => day < scene.today);
}

function postDayBefore(post: Post, date: BusinessDate): BusinessDate {
  let day = addDays(date, -1);
  while (!isPostDay(post, day)) day = addDays(day, -1);
  return day;
}

function settled(scene: Scene, { owners, settledAgo }: DigestStory): Happening {
  const day = workingDayAgo(scene.today, settledAgo);
  const settings = {
    version: 0,
    owners: Object.fromEntries(SECTION_IDS.map((id) => [id, scene.people[owners[id]]])) as Record<
      SectionId,
      string
    >,
    companyChannel: sampleChannels.find(({ name }) => name === COMPANY)?.id ?? null,
    sharesMoney: false,
    sharesReasons: false,
  };
  return {
    day,
    time: '17:30',
    run: async (deps) => {
      must('saveSettings', await saveSettings(deps, scene.workspaceId, settings, press(scene, 'grace', day)));
    },
  };
}

/** Who answers for a section is asked the working day before, and says something in the afternoon. */
function commented(scene: Scene, digestDay: BusinessDate, comments: Comments): Happening[] {
  const { workspaceId, applied } = scene;
  const day = workdayBefore(applied.program, digestDay);
  return [
    {
      day,
      time: '10:00',
      run: async (deps) => {
        await askComments(deps, workspaceId, applied, deps.now());
      },
    },
    {
      day,
      time: '16:45',
      run: async (deps) => {
        for (const [person, said] of Object.entries(comments))
          for (const [section, text] of Object.entries(said))
            await comment(deps, scene, { day: digestDay, section, text }, person as PersonKey, day);
      },
    },
  ];
}

async function comment(
  deps: Deps,
  scene: Scene,
  said: { day: BusinessDate; section: string; text: string },
  person: PersonKey,
  day: BusinessDate,
): Promise<void> {
  const { workspaceId } = scene;
  const at = { ...said, section: said.section as SectionId };
  const by = { ...press(scene, person, day), isLeader: false };
  const opened = await openComment(deps.database.db, workspaceId, at, by);
  must(at.section, opened);
  if (opened.ok)
    must(at.section, await saveComment(deps, workspaceId, { ...at, version: opened.comment.version }, by));
}

/** Posted with its figures and nowhere shown: what was posted before the sample's day is forgotten. */
async function postIt(deps: Deps, { workspaceId, applied }: Scene, day: BusinessDate): Promise<void> {
  must(
    'postDigest',
    await postDigest({ ...deps, upload: null, readersOf: null }, workspaceId, applied, day, 'milepost'),
  );
}

function follow(scene: Scene, digestDay: BusinessDate, story: DecidedStory): Happening[] {
  const { workspaceId, people, idOf } = scene;
  const { program } = scene.applied;
  const by = (person: PersonKey, today: BusinessDate) => ({
    ...press(scene, person, today),
    nextWorkday: workdayAfter(program, today),
  });
  const { key, kind, what, owner, dueIn, doneIn } = story;
  const id = idOf('action', key);
  const after = (days: number, time: string, run: (deps: Deps, today: BusinessDate) => Promise<void>) => {
    const day = addDays(digestDay, days);
    return { day, time, run: (deps: Deps) => run(deps, day) };
  };
  const made = after(0, '11:15', async (deps, today) => {
    const thread = await findNewestThread(deps.database.db, workspaceId);
    const ownerId = owner === undefined ? null : people[owner];
    const dueOn = dueIn === undefined ? null : addDays(digestDay, dueIn);
    const fields = { kind, what, ownerId, dueOn };
    const edit = { id, version: 0, fields, source: null, thread };
    must(key, await saveAction(deps, workspaceId, edit, { ...by('grace', today), isLeader: true }));
  });
  const done = after(doneIn ?? 0, '15:05', async (deps, today) => {
    const mover = { ...by(owner ?? 'grace', today), isLeader: false };
    must(key, await moveAction(deps, workspaceId, id, 'done', mover));
  });
  const reminded = {
    day: workdayBefore(program, addDays(digestDay, dueIn ?? 1)),
    // Everybody is at work then, from Berlin to New York.
    time: '12:05',
    run: async (deps: Deps) => {
      await remindOfActions(deps, workspaceId, program, deps.now());
    },
  };
  return [made, ...(dueIn === undefined ? [] : [reminded]), ...(doneIn === undefined ? [] : [done])];
}
