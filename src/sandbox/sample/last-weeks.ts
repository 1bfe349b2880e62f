/**
 * What happened in the weeks before the sample is loaded: mornings, and what people did after them. The services do
 * it, each with the clock of its time, so that everything is as if the team had worked so. Nothing is posted.
 */
import { addBusinessDays, addDays, type BusinessDate } from '../../base/business-date.ts';
import { inTransaction, type Deps } from '../../base/deps.ts';
import type { Cta } from '../../ctas/domain.ts';
import { claimCta, dismissCta, listCtasUnderWay, snoozeCta, syncCtas } from '../../ctas/service.ts';
import { settleItem } from '../../ebrs/plan-service.ts';
import { bookEbr, holdEbr, loadLastReview } from '../../ebrs/service.ts';
import { openLimitCtas } from '../../fit/limit-service.ts';
import { askReached } from '../../goals/ask-service.ts';
import { AHEAD_DAYS } from '../../health/calibration.ts';
import { takeSnapshots } from '../../health/service.ts';
import { assessWorkspace } from '../../journey/service.ts';
import { doMorning } from '../../morning/service.ts';
import { changeAway } from '../../people/service.ts';
import { syncRulePlays } from '../../plays/rule-service.ts';
import { doMoments } from '../../scenarios/moments-service.ts';
import { workingDayAgo, workingDayBefore } from './dates.ts';
import { goneStories } from './gone-stories.ts';
import { must, press, showNothing, type Happening, type Scene } from './happenings.ts';
import { otherStories } from './other-stories.ts';
import { PRESSED } from './pressed.ts';
import { insertRows } from './store.ts';

/** The working days up to the last one before `today`, on which the last list is made. */
export function lastWeeks(scene: Scene): Happening[] {
  const { today } = scene;
  const last = lastWorkingDay(scene);
  const before = (days: number) => workingDayBefore(last, days);
  const at = (day: BusinessDate, time: string, act: Act): Happening => ({
    day,
    time,
    run: (deps) => act(deps, scene, day),
  });
  return [
    ...beforePeopleLeft(today).map((day) => at(day, '08:30', keepHealth)),
    ...EARLIER_WEEKS.map((weeks) => at(addDays(last, -7 * weeks), '08:30', keepHealth)),
    ...[14, 9, 4].map((days) => at(before(days), '08:30', bringInLine)),
    ...[8, 7, 6, 5, 3, 2, 1].map((days) => at(before(days), '08:30', keepHealth)),
    at(before(4), '15:20', dismissOne),
    at(before(2), '11:05', (deps, _scene, day) => bookOne(deps, scene, day, addBusinessDays(today, 3))),
    at(last, '08:20', doDailyWork),
    at(last, '08:30', doLastMorning),
    at(last, '09:40', claimOne),
    at(last, '10:15', (deps, _scene, day) => snoozeOne(deps, scene, day, addDays(today, 1))),
    at(last, '15:30', holdOne),
    at(last, '16:05', keepOne),
    at(last, '17:10', (deps, _scene, day) => goAway(deps, scene, day, addBusinessDays(today, 3))),
  ];
}

/** So long before an account left nobody knew that it would: what was thought of it then is what tells. */
function beforePeopleLeft(today: BusinessDate): BusinessDate[] {
  const days = [...goneStories(), ...otherStories()].flatMap(({ churn }) => {
    const last = churn?.at(-1);
    return last === undefined || last.returned === true ? [] : [workingDayAgo(today, last.ago + AHEAD_DAYS)];
  });
  return [...new Set(days)];
}

/** So many weeks before the last list the health of the day was kept, for the trends of 30 and 90 days. */
const EARLIER_WEEKS = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3];

/** The day of the last list. */
export function lastWorkingDay({ today }: Pick<Scene, 'today'>): BusinessDate {
  return workingDayBefore(addDays(today, -1), 0);
}

type Act = (deps: Deps, scene: Scene, day: BusinessDate) => Promise<void>;

/** Of a morning further back nothing stays but everybody's health of the day. */
async function keepHealth(deps: Deps, { workspaceId, applied }: Scene, date: BusinessDate): Promise<void> {
  await assessWorkspace(deps, workspaceId, applied.program, date);
  await takeSnapshots(deps, workspaceId, applied, date);
}

/** An earlier morning: what stays of it is its health, and how it brought the CTAs in line with the rules. */
async function bringInLine(deps: Deps, scene: Scene, date: BusinessDate): Promise<void> {
  const { workspaceId, applied } = scene;
  await keepHealth(deps, scene, date);
  await inTransaction(deps, async (trx) => {
    await syncCtas(deps, trx, workspaceId, applied, date);
    await syncRulePlays(deps, trx, workspaceId, applied, date);
  });
}

/** What is done once a day: it asks whether goals are achieved, and opens the CTAs of limits and scenarios. */
async function doDailyWork(deps: Deps, { workspaceId, applied }: Scene, date: BusinessDate): Promise<void> {
  await openLimitCtas(deps, workspaceId, date);
  await askReached(deps, workspaceId, date);
  await doMoments(deps, workspaceId, applied.program, date, async () => {});
}

/** A morning whose list is written down, for the next one to be compared with, and posted nowhere. */
async function doLastMorning(deps: Deps, scene: Scene, date: BusinessDate): Promise<void> {
  const { workspaceId, applied } = scene;
  const { program, version } = applied;
  const withoutPost = { ...applied, program: { ...program, posts: { ...program.posts, morning: null } } };
  const { list } = await doMorning(deps, workspaceId, withoutPost, date);
  const rows = [
    {
      id: deps.makeId(),
      date,
      channel: program.posts.morning?.channel ?? '',
      program_version: version,
      due_count: list.summary.due,
      summary: JSON.stringify(list.summary),
      created_at: deps.now().toISOString(),
    },
  ];
  const { dialect } = deps.database;
  await inTransaction(deps, (trx) => insertRows(trx, dialect, workspaceId, 'morning_list', rows));
}

async function claimOne(deps: Deps, scene: Scene, day: BusinessDate): Promise<void> {
  const cta = await reviewCta(deps, scene, PRESSED.claimed);
  if (cta === null) return;
  must('claimCta', await claimCta(deps, scene.workspaceId, cta.id, press(scene, 'linh', day), showNothing));
}

async function snoozeOne(deps: Deps, scene: Scene, day: BusinessDate, until: BusinessDate): Promise<void> {
  const cta = await reviewCta(deps, scene, PRESSED.snoozed);
  if (cta === null) return;
  const snooze = {
    ...press(scene, 'priya', day),
    until,
    reason: 'Their head of marketing is away until then',
  };
  must('snoozeCta', await snoozeCta(deps, scene.workspaceId, cta.id, snooze, showNothing));
}

async function dismissOne(deps: Deps, scene: Scene, day: BusinessDate): Promise<void> {
  const cta = await reviewCta(deps, scene, PRESSED.dismissed);
  if (cta === null) return;
  const reason = 'Two partners are merging: they look at everything anew afterwards';
  const dismissal = { ...press(scene, 'tomas', day), reason };
  must('dismissCta', await dismissCta(deps, scene.workspaceId, cta.id, dismissal, showNothing));
}

async function bookOne(deps: Deps, scene: Scene, day: BusinessDate, on: BusinessDate): Promise<void> {
  const { workspaceId, people, accountId } = scene;
  const booking = {
    accountId: accountId(PRESSED.booked),
    on,
    attendees: { people: [people.priya, people.jonas], customers: [] },
  };
  must('bookEbr', await bookEbr(deps, workspaceId, booking, press(scene, 'priya', day), showNothing));
}

async function holdOne(deps: Deps, scene: Scene, day: BusinessDate): Promise<void> {
  const { workspaceId, applied, accountId } = scene;
  const review = {
    accountId: accountId(PRESSED.held),
    heldOn: day,
    note: 'The leads are there and sales does not trust them. They will listen to five calls together.',
    plan: [
      {
        what: 'Listen to five first calls with sales',
        owner: 'us' as const,
        ownerId: null,
        dueOn: addBusinessDays(day, 8),
      },
      {
        what: 'Agree on what a qualified lead is',
        owner: 'customer' as const,
        ownerId: null,
        dueOn: addBusinessDays(day, 15),
      },
    ],
  };
  must(
    'holdEbr',
    await holdEbr(deps, workspaceId, applied.program, review, press(scene, 'priya', day), showNothing),
  );
}

/** Settles the open item of ours that is due first. */
async function keepOne(deps: Deps, scene: Scene, day: BusinessDate): Promise<void> {
  const review = await loadLastReview(deps, scene.workspaceId, scene.accountId(PRESSED.keptItem));
  const item = review?.plan.find(({ state, owner }) => state === 'open' && owner === 'us');
  if (item === undefined) return;
  must(
    'settleItem',
    await settleItem(deps, scene.workspaceId, item.id, 'kept', press(scene, 'linh', day), showNothing),
  );
}

/** From today on, so that it is the partner who is asked. */
async function goAway(deps: Deps, scene: Scene, day: BusinessDate, until: BusinessDate): Promise<void> {
  const { workspaceId, people } = scene;
  must('changeAway', await changeAway(deps, workspaceId, people.tomas, people.tomas, until, day));
}

async function reviewCta(deps: Deps, scene: Scene, name: string): Promise<Cta | null> {
  const ctas = await listCtasUnderWay(deps.database.db, scene.workspaceId, scene.accountId(name));
  return ctas.find(({ type }) => type === 'ebr') ?? null;
}
