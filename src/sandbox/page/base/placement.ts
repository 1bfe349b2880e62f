/** Where what is opened stands: beside the control that opened it, and inside the screen. */

/** Between it and its control, and at least between it and the screen's edge, in CSS pixels. */
const GAP = 4;
const EDGE = 8;
/** However little room there is, so much of it is shown. */
const LEAST = 96;

interface Placement {
  /** The edge that it shares with its control; without room for that, the other one. */
  align?: 'start' | 'end';
  /** At most so tall, in CSS pixels. */
  tallest?: number;
}

/** Places a fixed box below an anchor, or above it where there is more room. */
export function placeBeside(
  box: HTMLElement,
  anchor: DOMRect,
  { align = 'start', tallest = Number.POSITIVE_INFINITY }: Placement = {},
): void {
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const below = height - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const goesUp = below < Math.min(tallest, box.scrollHeight) && above > below;
  const { style } = box;
  style.maxHeight = `${Math.max(LEAST, Math.min(tallest, goesUp ? above : below))}px`;
  style.top = goesUp ? 'auto' : `${anchor.bottom + GAP}px`;
  style.bottom = goesUp ? `${height - anchor.top + GAP}px` : 'auto';
  const fits = anchor.left + box.offsetWidth + EDGE <= width;
  const left = align === 'start' && fits ? anchor.left : anchor.right - box.offsetWidth;
  style.left = `${Math.max(EDGE, Math.min(left, width - box.offsetWidth - EDGE))}px`;
}
