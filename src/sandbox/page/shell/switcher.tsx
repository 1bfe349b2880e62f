/** Ctrl+K: to any channel, or to act as another person, by typing a part of the name. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { channels, me, workspace } from '../store.ts';
import { actors, botName, channelTitle, personTitle } from '../base/names.ts';
import { HOME, actAs, openChannel } from '../base/place.ts';
import { focusComposer } from './regions.ts';
import { drawerOpen, switching } from './state.ts';

interface Target {
  key: string;
  label: string;
  go(): void;
}

export function Switcher() {
  return switching.value ? <SwitcherDialog /> : null;
}

function SwitcherDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const targets = targetsCalled(typed);
  const go = (target: Target | undefined): void => {
    if (target === undefined) return;
    dialog.current?.close();
    drawerOpen.value = false;
    target.go();
    focusComposer();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setActive((active + by + targets.length) % Math.max(1, targets.length));
    else if (event.key === 'Enter') go(targets[active]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="switcher"
      aria-label="Go to"
      onClose={() => (switching.value = false)}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div class="switcher-box">
        <input
          class="switcher-field"
          type="text"
          role="combobox"
          aria-label="Channel or person"
          placeholder="Channel or person"
          aria-expanded={targets.length > 0}
          aria-controls={id}
          aria-activedescendant={targets[active] && `${id}-${active}`}
          aria-autocomplete="list"
          autocomplete="off"
          value={typed}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Targets id={id} targets={targets} active={active} point={setActive} go={go} />
        {targets.length === 0 && <p class="switcher-none">Nothing is called “{typed.trim()}”.</p>}
      </div>
    </dialog>
  );
}

interface TargetsProps {
  id: string;
  targets: readonly Target[];
  active: number;
  point(index: number): void;
  go(target: Target): void;
}

/** The focus stays in the field, which points at the active one. */
function Targets({ id, targets, active, point, go }: TargetsProps) {
  return (
    <ul id={id} class="switcher-list" role="listbox" aria-label="Channels and people">
      {targets.map((target, index) => (
        <li
          key={target.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          class="suggestion"
          onPointerMove={() => point(index)}
          onClick={() => go(target)}
        >
          {target.label}
        </li>
      ))}
    </ul>
  );
}

function targetsCalled(typed: string): Target[] {
  const wanted = typed.trim().toLowerCase();
  return listTargets().filter(({ label }) => label.toLowerCase().includes(wanted));
}

function listTargets(): Target[] {
  return [
    ...[...channels.value.values()].map((channel) => ({
      key: channel.id,
      label: channelTitle(channel),
      go: () => openChannel(channel.id),
    })),
    ...(workspace.value?.hasHome === true
      ? [{ key: HOME, label: `${botName()} Home`, go: () => openChannel(HOME) }]
      : []),
    ...actors()
      .filter(({ id }) => id !== me.value)
      .map((person) => ({
        key: person.id,
        label: `Act as ${personTitle(person)}`,
        go: () => actAs(person.id),
      })),
  ];
}
