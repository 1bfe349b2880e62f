/** Who asks for the funnel, and presses what it shows. */
import type { MessageView } from '#src/sandbox/message-view.ts';
import type { Harness } from '../slack/harness.ts';
import { buttonOf } from '../support/buttons.ts';

/** Marco, who may see: asks by `/cs`, and presses. @param team asked for at each deed, since a suite starts it first */
export function marcoOf(team: () => Harness) {
  const marco = () => team().sandbox.as('U0MARCO');
  return {
    marco,
    ask: async (text: string): Promise<MessageView> => (await marco().command('/cs', text)).nextReply(),
    press: async (shown: MessageView, words: string): Promise<MessageView> => {
      const { blockId, actionId } = buttonOf(shown, words);
      await marco().press(shown, actionId, { blockId });
      await team().settle();
      return marco().ephemerals().at(-1)!;
    },
  };
}
