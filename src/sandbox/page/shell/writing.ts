/** What happens in the composer's field while one writes: completion, the commands sent before, sending by Enter. */
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { channels, me, people, workspace } from '../store.ts';
import { complete } from './completion.ts';
import type { Completion, Suggestion } from './completion.ts';
import { historyOf } from './drafts.ts';
import type { Draft } from './drafts.ts';

export interface Writing {
  completion: CompletionState;
  /** A person typed: the text, and where the caret stands in it. */
  type(text: string, caret: number): void;
  /** Puts a suggestion where the word stood that it completes. */
  take(suggestion: Suggestion): void;
  submit(): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** Writes a draft in a field; `send` sends it. */
export function useWriting(
  draft: Draft,
  field: RefObject<HTMLTextAreaElement | null>,
  send: () => void,
): Writing {
  const completion = useCompletion(draft.text.value, field);
  const history = useHistory();
  const wantedCaret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wantedCaret.current === null) return;
    field.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = null;
  });
  const write = (text: string, caret = text.length): void => {
    wantedCaret.current = caret;
    draft.text.value = text;
    completion.caretAt(caret);
  };
  const take = ({ insert }: Suggestion): void => {
    const { from, to } = completion.range();
    const text = draft.text.value;
    write(text.slice(0, from) + insert + text.slice(to).replace(/^ /, ''), from + insert.length);
    field.current?.focus();
  };
  const submit = (): void => {
    history.reset();
    completion.caretAt(0);
    send();
  };
  return {
    completion,
    take,
    submit,
    type(text, caret) {
      draft.text.value = text;
      draft.problem.value = '';
      history.reset();
      completion.caretAt(caret);
    },
    onKeyDown(event) {
      if (event.isComposing) return;
      const recalled = history.recall(event.key, draft.text.value);
      const handled =
        completion.onKey(event, take) ||
        (recalled !== null && (write(recalled), true)) ||
        (event.key === 'Enter' && !event.shiftKey && (submit(), true));
      if (!handled) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

export interface CompletionState {
  found: Completion | null;
  /** Which suggestion is pointed at; -1: none. */
  active: number;
  point(index: number): void;
  /** What a taken suggestion replaces. */
  range(): { from: number; to: number };
  /** The caret moved; by typing it opens the list again. */
  caretAt(caret: number, typed?: boolean): void;
  close(): void;
  /** True when the key was for the list. */
  onKey(event: KeyboardEvent, take: (suggestion: Suggestion) => void): boolean;
}

function useCompletion(text: string, field: RefObject<HTMLTextAreaElement | null>): CompletionState {
  const caret = useSignal(0);
  const open = useSignal(false);
  const pointed = useSignal<number | null>(null);
  const found = open.value
    ? complete(text.slice(0, caret.value), {
        commands: workspace.value?.commands ?? [],
        people: [...people.value.values()],
        channels: [...channels.value.values()],
      })
    : null;
  const first = found?.eager === true ? 0 : -1;
  const active = pointed.value ?? first;
  const count = found?.suggestions.length ?? 0;
  const step = (by: number): void => {
    pointed.value = active < 0 && by < 0 ? count - 1 : (active + by + count) % count;
  };
  return {
    found,
    active,
    point: (index) => (pointed.value = index),
    range: () => ({ from: found?.from ?? 0, to: field.current?.selectionStart ?? caret.value }),
    caretAt(at, typed = true) {
      if (at === caret.value && !typed) return;
      caret.value = at;
      pointed.value = null;
      open.value = typed;
    },
    close: () => (open.value = false),
    onKey(event, take) {
      if (found === null || event.shiftKey) return false;
      const chosen = found.suggestions[event.key === 'Tab' ? Math.max(0, active) : active];
      if (event.key === 'ArrowDown') step(1);
      else if (event.key === 'ArrowUp') step(-1);
      else if (event.key === 'Escape') open.value = false;
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen);
      else return false;
      return true;
    },
  };
}

/** Walks through the sent commands: up from an empty composer, on while nothing was typed. */
function useHistory() {
  const at = useRef(-1);
  return {
    reset: () => (at.current = -1),
    recall(key: string, text: string): string | null {
      if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
      const history = historyOf(me.value);
      if (at.current < 0 ? text !== '' || key === 'ArrowDown' : text !== history[at.current]) return null;
      at.current = Math.min(at.current + (key === 'ArrowUp' ? 1 : -1), history.length - 1);
      return at.current < 0 ? '' : (history[at.current] ?? null);
    },
  };
}
