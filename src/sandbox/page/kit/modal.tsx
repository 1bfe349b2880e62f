/** The person's open modals: the top one is shown, those beneath keep what was typed into them. */
import type { ComponentChildren } from 'preact';
import { useContext, useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Place } from '../api.ts';
import type { Json, View } from '../contract.ts';
import { ToolButton } from '../base/tool-button.tsx';
import { Blocks } from './blocks.tsx';
import { FieldsContext, KitContext } from './context.ts';
import { followView, forgetClosed, formOf, setField, submitForm, tellUntold } from './forms.ts';
import { fieldIds } from './ids.ts';
import { labelOf } from './options.ts';
import { asJson, asText } from './values.ts';

export function Modals() {
  const { views } = useContext(KitContext);
  const top = views.at(-1);
  useLayoutEffect(() => forgetClosed(views), [views]);
  return top ? <Modal view={top} isPushed={views.length > 1} /> : null;
}

function Modal({ view, isPushed }: { view: View; isPushed: boolean }) {
  const kit = useContext(KitContext);
  const titleId = useId();
  const dialog = useShownDialog();
  const place = useMemo<Place>(() => ({ kind: 'view', viewId: view.id }), [view.id]);
  const close = (all: boolean): void => {
    tellUntold(view.id);
    void kit.close(view.id, all);
  };
  useLayoutEffect(() => followView(view), [view]);
  useFocus(dialog, view, place);
  return (
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby={titleId}
      // A file chooser that is cancelled says so to all around it.
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        close(false);
      }}
      onClose={(event) => {
        // The browser closes it by force at a second Escape; what lies beneath is shown by the next drawing.
        const isOpen = kit.views.some(({ id }) => id === view.id);
        if (event.target === event.currentTarget && isOpen) close(false);
      }}
    >
      <form
        noValidate
        class="modal-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submitForm(view, kit.submit);
        }}
      >
        <ModalHeader view={view} titleId={titleId} isPushed={isPushed} close={close} />
        <div class="modal-body" key={view.id}>
          <FormFields view={view}>
            <Blocks blocks={view.blocks} place={place} entered={view.entered} />
          </FormFields>
        </div>
        <ModalFooter view={view} onClose={() => close(false)} />
      </form>
    </dialog>
  );
}

interface ModalHeaderProps {
  view: View;
  titleId: string;
  isPushed: boolean;
  close(all: boolean): void;
}

function ModalHeader({ view, titleId, isPushed, close }: ModalHeaderProps) {
  const look = 'button button-quiet button-icon';
  return (
    <header class="modal-header">
      {isPushed && <ToolButton icon="back" name="Back" class={look} onClick={() => close(false)} />}
      <h2 id={titleId} class="modal-title" tabIndex={-1}>
        {labelOf({ text: view.title })}
      </h2>
      <ToolButton
        icon="close"
        name={isPushed ? 'Close all' : 'Close'}
        class={look}
        onClick={() => close(true)}
      />
    </header>
  );
}

/** Keeps typing cheap: the blocks are drawn once, and only their fields follow the form. */
function FormFields({ view, children }: { view: View; children: ComponentChildren }) {
  const form = formOf(view.id);
  const errors = form.errors ?? view.errors;
  const fields = useMemo(
    () => ({
      values: form.values,
      errors,
      set: (blockId: string, value: Parameters<typeof setField>[2]): void =>
        setField(view.id, blockId, value, formOf(view.id).errors ?? view.errors),
    }),
    [form.values, errors, view],
  );
  return <FieldsContext.Provider value={fields}>{children}</FieldsContext.Provider>;
}

function ModalFooter({ view, onClose }: { view: View; onClose(): void }) {
  const { submitting, uploads, problem } = formOf(view.id);
  return (
    <>
      <div role="alert" class={problem === '' ? 'unseen' : 'modal-problem'}>
        {problem}
      </div>
      <footer class="modal-footer">
        <button type="button" class="button" onClick={onClose}>
          {labelOf({ text: view.close ?? (view.submit === null ? 'Close' : 'Cancel') })}
        </button>
        {view.submit !== null && (
          <button
            type="submit"
            class="button button-primary"
            aria-busy={submitting}
            aria-disabled={submitting || uploads > 0}
          >
            {uploads > 0 ? 'Uploading…' : labelOf({ text: view.submit })}
          </button>
        )}
      </footer>
    </>
  );
}

/** Shows the dialog over everything as long as it is mounted; the focus then returns to where it was. */
function useShownDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  });
  useLayoutEffect(() => {
    const shown = dialog.current;
    return () => shown?.close();
  }, []);
  return dialog;
}

/** Puts the focus where one begins: in a new view, in content that came after, and at the first error. */
function useFocus(dialog: { current: HTMLDialogElement | null }, view: View, place: Place): void {
  const focused = useRef<{ view: string; fields: readonly string[] }>({ view: '', fields: [] });
  const { refusals } = formOf(view.id);
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    const before = focused.current;
    const fields = fieldsOf(view.blocks);
    focused.current = { view: view.id, fields };
    const isNew = before.view !== view.id;
    const added = isNew ? undefined : fields.find((id) => !before.fields.includes(id));
    const active = document.activeElement;
    if (!isNew && isAtWork(shown, active) && (added === undefined || isWriting(active))) return;
    const wanted = added ?? wantedField(view.blocks);
    const field = wanted === undefined ? null : document.getElementById(fieldIds(place, wanted).field);
    const first = shown.querySelector('.modal-body')?.querySelector('input, textarea');
    focusOn(field ?? first ?? shown.querySelector('.modal-title'));
  }, [view]);
  useLayoutEffect(() => {
    if (refusals === 0) return;
    const refused = dialog.current?.querySelector('.modal-body [aria-invalid], .choices-invalid') ?? null;
    focusOn(refused);
    // The focus brings the control into view, but not its label above and the error below it.
    refused?.closest('.input')?.scrollIntoView({ block: 'nearest' });
  }, [refusals]);
}

/** The focus is on something in the dialog, not on its mere frame. */
function isAtWork(dialog: Element, active: Element | null): boolean {
  return dialog.contains(active) && active !== dialog && active?.matches('.modal-title') !== true;
}

/** Whoever fills in a field is not taken from it. */
function isWriting(active: Element | null): boolean {
  return active?.matches('input, textarea, select') === true;
}

/** The ids of the input blocks, in their order. */
function fieldsOf(blocks: readonly Json[]): string[] {
  return blocks.filter((block) => block['type'] === 'input').map((block) => asText(block['block_id']));
}

/** The block of the element that asks for the focus. */
function wantedField(blocks: readonly Json[]): string | undefined {
  const block = blocks.find((block) => asJson(block['element'])?.['focus_on_load'] === true);
  return block && asText(block['block_id']);
}

/** Of a group, its chosen control or its first. */
function focusOn(target: Element | null): void {
  const isGroup = target instanceof HTMLFieldSetElement;
  const control = isGroup ? (target.querySelector('input:checked') ?? target.querySelector('input')) : target;
  if (control instanceof HTMLElement) control.focus();
}
