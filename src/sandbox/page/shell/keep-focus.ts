/**
 * Keeps the focus in a message that the bot draws anew, and says what changed there to those who do not see it. A bot
 * sends the whole message for one pressed button, so that the button itself is gone when the answer is there.
 */
import { signal } from '@preact/signals';

/** What has changed where the person is, for readers. */
export const said = signal('');

interface Stood {
  /** The region of the page, and the message in it. */
  region: string;
  ts: string;
  control: HTMLElement;
  name: string;
  /** The row in which the control stands, and what it said; '' where it stands in none. */
  subject: string;
  lines: readonly string[];
  /** Which row of how many it is, and which control of the row. */
  row: number;
  rows: number;
  at: number;
}

const CONTROLS = 'button, input, select, textarea, a[href]';
/** What lies over the page gives the focus back when it closes. */
const OVER = 'dialog, [popover]';

let stood: Stood | null = null;

/** Begins to follow the focus. */
export function startFocusKeeping(): void {
  addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.closest(OVER) === null) stood = standingAt(target);
  });
  const leave = ({ target }: Event): void => {
    const isOver = target instanceof Element && target.closest(OVER) !== null;
    if (!isOver && !(target instanceof Node && stood?.control.contains(target) === true)) stood = null;
  };
  addEventListener('pointerdown', leave, true);
  const changes = { childList: true, characterData: true, subtree: true };
  new MutationObserver(() => {
    if (stood !== null) follow(stood);
  }).observe(document.body, changes);
}

function follow(was: Stood): void {
  const { control, region, ts, row, rows } = was;
  const pane = document.querySelector(`[data-region="${region}"]`);
  const message = pane?.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`) ?? null;
  if (message !== null) {
    const subjects = subjectsIn(message);
    const isThere = subjects.includes(was.subject);
    const subject = isThere || subjects.length !== rows ? was.subject : (subjects[row] ?? '');
    tellChange(was, message, subject);
    was.subject = subject;
  }
  const active = document.activeElement;
  if (control.isConnected || (active !== null && active !== document.body)) return;
  if (message === null) pane?.querySelector<HTMLElement>('.scroller')?.focus({ preventScroll: true });
  else focusIn(message, was);
}

/** The same control, else the one in its place in the row, or where the row is gone its like; else the message. */
function focusIn(message: HTMLElement, { name, subject, at }: Stood): void {
  const controls = controlsIn(message);
  const beside = controls.filter((control) => subjectOf(control) === subject && subject !== '');
  const isSame = (control: HTMLElement): boolean => nameOf(control) === name;
  const next = beside.find(isSame) ?? beside[at] ?? beside.at(-1) ?? controls.find(isSame);
  const target = next ?? message.querySelector<HTMLElement>('article');
  if (target === null) return;
  // Only for now: a click on a message must not take the focus from where one writes.
  if (next === undefined) {
    target.tabIndex = -1;
    target.addEventListener('blur', () => target.removeAttribute('tabindex'), { once: true });
  }
  target.focus({ preventScroll: true });
}

function tellChange(was: Stood, message: HTMLElement, subject: string): void {
  const lines = linesOf(message, subject);
  if (lines.join('\n') === was.lines.join('\n')) return;
  const news = lines.filter((line) => !was.lines.includes(line));
  was.lines = lines;
  // A row that is called otherwise now names itself in its first line.
  const about = subject === was.subject ? `${subject}: ` : '';
  if (subject === '') said.value = 'Message updated';
  else said.value = news.length === 0 ? `${subject}: updated` : about + news.join(', ');
}

function standingAt(control: HTMLElement): Stood | null {
  const message = control.closest<HTMLElement>('[data-ts]');
  const region = control.closest<HTMLElement>('[data-region]')?.dataset['region'];
  if (message === null || region === undefined) return null;
  const subject = subjectOf(control);
  const subjects = subjectsIn(message);
  const row = controlsIn(message).filter((one) => subjectOf(one) === subject);
  return {
    region,
    ts: message.dataset['ts'] ?? '',
    control,
    name: nameOf(control),
    subject,
    lines: linesOf(message, subject),
    row: subjects.indexOf(subject),
    rows: subjects.length,
    at: row.indexOf(control),
  };
}

const rowsIn = (message: HTMLElement): HTMLElement[] => [
  ...message.querySelectorAll<HTMLElement>('[data-row]'),
];

const subjectsIn = (message: HTMLElement): string[] => [
  ...new Set(rowsIn(message).map(({ dataset }) => dataset['row'] ?? '')),
];

const subjectOf = (control: HTMLElement): string =>
  control.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? '';

function controlsIn(message: HTMLElement): HTMLElement[] {
  const all = [...message.querySelectorAll<HTMLElement>(CONTROLS)];
  return all.filter((control) => control.closest(OVER) === null);
}

const nameOf = (control: HTMLElement): string => control.ariaLabel ?? control.textContent.trim();

/** What a row says, or without one the whole message. */
function linesOf(message: HTMLElement, subject: string): string[] {
  const parts =
    subject === ''
      ? [message.querySelector('.message-body')]
      : rowsIn(message)
          .filter(({ dataset }) => dataset['row'] === subject)
          .map((row) => row.querySelector('.section-text'));
  return parts.flatMap((part) => (part?.textContent ?? '').split('\n')).filter((line) => line.trim() !== '');
}
