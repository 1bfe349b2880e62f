/** A button of an answer, by what it says. */
import type { MessageView } from '#src/sandbox/message-view.ts';

interface ShownBlock {
  block_id: string;
  elements?: ShownButton[];
  accessory?: ShownButton;
}

interface ShownButton {
  action_id?: string;
  accessibility_label?: string;
  text?: { text?: string };
}

/** The button of this label, or text. */
export function buttonOf(shown: MessageView, words: string): { blockId: string; actionId: string } {
  for (const block of shown.blocks as unknown as ShownBlock[]) {
    const buttons = [...(block.elements ?? []), ...(block.accessory === undefined ? [] : [block.accessory])];
    const found = buttons.find(
      (element) => element.accessibility_label === words || element.text?.text === words,
    );
    if (found?.action_id !== undefined) return { blockId: block.block_id, actionId: found.action_id };
  }
  throw new Error(`there is no button ${words}:\n${shown.plain()}`);
}
