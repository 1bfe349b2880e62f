/** A popup above everything else on the page, beside what opened it: never cut by a modal or the screen's edge. */
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface PopupProps {
  /** What it stands beside. */
  anchor: RefObject<HTMLElement | null>;
  /** At the anchor's right edge instead of its left one. */
  alignEnd?: boolean;
  /** At least as wide as the anchor. */
  asWide?: boolean;
  class: string;
  children: ComponentChildren;
}

/** Between popup and anchor, and at least between popup and screen, in CSS pixels. */
const GAP = 4;
const EDGE = 8;
const TALLEST = 320;

/** Drawn while it is mounted. */
export function Popup({ anchor, alignEnd = false, asWide = false, class: name, children }: PopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = popup.current;
    if (shown === null) return undefined;
    shown.showPopover();
    const settle = (): void => {
      if (anchor.current) settleBeside(shown, anchor.current.getBoundingClientRect(), { alignEnd, asWide });
    };
    settle();
    const size = new ResizeObserver(settle);
    size.observe(shown);
    if (anchor.current) size.observe(anchor.current);
    window.addEventListener('resize', settle);
    window.addEventListener('scroll', settle, { capture: true, passive: true });
    return () => {
      size.disconnect();
      window.removeEventListener('resize', settle);
      window.removeEventListener('scroll', settle, { capture: true });
    };
  }, []);
  return (
    <div
      ref={popup}
      popover="manual"
      class={`popup ${name}`}
      // The focus stays where one types.
      onMouseDown={(event) => event.preventDefault()}
    >
      {children}
    </div>
  );
}

function settleBeside(
  popup: HTMLElement,
  anchor: DOMRect,
  look: { alignEnd: boolean; asWide: boolean },
): void {
  const { innerWidth, innerHeight } = window;
  const style = popup.style;
  if (look.asWide) style.minWidth = `${Math.min(anchor.width, innerWidth - 2 * EDGE)}px`;
  style.maxWidth = `${Math.min(480, innerWidth - 2 * EDGE)}px`;
  const below = innerHeight - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const goesUp = below < Math.min(TALLEST, popup.scrollHeight) && above > below;
  style.maxHeight = `${Math.max(96, Math.min(TALLEST, goesUp ? above : below))}px`;
  style.top = goesUp ? 'auto' : `${anchor.bottom + GAP}px`;
  style.bottom = goesUp ? `${innerHeight - anchor.top + GAP}px` : 'auto';
  const wanted = alignedLeft(popup.offsetWidth, anchor, look.alignEnd);
  style.left = `${Math.max(EDGE, Math.min(wanted, innerWidth - popup.offsetWidth - EDGE))}px`;
}

function alignedLeft(width: number, anchor: DOMRect, alignEnd: boolean): number {
  return alignEnd ? anchor.right - width : anchor.left;
}
