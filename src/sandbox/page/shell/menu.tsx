/** A button that opens a menu. The menu lies over everything, so that no scrolling box cuts it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

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
  class?: string;
}

export function Menu({ children, name, title, items, class: className = 'menu-button' }: MenuProps) {
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
        class={className}
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
  useLayoutEffect(() => {
    const menu = list.current;
    if (menu === null || at === null) return;
    menu.showPopover();
    placeBeside(menu, at.getBoundingClientRect());
    (
      menu.querySelector<HTMLElement>('[aria-checked=true]') ?? menu.querySelector<HTMLElement>('button')
    )?.focus();
  }, [at]);
  useEffect(() => {
    const leave = ({ target }: Event): void => {
      if (
        target instanceof Node &&
        (list.current?.contains(target) === true || at?.contains(target) === true)
      )
        return;
      close(false);
    };
    const onScroll = ({ target }: Event): void => {
      if (target !== list.current) close(false);
    };
    addEventListener('pointerdown', leave, true);
    addEventListener('scroll', onScroll, true);
    addEventListener('resize', leave);
    return () => {
      removeEventListener('pointerdown', leave, true);
      removeEventListener('scroll', onScroll, true);
      removeEventListener('resize', leave);
    };
  });
  return (
    <div
      ref={list}
      class="menu"
      role="menu"
      aria-label={title}
      popover="manual"
      onKeyDown={(event) => {
        if (event.key === 'Tab') close(false);
        if (event.key === 'Escape') {
          // A modal in which the menu stands stays open.
          event.preventDefault();
          event.stopPropagation();
          close(true);
        }
        if (!moveFocus(event.currentTarget, event.key)) return;
        event.preventDefault();
      }}
    >
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          class="menu-item"
          role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={item.checked}
          tabIndex={-1}
          onClick={() => {
            close(true);
            item.choose();
          }}
        >
          {item.checked !== undefined && (
            <span class="menu-check">{item.checked && <Icon name="check" />}</span>
          )}
          <span class="menu-label">
            {item.label}
            {item.hint !== undefined && item.hint !== '' && <span class="menu-hint">{item.hint}</span>}
          </span>
        </button>
      ))}
    </div>
  );
}

/** Below the button, or above it where there is more room; never over the screen's edge. */
function placeBeside(menu: HTMLElement, anchor: DOMRect): void {
  const edge = 8;
  const below = innerHeight - anchor.bottom - edge;
  const above = anchor.top - edge;
  const upwards = menu.offsetHeight > below && above > below;
  menu.style.maxHeight = `${Math.max(120, upwards ? above : below)}px`;
  const top = upwards ? anchor.top - menu.offsetHeight - 4 : anchor.bottom + 4;
  menu.style.top = `${Math.max(edge, top)}px`;
  const left =
    anchor.left + menu.offsetWidth + edge > innerWidth ? anchor.right - menu.offsetWidth : anchor.left;
  menu.style.left = `${Math.max(edge, left)}px`;
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
