/** What cannot be drawn is said to be so, with all that was sent: nothing is silently left out. */
import type { Json } from '../contract.ts';
import { asText } from './values.ts';

/** @param what "block", "element", "part of rich text" */
export function Unknown({ what, value }: { what: string; value: Json }) {
  const type = asText(value['type']);
  return (
    <details class="unknown">
      <summary>
        {type === '' ? `Cannot draw a ${what} without a type` : `Cannot draw a ${what} of type ${type}`}
      </summary>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </details>
  );
}
