/** Slack's limits on what can be shown, and lists of rows that stay within them. */
import type { KnownBlock } from '@slack/types';

/** How much one surface holds: blocks, and characters of text in all its blocks together. */
export interface SurfaceLimit {
  blocks: number;
  text: number;
}

export const limits = {
  /** Slack refuses at about 13,200 characters in all; the margin is for what we do not count. */
  message: { blocks: 50, text: 12_000 },
  /** A view may have 250 KB; this many characters stay under it with their JSON. */
  modal: { blocks: 100, text: 60_000 },
  /** Modals that lie on each other. */
  modalStack: 3,
  sectionText: 3000,
  fieldText: 2000,
  fields: 10,
  headerText: 150,
  altText: 2000,
  contextElements: 10,
  contextText: 3000,
  actionElements: 25,
  overflowOptions: 5,
  radioOptions: 10,
  selectOptions: 100,
  buttonText: 75,
  buttonValue: 2000,
  optionText: 75,
  optionValue: 75,
  placeholder: 150,
  inputLabel: 2000,
  inputHint: 2000,
  inputText: 3000,
  modalTitle: 24,
  modalButton: 24,
  privateMetadata: 3000,
  id: 255,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  fallbackText: 3000,
} as const;

export interface RowOptions {
  /** Blocks that say how many rows are not shown, put after the last one; asked only when some are not. */
  more?: (hidden: number) => readonly KnownBlock[];
  /** Other blocks of the same surface, for which room is left. */
  reserve?: readonly KnownBlock[];
}

/** As many whole rows as the surface holds, from the first on, flattened; then `more` when some are left. */
export function rowsWithin(
  limit: SurfaceLimit,
  rows: readonly (readonly KnownBlock[])[],
  options: RowOptions = {},
): KnownBlock[] {
  const room = roomBeside(limit, options.reserve ?? []);
  const all = countFitting(room, rows);
  if (all === rows.length || options.more === undefined) return rows.slice(0, all).flat();
  // What `more` says grows with the number hidden, so it is measured at its longest.
  const shown = countFitting(roomBeside(room, options.more(rows.length)), rows);
  return [...rows.slice(0, shown).flat(), ...options.more(rows.length - shown)];
}

/** The characters of all texts in the blocks. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  for (const [key, inner] of Object.entries(value)) {
    sum += key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner);
  }
  return sum;
}

function roomBeside(limit: SurfaceLimit, blocks: readonly KnownBlock[]): SurfaceLimit {
  return { blocks: limit.blocks - blocks.length, text: limit.text - textLength(blocks) };
}

function countFitting(room: SurfaceLimit, rows: readonly (readonly KnownBlock[])[]): number {
  let blocks = 0;
  let text = 0;
  for (const [index, row] of rows.entries()) {
    blocks += row.length;
    text += textLength(row);
    if (blocks > room.blocks || text > room.text) return index;
  }
  return rows.length;
}
