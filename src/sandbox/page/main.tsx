/** The page: a small Slack client for the sandbox. It shows what Slack would, and holds no logic of the bot. */
import { render } from 'preact';
import { readProblem, startLive } from './live.ts';
import { settle } from './shell/place.ts';
import { startKeys } from './shell/regions.ts';
import { Shell } from './shell/shell.tsx';
import { startTheme } from './shell/theme.tsx';
import { notify } from './store.ts';

const root = document.getElementById('page');
if (root !== null) {
  startTheme();
  startKeys();
  render(<Shell />, root);
  startLive();
  settle().catch((error: unknown) => notify(readProblem(error), 'problem'));
}
