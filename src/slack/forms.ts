/** Reads what was entered into a modal, and tells an error at its very field. */
import type { TypedText } from '#blocks/typed-kept.ts';
import * as z from 'zod';

/** What was entered, by the field's name (its block id): text, a choice's value, an id, a date; null when empty. */
export type FormValues = Record<string, string | string[] | null>;

/** Reads `view.state.values`; each field has one element. */
export function readForm(values: unknown): FormValues {
  const form: FormValues = {};
  const blocks = z.record(z.string(), z.record(z.string(), z.looseObject({}))).safeParse(values);
  if (!blocks.success) return form;
  for (const [name, elements] of Object.entries(blocks.data)) {
    const [element] = Object.values(elements);
    form[name] = element === undefined ? null : readElement(element);
  }
  return form;
}

/**
 * What was typed into a form, with the names of its fields; empty ones are left out.
 * @param blocks the form's blocks @param values its `view.state.values`
 */
export function typedTexts(blocks: unknown, values: unknown): TypedText[] {
  const read = formBlocks.safeParse(blocks);
  if (!read.success) return [];
  const entered = readForm(values);
  return read.data.flatMap(({ block_id: id, label, element }) => {
    const text = id === undefined ? null : entered[id];
    const isTyped = element !== undefined && TYPED.has(element.type);
    if (!isTyped || typeof text !== 'string' || text.trim() === '') return [];
    return [{ label: label?.text ?? 'What you typed', text }];
  });
}

const TYPED = new Set(['plain_text_input', 'email_text_input', 'url_text_input', 'number_input']);
const formBlocks = z.array(
  z.object({
    block_id: z.string().optional(),
    label: z.object({ text: z.string() }).optional(),
    element: z.looseObject({ type: z.string() }).optional(),
  }),
);

/** The one value of an interactive element, wherever Slack puts it; null when nothing is chosen. */
export function readElement(element: Record<string, unknown>): string | string[] | null {
  for (const key of SINGLE_KEYS) {
    const value = element[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  const selected = element['selected_option'];
  if (isChoice(selected)) return selected.value;
  for (const key of LIST_KEYS) {
    const list = element[key];
    if (Array.isArray(list)) {
      return list.flatMap((item) =>
        isChoice(item) ? [item.value] : hasId(item) ? [item.id] : typeof item === 'string' ? [item] : [],
      );
    }
  }
  return null;
}

const SINGLE_KEYS = [
  'value',
  'selected_user',
  'selected_date',
  'selected_time',
  'selected_channel',
  'selected_conversation',
];
const LIST_KEYS = [
  'files',
  'selected_options',
  'selected_users',
  'selected_channels',
  'selected_conversations',
];

/** An uploaded file. */
function hasId(item: unknown): item is { id: string } {
  return typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string';
}

function isChoice(value: unknown): value is { value: string } {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'string';
}

/** A value, or what is wrong with it, by field. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; errors: Record<string, string> };

/** Checks a form by a zod schema whose keys are the field names; its messages are what the person reads. */
export function parseForm<T>(schema: z.ZodType<T>, values: FormValues): Parsed<T> {
  const result = schema.safeParse(values);
  if (result.success) return { ok: true, value: result.data };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const [name] = issue.path;
    if (typeof name === 'string') errors[name] ??= issue.message;
  }
  return { ok: false, errors };
}

/** Reads JSON text from a button or a modal's metadata; what comes back from a client is not to be trusted. */
export function jsonOf<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z
    .string()
    .transform((text, check) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        check.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** The commonest value of a button: the id of one thing. */
export const idValue = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/);

/** The page of a list in which a button stands. */
export const pageValue = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number);

/** The id of one thing and the page of the list in which its button stands: `ID:2`. */
export const pagedValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([idValue, pageValue]));
