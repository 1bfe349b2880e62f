/** The person's open modals: the top one is shown, those beneath keep what was typed into them. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Place } from '../api.ts';
import type { Json, View } from '../contract.ts';
import { Icon } from '../shell/icons.tsx';
import { views } from '../store.ts';
import { Blocks } from './blocks.tsx';
import { FieldsContext } from './context.ts';
import { closeForm, followView, forgetClosed, formOf, setField, submitForm } from './forms.ts';
import { KitIcon } from './icons.tsx';
import { fieldIds } from './ids.ts';
import { labelOf } from './options.ts';
import { asJson, asText } from './values.ts';

export function Modals() {
  const open = views.value;
  const top = open.at(-1);
  useLayoutEffect(() => forgetClosed(open), [open]);
  return top ? <Modal view={top} isPushed={open.length > 1} /> : null;
}

function Modal({ view, isPushed }: { view: View; isPushed: boolean }) {
  const titleId = useId();
  const dialog = useShownDialog();
  const place = useMemo<Place>(() => ({ kind: 'view', viewId: view.id }), [view.id]);
  const close = (all: boolean): void => void closeForm(view, all);
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
        if (event.target === event.currentTarget && views.peek().some(({ id }) => id === view.id))
          close(false);
      }}
    >
      <form
        noValidate
        class="modal-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submitForm(view);
        }}
      >
        <header class="modal-header">
          {isPushed && (
            <button
              type="button"
              class="button button-quiet button-icon"
              aria-label="Back"
              onClick={() => close(false)}
            >
              <KitIcon name="back" />
            </button>
          )}
          <h2 id={titleId} class="modal-title" tabIndex={-1}>
            {labelOf({ text: view.title })}
          </h2>
          <button
            type="button"
            class="button button-quiet button-icon"
            aria-label={isPushed ? 'Close all' : 'Close'}
            onClick={() => close(true)}
          >
            <Icon name="close" />
          </button>
        </header>
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
  const focused = useRef('');
  const { refusals } = formOf(view.id);
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    const active = document.activeElement;
    const isAtWork = shown.contains(active) && active !== shown && active?.matches('.modal-title') !== true;
    if (focused.current === view.id && isAtWork) return;
    focused.current = view.id;
    const wanted = wantedField(view.blocks);
    const field = wanted === undefined ? null : document.getElementById(fieldIds(place, wanted).field);
    const first = shown.querySelector('.modal-body')?.querySelector('input, textarea');
    focusOn(field ?? first ?? shown.querySelector('.modal-title'));
  }, [view]);
  useLayoutEffect(() => {
    if (refusals > 0)
      focusOn(dialog.current?.querySelector('.modal-body [aria-invalid], .choices-invalid') ?? null);
  }, [refusals]);
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
