/** One exchange in full: what is wrong with it first, then its request and its answer. */
import type { Exchange } from '../contract.ts';
import { copy } from '../base/copying.ts';
import { clock } from '../store.ts';
import { isProblem, showDirection, showDuration, showOutcome, toText } from './exchanges.ts';
import { JsonTree } from './json-tree.tsx';

const COPIED = 'The request and its answer are in the clipboard.';

export function ExchangeDetails({ exchange }: { exchange: Exchange }) {
  return (
    <section class="inspector-details" aria-label={`Details of ${exchange.method}`} tabIndex={0}>
      <header class="inspector-details-head">
        <h3>{exchange.method}</h3>
        <p>
          {showDirection(exchange.direction)} · {showOutcome(exchange)} · {showDuration(exchange.ms)} ·{' '}
          {timeOf(exchange)}
        </p>
        <button type="button" class="inspector-button" onClick={() => void copy(toText(exchange), COPIED)}>
          Copy
        </button>
      </header>
      {isProblem(exchange) && <Problems exchange={exchange} />}
      <h4>Request</h4>
      <JsonTree value={exchange.request} />
      <h4>Answer</h4>
      <JsonTree value={exchange.response} />
    </section>
  );
}

function Problems({ exchange }: { exchange: Exchange }) {
  const { messages } = exchange;
  return (
    <div class="inspector-problems" role="group" aria-label="What is wrong with it">
      <p>
        <strong>{showOutcome(exchange)}</strong>
      </p>
      {messages.length > 0 && (
        <ul>
          {messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function timeOf({ at }: Exchange): string {
  return new Date(at).toLocaleTimeString('en-GB', {
    timeZone: clock.value?.timezone ?? 'UTC',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });
}
