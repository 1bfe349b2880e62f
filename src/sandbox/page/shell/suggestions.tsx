import { useEffect, useRef } from 'preact/hooks';
import type { Suggestion } from './completion.ts';

interface SuggestionsProps {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  take(suggestion: Suggestion): void;
  point(index: number): void;
}

/** The list over the composer. The focus stays in the field; the field points at the option. */
export function Suggestions({ id, suggestions, active, take, point }: SuggestionsProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active]);
  return (
    <ul ref={list} id={id} class="suggestions" role="listbox" aria-label="Suggestions">
      {suggestions.map((suggestion, index) => (
        <li
          key={suggestion.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          class="suggestion"
          onPointerMove={() => point(index)}
          // A press must not take the focus out of the field, which would close the list.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(suggestion)}
        >
          <span class="suggestion-label">{suggestion.label}</span>
          <span class="suggestion-hint">{suggestion.hint}</span>
        </li>
      ))}
    </ul>
  );
}
