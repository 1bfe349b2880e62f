/**
 * A menu in which one types to find: the combobox with a listbox of the ARIA Authoring Practices.
 * One choice stands in the field itself; several stand before it as chips that can be taken away.
 */
import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import type { ControlNames } from './entry.tsx';
import { Listbox } from './listbox.tsx';
import { matching } from './options.ts';
import type { Choice } from './options.ts';
import { Popup } from './popup.tsx';

export interface ComboboxProps {
  names: ControlNames;
  placeholder: string;
  required: boolean;
  busy: boolean;
  /** What can be chosen now. */
  choices: readonly Choice[];
  /** Told instead of choices: that one must type more, that it is searched, or that it failed. */
  status: string | null;
  chosen: readonly Choice[];
  many: boolean;
  /** At most so many of them. */
  most: number;
  clearable: boolean;
  /** Told what is typed, where the choices depend on it; else they are narrowed here. */
  onType?: (typed: string) => void;
  onChoose(chosen: Choice[]): void;
  /** The menu was closed, or was never open while a chip was removed. */
  onDone(): void;
}

export function Combobox(props: ComboboxProps) {
  const { names, chosen, many, choices, onType } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = `${useId()}-list`;
  const shown = onType === undefined ? matching(choices, typed ?? '') : choices;
  const at = Math.max(
    0,
    shown.findIndex(({ key }) => key === (active ?? chosen[0]?.key)),
  );

  const show = (): void => {
    // What one types replaces what stands there.
    input.current?.select();
    if (open) return;
    setOpen(true);
    setActive(null);
    onType?.('');
  };
  const hide = (): void => {
    if (!open) return;
    setOpen(false);
    setTyped(null);
    props.onDone();
  };
  const choose = (choice: Choice): void => {
    const without = chosen.filter(({ key }) => key !== choice.key);
    if (!many) {
      props.onChoose([choice]);
      return hide();
    }
    const isNew = without.length === chosen.length;
    if (isNew && chosen.length >= props.most) return;
    props.onChoose(isNew ? [...chosen, choice] : without);
    setActive(choice.key);
    setTyped(null);
    if (typed !== null) onType?.('');
  };
  const remove = (key: string): void => {
    props.onChoose(chosen.filter((choice) => choice.key !== key));
    if (!open) props.onDone();
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = open ? moveTo(event.key, at, shown.length) : undefined;
    const choice = shown[at];
    if (event.isComposing) return;
    if (to !== undefined) setActive(shown[to]?.key ?? null);
    else if (event.key === 'Escape' && open) hide();
    else if (event.key === 'Enter' && open) {
      if (choice && props.status === null) choose(choice);
    } else if (['Enter', 'ArrowDown', 'ArrowUp'].includes(event.key) && !open) show();
    else if (event.key === 'Backspace' && many && (typed ?? '') === '') {
      const last = chosen.at(-1);
      if (last) remove(last.key);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="combobox" ref={box} aria-busy={props.busy}>
      {many && <Chips chosen={chosen} onRemove={remove} />}
      <input
        {...names}
        ref={input}
        class="combobox-input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open && props.status === null && shown[at] ? `${listId}-${at}` : undefined}
        aria-required={props.required || undefined}
        placeholder={many && chosen.length > 0 ? '' : props.placeholder}
        value={typed ?? (many ? '' : (chosen[0]?.label ?? ''))}
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          setActive(null);
          setOpen(true);
          onType?.(text);
        }}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => (open && typed === null ? hide() : show())}
        onBlur={hide}
      />
      {props.clearable && chosen.length > 0 && !many && (
        <button
          type="button"
          class="combobox-clear"
          aria-label={`Clear ${chosen[0]?.label}`}
          onClick={() => {
            props.onChoose([]);
            props.onDone();
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
      <span class="combobox-arrow" aria-hidden="true">
        <Icon name="chevron" />
      </span>
      {open && (
        <Popup anchor={box} asWide class="listbox-popup">
          <Listbox
            id={listId}
            names={names}
            {...{ shown, at, chosen, many, choose }}
            status={props.status ?? (shown.length === 0 ? noneFor(typed) : null)}
            isFull={many && chosen.length >= props.most}
            most={props.most}
          />
        </Popup>
      )}
    </div>
  );
}

function noneFor(typed: string | null): string {
  return typed === null || typed === '' ? 'There is nothing to choose' : `Nothing found for “${typed}”`;
}

/** The option to which a key leads; undefined where it leads nowhere. */
function moveTo(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'PageDown':
      return Math.min(at + 8, count - 1);
    case 'PageUp':
      return Math.max(at - 8, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function Chips({ chosen, onRemove }: { chosen: readonly Choice[]; onRemove(key: string): void }) {
  if (chosen.length === 0) return null;
  return (
    <ul class="chips" aria-label="Chosen">
      {chosen.map(({ key, label }) => (
        <li key={key} class="chip">
          {label}
          <button type="button" aria-label={`Remove ${label}`} onClick={() => onRemove(key)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
