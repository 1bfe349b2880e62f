/** Dates and times: the browser's own fields, which everybody knows how to use by keyboard and on a telephone. */
import { useContext, useEffect, useRef } from 'preact/hooks';
import { instantAt, showZone, wallTime } from '../base/zone.ts';
import { KitContext } from './context.ts';
import { useEntry } from './entry.tsx';
import type { ElementProps } from './entry.tsx';
import { asText, rawText } from './values.ts';

type Kind = 'date' | 'time' | 'datetime-local';

export function DatePicker(props: ElementProps) {
  return <Picker {...props} kind="date" />;
}

export function TimePicker(props: ElementProps) {
  return <Picker {...props} kind="time" note={asText(props.element['timezone'])} />;
}

/** A moment: shown and entered in the person's zone, kept as seconds since 1970. */
export function DateTimePicker(props: ElementProps) {
  const { people, me } = useContext(KitContext);
  const zone = people.get(me)?.tz ?? 'UTC';
  return (
    <Picker
      {...props}
      kind="datetime-local"
      note={zone}
      read={(kept) => localTime(Number(kept), zone)}
      write={(shown) => String(secondsOf(shown, zone))}
    />
  );
}

interface PickerProps extends ElementProps {
  kind: Kind;
  /** The zone, where it matters. */
  note?: string;
  /** What is kept, as the field shows it; and back. */
  read?: (kept: string) => string;
  write?: (shown: string) => string;
}

/**
 * A date is complete at each key while one types its year (0002, 0020 …): the bot is told when one pauses at a year
 * that is no beginning of one, or leaves the field.
 */
const PAUSE_MS = 900;

function Picker({ kind, note = '', read = same, write = same, ...props }: PickerProps) {
  const { element, block } = props;
  const entry = useEntry(props);
  const isForm = block['type'] === 'input' && block['dispatch_action'] !== true;
  const kept = asText(entry.value);
  /** What was typed stays as it is for as long as it stands for what is kept. */
  const typed = useRef({ shown: '', kept: '' });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const untold = useRef<string | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const tell = (): void => {
    clearTimeout(timer.current);
    const next = untold.current;
    untold.current = undefined;
    if (next !== undefined) entry.commit(next === '' ? null : next);
  };
  const latest = useRef(tell);
  latest.current = tell;
  const onInput = (shown: string): void => {
    const next = shown === '' ? '' : write(shown);
    typed.current = { shown, kept: next };
    entry.enter(next === '' ? null : next);
    if (isForm) return;
    untold.current = next;
    clearTimeout(timer.current);
    if (kind === 'time' || !shown.startsWith('0'))
      timer.current = setTimeout(() => latest.current(), PAUSE_MS);
  };
  return (
    <span class="picker" aria-busy={entry.busy}>
      <input
        {...entry.names}
        class="field"
        type={kind}
        title={rawText(element['placeholder']) || undefined}
        required={entry.required}
        value={typed.current.kept === kept ? typed.current.shown : read(kept)}
        onInput={(event) => onInput(event.currentTarget.value)}
        onBlur={tell}
        onKeyDown={(event) => {
          if (event.key === 'Enter') tell();
        }}
      />
      {note !== '' && <span class="picker-note">{showZone(note)} time</span>}
      {entry.confirm}
    </span>
  );
}

const same = (text: string): string => text;

/** As a browser's field writes it: `2026-11-23T09:12`. */
function localTime(seconds: number, zone: string): string {
  const { date, time } = wallTime(seconds * 1000, zone);
  return `${date}T${time}`;
}

function secondsOf(local: string, zone: string): number {
  const [date = '', time = ''] = local.split('T');
  return instantAt({ date, time }, zone) / 1000;
}
