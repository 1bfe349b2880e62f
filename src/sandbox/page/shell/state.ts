/** What the shell itself remembers. */
import { signal } from '@preact/signals';

/** On a narrow screen: are the channels shown over the rest? */
export const drawerOpen = signal(false);

/** Is the quick switcher open? */
export const switching = signal(false);

/** Who writes wants to see it: the place whose end is to be shown, and how often that was asked. */
export const endWanted = signal({ place: '', times: 0 });

export function goToEnd(channel: string, thread: string | null): void {
  endWanted.value = { place: placeKey(channel, thread), times: endWanted.peek().times + 1 };
}

/** A count in so little room. */
export const countText = (count: number): string => (count > 99 ? '99+' : String(count));

/** A channel, or a thread in it, as one text. */
export const placeKey = (channel: string, thread: string | null): string => `${channel}/${thread ?? ''}`;

const narrowQuery = matchMedia('(max-width: 700px)');

/** A phone's width: one thing at a time. */
export const narrow = signal(narrowQuery.matches);
narrowQuery.addEventListener('change', ({ matches }) => (narrow.value = matches));

/** Is the page looked at? What arrives meanwhile stays unread. */
export const looking = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => (looking.value = document.visibilityState === 'visible'));
