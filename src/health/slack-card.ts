/** What the card of an account's health shows, read together. */
import { type HealthCard, type ShownJudgement } from '#blocks/health-card.ts';
import { personName } from '#blocks/people.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { Account } from '../accounts/domain.ts';
import { hasChurned } from '../accounts/service.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { listCtasUnderWay } from '../ctas/service.ts';
import { findPeople } from '../people/service.ts';
import { listOpenRuns } from '../plays/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import { listJudgements } from './judgement-service.ts';
import { nextStep } from './next.ts';
import { explainChange, explainHealth, listScores, scorecardSince, trendsOf } from './service.ts';
import { seriesOf, type Trend } from './trend.ts';

/** The longest trend, and what may stand for its first day. */
const DAYS_READ = 98;
const CHANGE_DAYS = 7;
/** For so many days a judgement is recent. */
const JUDGEMENT_DAYS = 30;

/** The course of a score alone, as others than our people may see it. */
export async function readCourse(call: Call, applied: AppliedProgram, account: Account) {
  const { database } = call.deps;
  const today = await call.today();
  const health = await explainHealth(database, call.workspaceId, applied.program, account.id, today);
  const scores = await listScores(database.db, call.workspaceId, account.id, today, DAYS_READ);
  const score = health?.score ?? null;
  const trends = trendsOf(scores, today, score);
  return {
    account,
    health,
    trends,
    scorecardSince: await scorecardSince(
      database.db,
      call.workspaceId,
      applied,
      scoresSince(scores, trends),
      today,
    ),
    series: seriesOf(scores, today, score),
    pictureId: null,
    today,
  };
}

/** From the day on with which the longest trend compares. */
function scoresSince<T extends { day: BusinessDate }>(scores: readonly T[], trends: readonly Trend[]): T[] {
  const since = trends.findLast(({ since: compared }) => compared !== null)?.since ?? null;
  return since === null ? [] : scores.filter(({ day }) => day >= since);
}

/** Everything that the card shows, as it is today. */
export async function readCard(call: Call, applied: AppliedProgram, account: Account): Promise<HealthCard> {
  const { db } = call.deps.database;
  const { workspaceId } = call;
  const course = await readCourse(call, applied, account);
  const { health, today } = course;
  const ctas = await listCtasUnderWay(db, workspaceId, account.id);
  const runs = await listOpenRuns(db, workspaceId, account.id);
  const [judgement = null] = await readJudgements(call, account.id, 1);
  const facts = {
    ctas,
    plays: applied.program.plays.filter(({ enabled }) => enabled),
    running: new Set(runs.map(({ playId }) => playId)),
    judgedOn: judgement?.day ?? null,
    today,
    recentFrom: addDays(today, -JUDGEMENT_DAYS),
  };
  return {
    ...course,
    churned: await hasChurned(db, workspaceId, account.id),
    change:
      health === null ? null : await explainChange(db, workspaceId, applied, account.id, health, CHANGE_DAYS),
    judgement,
    ctas,
    next: health === null ? { kind: 'nothing' } : nextStep({ ...facts, health }),
    canJudge: call.may('health.judge'),
    canLog: call.may('touchpoint.log'),
    isPublic: false,
  };
}

/** The newest judgements, with the names of those who gave them. */
export async function readJudgements(
  call: Call,
  accountId: string,
  limit: number,
): Promise<ShownJudgement[]> {
  const { db } = call.deps.database;
  const found = await listJudgements(db, call.workspaceId, accountId, limit);
  const people = await findPeople(
    db,
    call.workspaceId,
    found.map(({ judgedBy }) => judgedBy),
  );
  return found.map((judgement) => {
    const person = people.find(({ id }) => id === judgement.judgedBy);
    return { ...judgement, by: person === undefined ? mrkdwn`somebody` : personName(person) };
  });
}
