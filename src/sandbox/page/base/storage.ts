/** What the browser keeps beyond the tab. It may refuse to: then nothing is kept, and the page works all the same. */

/** What is kept under a key; null where nothing is. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing has been told to.
  }
}
