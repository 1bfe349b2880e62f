/** The digest's pictures: the funnel, conversion over time, and how health moved. */
import type { Answer } from '#blocks/build.ts';
import { pictureOrWords } from '#blocks/picture.ts';
import { addDays, addMonths, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { shortDate } from '../base/words.ts';
import { FEW, isSameMilestone, type MilestoneKey } from '../funnel/domain.ts';
import { readCounts } from '../funnel/service.ts';
import type { Movement } from '../health/domain.ts';
import {
  conversionSvg,
  conversionWords,
  type ConversionLine,
  type ConversionPicture,
} from '../pictures/conversion.ts';
import { funnelSvg, funnelWords, type FunnelPicture } from '../pictures/funnel.ts';
import { movementSvg, movementWords, type MovementPicture } from '../pictures/movement.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { PictureUploader } from '../slack/upload.ts';
import { incidenceCurve } from '../stats/incidence.ts';
import type { Digest, FunnelLine, SectionId } from './domain.ts';

type Blocks = NonNullable<Answer['blocks']>;

/** A picture with what it shows in words. */
interface Drawn {
  name: string;
  svg: string;
  words: string;
  /** Whether the words stand in its place where it can not be shown; else the reply says the same anyway. */
  isTold: boolean;
}

/** Conversion is drawn by so many quarters of the year in which accounts began. */
const QUARTERS = 4;
const LEAST_HORIZON = 30;

/**
 * The blocks with pictures, by the section in whose reply they stand. One that can not be uploaded is told in words.
 * @param upload null: nothing can be
 */
export async function drawPictures(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  digest: Digest,
  upload: PictureUploader | null,
): Promise<Map<SectionId, Blocks>> {
  const { milestones, health } = digest.sections.success.facts;
  const conversion = await readConversion(deps, workspaceId, applied, digest);
  const drawn = [
    ...(milestones.some(({ entered }) => entered > 0) ? [drawFunnel(digest)] : []),
    ...(conversion === null
      ? []
      : [
          {
            name: 'conversion.png',
            svg: conversionSvg(conversion),
            words: conversionWords(conversion),
            isTold: true,
          },
        ]),
    ...(health === null ? [] : [drawMovement(health, digest)]),
  ];
  // Together: each waits for Slack to look into it.
  const shown = await Promise.all(
    drawn.map(async ({ words, isTold, ...drawing }) => {
      const fileId = upload === null ? null : await upload(workspaceId, drawing);
      return fileId !== null || isTold ? [pictureOrWords(fileId, words)] : [];
    }),
  );
  const blocks = shown.flat();
  return new Map(blocks.length === 0 ? [] : [['success', blocks]]);
}

function drawFunnel({ date, sections }: Digest): Drawn {
  const { milestones, bottleneck } = sections.success.facts;
  const own = mainJourney(milestones, bottleneck);
  const isOnly = own.length === milestones.length;
  const picture: FunnelPicture = {
    title: 'Success funnel',
    note: `${isOnly ? 'All segments' : (own[0]?.journey ?? '')} · all entries up to ${shortDate(date, date)}`,
    milestones: own,
    bottleneck: bottleneck?.id ?? null,
  };
  return { name: 'funnel.png', svg: funnelSvg(picture), words: funnelWords(picture), isTold: false };
}

/** The milestones of the journey with the bottleneck; where none can be named, of the one on which most began. */
function mainJourney(milestones: readonly FunnelLine[], bottleneck: MilestoneKey | null): FunnelLine[] {
  const byJourney = [...Map.groupBy(milestones, ({ journeyId }) => journeyId).values()];
  const size = (own: readonly FunnelLine[]) => own[0]?.entered ?? 0;
  return (
    byJourney.find(([first]) => first?.journeyId === bottleneck?.journeyId) ??
    byJourney.toSorted((a, b) => size(b) - size(a))[0] ??
    []
  );
}

/** How the share that reached the bottleneck grew, by the quarter in which accounts began. */
async function readConversion(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { date, sections }: Digest,
): Promise<ConversionPicture | null> {
  const { milestones, bottleneck } = sections.success.facts;
  const narrow = milestones.find((one) => isSameMilestone(bottleneck, one));
  if (narrow === undefined) return null;
  const horizon = Math.max(LEAST_HORIZON, 2 * narrow.usualDays);
  const lines: ConversionLine[] = [];
  const quarters = quartersUpTo(date);
  const questions = quarters.map(({ from, upTo }) => ({
    date,
    milestoneId: narrow.id,
    since: from,
    until: upTo,
  }));
  const found = await readCounts(deps, workspaceId, applied.program, null, questions);
  for (const [index, { name }] of quarters.entries()) {
    const counts = found[index]!.of(null, narrow.journeyId, narrow.position);
    const entered = counts.reduce((sum, { accounts }) => sum + accounts, 0);
    if (entered === 0) continue;
    const steps = incidenceCurve(counts).map(({ days, ...share }) => ({ at: days, ...share }));
    const until = Math.min(horizon, Math.max(...counts.map(({ days }) => days)));
    lines.push({ name, entered, few: entered < FEW, steps, until });
  }
  if (lines.length === 0) return null;
  return {
    title: `Reached “${narrow.name}”`,
    note: 'By the quarter in which they began',
    lines,
    horizon,
  };
}

/** The quarters of the year up to that of the date, the oldest first. */
function quartersUpTo(date: BusinessDate): { name: string; from: BusinessDate; upTo: BusinessDate }[] {
  const months = (Number(date.slice(5, 7)) - 1) % 3;
  const last = addMonths(`${date.slice(0, 7)}-01`, -months);
  return Array.from({ length: QUARTERS }, (_, index) => {
    const from = addMonths(last, 3 * (index + 1 - QUARTERS));
    const name = `Q${(Number(from.slice(5, 7)) + 2) / 3} ${from.slice(0, 4)}`;
    return { name, from, upTo: addDays(addMonths(from, 3), -1) };
  });
}

function drawMovement({ day, beforeDay, now, before, moves }: Movement, { date }: Digest): Drawn {
  const picture: MovementPicture = {
    title: 'Health this week',
    note: `All segments · ${beforeDay === null ? shortDate(day, date) : `${shortDate(beforeDay, date)} to ${shortDate(day, date)}`}`,
    before,
    now,
    beforeWords: 'A week before',
    nowWords: 'Now',
    moves,
  };
  return { name: 'health.png', svg: movementSvg(picture), words: movementWords(picture), isTold: false };
}
