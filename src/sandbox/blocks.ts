import { randomBytes } from 'node:crypto';
import { asObject, asObjects, asString } from './types.ts';
import type { Json } from './types.ts';

/** An element with the block in which it stands. */
export interface Placed {
  element: Json;
  block: Json;
}

/** Gives every block its block_id and every element its action_id, as Slack does when it stores them. */
export function withIds(blocks: Json[]): Json[] {
  const stored = structuredClone(blocks);
  for (const block of stored) {
    fillIds(block);
    for (const child of asObjects(block['child_blocks'])) fillIds(child);
  }
  return stored;
}

function fillIds(block: Json): void {
  block['block_id'] ??= randomBytes(3).toString('base64url');
  if (block['type'] === 'input') block['optional'] ??= false;
  if (block['type'] === 'input') block['dispatch_action'] ??= false;
  for (const { element } of elementsOf(block)) {
    if (element['type'] !== 'image') element['action_id'] ??= randomBytes(3).toString('base64url');
  }
}

/** The elements of a list of blocks, in the order in which a person meets them. */
export function elementsIn(blocks: Json[]): Placed[] {
  return blocks.flatMap(elementsOf);
}

/** The elements of one block: accessory, element, elements, a card's buttons, and those of child blocks. */
export function elementsOf(block: Json): Placed[] {
  switch (block['type']) {
    case 'section':
      return placed([asObject(block['accessory'])], block);
    case 'input':
      return placed([asObject(block['element'])], block);
    case 'actions':
    case 'context_actions':
      return placed(asObjects(block['elements']), block);
    case 'card':
      return placed(asObjects(block['actions']), block);
    case 'carousel':
      return asObjects(block['elements']).flatMap(elementsOf);
    case 'container':
      return asObjects(block['child_blocks']).flatMap(elementsOf);
    default:
      return [];
  }
}

function placed(elements: (Json | undefined)[], block: Json): Placed[] {
  return elements.filter((element) => element !== undefined).map((element) => ({ element, block }));
}

/** All input blocks of a view, those inside containers included. */
export function inputsIn(blocks: Json[]): Json[] {
  return blocks.flatMap((block) =>
    block['type'] === 'input' ? [block] : inputsIn(asObjects(block['child_blocks'])),
  );
}

/** The options of a menu, radio group, checkboxes or overflow, groups flattened. */
export function optionsOf(element: Json): Json[] {
  return [
    ...asObjects(element['options']),
    ...asObjects(element['option_groups']).flatMap((group) => asObjects(group['options'])),
  ];
}

/** The text of a text object, or of a plain string. */
export function textOf(value: unknown): string {
  return asString(value) ?? asString(asObject(value)?.['text']) ?? '';
}
