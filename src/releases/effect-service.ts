/** What releases did to their milestones, for the list and for the digest. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { sideOf } from '../funnel/domain.ts';
import { readDurations } from '../funnel/service.ts';
import { milestonesOf, type AppliedProgram, type ProgramMilestone } from '../program/domain.ts';
import { listShippedIn } from '../requirements/service.ts';
import {
  compareEntries,
  isBeside,
  tellableFrom,
  windowsOf,
  type EarlyRelease,
  type Release,
  type ReleaseEffect,
  type ToldRelease,
  type Windows,
} from './domain.ts';
import { listReleases } from './store.ts';
import { sortReleases } from './tellable.ts';

/** So many releases beside another one are named at most. */
const MOST_BESIDE = 100;

/** And so many releases of the last days are looked at: some of every day. */
const MOST_OF_LAST = 1000;

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
  const effects = await readEffects(
    deps,
    workspaceId,
    applied,
    releases.map((release) => openingOf(release, milestones.get(release.milestoneId) ?? null, today)),
    today,
  );
  return releases.map((release, index) => {
    const effect = effects[index]!;
    return {
      release,
      milestone: milestones.get(release.milestoneId) ?? null,
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
    };
  });
}

/** What a release is to be compared by; `count`: it is too early for that, and who began is counted. */
interface ToCompare {
  kind: 'compare' | 'count';
  milestone: ProgramMilestone;
  /** As they will be on the first day on which it can be told, or are by now. */
  windows: Windows;
}

type Opening = Exclude<ReleaseEffect, { kind: 'early' | 'compared' }> | ToCompare;

/** What can be said without looking at an entry. */
function openingOf(
  { day, retiredAt }: Release,
  milestone: ProgramMilestone | null,
  today: BusinessDate,
): Opening {
  if (retiredAt !== null) return { kind: 'retired' };
  if (milestone === null) return { kind: 'no-milestone' };
  const from = tellableFrom(day, milestone.usualDays);
  if (day > today) return { kind: 'coming', from };
  const isEarly = today < from;
  const windows = windowsOf(day, milestone.usualDays, isEarly ? from : today);
  return { kind: isEarly ? 'count' : 'compare', milestone, windows };
}

/** Compares those that can be, and counts who began for those that cannot yet; the accounts are read once for all. */
async function readEffects(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  openings: readonly Opening[],
  today: BusinessDate,
): Promise<ReleaseEffect[]> {
  const questions = openings.flatMap((opening) =>
    'windows' in opening
      ? [opening.windows.before, opening.windows.after].map(({ from, upTo, until }) => ({
          date: until < today ? until : today,
          milestoneId: opening.milestone.id,
          enteredFrom: from,
          enteredUpTo: upTo,
        }))
      : [],
  );
  const durations = (await readDurations(deps, workspaceId, applied, questions)).values();
  const next = () => durations.next().value ?? [];
  return openings.map((opening) => {
    if (!('windows' in opening)) return opening;
    const { milestone, windows } = opening;
    const { usualDays } = milestone;
    const [before, after] = [next(), next()];
    if (opening.kind === 'count') {
      const began = { before: sideOf(before, usualDays).entered, since: sideOf(after, usualDays).entered };
      return { kind: 'early', from: tellableFrom(windows.after.from, usualDays), began };
    }
    return { kind: 'compared', windows, ...compareEntries(before, after, usualDays) };
  });
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

/** The releases of which there is something to tell on a date. */
export interface ReleasesOfLast {
  /** Those with a verdict, the ones that got it last first, then those whose milestone is gone. */
  told: { total: number; releases: ToldRelease[] };
  /** Those of which it is too early to tell, the newest first. */
  early: { total: number; releases: EarlyRelease[] };
}

/**
 * The releases that customers got in the last days, or that can be told since then, with what each did; who began
 * is counted of those of which it is too early to tell.
 * @param of `days`: how many days back; `most`: how many of each at most
 */
export async function releasesOfLast(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  of: { date: BusinessDate; days: number; most: number },
): Promise<ReleasesOfLast> {
  const milestones = milestonesOf(applied.program.journeys);
  const from = addDays(of.date, -of.days);
  const longest = Math.max(0, ...milestones.map(({ usualDays }) => usualDays));
  const filter = { isRetired: false, from: addDays(from, -longest), upTo: of.date };
  const releases = await listReleases(deps.database.db, workspaceId, filter, { limit: MOST_OF_LAST });
  const { told, early } = sortReleases(releases, milestones, { from, date: of.date });
  const shown = [...told.slice(0, of.most), ...early.slice(0, of.most)];
  const all = await tellReleases(deps, workspaceId, applied, shown, of.date);
  return {
    told: { total: told.length, releases: all.filter(({ effect }) => effect.kind !== 'early') },
    early: {
      total: early.length,
      releases: all.flatMap(({ release: { id, name }, effect }) =>
        effect.kind === 'early' ? [{ id, name, from: effect.from, began: effect.began }] : [],
      ),
    },
  };
}
