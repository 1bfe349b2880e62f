/** Checkboxes and radio buttons: groups that the block's label names. */
import type { ComponentChildren } from 'preact';
import type { Json } from '../contract.ts';
import { useEntry } from './entry.tsx';
import type { ElementProps, Entry } from './entry.tsx';
import { Text } from './text.tsx';
import { asJson, asJsons, keyOf } from './values.ts';

export function Checkboxes(props: ElementProps) {
  const entry = useEntry(props);
  const chosen = new Set(asJsons(entry.value).map(keyOf));
  const options = asJsons(props.element['options']);
  const toggle = (option: Json): void => {
    const key = keyOf(option);
    const isNow = (other: Json): boolean =>
      keyOf(other) === key ? !chosen.has(key) : chosen.has(keyOf(other));
    entry.commit(options.filter(isNow));
  };
  return (
    <Group entry={entry} role="group">
      {options.map((option, index) => (
        <Choice
          key={keyOf(option)}
          id={`${entry.names.id}-${index}`}
          type="checkbox"
          option={option}
          isChosen={chosen.has(keyOf(option))}
          onChoose={() => toggle(option)}
        />
      ))}
    </Group>
  );
}

export function RadioButtons(props: ElementProps) {
  const entry = useEntry(props);
  const value = asJson(entry.value);
  const chosen = value && keyOf(value);
  return (
    <Group entry={entry} role="radiogroup">
      {asJsons(props.element['options']).map((option, index) => (
        <Choice
          key={keyOf(option)}
          id={`${entry.names.id}-${index}`}
          type="radio"
          group={entry.names.id}
          option={option}
          isChosen={keyOf(option) === chosen}
          onChoose={() => entry.commit(option)}
        />
      ))}
    </Group>
  );
}

interface GroupProps {
  entry: Entry;
  role: 'group' | 'radiogroup';
  children: ComponentChildren;
}

function Group({ entry, role, children }: GroupProps) {
  const { 'aria-invalid': isInvalid, ...names } = entry.names;
  return (
    <fieldset
      {...names}
      class={isInvalid === true ? 'choices choices-invalid' : 'choices'}
      role={role}
      aria-busy={entry.busy}
      {...(role === 'radiogroup' ? { 'aria-required': entry.required, 'aria-invalid': isInvalid } : {})}
    >
      {children}
      {entry.confirm}
    </fieldset>
  );
}

interface ChoiceProps {
  id: string;
  type: 'checkbox' | 'radio';
  /** Radio buttons of one group share a name. */
  group?: string;
  option: Json;
  isChosen: boolean;
  onChoose(): void;
}

function Choice({ id, type, group, option, isChosen, onChoose }: ChoiceProps) {
  const hasNote = asJson(option['description']) !== undefined;
  return (
    <div class="choice">
      <input
        id={id}
        type={type}
        name={group}
        checked={isChosen}
        aria-describedby={hasNote ? `${id}-note` : undefined}
        onChange={onChoose}
      />
      <div>
        <label for={id}>
          <Text value={option['text']} />
        </label>
        {hasNote && (
          <div id={`${id}-note`} class="choice-note">
            <Text value={option['description']} />
          </div>
        )}
      </div>
    </div>
  );
}
