/** The plays that run in the sample: started by hand, and because something was not known. */
import { addDays, type BusinessDate } from '../../base/business-date.ts';
import type { Deps } from '../../base/deps.ts';
import { finishCta } from '../../ctas/service.ts';
import { doPlays } from '../../plays/daily-service.ts';
import { listOpenRuns, startByHand } from '../../plays/service.ts';
import { followSteps } from '../../plays/run-service.ts';
import { workingDayBefore } from './dates.ts';
import { must, press, type Happening, type Scene } from './happenings.ts';
import type { PersonKey } from './people.ts';
import { PRESSED } from './pressed.ts';

interface PlayStory {
  account: string;
  play: string;
  by: PersonKey;
  /** Working days before the last list. */
  before: number;
  /** Each step that was done: so many working days before the last list. */
  done?: readonly number[];
}

const STARTED: readonly PlayStory[] = [
  // The page was to be chosen together; nobody has found the time.
  { account: 'Acme Robotics', play: 'first-offer', by: 'jonas', before: 9 },
  { account: 'Copper Kettle Brewing', play: 'first-offer', by: 'jonas', before: 7, done: [3] },
  { account: PRESSED.snoozed, play: 'review-with-the-decision-maker', by: 'priya', before: 8, done: [5] },
  { account: 'Sakura Stationery', play: 'hear-the-users', by: 'priya', before: 14, done: [12, 9] },
];
/** So many working days before the last list plays started by themselves: the team has let them for a week. */
const BY_THEMSELVES = [4, 0];

export function playHappenings(scene: Scene): Happening[] {
  const on = (before: number, time: string, run: (deps: Deps, day: BusinessDate) => Promise<void>) => {
    const day = dayBefore(scene, before);
    return { day, time, run: (deps: Deps) => run(deps, day) };
  };
  return [
    ...STARTED.flatMap((story) => [
      on(story.before, '10:20', (deps, day) => start(deps, scene, story, day)),
      ...(story.done ?? []).map((before) =>
        on(before, '14:45', (deps, day) => doStep(deps, scene, story, day)),
      ),
    ]),
    ...BY_THEMSELVES.map((before) =>
      on(before, '08:35', async (deps, day) => {
        await doPlays(deps, scene.workspaceId, scene.applied, day);
      }),
    ),
  ];
}

async function start(
  deps: Deps,
  scene: Scene,
  { account, play: id, by }: PlayStory,
  day: BusinessDate,
): Promise<void> {
  const { workspaceId, applied, accountId } = scene;
  const play = applied.program.plays.find((known) => known.id === id);
  if (play === undefined) throw new Error(`the sample's program has no play ${id}`);
  const pressed = press(scene, by, day);
  const wanted = { play, accountId: accountId(account) };
  must(`${id} of ${account}`, await startByHand(deps, workspaceId, applied, wanted, pressed));
}

/** Presses the CTA of the step whose turn it is, as its owner does. */
async function doStep(deps: Deps, scene: Scene, story: PlayStory, day: BusinessDate): Promise<void> {
  const { workspaceId, accountId } = scene;
  const runs = await listOpenRuns(deps.database.db, workspaceId, accountId(story.account));
  const steps = runs.find(({ playId }) => playId === story.play)?.steps ?? [];
  const ctaId = steps.find(({ state }) => state === 'open')?.ctaId;
  if (ctaId === undefined || ctaId === null) throw new Error(`${story.play} has no step to do`);
  const pressed = press(scene, story.by, day);
  const done = await finishCta(deps, workspaceId, ctaId, pressed, async (trx, ctas) => {
    await followSteps(deps, trx, workspaceId, ctas, pressed);
  });
  must(`a step of ${story.play}`, done);
}

function dayBefore({ today }: Scene, count: number): BusinessDate {
  return workingDayBefore(workingDayBefore(addDays(today, -1), 0), count);
}
