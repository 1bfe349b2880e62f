/** The success gaps of the sample, and the bridges over them. */
import { addBusinessDays, addDays, type BusinessDate } from '../../base/business-date.ts';
import type { Deps } from '../../base/deps.ts';
import type { GapFields } from '../../gaps/domain.ts';
import { moveGap, saveGap } from '../../gaps/service.ts';
import { workingDayAgo } from './dates.ts';
import { must, press, type Happening, type Scene } from './happenings.ts';
import type { PersonKey } from './people.ts';

export interface GapStory {
  key: string;
  account: string;
  by: PersonKey;
  ago: number;
  what: string;
  kind: GapFields['bridgeKind'];
  bridge?: string;
  link?: string;
  owner: GapFields['owner'];
  /** Whose of ours it is; the account's lead where nobody is said. */
  seesTo?: PersonKey;
  /** Days until it is due, negative when it was. */
  dueIn?: number;
  /** The keys of the Goal Card in whose way it stands, and of the requirement that would bridge it. */
  goal?: string;
  requirement?: string;
  closed?: { ago: number } | { ago: number; reason: string };
}

export function gapHappenings(scene: Scene, stories: readonly GapStory[]): Happening[] {
  return stories.flatMap((story) => {
    const { closed } = story;
    const day = workingDayAgo(scene.today, story.ago);
    const found: Happening[] = [{ day, time: '14:10', run: (deps) => write(deps, scene, story, day) }];
    if (closed !== undefined) {
      const closedOn = workingDayAgo(scene.today, closed.ago);
      found.push({
        day: closedOn,
        time: '15:40',
        run: (deps) => close(deps, scene, { ...story, closed }, closedOn),
      });
    }
    return found;
  });
}

async function write(deps: Deps, scene: Scene, story: GapStory, day: BusinessDate): Promise<void> {
  const { seesTo, dueIn, goal, requirement } = story;
  const edit = {
    gapId: scene.idOf('gap', story.key),
    accountId: scene.accountId(story.account),
    version: 0,
    fields: {
      what: story.what,
      bridgeKind: story.kind,
      bridge: story.bridge ?? null,
      link: story.link ?? null,
      owner: story.owner,
      ownerId: seesTo === undefined ? null : scene.people[seesTo],
      dueOn: dueIn === undefined ? null : addBusinessDays(addDays(scene.today, dueIn), 0),
      cardId: goal === undefined ? null : scene.idOf('goal', goal),
      requirementId: requirement === undefined ? null : scene.idOf('requirement', requirement),
    },
  };
  must(story.key, await saveGap(deps, scene.workspaceId, edit, press(scene, story.by, day)));
}

async function close(
  deps: Deps,
  scene: Scene,
  { key, by, closed }: GapStory & { closed: NonNullable<GapStory['closed']> },
  day: BusinessDate,
): Promise<void> {
  const move = 'reason' in closed ? 'drop' : 'bridge';
  const closing = { ...press(scene, by, day), ...('reason' in closed ? { reason: closed.reason } : {}) };
  must(key, await moveGap(deps, scene.workspaceId, scene.idOf('gap', key), move, closing));
}
