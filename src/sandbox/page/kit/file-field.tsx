/** Files: chosen or dropped, each kept in the workspace at once, so that the modal sends only what is there. */
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { Place } from '../api.ts';
import { Icon } from '../base/icons.tsx';
import { sizeText } from '../base/size.ts';
import { ToolButton } from '../base/tool-button.tsx';
import type { Json } from '../contract.ts';
import { KitContext } from './context.ts';
import { useEntry } from './entry.tsx';
import type { ControlNames, ElementProps, Entry } from './entry.tsx';
import { countUpload } from './forms.ts';
import { asJsons, asText } from './values.ts';

interface Arriving {
  id: number;
  name: string;
  /** Why it did not arrive. */
  problem: string | null;
}

/** What the field takes: so many files, of these endings; of any where there are none. */
interface Limits {
  most: number;
  types: string[];
}

const MOST_FILES = 10;

export function FileField(props: ElementProps) {
  const { element, place } = props;
  const entry = useEntry(props);
  const limits: Limits = {
    most: typeof element['max_files'] === 'number' ? element['max_files'] : MOST_FILES,
    types: Array.isArray(element['filetypes']) ? element['filetypes'].map(String) : [],
  };
  const uploads = useUploads(entry, place, limits);
  return (
    <div class="file-field" aria-busy={uploads.arriving.some(isUnderWay)}>
      <DropZone names={entry.names} required={entry.required} limits={limits} onFiles={uploads.add} />
      <ul class="file-list" aria-label="Uploads">
        {uploads.kept.map((file) => (
          <KeptFile key={asText(file['id'])} file={file} onRemove={() => uploads.remove(file)} />
        ))}
        {uploads.arriving.map((file) => (
          <ArrivingFile key={file.id} file={file} onRemove={() => uploads.forget(file.id)} />
        ))}
      </ul>
    </div>
  );
}

/** The files of a field: those that are kept, and those on their way or refused. */
function useUploads(entry: Entry, place: Place, { most, types }: Limits) {
  const kit = useContext(KitContext);
  const [arriving, setArriving] = useState<readonly Arriving[]>([]);
  const lastId = useRef(0);
  /** Files that arrive together are each added to what is there by then. */
  const kept = useRef<Json[]>([]);
  kept.current = asJsons(entry.value);

  const isRefused = entry.names['aria-invalid'] === true;
  useEffect(() => {
    // The error on the field says what is wrong now: one is enough.
    if (isRefused) setArriving((all) => all.filter(isUnderWay));
  }, [isRefused]);

  const enter = (files: Json[]): void => {
    kept.current = files;
    entry.enter(files);
  };
  const note = (name: string, problem: string | null): number => {
    lastId.current += 1;
    const one: Arriving = { id: lastId.current, name, problem };
    setArriving((all) => [...all, one]);
    return one.id;
  };
  const forget = (id: number): void => setArriving((all) => all.filter((other) => other.id !== id));
  const upload = async (file: File): Promise<void> => {
    const refused = whyRefused(file, types);
    const id = note(file.name, refused);
    if (refused !== null) return;
    const done = place.kind === 'view' ? countUpload(place.viewId) : () => undefined;
    try {
      const uploaded = await kit.upload(file);
      enter([...kept.current, uploaded]);
      forget(id);
    } catch {
      const problem = 'It could not be uploaded';
      setArriving((all) => all.map((other) => (other.id === id ? { ...other, problem } : other)));
    } finally {
      done();
    }
  };
  return {
    arriving,
    forget,
    kept: kept.current,
    /** Takes as many as there is room for; the refusals of before have been read. */
    add(files: Iterable<File>): void {
      // An error that stood on the field has been read.
      enter(kept.current);
      setArriving((all) => all.filter(isUnderWay));
      const room = Math.max(0, most - kept.current.length - arriving.filter(isUnderWay).length);
      const [taken, over] = [[...files].slice(0, room), [...files].slice(room)];
      for (const file of taken) void upload(file);
      if (over[0])
        note(over[0].name, most === 1 ? 'Only one file is taken' : `At most ${most} files are taken`);
    },
    remove: (file: Json): void => enter(kept.current.filter((other) => other !== file)),
  };
}

interface DropZoneProps {
  names: ControlNames;
  required: boolean;
  limits: Limits;
  onFiles(files: Iterable<File>): void;
}

/** Files are dropped on it or, by its own field, chosen. */
function DropZone({ names, required, limits: { most, types }, onFiles }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);
  return (
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
        onFiles(event.dataTransfer?.files ?? []);
      }}
    >
      <Icon name="upload" />
      <span>
        <span class="drop-zone-button">Choose {most === 1 ? 'a file' : 'files'}</span> or drop{' '}
        {most === 1 ? 'it' : 'them'} here
      </span>
      <span class="drop-zone-note">{noteOf(types, most)}</span>
      <input
        {...names}
        type="file"
        multiple={most > 1}
        accept={types.map((type) => `.${type}`).join(',')}
        aria-required={required || undefined}
        onChange={(event) => {
          onFiles(event.currentTarget.files ?? []);
          // The same file can be chosen again after it was removed.
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

function KeptFile({ file, onRemove }: { file: Json; onRemove(): void }) {
  const name = asText(file['name']);
  return (
    <li>
      <span class="file-name">{name}</span>
      <span class="file-note">{sizeText(Number(file['size']))}</span>
      <RemoveButton name={name} onRemove={onRemove} />
    </li>
  );
}

function ArrivingFile({ file: { name, problem }, onRemove }: { file: Arriving; onRemove(): void }) {
  return (
    <li>
      <span class="file-name">{name}</span>
      {problem === null ? (
        <progress aria-label={`Uploading ${name}`} />
      ) : (
        <>
          <span class="file-problem" role="alert">
            {problem}
          </span>
          <RemoveButton name={name} onRemove={onRemove} />
        </>
      )}
    </li>
  );
}

function RemoveButton({ name, onRemove }: { name: string; onRemove(): void }) {
  const look = 'button button-quiet button-icon';
  return <ToolButton icon="close" name={`Remove ${name}`} class={look} onClick={onRemove} />;
}

function isUnderWay({ problem }: Arriving): boolean {
  return problem === null;
}

function whyRefused(file: File, types: string[]): string | null {
  const type = file.name.includes('.') ? (file.name.split('.').at(-1) ?? '').toLowerCase() : '';
  if (types.length > 0 && !types.includes(type)) return `Only ${types.join(', ')} files are taken`;
  return file.size === 0 ? 'It is empty' : null;
}

function noteOf(types: string[], most: number): string {
  const kinds = types.length === 0 ? 'Any type' : types.map((type) => type.toUpperCase()).join(', ');
  return most === 1 ? kinds : `${kinds} · at most ${most} files`;
}
