/** The inspector's list: a line for each exchange, oldest first, walked through with the arrow keys. */
import { useSignal, type Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Exchange } from '../contract.ts';
import { isProblem, showDirection, showDuration, showOutcome } from './exchanges.ts';

interface ExchangeListProps {
  shown: readonly Exchange[];
  chosen: Signal<Exchange | null>;
  /** What it says when there is none. */
  emptyText: string;
}

export function ExchangeList({ shown, chosen, emptyText }: ExchangeListProps) {
  const list = useRef<HTMLUListElement>(null);
  const atEnd = useSignal(true);
  useLayoutEffect(() => {
    // New lines come at the end: whoever looks there goes on seeing the newest.
    if (list.current !== null && atEnd.peek()) list.current.scrollTop = list.current.scrollHeight;
  }, [shown]);
  if (shown.length === 0) return <p class="inspector-empty">{emptyText}</p>;

  const current = shown.findIndex(({ id }) => id === chosen.value?.id);
  const choose = (at: number): void => {
    const next = shown[Math.min(Math.max(at, 0), shown.length - 1)];
    if (next === undefined) return;
    chosen.value = next;
    list.current?.querySelector<HTMLElement>(`[data-exchange="${next.id}"]`)?.focus();
  };
  return (
    <ul
      ref={list}
      class="inspector-list"
      role="listbox"
      aria-label="Requests and answers, oldest first"
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
        (atEnd.value = scrollTop + clientHeight > scrollHeight - 8)
      }
      onKeyDown={(event) => {
        const next = whereTo(event.key, current, shown.length);
        if (next === null) return;
        event.preventDefault();
        choose(next);
      }}
    >
      {shown.map((exchange, at) => (
        <Line
          key={exchange.id}
          exchange={exchange}
          isChosen={at === current}
          // One line is in the order of Tab: the chosen one, else the newest.
          isReached={at === (current === -1 ? shown.length - 1 : current)}
          onChoose={() => choose(at)}
        />
      ))}
    </ul>
  );
}

interface LineProps {
  exchange: Exchange;
  isChosen: boolean;
  isReached: boolean;
  onChoose: () => void;
}

function Line({ exchange, isChosen, isReached, onChoose }: LineProps) {
  const hasProblem = isProblem(exchange);
  return (
    <li
      class={hasProblem ? 'inspector-line has-problem' : 'inspector-line'}
      role="option"
      aria-selected={isChosen}
      tabIndex={isReached ? 0 : -1}
      data-exchange={exchange.id}
      onClick={onChoose}
    >
      <span class="inspector-direction">{showDirection(exchange.direction)}</span>{' '}
      <span class="inspector-method">{exchange.method}</span>{' '}
      <span class="inspector-outcome">
        {hasProblem && <span aria-hidden="true">⚠ </span>}
        {hasProblem && <span class="unseen">problem: </span>}
        {showOutcome(exchange)}
      </span>{' '}
      <span class="inspector-duration">{showDuration(exchange.ms)}</span>
    </li>
  );
}

const PAGE = 10;

/** The line that a key goes to; null: the key is none of the list's. */
function whereTo(key: string, current: number, length: number): number | null {
  const from = current === -1 ? length - 1 : current;
  const places: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + PAGE,
    PageUp: from - PAGE,
    Home: 0,
    End: length - 1,
    Enter: from,
    ' ': from,
  };
  return places[key] ?? null;
}
