/** A move of the sandbox's clock while it is under way: how far it is, and how one stops it. */
import { useSignal } from '@preact/signals';
import { showDate } from '../base/zone.ts';
import { stopClock } from './clock-moves.ts';
import type { Journey } from './clock-moves.ts';

/** In the bar, where the clock stands else. */
export function MovingFace({ journey: { at, day, days } }: { journey: Journey }) {
  return (
    <span class="time-machine-face">
      <span aria-hidden="true">⏩ </span>
      <span class="time-machine-more">{showDate(at, { year: false })} · </span>
      day {day} of {days}
      <progress class="time-machine-bar" aria-hidden="true" value={day} max={days} />
    </span>
  );
}

/** In the menu. */
export function Progress({ journey: { at, to, day, days } }: { journey: Journey }) {
  return (
    <div class="time-machine-progress">
      <p>The clock moves to {showDate(to)}. What falls due on the way is done on its day.</p>
      <progress aria-label={`Moving to ${showDate(to)}`} value={day} max={days} />
      <p>
        {showDate(at)}: day {day} of {days}
      </p>
    </div>
  );
}

/** Ends the move after its present step. */
export function StopButton() {
  const stopping = useSignal(false);
  const stop = async (): Promise<void> => {
    if (stopping.value) return;
    stopping.value = true;
    await stopClock();
    stopping.value = false;
  };
  return (
    <button
      type="button"
      class="time-machine-stop"
      aria-disabled={stopping.value}
      onClick={() => void stop()}
    >
      {stopping.value ? 'Stopping…' : 'Stop'}
      <span class="unseen"> the clock</span>
    </button>
  );
}
