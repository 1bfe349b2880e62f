/** The ids by which a block and the element in it find each other: label, hint and error of one field. */
import type { Place } from '../api.ts';

export interface FieldIds {
  /** The control itself; of a group (checkboxes, radio buttons) its fieldset. */
  field: string;
  label: string;
  hint: string;
  error: string;
}

/** Ids that are the same for the block that draws the label and the element that draws the field. */
export function fieldIds(place: Place, blockId: string): FieldIds {
  const where = place.kind === 'view' ? place.viewId : `${place.channel}-${place.ts}`;
  const field = `field-${where}-${blockId}`.replaceAll(/[^\w-]/g, (sign) => `_${sign.charCodeAt(0)}`);
  return { field, label: `${field}-label`, hint: `${field}-hint`, error: `${field}-error` };
}
