/** What stands in the person's open modals and is not yet sent: it outlives updates, pushes and failures. */
import { signal } from '@preact/signals';
import type { FieldValue } from '../api.ts';
import type { Json, View } from '../contract.ts';
import type { Kit } from './context.ts';
import { asJson, asJsons, asText } from './values.ts';

export interface Form {
  /** By block id; what is not here stands as the view has it. */
  values: ReadonlyMap<string, FieldValue>;
  /** Of the last submission, by block id; null: as the view has them. */
  errors: Readonly<Record<string, string>> | null;
  /** Why nothing came of the last submission; '' if something did. */
  problem: string;
  submitting: boolean;
  /** Whether the bot has taken what stands in it. */
  taken: boolean;
  /** Files on their way. */
  uploads: number;
  /** Grows with each submission that was refused. */
  refusals: number;
  /** The blocks that the values belong to. */
  blocks: readonly Json[];
}

const untouched: Form = {
  values: new Map(),
  errors: null,
  problem: '',
  submitting: false,
  taken: false,
  uploads: 0,
  refusals: 0,
  blocks: [],
};

const forms = signal<ReadonlyMap<string, Form>>(new Map());

/** The form of a modal; who reads it in a component is drawn again when it changes. */
export function formOf(viewId: string): Form {
  return forms.value.get(viewId) ?? untouched;
}

/** Enters a value; an error that stood on the field has been read. The same text again, told late, changes nothing. */
export function setField(viewId: string, blockId: string, value: FieldValue, shown: Form['errors']): void {
  if (typeof value === 'string' && formOf(viewId).values.get(blockId) === value) return;
  const { [blockId]: _read, ...errors } = shown ?? {};
  change(viewId, (form) => ({ values: new Map(form.values).set(blockId, value), errors, taken: false }));
}

/** Notes that a file is on its way; the answer notes that it is no more. */
export function countUpload(viewId: string): () => void {
  change(viewId, ({ uploads }) => ({ uploads: uploads + 1 }));
  return () => change(viewId, ({ uploads }) => ({ uploads: uploads - 1 }));
}

/** Follows what the bot made of a view: a value stays where its block, its action and its kind of element stay. */
export function followView(view: View): void {
  const form = formOf(view.id);
  if (form.blocks === view.blocks) return;
  const [before, after] = [fieldsIn(form.blocks), fieldsIn(view.blocks)];
  const isSame = JSON.stringify(form.blocks) === JSON.stringify(view.blocks);
  change(view.id, ({ values, errors, problem }) => ({
    blocks: view.blocks,
    values: new Map([...values].filter(([blockId]) => before.get(blockId) === after.get(blockId))),
    ...(isSame ? { errors, problem } : { errors: null, problem: '' }),
  }));
}

/** What was typed a moment ago and the bot is still to be told, by modal. */
const untold = new Map<string, () => void>();

/** Notes it; null: the bot is told. */
export function noteUntold(viewId: string, tell: (() => void) | null): void {
  if (tell === null) untold.delete(viewId);
  else untold.set(viewId, tell);
}

/** Tells it before a modal is closed: afterwards nobody could. */
export function tellUntold(viewId: string): void {
  untold.get(viewId)?.();
  untold.delete(viewId);
}

/** Forgets the forms of modals that are closed. */
export function forgetClosed(open: readonly View[]): void {
  const ids = new Set(open.map(({ id }) => id));
  const left = [...forms.peek()].filter(([id]) => ids.has(id));
  if (left.length < forms.peek().size) forms.value = new Map(left);
}

/** Sends a modal, once at a time and not before its files have arrived. What comes of it is seen in the form. */
export async function submitForm(view: View, submit: Kit['submit']): Promise<void> {
  const form = formOf(view.id);
  if (view.submit === null || form.submitting || form.uploads > 0) return;
  change(view.id, () => ({ submitting: true, errors: {}, problem: '' }));
  const known = fieldsIn(view.blocks);
  const values = Object.fromEntries([...form.values].filter(([blockId]) => known.has(blockId)));
  const came = await submit(view.id, values);
  if (came.kind === 'errors') refuse(view.id, { errors: came.errors });
  if (came.kind === 'failed') {
    refuse(view.id, { problem: `${came.problem} What you entered is still here: try again.` });
  }
  if (forms.peek().has(view.id)) {
    change(view.id, () => ({ submitting: false, taken: came.kind === 'taken' }));
  }
}

function refuse(viewId: string, why: Partial<Form>): void {
  change(viewId, ({ refusals }) => ({ ...why, refusals: refusals + 1 }));
}

function change(viewId: string, next: (form: Form) => Partial<Form>): void {
  const form = forms.peek().get(viewId) ?? untouched;
  forms.value = new Map(forms.peek()).set(viewId, { ...form, ...next(form) });
}

/** The input blocks of a view, those in containers included: block id, and what makes it the same field. */
function fieldsIn(blocks: readonly Json[]): Map<string, string> {
  const all = blocks.flatMap((block) => [block, ...asJsons(block['child_blocks'])]);
  const inputs = all.filter((block) => block['type'] === 'input');
  return new Map(
    inputs.map((block) => {
      const element = asJson(block['element']);
      return [asText(block['block_id']), `${asText(element?.['type'])} ${asText(element?.['action_id'])}`];
    }),
  );
}
