/** JSON to look through: objects and lists open and close, texts keep their lines. */
import { openJson } from './exchanges.ts';

interface JsonTreeProps {
  /** The key or place under which it stands; none at the top. */
  name?: string;
  value: unknown;
  /** How many levels are open at first. */
  open?: number;
}

/** A value and all in it. */
export function JsonTree({ name, value, open = 2 }: JsonTreeProps) {
  const opened = openJson(value);
  if (typeof opened !== 'object' || opened === null) {
    return (
      <div class="json-leaf">
        <Name name={name} />
        <Leaf value={opened} />
      </div>
    );
  }
  const entries = Object.entries(opened);
  const [before, after] = Array.isArray(opened) ? '[]' : '{}';
  if (entries.length === 0) {
    return (
      <div class="json-leaf">
        <Name name={name} />
        {before}
        {after}
      </div>
    );
  }
  return (
    <details class="json-branch" open={open > 0}>
      <summary>
        <Name name={name} />
        <span class="json-size">
          {before} {entries.length} {after}
          {typeof value === 'string' ? ' as text' : ''}
        </span>
      </summary>
      <div class="json-inside">
        {entries.map(([key, part]) => (
          <JsonTree key={key} name={key} value={part} open={open - 1} />
        ))}
      </div>
    </details>
  );
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <>
      <span class="json-name">{name}</span>:{' '}
    </>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === 'string') return <span class="json-text">{JSON.stringify(value)}</span>;
  return <span class="json-value">{String(value)}</span>;
}
