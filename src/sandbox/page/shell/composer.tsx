/** Where one writes: messages, commands, and the names of people and channels completed. */
import type { RefObject } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon } from '../base/icons.tsx';
import { Menu } from '../base/menu.tsx';
import { botName } from '../base/names.ts';
import { me, workspace } from '../store.ts';
import { draftOf } from './drafts.ts';
import type { Draft } from './drafts.ts';
import { runShortcut } from './message.tsx';
import { send, takesOnlyCommands, TURNED_OFF } from './send.ts';
import { placeKey } from './state.ts';
import { Suggestions } from './suggestions.tsx';
import { useWriting } from './writing.ts';
import type { Writing } from './writing.ts';

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
  const writing = useWriting(draft, field, () => void send(draft, channel, thread));
  const { found, active, point } = writing.completion;
  return (
    <form
      class="composer"
      data-region={thread === null ? 'composer' : undefined}
      onSubmit={(event) => {
        event.preventDefault();
        writing.submit();
        field.current?.focus();
      }}
    >
      {found !== null && (
        <Suggestions
          id={id}
          suggestions={found.suggestions}
          active={active}
          take={writing.take}
          point={point}
        />
      )}
      <p class="unseen" role="status">
        {found === null ? '' : `${found.suggestions.length} suggestions. Arrow keys choose, Tab takes.`}
      </p>
      {takesOnlyCommands(channel) && (
        <p class="composer-note">
          {TURNED_OFF}
          {thread === null && ' It takes commands: type / for them.'}
        </p>
      )}
      {draft.problem.value !== '' && (
        <p class="composer-problem" role="alert">
          {draft.problem.value}
        </p>
      )}
      <div class="composer-box">
        <Field draft={draft} field={field} label={label} listId={id} writing={writing} />
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

interface FieldProps {
  draft: Draft;
  field: RefObject<HTMLTextAreaElement | null>;
  label: string;
  /** The id of the list of suggestions. */
  listId: string;
  writing: Writing;
}

function Field({ draft, field, label, listId, writing }: FieldProps) {
  const { found, active, caretAt, close } = writing.completion;
  return (
    <textarea
      ref={field}
      rows={Math.min(MOST_LINES, draft.text.value.split('\n').length)}
      class="composer-field"
      aria-label={label}
      placeholder={label}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={found === null ? undefined : listId}
      aria-activedescendant={found === null || active < 0 ? undefined : `${listId}-${active}`}
      value={draft.text.value}
      onInput={({ currentTarget }) => writing.type(currentTarget.value, currentTarget.selectionStart)}
      onSelect={({ currentTarget }) => caretAt(currentTarget.selectionStart, false)}
      onBlur={close}
      onKeyDown={writing.onKeyDown}
    />
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
