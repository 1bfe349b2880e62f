import { notify } from '../store.ts';

/** Copies a text, and says `done`, or that the browser did not allow it. */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(done);
  } catch {
    notify('The browser did not allow copying: mark the text and copy it.', 'problem');
  }
}
