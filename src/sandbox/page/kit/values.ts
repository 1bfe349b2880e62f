/** Reading and wording what stands in an element: pure, so that it can be tested without a page. */
import type { FieldValue, Press } from '../api.ts';
import type { Json } from '../contract.ts';

/** What people entered: block id, action id, the element's value as Slack writes it. */
export type Entered = Readonly<Record<string, Readonly<Record<string, Json>>>>;

export function asJson(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function asJsons(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asJson).filter((item) => item !== undefined) : [];
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The text of a text object as it is written; '' where there is none. */
export function rawText(value: unknown): string {
  return asText(asJson(value)?.['text']);
}

/**
 * What stands in an element: what was entered, else its initial value.
 * @param entered the element's own value, such as `{ type: 'datepicker', selected_date: '2026-11-23' }`
 */
export function valueOf(element: Json, entered: Json | undefined): FieldValue {
  const own = entered && entered['type'] === element['type'] ? entered : undefined;
  const key = own
    ? Object.keys(own).find((key) => key !== 'type')
    : Object.keys(element).find((key) => key.startsWith('initial_'));
  if (key === undefined) return null;
  const value = (own ?? element)[key];
  if (typeof value === 'number') return String(value);
  return (value ?? null) as FieldValue;
}

/** How a press tells the bot what now stands in the element: options by their values, ids and texts as they are. */
export function pressOf(value: FieldValue): Pick<Press, 'value' | 'option'> {
  if (Array.isArray(value)) return { option: value.map(keyOf) };
  const option = asJson(value)?.['value'];
  if (typeof option === 'string') return { option };
  return { value: typeof value === 'string' && value !== '' ? value : null };
}

/** What tells one chosen thing from another: an option's value, or an id. */
export function keyOf(item: string | Json): string {
  return typeof item === 'string' ? item : asText(item['value']);
}

/** The text of rich text as one types it into a plain field: a line for each paragraph and item. */
export function plainOfRichText(value: unknown): string {
  const node = asJson(value);
  if (node === undefined) return asText(value);
  const parts = asJsons(node['elements']).map(plainOfRichText);
  if (parts.length > 0) return parts.join(node['type'] === 'rich_text_section' ? '' : '\n');
  const name = asText(node['name']);
  const own = asText(node['text']) || asText(node['url']);
  return own === '' && name !== '' ? `:${name}:` : own;
}

/** A name for an element that no label names: its placeholder, else the words beside it, else what it is. */
export function nameOf(element: Json, block: Json): string {
  const placeholder = rawText(element['placeholder']);
  if (placeholder !== '') return placeholder;
  const beside = rawText(block['text']).replaceAll(/[*_~`]|<[^>]*>/g, '');
  return beside === '' ? asText(element['type']).replaceAll('_', ' ') : beside.slice(0, 100);
}
