/** Everything that is typed: one line or several, an e-mail address, a URL, a number, rich text as plain text. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useEntry } from './entry.tsx';
import type { ElementProps } from './entry.tsx';
import { formOf, noteUntold } from './forms.ts';
import { asJson, asText, plainOfRichText, rawText } from './values.ts';

/** Characters left from which on they are counted. */
const NEAR = 50;
const MOST = 3000;
/** How long one may pause while typing before the bot is told, where it wants each character. */
const PAUSE_MS = 300;

/** What a telephone's keyboard offers. */
const KEYBOARDS: Readonly<Record<string, 'email' | 'url' | 'decimal'>> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'decimal',
};

export function TextField(props: ElementProps) {
  const { element } = props;
  const entry = useEntry(props);
  const type = asText(element['type']);
  const isLong = type === 'rich_text_input' || element['multiline'] === true;
  const value = plainOfRichText(entry.value);
  const told = useDispatch(props, (text) => entry.commit(text));
  const count = type === 'plain_text_input' ? countOf(element, value) : null;
  const attributes = {
    ...entry.names,
    value,
    class: 'field',
    placeholder: rawText(element['placeholder']),
    'aria-required': entry.required || undefined,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      entry.enter(event.currentTarget.value);
      told.onTyped(event.currentTarget.value);
    },
    onKeyDown: (event: KeyboardEvent) => told.onKey(event, value),
  };
  return (
    <div class="text-field">
      {isLong ? (
        <LongField {...attributes} />
      ) : (
        <input {...attributes} type="text" inputMode={KEYBOARDS[type]} autocomplete="off" />
      )}
      <div class="text-field-notes">
        {told.onEnter && <span>Press Enter to send</span>}
        {type === 'rich_text_input' && <span>Plain text here, without formatting</span>}
        <span class={count?.isBad === true ? 'count count-bad' : 'count'} role="status">
          {count?.text}
        </span>
      </div>
      {entry.confirm}
    </div>
  );
}

/** Grows with what is typed, up to a height that the style sets. */
function LongField(attributes: preact.TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (area.current === null) return;
    area.current.style.height = 'auto';
    area.current.style.height = `${area.current.scrollHeight + 2}px`;
  }, [attributes.value]);
  return <textarea {...attributes} ref={area} rows={3} />;
}

/** Told to the bot while typing, where `dispatch_action` asks for it: at Enter (Slack's default), at each pause, or both. */
function useDispatch({ element, block, place }: ElementProps, commit: (text: string) => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const dispatches = block['dispatch_action'] === true;
  const wanted = asJson(element['dispatch_action_config'])?.['trigger_actions_on'];
  const triggers = Array.isArray(wanted) ? wanted : ['on_enter_pressed'];
  const onEnter = dispatches && triggers.includes('on_enter_pressed');
  const tellLater = (text: string): void => {
    const tell = (): void => {
      clearTimeout(timer.current);
      commit(text);
    };
    clearTimeout(timer.current);
    if (place.kind === 'view') noteUntold(place.viewId, tell);
    timer.current = setTimeout(() => {
      if (place.kind === 'view') noteUntold(place.viewId, null);
      const form = place.kind === 'view' ? formOf(place.viewId) : null;
      if (form?.submitting === true) return tellLater(text);
      // A form that was taken went with its texts, and its modal may be closed by now.
      if (form?.taken !== true) commit(text);
    }, PAUSE_MS);
  };
  return {
    onEnter,
    onTyped(text: string): void {
      if (dispatches && triggers.includes('on_character_entered')) tellLater(text);
    },
    onKey(event: KeyboardEvent, text: string): void {
      if (!onEnter || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      clearTimeout(timer.current);
      commit(text);
    },
  };
}

/** What is left of a text's length, near its limits; null while that does not matter. */
function countOf(element: ElementProps['element'], value: string): { text: string; isBad: boolean } | null {
  const max = typeof element['max_length'] === 'number' ? element['max_length'] : MOST;
  const min = typeof element['min_length'] === 'number' ? element['min_length'] : 0;
  if (value.length > max) return { text: `${value.length - max} too many`, isBad: true };
  if (max - value.length <= Math.min(NEAR, max / 4))
    return { text: `${max - value.length} left`, isBad: false };
  if (value !== '' && value.length < min) return { text: `${min - value.length} more`, isBad: false };
  return null;
}
