/** The direct messages of a morning: to each person what is theirs today. */
import { fallbackText } from '#blocks/build.ts';
import type { Moment } from '#blocks/morning-row.ts';
import { ownMorning, type OwnList } from '#blocks/own-morning.ts';
import { listOwnDue } from '../actions/service.ts';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import { inBatches } from '../db/rows.ts';
import { enqueue, type MessagePayload } from '../jobs/outbox.ts';
import { findLeader } from '../people/service.ts';
import { countLate } from '../plays/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import {
  MAX_OWN_LINES,
  type LateSteps,
  type MorningRow,
  type MorningSummary,
  type OwnActions,
} from './domain.ts';
import { rowsOf } from './list-service.ts';
import {
  findTold,
  isMorningOn,
  listOwnCtas,
  listOwnReviews,
  listToldLeaders,
  setMorningOn,
  type OwnReview,
} from './own-store.ts';
import { insertLists, type ListPart } from './store.ts';

export { isMorningOn } from './own-store.ts';

/** So many rows are read by one statement. */
const ROWS_PER_READ = 500;

/** What is a person's own, before it is shown. */
interface Own {
  personId: string;
  slackUserId: string;
  ctaIds: string[];
  open: number;
  reviews: OwnReview[];
  late: LateSteps | null;
  actions: OwnActions | null;
}

/**
 * Writes the messages of a morning into the outbox, one to each person who has something to look at; in the caller's
 * transaction, which has claimed the morning's slot. Whoever has nothing gets nothing.
 * @returns how many messages it wrote
 */
export async function postOwn(
  deps: Deps,
  trx: Parameters<typeof insertLists>[0],
  workspaceId: string,
  applied: AppliedProgram,
  { date, since, moment }: { date: BusinessDate; since: BusinessDate | null; moment: Moment },
): Promise<number> {
  const owns = await readOwns(trx, workspaceId, date, since);
  const rows = await readRows(trx, workspaceId, applied, date, owns);
  const lists = owns.map((own) => ({ own, list: listOf(own, rows, date, since) }));
  const posts = lists.map(({ own, list }) => ({
    kind: 'post' as const,
    channel: own.slackUserId,
    payload: payloadOf(list, moment),
  }));
  if (posts.length === 0) return 0;
  const outboxIds = await enqueue(deps, trx, workspaceId, posts);
  await insertLists(
    trx,
    workspaceId,
    lists.map(({ own, list }, index) => ({
      id: deps.makeId(),
      date,
      channel: own.slackUserId,
      programVersion: applied.version,
      summary: list.summary,
      createdAt: deps.now().toISOString(),
      personId: own.personId,
      parts: [{ outboxId: outboxIds[index]!, ctaIds: own.ctaIds }],
    })),
  );
  return posts.length;
}

/** The message of a person's list anew, after something on it was pressed. */
export async function ownAnew(
  executor: Executor,
  workspaceId: string,
  part: ListPart & { personId: string },
  rows: readonly MorningRow[],
  moment: Moment,
): Promise<MessagePayload> {
  const { date, summary, personId } = part;
  const reviews = await listOwnReviews(executor, workspaceId, date, personId);
  return payloadOf({ date, summary, rows, reviews: besideRows(reviews, rows) }, moment);
}

async function readOwns(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  since: BusinessDate | null,
): Promise<Own[]> {
  const ctas = await listOwnCtas(executor, workspaceId, { date, since, most: MAX_OWN_LINES });
  const reviews = await listOwnReviews(executor, workspaceId, date);
  const byPerson = new Map<string, Own>();
  const ownOf = ({ personId, slackUserId }: Pick<Own, 'personId' | 'slackUserId'>): Own => {
    const known = byPerson.get(personId) ?? {
      personId,
      slackUserId,
      ctaIds: [],
      open: 0,
      reviews: [],
      late: null,
      actions: null,
    };
    byPerson.set(personId, known);
    return known;
  };
  for (const cta of ctas) {
    const own = ownOf(cta);
    own.ctaIds.push(cta.ctaId);
    own.open = cta.open;
  }
  for (const review of reviews) ownOf(review).reviews.push(review);
  for (const { person, actions } of await readActions(executor, workspaceId, date))
    ownOf(person).actions = actions;
  for (const { leader, late, isNew } of await readLate(executor, workspaceId, date, since))
    // What was late before brings no message of its own.
    if (isNew || byPerson.has(leader.personId)) ownOf(leader).late = late;
  return [...byPerson.values()];
}

/** What each person said in the leadership's meeting they would do by the date. */
async function readActions(executor: Executor, workspaceId: string, date: BusinessDate) {
  const due = Map.groupBy(await listOwnDue(executor, workspaceId, date), ({ ownerId }) => ownerId);
  const told = await findTold(executor, workspaceId, date, [...due.keys()]);
  return told.map((person) => {
    const own = due.get(person.personId)!;
    const late = own.filter(({ dueOn }) => dueOn < date).length;
    const { what, dueOn } = own[0]!;
    return { person, actions: { late, today: own.length - late, first: { what, dueOn } } };
  });
}

/** To each leader how many steps of plays are late with others; those of nobody to the one who does what is a leader's. */
async function readLate(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  since: BusinessDate | null,
) {
  const all = await countLate(executor, workspaceId, date);
  if (all.length === 0) return [];
  const ofNobodysLeader = await findLeader(executor, workspaceId, date);
  const leaders = await listToldLeaders(executor, workspaceId, date);
  return leaders.flatMap((leader) => {
    const told = all.filter(({ ownerId }) =>
      ownerId === null ? leader.personId === ofNobodysLeader : ownerId !== leader.personId,
    );
    if (told.length === 0) return [];
    const ofNobody = told.find(({ ownerId }) => ownerId === null)?.steps ?? 0;
    const ofPeople = told.reduce((sum, { steps }) => sum + steps, -ofNobody);
    const isNew = since === null || told.some(({ lastDueOn }) => lastDueOn >= since);
    return [{ leader, late: { ofPeople, ofNobody }, isNew }];
  });
}

async function readRows(
  executor: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  owns: readonly Own[],
): Promise<Map<string, MorningRow>> {
  const rows = new Map<string, MorningRow>();
  const all = owns.flatMap(({ ctaIds }) => ctaIds);
  for (const ids of inBatches(all, ROWS_PER_READ)) {
    for (const row of await rowsOf(executor, workspaceId, applied, date, ids)) rows.set(row.ctaId, row);
  }
  return rows;
}

function listOf(
  own: Own,
  rows: ReadonlyMap<string, MorningRow>,
  date: BusinessDate,
  previousDate: BusinessDate | null,
): OwnList {
  const shown = own.ctaIds.flatMap((id) => rows.get(id) ?? []);
  const summary: MorningSummary = {
    due: shown.length,
    isNew: null,
    resolved: 0,
    previousDate,
    unassessed: 0,
    planItems: 0,
    others: 0,
    othersFolded: 0,
    hidden: Math.max(0, own.open - own.ctaIds.length),
    rules: [],
    ...(own.late === null ? {} : { lateSteps: own.late }),
    ...(own.actions === null ? {} : { actions: own.actions }),
  };
  return { date, summary, rows: shown, reviews: besideRows(own.reviews, shown) };
}

/** The reviews that no row tells of. */
function besideRows(reviews: readonly OwnReview[], rows: readonly MorningRow[]): OwnReview[] {
  const told = new Set(rows.filter(({ type }) => type === 'ebr').map(({ accountId }) => accountId));
  return reviews.filter(({ accountId }) => !told.has(accountId));
}

function payloadOf(list: OwnList, moment: Moment): MessagePayload {
  const { headline, blocks } = ownMorning(list, moment);
  return { text: fallbackText(headline), blocks };
}

/** Switches a person's own message on or off. @returns whether that changed anything */
export async function switchOwn(
  deps: Deps,
  workspaceId: string,
  personId: string,
  on: boolean,
): Promise<boolean> {
  return inTransaction(deps, async (trx) => {
    const isOn = await isMorningOn(trx, workspaceId, personId);
    if (isOn === null || isOn === on) return false;
    await setMorningOn(trx, workspaceId, personId, on);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: personId,
        action: 'person.morning',
        subjectId: personId,
        before: { on: isOn },
        after: { on },
      },
    ]);
    return true;
  });
}
