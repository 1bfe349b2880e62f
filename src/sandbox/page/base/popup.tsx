/** A popup above everything else on the page, beside what opened it: never cut by a modal or the screen's edge. */
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { placeBeside } from './placement.ts';

interface PopupProps {
  /** What it stands beside. */
  anchor: RefObject<HTMLElement | null>;
  /** At least as wide as the anchor. */
  asWide?: boolean;
  class: string;
  children: ComponentChildren;
}

/** In CSS pixels: more is scrolled. */
const TALLEST = 320;

/** Drawn while it is mounted. */
export function Popup({ anchor, asWide = false, class: name, children }: PopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = popup.current;
    if (shown === null) return undefined;
    shown.showPopover();
    const settle = (): void => {
      if (anchor.current === null) return;
      const at = anchor.current.getBoundingClientRect();
      if (asWide) shown.style.minWidth = `${at.width}px`;
      placeBeside(shown, at, { tallest: TALLEST });
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
