/** A scrolling list of messages that stays where the person reads. */
import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../base/icons.tsx';
import { endWanted, looking } from './state.ts';

/** So close to the end counts as at the end, in pixels. */
const NEAR = 24;

interface ScrollerProps {
  /** What it shows, as `placeKey` has it. */
  place: string;
  /** Its oldest message: older ones before it must not move what is read. */
  first: string;
  /** The key of its last row. */
  last: string;
  /** Tells its owner whether the end is in view. */
  end?: { current: boolean };
  /** Called when the newest is seen, with the page looked at; again when `mark` changes there. */
  onSeen?(): void;
  mark?: string;
  /** Called near the beginning. */
  onTop?(): void;
  /** The element to show instead of the end, as a selector. */
  startAt?: string | null;
  label: string;
  children: ComponentChildren;
}

interface Standing {
  /** The end is in view, and is to stay there. */
  end: boolean;
  /** How far the end is below the view, in pixels. */
  below: number;
  first: string;
  last: string;
  started: boolean;
}

export function Scroller(props: ScrollerProps) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { away, look } = useStanding(props, box, content);
  const toNewest = (): void => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
    box.current?.focus({ preventScroll: true });
  };
  return (
    <div class="scroller-frame">
      <div ref={box} class="scroller" onScroll={look} tabIndex={0} role="region" aria-label={props.label}>
        <div ref={content} class="scroller-content">
          {props.children}
        </div>
      </div>
      {away !== 'no' && (
        <button type="button" class="to-newest" onClick={toNewest}>
          {away === 'missed' && <span class="to-newest-mark">New</span>}
          <Icon name="down" />
          Jump to newest
        </button>
      )}
    </div>
  );
}

type Box = RefObject<HTMLDivElement | null>;

/**
 * Where the person stands in the list, kept over all that happens to it: rows that come at either end or grow, the
 * message that a link led to, and what they write themselves.
 */
function useStanding(props: ScrollerProps, box: Box, content: Box) {
  const { first, last, mark = '', startAt = null } = props;
  const standing = useRef<Standing>({ end: true, below: 0, first: '', last: '', started: false });
  /** Is the person away from the end, and did something arrive there meanwhile? */
  const [away, setAway] = useState<'no' | 'away' | 'missed'>('no');
  const look = (): void => {
    if (box.current === null) return;
    const state = standing.current;
    measure(box.current, state);
    if (props.end) props.end.current = state.end;
    setAway((before) => (state.end ? 'no' : before === 'no' ? 'away' : before));
    if ((state.end || hasNewestInView(box.current)) && looking.peek()) props.onSeen?.();
    if (box.current.scrollTop < box.current.clientHeight / 2) props.onTop?.();
  };
  useLayoutEffect(() => {
    if (box.current === null) return;
    const state = standing.current;
    if (state.started && state.last !== last && !state.end) setAway('missed');
    settle(box.current, state, first, last);
    look();
  }, [first, last]);
  useLayoutEffect(() => {
    if (box.current !== null && standing.current.end) showEnd(box.current);
    look();
  }, [mark]);
  useLayoutEffect(() => {
    if (startAt !== null) box.current?.querySelector(startAt)?.scrollIntoView({ block: 'start' });
  }, [startAt]);
  useStickToEnd(box, content, standing);
  useSignalEffect(() => {
    if (looking.value && standing.current.started) look();
  });
  useEndWanted(props.place, () => {
    if (box.current !== null) showEnd(box.current);
    look();
  });
  return { away, look };
}

/** Calls when who writes here wants to see it. */
function useEndWanted(place: string, show: () => void): void {
  const asked = useRef(endWanted.peek().times);
  useSignalEffect(() => {
    const { place: wanted, times } = endWanted.value;
    if (wanted !== place || times === asked.current) return;
    asked.current = times;
    show();
  });
}

function measure(box: HTMLElement, state: Standing): void {
  state.below = box.scrollHeight - box.scrollTop - box.clientHeight;
  state.end = state.below <= NEAR;
}

/** After rows came: the end stays in view where it was; else what is read stays where it is. */
function settle(box: HTMLElement, state: Standing, first: string, last: string): void {
  const older = state.started && state.first !== first;
  const newer = state.last !== last;
  if (older && !state.end) box.scrollTop = box.scrollHeight - box.clientHeight - state.below;
  else if (newer && (state.end || !state.started)) showNewest(box);
  state.started ||= last !== '';
  state.first = first;
  state.last = last;
}

/** Shows the end, but not past the head of a newest message that is taller than the view. */
function showNewest(box: HTMLElement): void {
  showEnd(box);
  const newest = newestIn(box);
  if (newest !== undefined && newest.getBoundingClientRect().top < box.getBoundingClientRect().top)
    newest.scrollIntoView({ block: 'start' });
}

const newestIn = (box: HTMLElement): Element | undefined => [...box.querySelectorAll('.message')].at(-1);

/** Of a message that is taller than the view, its head is enough. */
function hasNewestInView(box: HTMLElement): boolean {
  const [newest, view] = [newestIn(box)?.getBoundingClientRect(), box.getBoundingClientRect()];
  return newest !== undefined && newest.height > view.height && newest.top < view.top + view.height / 2;
}

function showEnd(box: HTMLElement): void {
  box.scrollTop = box.scrollHeight;
}

/** Whoever reads the end stays there when rows grow (an image, a menu) or the view shrinks (a keyboard). */
function useStickToEnd(box: Box, content: Box, standing: RefObject<Standing>): void {
  useEffect(() => {
    if (box.current === null || content.current === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (box.current !== null && standing.current?.end) showEnd(box.current);
    });
    observer.observe(content.current);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box, content, standing]);
}
