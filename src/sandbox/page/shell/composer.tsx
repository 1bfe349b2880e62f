/** Where one writes: messages, commands, and the names of people and channels completed. */
import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { channels, me, people, workspace } from '../store.ts';
import { complete } from './completion.ts';
import type { Completion, Suggestion } from './completion.ts';
import { draftOf, historyOf } from './drafts.ts';
import { Icon } from './icons.tsx';
import { Menu } from './menu.tsx';
import { runShortcut } from './message.tsx';
import { botName } from './names.ts';
import { send } from './send.ts';
import { placeKey } from './state.ts';
import { Suggestions } from './suggestions.tsx';

const MOST_LINES = 10;

interface ComposerProps {
  channel: string;
  /** The thread that it answers; null: it writes to the channel. */
  thread: string | null;
  /** "Message #cs-daily" */
  label: string;
}

export function Composer({ channel, thread, label }: ComposerProps) {
  const draft = draftOf(`${me.value}/${placeKey(channel, thread)}`);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const completion = useCompletion(draft.text.value, field);
  const history = useHistory();
  const wantedCaret = useRef<number | null>(null);

  const write = (text: string, caret = text.length): void => {
    wantedCaret.current = caret;
    draft.text.value = text;
    completion.caretAt(caret);
  };
  useLayoutEffect(() => {
    if (wantedCaret.current === null) return;
    field.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = null;
  });
  const take = ({ insert }: Suggestion): void => {
    const { from, to } = completion.range();
    const text = draft.text.value;
    write(text.slice(0, from) + insert + text.slice(to).replace(/^ /, ''), from + insert.length);
    field.current?.focus();
  };
  const submit = (): void => {
    history.reset();
    completion.caretAt(0);
    void send(draft, channel, thread);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const recalled = history.recall(event.key, draft.text.value);
    const handled =
      completion.onKey(event, take) ||
      (recalled !== null && (write(recalled), true)) ||
      (event.key === 'Enter' && !event.shiftKey && (submit(), true));
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const { found, active } = completion;
  const lines = Math.min(MOST_LINES, draft.text.value.split('\n').length);
  return (
    <form
      class="composer"
      data-region={thread === null ? 'composer' : undefined}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
        field.current?.focus();
      }}
    >
      {found !== null && (
        <Suggestions
          id={id}
          suggestions={found.suggestions}
          active={active}
          take={take}
          point={completion.point}
        />
      )}
      <p class="unseen" role="status">
        {found === null ? '' : `${found.suggestions.length} suggestions. Arrow keys choose, Tab takes.`}
      </p>
      {draft.problem.value !== '' && (
        <p class="composer-problem" role="alert">
          {draft.problem.value}
        </p>
      )}
      <div class="composer-box">
        <textarea
          ref={field}
          rows={lines}
          class="composer-field"
          aria-label={label}
          placeholder={label}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={found === null ? undefined : id}
          aria-activedescendant={found === null || active < 0 ? undefined : `${id}-${active}`}
          value={draft.text.value}
          onInput={({ currentTarget }) => {
            draft.text.value = currentTarget.value;
            draft.problem.value = '';
            history.reset();
            completion.caretAt(currentTarget.selectionStart);
          }}
          onSelect={({ currentTarget }) => completion.caretAt(currentTarget.selectionStart, false)}
          onBlur={() => completion.close()}
          onKeyDown={onKeyDown}
        />
        <div class="composer-tools">
          {thread === null && <Shortcuts />}
          <span class="composer-hint" aria-hidden="true">
            <kbd>Enter</kbd> sends, <kbd>Shift Enter</kbd> makes a new line
          </span>
          <button
            type="submit"
            class="send-button"
            aria-label="Send"
            title="Send"
            disabled={draft.text.value.trim() === ''}
          >
            <Icon name="send" />
          </button>
        </div>
      </div>
    </form>
  );
}

/** The global shortcuts of the manifest, where it has some. */
function Shortcuts() {
  const shortcuts = workspace.value?.shortcuts.filter(({ type }) => type === 'global') ?? [];
  if (shortcuts.length === 0) return null;
  return (
    <Menu
      name="Shortcuts"
      title="Shortcuts"
      class="icon-button"
      items={shortcuts.map(({ callbackId, name }) => ({
        key: callbackId,
        label: name,
        hint: botName(),
        choose: () => runShortcut(callbackId),
      }))}
    >
      <Icon name="bolt" />
    </Menu>
  );
}

interface CompletionState {
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

function useCompletion(text: string, field: { current: HTMLTextAreaElement | null }): CompletionState {
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
