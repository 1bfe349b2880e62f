import { expect } from 'vitest';

export { expect };

/** Whatever shows text to a person: a message, a modal, a Home of the sandbox. */
interface Shown {
  plain(): string;
}

declare module 'vitest' {
  // Both type parameters are vitest's own: an interface can only be extended under the same ones.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Holds when a person reads each of these texts in the message or view. */
    toShow(...texts: string[]): R;
  }
}

expect.extend({
  toShow(received: Shown, ...texts: string[]) {
    const shown = received.plain();
    const missing = texts.filter((text) => !shown.includes(text));
    const found = texts.filter((text) => shown.includes(text));
    return {
      pass: this.isNot ? found.length > 0 : missing.length === 0,
      message: () => {
        const wrong = this.isNot ? found : missing;
        return `expected the text ${this.isNot ? 'not ' : ''}to show ${wrong.map((text) => JSON.stringify(text)).join(', ')}; it shows:\n${shown}`;
      },
    };
  },
});
