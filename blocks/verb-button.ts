/** Buttons that run a command for the person, so that nobody has to type what can be pressed. */
import type { Button } from '@slack/types';
import { button, type ButtonOptions } from './build.ts';
import { ids, numbered } from './ids.ts';

/** A command as a button carries it. */
export interface VerbCall {
  command: string;
  verb: string;
  /** What follows the verb. */
  rest: string;
}

export interface VerbButtonOptions extends Omit<ButtonOptions, 'value'> {
  /** Its place among the buttons of its block, where several run verbs. */
  number?: number;
  /** The answer takes the place of the message in which the button stands. */
  replace?: boolean;
}

/** A button that runs `call`. */
export function verbButton(text: string, call: VerbCall, options: VerbButtonOptions = {}): Button {
  const { number = 0, replace = false, ...rest } = options;
  const id = numbered(replace ? ids.verbReplace : ids.verbRun, number);
  return button(text, id, { ...rest, value: encodeVerbCall(call) });
}

/** *Share here*: shows the answer of `call` to the channel. */
export function shareButton(call: VerbCall): Button {
  return button('Share here', ids.verbShare, { value: encodeVerbCall(call) });
}

export function encodeVerbCall({ command, verb, rest }: VerbCall): string {
  return JSON.stringify({ command, verb, rest });
}
