/** Which local date an instant has, said in instants: so that a database can date many signals without knowing zones. */
import { IANAZone } from 'luxon';
import type { BusinessDate } from '../base/business-date.ts';

/** From `starts` to before `ends`, both texts that compare with UTC ISO times, it is `day` in the zone. */
export interface LocalDay {
  /** The UTC date in which the stretch lies. */
  utc: string;
  starts: string;
  ends: string;
  day: BusinessDate;
}

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** The stretches of one UTC date: two in most zones, one in those that lie at UTC. Exact to the minute. */
export function localDaysOf(utc: string, timezone: string): LocalDay[] {
  const zone = IANAZone.create(timezone);
  const dayAt = (ms: number) => new Date(ms + zone.offset(ms) * MS_PER_MINUTE).toISOString().slice(0, 10);
  const stretches: LocalDay[] = [];
  for (const ms of possibleStarts(utc, zone)) {
    const day = dayAt(ms);
    const previous = stretches.at(-1);
    if (previous?.day === day) continue;
    // Without seconds' fractions and zone it sorts before every way to write that second.
    const starts = new Date(ms).toISOString().slice(0, 19);
    if (previous !== undefined) previous.ends = starts;
    stretches.push({ utc, starts, ends: `${utc}T24`, day });
  }
  return stretches;
}

/** The start of the date and its local midnight; each minute where the clock is changed on that date. */
function possibleStarts(utc: string, zone: IANAZone): number[] {
  const start = Date.parse(`${utc}T00:00:00Z`);
  const end = start + MS_PER_DAY;
  const offset = zone.offset(start);
  if (zone.offset(end) !== offset) {
    return Array.from({ length: MS_PER_DAY / MS_PER_MINUTE }, (_, minute) => start + minute * MS_PER_MINUTE);
  }
  const local = start + offset * MS_PER_MINUTE;
  const midnight = (Math.floor(local / MS_PER_DAY) + 1) * MS_PER_DAY - offset * MS_PER_MINUTE;
  return midnight < end ? [start, midnight] : [start];
}
