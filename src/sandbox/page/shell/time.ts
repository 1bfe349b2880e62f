/** Times as a person of the workspace reads them: in their zone, by the sandbox's clock. */
import { computed, signal } from '@preact/signals';
import { me, people, sandboxNow } from '../store.ts';

const TICK_MS = 20_000;

/** Turns often enough for "today" to be right. */
const tick = signal(0);
setInterval(() => (tick.value += 1), TICK_MS);

const zone = computed(() => people.value.get(me.value)?.tz ?? 'UTC');

/** One formatter is dear to make and is used for every message. */
const formats = computed(() => {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone.value, ...options });
  return {
    key: format({ year: 'numeric', month: '2-digit', day: '2-digit' }),
    time: format({ hour: '2-digit', minute: '2-digit' }),
    day: format({ weekday: 'long', day: 'numeric', month: 'long' }),
    dayOfYear: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    full: format({ dateStyle: 'full', timeStyle: 'long' }),
  };
});

/** The calendar day of an instant: equal texts are one day. */
export const dayOf = (at: number): string => formats.value.key.format(at);

/** 09:14 */
export const timeText = (at: number): string => formats.value.time.format(at);

/** The date and time in full, with the zone. */
export const fullText = (at: number): string => formats.value.full.format(at);

/** "Today", "Yesterday", "Monday 23 November", with the year where it is another one. */
export function dayText(at: number): string {
  // Read, so that whoever shows a day is drawn anew when the day ends.
  void tick.value;
  const now = sandboxNow();
  if (dayOf(at) === dayOf(now)) return 'Today';
  if (dayOf(at) === dayOf(now - 24 * 60 * 60 * 1000)) return 'Yesterday';
  const { day, dayOfYear } = formats.value;
  return dayOf(at).slice(-4) === dayOf(now).slice(-4) ? day.format(at) : dayOfYear.format(at);
}

/** "today at 09:14" */
export const momentText = (at: number): string => {
  const day = dayText(at);
  return `${day.includes(' ') ? day : day.toLowerCase()} at ${timeText(at)}`;
};
