/** To where the sandbox's clock can be moved: a day on, a week on, or to a date. */
import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { addDays, instantAt, showDate } from '../base/zone.ts';
import type { WallTime } from '../base/zone.ts';

/** Somebody who moves to a day wants to see what its morning brought, also when they move at night. */
const AT_WORK = '09:00';
/** What the sandbox moves at once, at most. */
const MOST_DAYS = 366;

interface ChoicesProps {
  wall: WallTime;
  timezone: string;
  onMove: (to: number) => void;
}

export function Choices({ wall, timezone, onMove }: ChoicesProps) {
  const time = wall.time < AT_WORK ? AT_WORK : wall.time;
  const onDay = (day: string): void => onMove(instantAt({ date: day, time }, timezone));
  const steps = [
    { label: '1 day', day: addDays(wall.date, 1) },
    { label: '1 week', day: addDays(wall.date, 7) },
  ];
  return (
    <>
      <p class="time-machine-hint">
        Milepost does what falls due on the way: the morning’s list of each day, snoozes that end.
      </p>
      <div class="time-machine-choices">
        {steps.map(({ label, day }, at) => (
          <button
            key={label}
            type="button"
            class="time-machine-step"
            autofocus={at === 0}
            onClick={() => onDay(day)}
          >
            <span>Forward {label}</span>
            <span class="time-machine-target">
              {showDate(day, { year: false })}, {time}
            </span>
          </button>
        ))}
      </div>
      <DateForm today={wall.date} onDay={onDay} />
    </>
  );
}

/** The browser's own complaint would cover the button, and not say how one begins again. */
function DateForm({ today, onDay }: { today: string; onDay: (day: string) => void }) {
  const date = useSignal('');
  const problem = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [first, last] = [addDays(today, 1), addDays(today, MOST_DAYS)];
  return (
    <form
      class="time-machine-choices"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        problem.value = problemWith(date.value, first, last);
        if (problem.value === '') onDay(date.value);
        else field.current?.focus();
      }}
    >
      <label class="time-machine-date">
        Forward to a date
        <input
          ref={field}
          type="date"
          required
          min={first}
          max={last}
          value={date.value}
          aria-invalid={problem.value !== ''}
          aria-describedby={`${id}-problem`}
          onInput={(event) => {
            date.value = event.currentTarget.value;
            problem.value = '';
          }}
        />
      </label>
      <p id={`${id}-problem`} class="time-machine-problem" role="alert">
        {problem.value}
      </p>
      <button type="submit" class="time-machine-go">
        Go there
      </button>
    </form>
  );
}

/** Why the clock cannot go to that date; '' if it can. */
function problemWith(date: string, first: string, last: string): string {
  if (date === '') return 'Choose a date.';
  if (date < first) {
    return 'Time only goes forward. To begin again: stop Milepost, delete data/, start it anew.';
  }
  if (date > last) return `At most a year at once: go to ${showDate(last)} or earlier, and on from there.`;
  return '';
}
