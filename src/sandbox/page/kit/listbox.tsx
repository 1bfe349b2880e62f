/** The choices of a combobox, in their groups; one is active, those that are chosen carry a tick. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../base/icons.tsx';
import type { ControlNames } from './entry.tsx';
import type { Choice } from './options.ts';

interface ListboxProps {
  id: string;
  names: ControlNames;
  shown: readonly Choice[];
  at: number;
  chosen: readonly Choice[];
  many: boolean;
  status: string | null;
  isFull: boolean;
  most: number;
  choose(choice: Choice): void;
}

export function Listbox({ id, names, shown, at, chosen, many, status, isFull, most, choose }: ListboxProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector('.option-active')?.scrollIntoView({ block: 'nearest' });
  }, [at, shown]);
  const keys = new Set(chosen.map(({ key }) => key));
  const groups = groupsOf(status === null ? shown : []);
  return (
    <>
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={names['aria-label']}
        aria-labelledby={names['aria-labelledby']}
        aria-multiselectable={many || undefined}
      >
        {groups.map(({ label, from, items }) => {
          const options = items.map((choice, index) => (
            <Option
              key={choice.key}
              id={`${id}-${from + index}`}
              choice={choice}
              isActive={from + index === at}
              isChosen={keys.has(choice.key)}
              isDisabled={isFull && !keys.has(choice.key)}
              onChoose={choose}
            />
          ));
          return label === '' ? (
            options
          ) : (
            <div key={label} role="group" aria-labelledby={`${id}-group-${from}`}>
              <div id={`${id}-group-${from}`} class="option-group" role="presentation">
                {label}
              </div>
              {options}
            </div>
          );
        })}
      </div>
      <p class={status === null && !isFull ? 'unseen' : 'listbox-status'} role="status">
        {status ?? (isFull ? `You can choose at most ${most}` : `${shown.length} to choose from`)}
      </p>
    </>
  );
}

interface OptionProps {
  id: string;
  choice: Choice;
  isActive: boolean;
  isChosen: boolean;
  isDisabled: boolean;
  onChoose(choice: Choice): void;
}

function Option({ id, choice, isActive, isChosen, isDisabled, onChoose }: OptionProps) {
  return (
    // The keyboard reaches options through the input, which says which one is active.
    <div
      id={id}
      role="option"
      class={isActive ? 'option option-active' : 'option'}
      aria-selected={isChosen}
      aria-disabled={isDisabled || undefined}
      onClick={() => onChoose(choice)}
    >
      <span class="option-label">{choice.label}</span>
      {choice.note !== '' && <span class="option-note">{choice.note}</span>}
      {isChosen && <Icon name="check" />}
    </div>
  );
}

/** Neighbours of one group together, with the place of the first among all. */
function groupsOf(choices: readonly Choice[]): { label: string; from: number; items: Choice[] }[] {
  const groups: { label: string; from: number; items: Choice[] }[] = [];
  for (const [index, choice] of choices.entries()) {
    const last = groups.at(-1);
    if (last?.label === choice.group) last.items.push(choice);
    else groups.push({ label: choice.group, from: index, items: [choice] });
  }
  return groups;
}
