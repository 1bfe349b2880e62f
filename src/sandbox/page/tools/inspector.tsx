/** The inspector: each request and its answer between Slack and the bot, as they pass. */
import { useComputed, useSignal, type Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Exchange } from '../contract.ts';
import { clearExchanges, exchanges } from '../store.ts';
import { EVERYTHING, filterExchanges, type Filter } from './exchanges.ts';
import { ExchangeDetails } from './exchange-details.tsx';
import { ExchangeList } from './exchange-list.tsx';

/** Fills the panel that the page gives it. */
export function Inspector() {
  const filter = useSignal(EVERYTHING);
  const paused = useSignal<readonly Exchange[] | null>(null);
  const chosen = useSignal<Exchange | null>(null);
  const shown = useComputed(() => filterExchanges(paused.value ?? exchanges.value, filter.value));
  const clear = (): void => {
    clearExchanges();
    chosen.value = null;
    if (paused.value !== null) paused.value = [];
  };
  return (
    <div class="inspector">
      <Toolbar filter={filter} paused={paused} onClear={clear} />
      <div class="inspector-panes">
        <ExchangeList shown={shown.value} chosen={chosen} emptyText={emptyText(filter.value)} />
        {chosen.value === null ? (
          <p class="inspector-hint">Choose a line to see its request and its answer.</p>
        ) : (
          <ExchangeDetails key={chosen.value.id} exchange={chosen.value} />
        )}
      </div>
    </div>
  );
}

interface ToolbarProps {
  filter: Signal<Filter>;
  paused: Signal<readonly Exchange[] | null>;
  onClear: () => void;
}

function Toolbar({ filter, paused, onClear }: ToolbarProps) {
  const id = useId();
  const set = (part: Partial<Filter>): void => {
    filter.value = { ...filter.value, ...part };
  };
  return (
    <div class="inspector-toolbar" role="group" aria-label="Choose and filter">
      <label class="unseen" for={`${id}-text`}>
        Filter by text
      </label>
      <input
        id={`${id}-text`}
        class="inspector-search"
        type="search"
        placeholder="Filter by text"
        value={filter.value.text}
        onInput={(event) => set({ text: event.currentTarget.value })}
      />
      <label class="unseen" for={`${id}-direction`}>
        Direction
      </label>
      <select
        id={`${id}-direction`}
        value={filter.value.direction}
        onChange={(event) => set({ direction: event.currentTarget.value as Filter['direction'] })}
      >
        <option value="both">Both directions</option>
        <option value="slack-to-bot">Slack → bot</option>
        <option value="bot-to-slack">bot → Slack</option>
      </select>
      <label class="inspector-check">
        <input
          type="checkbox"
          checked={filter.value.problemsOnly}
          onChange={(event) => set({ problemsOnly: event.currentTarget.checked })}
        />
        Problems only
      </label>
      <button
        type="button"
        class="inspector-button"
        aria-pressed={paused.value !== null}
        onClick={() => (paused.value = paused.value === null ? exchanges.value : null)}
      >
        {paused.value === null ? 'Pause' : `Paused${countNew(paused.value)}`}
      </button>
      <button type="button" class="inspector-button" onClick={onClear}>
        Clear
      </button>
    </div>
  );
}

/** How many came since the pause; the list forgets old ones, so they are counted by their ids. */
function countNew(paused: readonly Exchange[]): string {
  const last = paused.at(-1)?.id ?? 0;
  const more = exchanges.value.filter(({ id }) => id > last).length;
  return more === 0 ? '' : `, ${more} new`;
}

function emptyText(filter: Filter): string {
  return filter === EVERYTHING
    ? 'Nothing has passed between Slack and the bot yet.'
    : 'Nothing that passed fits the filter.';
}
