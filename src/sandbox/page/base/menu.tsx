/** A button that opens a menu. The menu lies over everything, so that no scrolling box cuts it. */
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { placeBeside } from './placement.ts';

export interface MenuItem {
  key: string;
  label: ComponentChildren;
  /** What the item is about, under its label. */
  hint?: string;
  /** One of several of which one holds; undefined: it is a deed. */
  checked?: boolean;
  choose(): void;
}

interface MenuProps {
  /** What the button shows; `name` is its name where that is no text. */
  children: ComponentChildren;
  name?: string;
  title: string;
  items: readonly MenuItem[];
  class: string;
}

export function Menu({ children, name, title, items, class: look }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (refocus: boolean): void => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={look}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={name}
        title={name}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
      </button>
      {open && <Items title={title} items={items} at={button.current} close={close} />}
    </>
  );
}

interface ItemsProps {
  title: string;
  items: readonly MenuItem[];
  at: HTMLElement | null;
  close(refocus: boolean): void;
}

function Items({ title, items, at, close }: ItemsProps) {
  const list = useRef<HTMLDivElement>(null);
  useShown(list, at);
  useLeaving(list, at, () => close(false));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') close(false);
    else if (event.key === 'Escape') {
      // A modal in which the menu stands stays open.
      event.preventDefault();
      event.stopPropagation();
      close(true);
    } else if (list.current !== null && moveFocus(list.current, event.key)) event.preventDefault();
  };
  return (
    <div ref={list} class="menu" role="menu" aria-label={title} popover="manual" onKeyDown={onKeyDown}>
      {items.map((item) => (
        <Item
          key={item.key}
          item={item}
          onChoose={() => {
            close(true);
            item.choose();
          }}
        />
      ))}
    </div>
  );
}

function Item({ item: { label, hint = '', checked }, onChoose }: { item: MenuItem; onChoose(): void }) {
  return (
    <button
      type="button"
      class="menu-item"
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={checked}
      tabIndex={-1}
      onClick={onChoose}
    >
      {checked !== undefined && <span class="menu-check">{checked && <Icon name="check" />}</span>}
      <span class="menu-label">
        {label}
        {hint !== '' && <span class="menu-hint">{hint}</span>}
      </span>
    </button>
  );
}

/** Shows the menu beside its button, the focus on what holds or on its first item. */
function useShown(list: RefObject<HTMLElement | null>, at: HTMLElement | null): void {
  useLayoutEffect(() => {
    const menu = list.current;
    if (menu === null || at === null) return;
    menu.showPopover();
    placeBeside(menu, at.getBoundingClientRect());
    const holds = menu.querySelector<HTMLElement>('[aria-checked=true]');
    (holds ?? menu.querySelector<HTMLElement>('button'))?.focus();
  }, [at]);
}

/** Notices a press elsewhere, and what would move the button away from under the menu. */
function useLeaving(list: RefObject<HTMLElement | null>, at: HTMLElement | null, leave: () => void): void {
  useEffect(() => {
    const isOurs = (target: EventTarget | null): boolean =>
      target instanceof Node && (list.current?.contains(target) === true || at?.contains(target) === true);
    const onPress = ({ target }: Event): void => {
      if (!isOurs(target)) leave();
    };
    const onScroll = ({ target }: Event): void => {
      if (target !== list.current) leave();
    };
    addEventListener('pointerdown', onPress, true);
    addEventListener('scroll', onScroll, true);
    addEventListener('resize', leave);
    return () => {
      removeEventListener('pointerdown', onPress, true);
      removeEventListener('scroll', onScroll, true);
      removeEventListener('resize', leave);
    };
  });
}

/** Moves through a menu by key; false when the key does not move. */
function moveFocus(menu: HTMLElement, key: string): boolean {
  const items = [...menu.querySelectorAll<HTMLElement>('.menu-item')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[key];
  if (to !== undefined) items[to]?.focus();
  else if (/^\S$/u.test(key)) {
    const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    after.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()))?.focus();
  }
  return to !== undefined;
}
