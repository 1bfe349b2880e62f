/** What the product and the help desk tell of an account's health: it moves no account on its journey. */
import { addDays, type BusinessDate } from '../../base/business-date.ts';
import type { HealthStory } from './health-story.ts';
import type { SampleSignals } from './signals.ts';
import type { AccountStory } from './story.ts';

/** Of what people publish, the one that no milestone of the first three phases asks for. */
const PUBLISHED = 'blog_post_published';
const TICKETS = 'urgent_tickets_open';
const DAYS_BETWEEN_COUNTS = 21;
const NEWEST_COUNT = 3;

/** Nothing lies before the account's start, nor after its last sign of life. */
export function healthSignalsOf(
  { started, silent = 0, open = [] }: AccountStory,
  { published = [], tickets = [] }: HealthStory,
  today: BusinessDate,
): Pick<SampleSignals, 'events' | 'kpis'> {
  const isSeen = (ago: number) => ago >= silent && ago <= (started ?? -1);
  // One more kind of event would do the task of those who have to try out more of the product.
  const pieces = open.includes('breadth') ? [] : published;
  const events = pieces
    .filter(isSeen)
    .map((ago) => ({ name: PUBLISHED, day: addDays(today, -ago), count: 1 }));
  const counted = tickets.map((value, index) => ({
    ago: Math.max(NEWEST_COUNT, silent) + index * DAYS_BETWEEN_COUNTS,
    value,
  }));
  const kpis = counted
    .filter(({ ago }) => isSeen(ago))
    .map(({ ago, value }) => ({ kpi: TICKETS, day: addDays(today, -ago), value }));
  return { events, kpis };
}
