/** The sample's releases, and its initiatives: written down, asked about and answered. */
import { addDays, type BusinessDate } from '../../base/business-date.ts';
import type { Deps } from '../../base/deps.ts';
import { askInitiatives } from '../../initiatives/ask-service.ts';
import type { InitiativeFields, Verdict } from '../../initiatives/domain.ts';
import {
  answerInitiative,
  findInitiative,
  moveInitiative,
  saveInitiative,
} from '../../initiatives/service.ts';
import { milestonesOf } from '../../program/domain.ts';
import type { ReleaseFields } from '../../releases/domain.ts';
import { saveRelease } from '../../releases/service.ts';
import { workingDayAgo } from './dates.ts';
import { must, press, type Happening, type Scene } from './happenings.ts';
import type { PersonKey } from './people.ts';

export interface ReleaseStory extends Omit<ReleaseFields, 'day'> {
  key: string;
  by: PersonKey;
  /** Days since customers got it. */
  ago: number;
}

export interface InitiativeStory extends Omit<InitiativeFields, 'ownerId'> {
  key: string;
  by: PersonKey;
  ago: number;
  owner: PersonKey;
  answers: readonly { ago: number; verdict: Verdict; answer: string }[];
  ended?: { ago: number; by: PersonKey };
}

export function releaseHappenings(scene: Scene, stories: readonly ReleaseStory[]): Happening[] {
  return stories.map(({ key, by, ago, ...fields }) => {
    const day = workingDayAgo(scene.today, ago);
    const edit = { id: scene.idOf('release', key), version: 0, fields: { ...fields, day } };
    return {
      day,
      time: '11:20',
      run: async (deps) => {
        const { workspaceId } = scene;
        must(key, await saveRelease(deps, workspaceId, edit, milestoneIds(scene), press(scene, by, day)));
      },
    };
  });
}

export function initiativeHappenings(scene: Scene, stories: readonly InitiativeStory[]): Happening[] {
  const on = (
    ago: number,
    time: string,
    run: (deps: Deps, day: BusinessDate) => Promise<void>,
  ): Happening => {
    const day = workingDayAgo(scene.today, ago);
    return { day, time, run: (deps) => run(deps, day) };
  };
  const told = stories.flatMap((story) => {
    const { key, ended } = story;
    return [
      on(story.ago, '09:50', (deps, day) => begin(deps, scene, story, day)),
      ...story.answers.map((answer, index) =>
        on(answer.ago, '16:20', (deps, day) => reply(deps, scene, story, index, day)),
      ),
      ...(ended === undefined
        ? []
        : [
            on(ended.ago, '12:10', async (deps, day) => {
              const id = scene.idOf('initiative', key);
              const pressed = press(scene, ended.by, day);
              must(key, await moveInitiative(deps, scene.workspaceId, id, 'end', pressed));
            }),
          ]),
    ];
  });
  return [...told, ...questions(scene, stories)];
}

/** Owners are asked on the first morning on which an answer is due. */
function questions({ today, workspaceId, applied }: Scene, stories: readonly InitiativeStory[]): Happening[] {
  const asked = stories.flatMap(({ ago, everyWeeks, answers }) => {
    const since = [
      ago,
      ...answers.filter(({ verdict }) => verdict === 'not_yet').map((answer) => answer.ago),
    ];
    return since.map((begun) => addDays(workingDayAgo(today, begun), everyWeeks * 7));
  });
  return [...new Set(asked)]
    .filter((day) => day < today)
    .map((day) => ({
      day,
      time: '08:40',
      run: async (deps) => {
        await askInitiatives(deps, workspaceId, applied, day);
      },
    }));
}

async function begin(deps: Deps, scene: Scene, story: InitiativeStory, day: BusinessDate): Promise<void> {
  const { key, by, name, kind, improves, milestoneId, owner, everyWeeks } = story;
  const fields = { name, kind, improves, milestoneId, ownerId: scene.people[owner], everyWeeks };
  const edit = { id: scene.idOf('initiative', key), version: 0, fields };
  const pressed = press(scene, by, day);
  must(key, await saveInitiative(deps, scene.workspaceId, edit, milestoneIds(scene), pressed));
}

async function reply(
  deps: Deps,
  scene: Scene,
  { key, owner, answers }: InitiativeStory,
  index: number,
  day: BusinessDate,
): Promise<void> {
  const { workspaceId, idOf } = scene;
  const { verdict, answer } = answers[index]!;
  const initiative = await findInitiative(deps.database.db, workspaceId, idOf('initiative', key));
  if (initiative === null || initiative.figures === null || initiative.asked === null)
    throw new Error(`nobody was asked about the initiative ${key} yet`);
  const edit = {
    id: idOf('answer', `${key} ${index}`),
    initiativeId: initiative.id,
    version: initiative.version,
    verdict,
    answer,
    figures: { then: initiative.figures, now: initiative.asked.figures },
  };
  const pressed = { ...press(scene, owner, day), isLeader: false };
  must(key, await answerInitiative(deps, workspaceId, edit, pressed));
}

function milestoneIds({ applied }: Scene): string[] {
  return milestonesOf(applied.program.journeys).map(({ id }) => id);
}
