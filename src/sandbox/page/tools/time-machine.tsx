/** The sandbox's clock: what it shows, and how a person moves it forward. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import { clock, me, people, sandboxNow } from '../store.ts';
import { placeBeside } from '../base/placement.ts';
import { showDate, showZone, wallTime } from '../base/zone.ts';
import { moveClock, useArrivalNotice, useJourney } from './clock-moves.ts';
import type { Journey } from './clock-moves.ts';
import { Choices } from './clock-choices.tsx';
import { MovingFace, Progress, StopButton } from './clock-progress.tsx';

const MENU = 'time-machine-menu';

/** The clock in the top bar, with its menu. */
export function TimeMachine() {
  const now = useMinutes();
  const asked = useSignal<string | null>(null);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const hide = (): void => menu.current?.hidePopover();
  useArrivalNotice(hide);
  const journey = useJourney(asked.value);
  const shown = clock.value;
  if (shown === null) return <div class="time-machine" aria-hidden="true" />;

  const { timezone, canMove } = shown;
  if (!canMove) {
    return (
      <div class="time-machine" title="The clock of this sandbox cannot be moved.">
        <ClockFace now={now} timezone={timezone} />
        <span class="time-machine-fixed">fixed clock</span>
      </div>
    );
  }
  const move = async (to: number): Promise<void> => {
    // What is told of a refused move must not lie under the menu.
    hide();
    asked.value = new Date(to).toISOString();
    await moveClock(asked.value);
    asked.value = null;
  };
  return (
    <div class="time-machine">
      <button
        ref={button}
        type="button"
        class="time-machine-button"
        popovertarget={MENU}
        aria-haspopup="dialog"
        aria-busy={journey !== null}
      >
        <span class="unseen">The sandbox’s clock: </span>
        {journey === null ? <ClockFace now={now} timezone={timezone} /> : <MovingFace journey={journey} />}
      </button>
      {journey !== null && <StopButton />}
      <div
        ref={menu}
        id={MENU}
        class="time-machine-menu"
        popover="auto"
        role="dialog"
        aria-label="Move the clock forward"
        onBeforeToggle={() => placeUnder(menu, button)}
      >
        <MenuContent journey={journey} now={now} timezone={timezone} onMove={(to) => void move(to)} />
      </div>
    </div>
  );
}

interface MenuContentProps {
  journey: Journey | null;
  now: number;
  timezone: string;
  onMove: (to: number) => void;
}

function MenuContent({ journey, now, timezone, onMove }: MenuContentProps) {
  if (journey !== null) return <Progress journey={journey} />;
  return (
    <>
      <Zones now={now} timezone={timezone} />
      <Choices wall={wallTime(now, timezone)} timezone={timezone} onMove={onMove} />
    </>
  );
}

interface TimeProps {
  now: number;
  timezone: string;
}

function ClockFace({ now, timezone }: TimeProps) {
  const wall = wallTime(now, timezone);
  const own = ownTime(now, timezone);
  return (
    <span class="time-machine-face" title={own === null ? undefined : `${own.time} for ${own.name}`}>
      <time dateTime={`${wall.date}T${wall.time}`}>
        <span aria-hidden="true">🕘 </span>
        {showDate(wall.date, { year: false })}
        <span class="time-machine-more"> {wall.date.slice(0, 4)}</span>, {wall.time}
        <span class="time-machine-more"> · {showZone(timezone)}</span>
      </time>
      {own !== null && (
        <span class="time-machine-own">
          {' '}
          · {own.time} for {own.name}
        </span>
      )}
    </span>
  );
}

/** The program's time, and the person's where it is another one. */
function Zones({ now, timezone }: TimeProps) {
  const own = ownTime(now, timezone);
  return (
    <ul class="time-machine-zones">
      <li>
        {wallTime(now, timezone).time} for the program: {zoneName(now, timezone)}
      </li>
      {own !== null && (
        <li>
          {own.time} for {own.name}: {zoneName(now, own.timezone)}
        </li>
      )}
    </ul>
  );
}

/** The person's time; null where their clock shows what the program's shows. */
function ownTime(now: number, timezone: string): { time: string; name: string; timezone: string } | null {
  const person = people.value.get(me.value);
  if (person === undefined || person.tz === '') return null;
  const [own, shown] = [wallTime(now, person.tz), wallTime(now, timezone)];
  if (own.date === shown.date && own.time === shown.time) return null;
  const day = own.date === shown.date ? '' : `${showDate(own.date, { year: false }).slice(0, 3)} `;
  return { time: `${day}${own.time}`, name: person.realName.split(' ')[0] ?? '', timezone: person.tz };
}

/** "Brasilia Time (Sao Paulo)" */
function zoneName(now: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    timeZoneName: 'longGeneric',
  }).formatToParts(now);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timezone;
  return `${name} (${showZone(timezone)})`;
}

/** The sandbox's time in milliseconds, anew each minute and whenever the sandbox tells its clock. */
function useMinutes(): number {
  const now = useSignal(0);
  useSignalEffect(() => {
    now.value = clock.value === null ? 0 : sandboxNow();
  });
  useEffect(() => {
    const timer = setTimeout(() => (now.value = sandboxNow()), 60_000 - (now.value % 60_000));
    return () => clearTimeout(timer);
  }, [now.value]);
  return now.value;
}

/** Once it is shown, and before it is painted: a box has no size until then. */
function placeUnder(
  menu: RefObject<HTMLDivElement | null>,
  button: RefObject<HTMLButtonElement | null>,
): void {
  requestAnimationFrame(() => {
    if (menu.current === null || button.current === null) return;
    placeBeside(menu.current, button.current.getBoundingClientRect(), { align: 'end' });
  });
}
