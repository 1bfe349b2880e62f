/** Files: chosen or dropped, each kept in the workspace at once, so that the modal sends only what is there. */
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { Json } from '../contract.ts';
import { Icon } from '../shell/icons.tsx';
import { KitContext } from './context.ts';
import { useEntry } from './entry.tsx';
import type { ElementProps } from './entry.tsx';
import { countUpload } from './forms.ts';
import { KitIcon } from './icons.tsx';
import { asJsons, asText } from './values.ts';

interface Arriving {
  id: number;
  name: string;
  /** Why it did not arrive. */
  problem: string | null;
}

const MOST_FILES = 10;

export function FileField(props: ElementProps) {
  const { element, place } = props;
  const kit = useContext(KitContext);
  const entry = useEntry(props);
  const [arriving, setArriving] = useState<readonly Arriving[]>([]);
  const [isOver, setIsOver] = useState(false);
  /** Files that arrive together are each added to what is there by then. */
  const kept = useRef<Json[]>([]);
  kept.current = asJsons(entry.value);
  const lastId = useRef(0);
  const most = typeof element['max_files'] === 'number' ? element['max_files'] : MOST_FILES;
  const types = Array.isArray(element['filetypes']) ? element['filetypes'].map(String) : [];

  const isRefused = entry.names['aria-invalid'] === true;
  useEffect(() => {
    // The error on the field says what is wrong now: one is enough.
    if (isRefused) setArriving((all) => all.filter(({ problem }) => problem === null));
  }, [isRefused]);

  const enter = (files: Json[]): void => {
    kept.current = files;
    entry.enter(files);
  };
  const add = async (file: File): Promise<void> => {
    lastId.current += 1;
    const one: Arriving = { id: lastId.current, name: file.name, problem: problemOf(file, types) };
    setArriving((all) => [...all, one]);
    if (one.problem !== null) return;
    const done = place.kind === 'view' ? countUpload(place.viewId) : () => undefined;
    try {
      const uploaded = await kit.upload(file);
      enter([...kept.current, uploaded]);
      setArriving((all) => all.filter(({ id }) => id !== one.id));
    } catch {
      const problem = 'It could not be uploaded';
      setArriving((all) => all.map((other) => (other.id === one.id ? { ...other, problem } : other)));
    } finally {
      done();
    }
  };
  const addAll = (files: Iterable<File>): void => {
    // An error that stood on the field has been read.
    enter(kept.current);
    setArriving((all) => all.filter(({ problem }) => problem === null));
    const under = arriving.filter(({ problem }) => problem === null).length;
    const room = most - kept.current.length - under;
    const [taken, over] = [[...files].slice(0, room), [...files].slice(room)];
    for (const file of taken) void add(file);
    if (over.length === 0) return;
    lastId.current += 1;
    const problem = most === 1 ? 'Only one file is taken' : `At most ${most} files are taken`;
    setArriving((all) => [...all, { id: lastId.current, name: over[0]?.name ?? '', problem }]);
  };
  return (
    <div class="file-field" aria-busy={arriving.some(({ problem }) => problem === null)}>
      <div
        class={isOver ? 'drop-zone drop-zone-over' : 'drop-zone'}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          addAll(event.dataTransfer?.files ?? []);
        }}
      >
        <KitIcon name="upload" />
        <span>
          <span class="drop-zone-button">Choose {most === 1 ? 'a file' : 'files'}</span> or drop{' '}
          {most === 1 ? 'it' : 'them'} here
        </span>
        <span class="drop-zone-note">{noteOf(types, most)}</span>
        <input
          {...entry.names}
          type="file"
          multiple={most > 1}
          accept={types.map((type) => `.${type}`).join(',')}
          aria-required={entry.required || undefined}
          onChange={(event) => {
            addAll(event.currentTarget.files ?? []);
            // The same file can be chosen again after it was removed.
            event.currentTarget.value = '';
          }}
        />
      </div>
      <ul class="file-list" aria-label="Uploads">
        {kept.current.map((file) => (
          <li key={asText(file['id'])}>
            <span class="file-name">{asText(file['name'])}</span>
            <span class="file-note">{sizeOf(Number(file['size']))}</span>
            <RemoveButton
              name={asText(file['name'])}
              onRemove={() => enter(kept.current.filter((other) => other !== file))}
            />
          </li>
        ))}
        {arriving.map(({ id, name, problem }) => (
          <li key={id}>
            <span class="file-name">{name}</span>
            {problem === null ? (
              <progress aria-label={`Uploading ${name}`} />
            ) : (
              <span class="file-problem" role="alert">
                {problem}
              </span>
            )}
            {problem !== null && (
              <RemoveButton
                name={name}
                onRemove={() => setArriving((all) => all.filter((other) => other.id !== id))}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function RemoveButton({ name, onRemove }: { name: string; onRemove(): void }) {
  return (
    <button
      type="button"
      class="button-quiet button button-icon"
      aria-label={`Remove ${name}`}
      onClick={onRemove}
    >
      <Icon name="close" />
    </button>
  );
}

function problemOf(file: File, types: string[]): string | null {
  const type = file.name.includes('.') ? (file.name.split('.').at(-1) ?? '').toLowerCase() : '';
  if (types.length > 0 && !types.includes(type)) return `Only ${types.join(', ')} files are taken`;
  return file.size === 0 ? 'It is empty' : null;
}

function noteOf(types: string[], most: number): string {
  const kinds = types.length === 0 ? 'Any type' : types.map((type) => type.toUpperCase()).join(', ');
  return most === 1 ? kinds : `${kinds} · at most ${most} files`;
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
