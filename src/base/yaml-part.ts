/** Paths into a document, and a way to look into one that may not be as it should. */

/** Keys and indexes from the top of a document to a place in it. */
export type Path = readonly PropertyKey[];

/** A place in a document. Asking for what is not there gives an empty part, never an error. */
export interface Part {
  readonly path: Path;
  readonly value: unknown;
  /** The part under a key of this one. */
  get(key: string): Part;
  /** Whether the key stands here, with whatever value. */
  has(key: string): boolean;
  /** The keys of this part; none when it has no keys. */
  keys(): string[];
  /** The items of this list; none when it is not a list. */
  items(): Part[];
  /** The value when it is text. */
  text(): string | undefined;
}

/** Wraps a document's value, or a value within it. */
export function createPart(value: unknown, path: Path = []): Part {
  const keyed = isKeyed(value) ? value : {};
  return {
    path,
    value,
    get: (key) => createPart(Object.hasOwn(keyed, key) ? keyed[key] : undefined, [...path, key]),
    has: (key) => Object.hasOwn(keyed, key),
    keys: () => Object.keys(keyed),
    items: () =>
      Array.isArray(value) ? value.map((item: unknown, index) => createPart(item, [...path, index])) : [],
    text: () => (typeof value === 'string' ? value : undefined),
  };
}

/** `['journeys', 0, 'name']` as `journeys[0].name`; a key with other signs than letters, digits, - and _ in quotes. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[\w-]+$/.test(String(step))) text += `[${JSON.stringify(String(step))}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

function isKeyed(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
