/** Slack's confirm dialog: asks before an element tells the bot. */
import type { ComponentChild } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Json } from '../contract.ts';
import { Text } from './text.tsx';
import { asJson } from './values.ts';

interface Asked {
  yes: () => void;
  no: () => void;
}

export interface Confirm {
  /** Does `yes` at once where the element asks for no confirmation. */
  ask(yes: () => void, no?: () => void): void;
  dialog: ComponentChild;
}

/** Asks what the element's `confirm` object says, if it has one. */
export function useConfirm(element: Json): Confirm {
  const [asked, setAsked] = useState<Asked | null>(null);
  const confirm = asJson(element['confirm']);
  const answer = (deed: 'yes' | 'no'): void => {
    setAsked(null);
    asked?.[deed]();
  };
  return {
    ask: (yes, no = () => undefined) => (confirm ? setAsked({ yes, no }) : yes()),
    dialog: confirm && asked !== null && (
      <ConfirmDialog confirm={confirm} onYes={() => answer('yes')} onNo={() => answer('no')} />
    ),
  };
}

function ConfirmDialog({ confirm, onYes, onNo }: { confirm: Json; onYes(): void; onNo(): void }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const isDanger = confirm['style'] === 'danger';
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    first.current?.focus();
    return () => shown?.close();
  }, []);
  // What cannot be undone is not one careless Enter away.
  const [refNo, refYes] = isDanger ? [first, undefined] : [undefined, first];
  return (
    <dialog
      ref={dialog}
      class="confirm"
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onClose={() => {
        if (dialog.current !== null) onNo();
      }}
    >
      <h2 id={`${id}-title`}>
        <Text value={confirm['title']} />
      </h2>
      <div id={`${id}-text`} class="confirm-text">
        <Text value={confirm['text']} />
      </div>
      <div class="confirm-buttons">
        <button type="button" class="button" ref={refNo} onClick={onNo}>
          <Text value={confirm['deny']} />
        </button>
        <button
          type="button"
          class={`button ${isDanger ? 'button-danger' : 'button-primary'}`}
          ref={refYes}
          onClick={onYes}
        >
          <Text value={confirm['confirm']} />
        </button>
      </div>
    </dialog>
  );
}
