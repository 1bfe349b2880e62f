/** What stands in one element, and the way from a person's hand to the bot: shared by everything that is filled in. */
import type { ComponentChild } from 'preact';
import { useContext, useId, useRef, useState } from 'preact/hooks';
import type { FieldValue, Place } from '../api.ts';
import type { Json } from '../contract.ts';
import { useConfirm } from './confirm.tsx';
import { FieldsContext, KitContext } from './context.ts';
import { fieldIds } from './ids.ts';
import { asText, nameOf, pressOf, valueOf } from './values.ts';
import type { Entered } from './values.ts';

export interface ElementProps {
  element: Json;
  block: Json;
  place: Place;
  entered: Entered;
}

/** The attributes that name and describe the control of an entry. */
export interface ControlNames {
  id: string;
  'aria-label'?: string;
  'aria-labelledby'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
}

export interface Entry {
  value: FieldValue;
  names: ControlNames;
  required: boolean;
  /** True while the bot is told. */
  busy: boolean;
  /** Keeps a value on the page, as one types. */
  enter(value: FieldValue): void;
  /** Keeps it, and tells the bot where Slack would: at once outside of forms, and with `dispatch_action` in them. */
  commit(value: FieldValue): void;
  /** Asks before the bot is told, where the element wants that; part of what is drawn. */
  confirm: ComponentChild;
}

/** The value of one element: kept by the form in which its input block stands, else told to the bot at once. */
export function useEntry({ element, block, place, entered }: ElementProps): Entry {
  const kit = useContext(KitContext);
  const fields = useContext(FieldsContext);
  const ownId = useId();
  const confirm = useConfirm(element);
  const told = useBusy({ latest: true });
  const [blockId, actionId] = [asText(block['block_id']), asText(element['action_id'])];
  const isInput = block['type'] === 'input';
  const form = isInput ? fields : null;
  const local = useLocal(valueOf(element, entered[blockId]?.[actionId]));
  const value = form?.values.has(blockId) === true ? (form.values.get(blockId) ?? null) : local.value;

  const enter = (next: FieldValue): void => {
    if (form) form.set(blockId, next);
    else local.set(next);
  };
  const commit = (next: FieldValue): void => {
    enter(next);
    if (isInput && block['dispatch_action'] !== true) return;
    const tell = (): Promise<void> => kit.press(place, { blockId, actionId, ...pressOf(next) });
    confirm.ask(() => told.run(tell), local.forget);
  };
  const ids = isInput ? fieldIds(place, blockId) : undefined;
  const isInvalid = form?.errors[blockId] !== undefined;
  const described = [block['hint'] && ids?.hint, isInvalid && ids?.error].filter(Boolean).join(' ');
  return {
    value,
    names: {
      id: ids?.field ?? `${ownId}-field`,
      ...(ids ? { 'aria-labelledby': ids.label } : { 'aria-label': nameOf(element, block) }),
      ...(described === '' ? {} : { 'aria-describedby': described }),
      ...(isInvalid ? { 'aria-invalid': true } : {}),
    },
    required: isInput && block['optional'] !== true,
    busy: told.busy,
    enter,
    commit,
    confirm: confirm.dialog,
  };
}

/** What a person chose outside of a form stays shown until the bot's message or view says otherwise. */
function useLocal(stored: FieldValue) {
  const [kept, keep] = useState<{ value: FieldValue; over: string } | null>(null);
  const over = JSON.stringify(stored);
  return {
    value: kept !== null && kept.over === over ? kept.value : stored,
    set: (value: FieldValue): void => keep({ value, over }),
    forget: (): void => keep(null),
  };
}

type Deed = () => Promise<void>;

/** One deed at a time. What is asked for meanwhile is left out, or with `latest` the last of it is done afterwards. */
export function useBusy({ latest = false } = {}) {
  const [busy, setBusy] = useState(false);
  const state = useRef<{ under: boolean; next: Deed | null }>({ under: false, next: null });
  const work = async (first: Deed): Promise<void> => {
    state.current.under = true;
    setBusy(true);
    try {
      for (let deed: Deed | null = first; deed !== null; deed = state.current.next) {
        state.current.next = null;
        await deed();
      }
    } finally {
      state.current.under = false;
      setBusy(false);
    }
  };
  return {
    busy,
    run(deed: Deed): void {
      if (!state.current.under) void work(deed);
      else if (latest) state.current.next = deed;
    },
  };
}
