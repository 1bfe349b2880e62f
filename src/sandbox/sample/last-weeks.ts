/**
 * What happened in the weeks before the sample is loaded: mornings, and what people did after them. The services do
 * it, each with the clock of its time, so that everything is as if the team had worked so. Nothing is posted.
 */
import { addBusinessDays, addDays, type BusinessDate } from '../../base/business-date.ts';
import { inTransaction, type Deps } from '../../base/deps.ts';
import type { Cta } from '../../ctas/domain.ts';
import {
  claimCta,
  dismissCta,
  listCtasUnderWay,
  snoozeCta,
  syncCtas,
  type Press,
} from '../../ctas/service.ts';
import { bookEbr, holdEbr, loadLastReview, settleItem } from '../../ebrs/service.ts';
import { takeSnapshots } from '../../health/service.ts';
import { assessWorkspace } from '../../journey/service.ts';
import { doMorning } from '../../morning/service.ts';
import type { AppliedProgram } from '../../program/domain.ts';
import { workingDayBefore } from './dates.ts';
import type { PersonKey } from './people.ts';
import { PRESSED } from './pressed.ts';
import { insertRows } from './store.ts';

/** The workspace in which it happens. */
export interface Scene {
  /** Goes on to a local time `HH:MM` on a day, never back: the dependencies with the clock at it. */
  goTo: (day: BusinessDate, time: string) => Promise<Deps>;
  workspaceId: string;
  applied: AppliedProgram;
  people: Readonly<Record<PersonKey, string>>;
  /** The id of the account with this name. */
  accountId: (name: string) => string;
}

/** So many weeks before the last list the health of the day was kept, for the trends of 30 and 90 days. */
const EARLIER_WEEKS = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3];

/** Lives through the working days up to the last one before `today`, on which the last list is made. */
export async function liveThroughLastWeeks(scene: Scene, today: BusinessDate): Promise<void> {
  const last = workingDayBefore(addDays(today, -1), 0);
  const before = (days: number) => workingDayBefore(last, days);
  for (const weeks of EARLIER_WEEKS) await keepHealth(scene, addDays(last, -7 * weeks));
  await bringInLine(scene, before(14));
  await bringInLine(scene, before(9));
  await bringInLine(scene, before(4));
  await dismissOne(scene, before(4));
  await bookOne(scene, before(2), addBusinessDays(today, 3));
  await doLastMorning(scene, last);
  await claimOne(scene, last);
  await snoozeOne(scene, last, addDays(today, 1));
  await holdOne(scene, last);
  await keepOne(scene, last);
}

/** Of a morning further back nothing stays but everybody's health of the day. */
async function keepHealth(scene: Scene, date: BusinessDate): Promise<Deps> {
  const { workspaceId, applied } = scene;
  const deps = await scene.goTo(date, '08:30');
  await assessWorkspace(deps, workspaceId, applied.program, date);
  await takeSnapshots(deps, workspaceId, applied, date);
  return deps;
}

/** An earlier morning: what stays of it is its health, and how it brought the CTAs in line with the rules. */
async function bringInLine(scene: Scene, date: BusinessDate): Promise<void> {
  const { workspaceId, applied } = scene;
  const deps = await keepHealth(scene, date);
  await inTransaction(deps, (trx) => syncCtas(deps, trx, workspaceId, applied, date));
}

/** A morning whose list is written down, for the next one to be compared with, and posted nowhere. */
async function doLastMorning(scene: Scene, date: BusinessDate): Promise<void> {
  const { workspaceId, applied } = scene;
  const { program, version } = applied;
  const deps = await scene.goTo(date, '08:30');
  const withoutPost = { ...applied, program: { ...program, posts: { ...program.posts, morning: null } } };
  const { list } = await doMorning(deps, workspaceId, withoutPost, date);
  const { db, dialect } = deps.database;
  await insertRows(db, dialect, workspaceId, 'morning_list', [
    {
      id: deps.makeId(),
      date,
      channel: program.posts.morning?.channel ?? '',
      program_version: version,
      due_count: list.summary.due,
      summary: JSON.stringify(list.summary),
      created_at: deps.now().toISOString(),
    },
  ]);
}

async function claimOne(scene: Scene, day: BusinessDate): Promise<void> {
  const deps = await scene.goTo(day, '09:40');
  const cta = await reviewCta(scene, deps, PRESSED.claimed);
  if (cta === null) return;
  must(await claimCta(deps, scene.workspaceId, cta.id, press(scene, 'linh', day), showNothing));
}

async function snoozeOne(scene: Scene, day: BusinessDate, until: BusinessDate): Promise<void> {
  const deps = await scene.goTo(day, '10:15');
  const cta = await reviewCta(scene, deps, PRESSED.snoozed);
  if (cta === null) return;
  const snooze = {
    ...press(scene, 'priya', day),
    until,
    reason: 'Their head of marketing is away until then',
  };
  must(await snoozeCta(deps, scene.workspaceId, cta.id, snooze, showNothing));
}

async function dismissOne(scene: Scene, day: BusinessDate): Promise<void> {
  const deps = await scene.goTo(day, '15:20');
  const cta = await reviewCta(scene, deps, PRESSED.dismissed);
  if (cta === null) return;
  const reason = 'Two partners are merging: they look at everything anew afterwards';
  const dismissal = { ...press(scene, 'tomas', day), reason };
  must(await dismissCta(deps, scene.workspaceId, cta.id, dismissal, showNothing));
}

async function bookOne(scene: Scene, day: BusinessDate, on: BusinessDate): Promise<void> {
  const { workspaceId, people, accountId } = scene;
  const booking = {
    accountId: accountId(PRESSED.booked),
    on,
    attendees: { people: [people.priya, people.jonas], customers: [] },
  };
  const deps = await scene.goTo(day, '11:05');
  must(await bookEbr(deps, workspaceId, booking, press(scene, 'priya', day), showNothing));
}

async function holdOne(scene: Scene, day: BusinessDate): Promise<void> {
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
  const deps = await scene.goTo(day, '15:30');
  must(await holdEbr(deps, workspaceId, applied.program, review, press(scene, 'priya', day), showNothing));
}

/** Settles the open item of ours that is due first. */
async function keepOne(scene: Scene, day: BusinessDate): Promise<void> {
  const deps = await scene.goTo(day, '16:05');
  const review = await loadLastReview(deps, scene.workspaceId, scene.accountId(PRESSED.keptItem));
  const item = review?.plan.find(({ state, owner }) => state === 'open' && owner === 'us');
  if (item === undefined) return;
  must(await settleItem(deps, scene.workspaceId, item.id, 'kept', press(scene, 'linh', day), showNothing));
}

async function reviewCta(scene: Scene, deps: Deps, name: string): Promise<Cta | null> {
  const ctas = await listCtasUnderWay(deps.database.db, scene.workspaceId, scene.accountId(name));
  return ctas.find(({ type }) => type === 'ebr') ?? null;
}

function press({ people }: Scene, person: PersonKey, today: BusinessDate): Press {
  return { personId: people[person], today };
}

/** What a service refuses here is a mistake in the sample. */
function must(result: { ok: true } | { ok: false; problem: string }): void {
  if (!result.ok) throw new Error(`the sample does what is refused: ${result.problem}`);
}

/** No message shows these CTAs yet. */
async function showNothing(): Promise<void> {}
