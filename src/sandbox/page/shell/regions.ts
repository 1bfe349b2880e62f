/** F6 goes to the page's next region, as in Slack; Escape closes what is open beside the channel. */
import { closeThread, spot } from '../base/place.ts';
import { drawerOpen, switching } from './state.ts';

/** The regions in their order, each with what takes the focus in it; else its first control does. */
const REGIONS = new Map([
  ['top', ''],
  ['channels', '[aria-current]'],
  ['messages', '.scroller'],
  ['composer', '.composer-field'],
  ['thread', '.composer-field'],
  ['inspector', ''],
]);
const CONTROLS = 'button, input, select, textarea, a[href]';

export function startKeys(): void {
  addEventListener('keydown', (event) => {
    if (
      event.key.toLowerCase() === 'k' &&
      (event.ctrlKey || event.metaKey) &&
      !event.shiftKey &&
      !event.altKey
    ) {
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) switching.value = true;
    } else if (event.key === 'F6') {
      event.preventDefault();
      goToRegion(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && !event.defaultPrevented) closeTopmost();
  });
}

function closeTopmost(): void {
  if (document.querySelector('dialog[open]') !== null) return;
  if (drawerOpen.value) drawerOpen.value = false;
  else if (spot.value.thread !== null) {
    closeThread();
    focusComposer();
  }
}

/** Where one goes on after going to a channel, once it is drawn. */
export function focusComposer(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.pane-channel .composer-field')?.focus());
}

/** To where one writes; where nobody can, to what is read. */
export function skipToWriting(): void {
  const pane = document.querySelector('.pane');
  const field = pane?.querySelector<HTMLElement>('.composer-field, .scroller, .home-box');
  const writing = pane?.querySelector<HTMLElement>('.composer-field');
  (writing ?? field)?.focus();
}

function goToRegion(by: number): void {
  const order = [...REGIONS.keys()];
  const rank = ({ dataset }: HTMLElement): number => order.indexOf(dataset['region'] ?? '');
  const shown = [...document.querySelectorAll<HTMLElement>('[data-region]')]
    .filter((region) => region.checkVisibility() && region.closest('[inert]') === null)
    .toSorted((a, b) => rank(a) - rank(b));
  const at = shown.findLastIndex((region) => region.contains(document.activeElement));
  const next = shown[(Math.max(at, by < 0 ? 0 : -1) + by + shown.length) % shown.length];
  if (next === undefined) return;
  const wanted = REGIONS.get(next.dataset['region'] ?? '');
  const target =
    (wanted !== undefined && wanted !== '' && next.querySelector<HTMLElement>(wanted)) ||
    [...next.querySelectorAll<HTMLElement>(CONTROLS)].find((control) => control.checkVisibility());
  (target ?? next).focus();
}
