/** What releases did to their milestones, for the list and for the digest. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { readDurations } from '../funnel/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { listShippedIn } from '../requirements/service.ts';
import {
  compareEntries,
  isBeside,
  milestonesOf,
  tellableFrom,
  windowsOf,
  type ProgramMilestone,
  type Release,
  type ReleaseEffect,
  type ToldRelease,
  type Window,
} from './domain.ts';
import { listReleases } from './store.ts';

/** So many releases beside another one are named at most. */
const MOST_BESIDE = 100;

/** Tells of each release what it did; they are few, a page of a list. */
export async function tellReleases(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  releases: readonly Release[],
  today: BusinessDate,
): Promise<ToldRelease[]> {
  const { db } = deps.database;
  const milestones = new Map(milestonesOf(applied.program.journeys).map((one) => [one.id, one]));
  const shipped = await listShippedIn(
    db,
    workspaceId,
    releases.map(({ name }) => name),
  );
  const others = await listOthers(deps, workspaceId, releases, milestones, today);
  const told: ToldRelease[] = [];
  for (const release of releases) {
    const milestone = milestones.get(release.milestoneId) ?? null;
    const effect = await readEffect(deps, workspaceId, applied, release, milestone, today);
    told.push({
      release,
      milestone,
      effect,
      requirements: shipped.get(release.name) ?? [],
      beside:
        effect.kind === 'compared'
          ? others.filter(
              (one) =>
                one.id !== release.id &&
                one.milestoneId === release.milestoneId &&
                isBeside(effect.windows, one.day),
            )
          : [],
    });
  }
  return told;
}

async function readEffect(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { day, retiredAt }: Release,
  milestone: ProgramMilestone | null,
  today: BusinessDate,
): Promise<ReleaseEffect> {
  if (retiredAt !== null) return { kind: 'retired' };
  if (milestone === null) return { kind: 'no-milestone' };
  const { id: milestoneId, usualDays } = milestone;
  const from = tellableFrom(day, usualDays);
  if (today < from) return { kind: day > today ? 'coming' : 'early', from };
  const windows = windowsOf(day, usualDays, today);
  const read = (window: Window) =>
    readDurations(deps, workspaceId, applied, {
      date: window.until,
      milestoneId,
      enteredFrom: window.from,
      enteredUpTo: window.upTo,
    });
  const before = await read(windows.before);
  const after = await read(windows.after);
  return { kind: 'compared', windows, ...compareEntries(before, after, usualDays) };
}

/** The releases for the same milestones in all the time that is compared. */
async function listOthers(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  releases: readonly Release[],
  milestones: ReadonlyMap<string, ProgramMilestone>,
  today: BusinessDate,
): Promise<Release[]> {
  const windows = releases.flatMap(({ day, milestoneId }) => {
    const usualDays = milestones.get(milestoneId)?.usualDays;
    return usualDays === undefined || day > today ? [] : [windowsOf(day, usualDays, today)];
  });
  if (windows.length === 0) return [];
  const filter = {
    isRetired: false,
    from: windows.map(({ before }) => before.from).toSorted()[0]!,
    upTo: windows
      .map(({ after }) => after.upTo)
      .toSorted()
      .at(-1)!,
    milestoneIds: [...new Set(releases.map(({ milestoneId }) => milestoneId))],
  };
  return listReleases(deps.database.db, workspaceId, filter, { limit: MOST_BESIDE });
}

/**
 * The releases of the last days with what each did, the newest first.
 * @param of `days`: how many days back; `most`: how many at most
 */
export async function releasesOfLast(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  of: { date: BusinessDate; days: number; most: number },
): Promise<ToldRelease[]> {
  const filter = { isRetired: false, from: addDays(of.date, -of.days), upTo: of.date };
  const releases = await listReleases(deps.database.db, workspaceId, filter, { limit: of.most });
  return tellReleases(deps, workspaceId, applied, releases, of.date);
}
