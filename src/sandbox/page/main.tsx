/** The page: a small Slack client for the sandbox. It shows what Slack would, and holds no logic of the bot. */
import { render } from 'preact';
import { followAddress, settle } from './base/place.ts';
import { lost, startLive } from './live.ts';
import { startFocusKeeping } from './shell/keep-focus.ts';
import { startKeys } from './shell/regions.ts';
import { Shell } from './shell/shell.tsx';
import { startTheme } from './shell/theme.tsx';
import { Inspector } from './tools/inspector.tsx';
import { TimeMachine } from './tools/time-machine.tsx';

const RETRY_MS = 1000;

const root = document.getElementById('page');
if (root !== null) {
  startTheme();
  startKeys();
  startFocusKeeping();
  followAddress();
  render(<Shell Clock={TimeMachine} Inspector={Inspector} />, root);
  startLive();
  void settleAtLast();
}

/** A sandbox that starts just now answers soon; the page says meanwhile that it does not yet. */
async function settleAtLast(): Promise<void> {
  try {
    await settle();
    lost.value = false;
  } catch {
    lost.value = true;
    setTimeout(() => void settleAtLast(), RETRY_MS);
  }
}
