/**
 * A menu in which one types to find: the combobox with a listbox of the ARIA Authoring Practices.
 * One choice stands in the field itself; several stand before it as chips that can be taken away.
 */
import type { RefObject } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../base/icons.tsx';
import { Popup } from '../base/popup.tsx';
import { ToolButton } from '../base/tool-button.tsx';
import type { ControlNames } from './entry.tsx';
import { Listbox } from './listbox.tsx';
import { matching } from './options.ts';
import type { Choice } from './options.ts';

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
  const { names, chosen, many, most, busy } = props;
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = `${useId()}-list`;
  const menu = useMenu(props, input);
  const { typed, open, shown, at } = menu;
  return (
    <div class="combobox" ref={box} aria-busy={busy}>
      {many && <Chips chosen={chosen} onRemove={menu.remove} />}
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
        onInput={(event) => menu.type(event.currentTarget.value)}
        onKeyDown={(event) => onKey(event, menu, props)}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => (open && typed === null ? menu.hide() : menu.show())}
        onBlur={menu.hide}
      />
      {props.clearable && chosen[0] !== undefined && !many && (
        <ToolButton
          icon="close"
          name={`Clear ${chosen[0].label}`}
          class="combobox-clear"
          onClick={menu.clear}
        />
      )}
      <span class="combobox-arrow" aria-hidden="true">
        <Icon name="chevron" />
      </span>
      {open && (
        <Popup anchor={box} asWide class="listbox-popup">
          <Listbox
            id={listId}
            {...{ names, shown, at, chosen, many, most }}
            choose={menu.choose}
            status={props.status ?? (shown.length === 0 ? noneFor(typed) : null)}
            isFull={many && chosen.length >= most}
          />
        </Popup>
      )}
    </div>
  );
}

type ChoosingProps = Pick<
  ComboboxProps,
  'choices' | 'chosen' | 'many' | 'most' | 'onType' | 'onChoose' | 'onDone'
>;

interface MenuState {
  /** What was typed since the menu was opened; null: nothing, and what is chosen stands in the field. */
  typed: string | null;
  open: boolean;
  shown: readonly Choice[];
  /** The place of the active choice among those shown. */
  at: number;
  show(): void;
  hide(): void;
  type(text: string): void;
  /** Makes one of those shown the active one. */
  point(at: number): void;
  choose(choice: Choice): void;
  remove(key: string): void;
  clear(): void;
}

/** What one does with the menu: opens it, types to find, goes through it, chooses and takes away. */
function useMenu(props: ChoosingProps, input: RefObject<HTMLInputElement | null>): MenuState {
  const { chosen, many, choices, onType } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const shown = onType === undefined ? matching(choices, typed ?? '') : choices;
  const found = shown.findIndex(({ key }) => key === (active ?? chosen[0]?.key));

  const hide = (): void => {
    if (!open) return;
    setOpen(false);
    setTyped(null);
    props.onDone();
  };
  const takeAway = (left: Choice[]): void => {
    props.onChoose(left);
    if (!open || !many) props.onDone();
    input.current?.focus();
  };
  return {
    typed,
    open,
    shown,
    hide,
    at: Math.max(0, found),
    show() {
      // What one types replaces what stands there.
      input.current?.select();
      if (open) return;
      setOpen(true);
      setActive(null);
      onType?.('');
    },
    type(text) {
      setTyped(text);
      setActive(null);
      setOpen(true);
      onType?.(text);
    },
    point: (at) => setActive(shown[at]?.key ?? null),
    choose(choice) {
      if (!many) {
        props.onChoose([choice]);
        return hide();
      }
      const without = chosen.filter(({ key }) => key !== choice.key);
      const isNew = without.length === chosen.length;
      if (isNew && chosen.length >= props.most) return;
      props.onChoose(isNew ? [...chosen, choice] : without);
      setActive(choice.key);
      setTyped(null);
      if (typed !== null) onType?.('');
    },
    remove: (key) => takeAway(chosen.filter((choice) => choice.key !== key)),
    clear: () => takeAway([]),
  };
}

/** The keys of the pattern; what the menu takes is nobody else's. */
function onKey(
  event: KeyboardEvent,
  menu: MenuState,
  { chosen, many, status }: Pick<ComboboxProps, 'chosen' | 'many' | 'status'>,
): void {
  if (event.isComposing) return;
  const { key } = event;
  const { open, shown, at, typed } = menu;
  const to = open ? moveTo(key, at, shown.length) : undefined;
  const [choice, last] = [shown[at], chosen.at(-1)];
  if (to !== undefined) menu.point(to);
  else if (key === 'Escape' && open) menu.hide();
  else if (key === 'Enter' && open) {
    if (choice && status === null) menu.choose(choice);
  } else if (['Enter', 'ArrowDown', 'ArrowUp'].includes(key) && !open) menu.show();
  else {
    if (key === 'Backspace' && many && (typed ?? '') === '' && last) menu.remove(last.key);
    return;
  }
  event.preventDefault();
  event.stopPropagation();
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
