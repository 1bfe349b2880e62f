/** Buttons of messages, found as people find them. */
import type { MessageView } from '#src/sandbox/message-view.ts';

/** The button with these words, or that is called so. */
export function buttonOf(shown: MessageView, words: string): { blockId: string; actionId: string } {
  const blocks = shown.blocks as unknown as {
    block_id: string;
    accessory?: ShownButton;
    elements?: ShownButton[];
  }[];
  for (const { block_id: blockId, accessory, elements = [] } of blocks) {
    const buttons = accessory === undefined ? elements : [accessory, ...elements];
    const found = buttons.find((one) => one.accessibility_label === words || one.text?.text === words);
    if (found !== undefined) return { blockId, actionId: found.action_id };
  }
  throw new Error(`there is no button “${words}” in ${shown.plain()}`);
}

interface ShownButton {
  action_id: string;
  text?: { text?: string };
  accessibility_label?: string;
}
