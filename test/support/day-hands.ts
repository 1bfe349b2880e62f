/** What people of a day do with `/cs` lists and forms: type, press in a row, and see what came. */
import type { MessageView, ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import type { CsDay } from './cs-day.ts';

/** @param day asked for at each deed, since a suite starts it before its tests */
export function createHands(day: () => Pick<CsDay, 'settle'>) {
  return {
    said: (who: Person): MessageView => who.ephemerals().at(-1)!,
    form: (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit !== undefined),
    type: async (who: Person, text: string): Promise<void> => {
      await who.command('/cs', text);
      await day().settle();
    },
    /** Presses a button of the row that holds the text, or the first one of the message. */
    press: async (who: Person, on: MessageView, actionId: string, text?: string): Promise<void> => {
      const blocks = on.blocks as { block_id: string }[];
      const start =
        text === undefined ? 0 : blocks.findIndex((block) => JSON.stringify(block).includes(text));
      const row = blocks.slice(start).find((block) => JSON.stringify(block).includes(`"${actionId}"`))!;
      await who.press(on, actionId, { blockId: row.block_id });
      await day().settle();
    },
  };
}
