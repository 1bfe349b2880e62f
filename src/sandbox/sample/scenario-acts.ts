/** The scenarios of the sample, what people would pay, and what must be built for them. */
import type { BusinessDate } from '../../base/business-date.ts';
import type { Deps } from '../../base/deps.ts';
import type { RequirementState } from '../../requirements/domain.ts';
import { findRequirement, moveRequirement, saveRequirement } from '../../requirements/service.ts';
import type { Facilitator, ScenarioDocument } from '../../scenarios/domain.ts';
import { askPrice, joinScenario, saveScenario } from '../../scenarios/service.ts';
import { workingDayAgo } from './dates.ts';
import { must, press, type Happening, type Scene } from './happenings.ts';
import type { PersonKey } from './people.ts';

export interface ScenarioStory {
  key: string;
  by: PersonKey;
  ago: number;
  name: string;
  /** The keys of the card from which it grew, and of those that joined it. */
  goal: string;
  joined?: readonly { goal: string; by: PersonKey; ago: number }[];
  document: Omit<ScenarioDocument, 'facilitators'> & { facilitators: readonly Omit<Facilitator, 'id'>[] };
  /** What people said they would pay. */
  prices: readonly PriceStory[];
  requirements: readonly RequirementStory[];
  /** Who made which steps: the days ago of the trigger, the action, and each facilitator, as far as they came. */
  steps: Readonly<Record<string, readonly number[]>>;
}

export type PriceStory = readonly [
  account: string,
  person: string,
  amount: number,
  currency: string,
  ago: number,
  by: PersonKey,
];

export interface RequirementStory {
  key: string;
  by: PersonKey;
  ago: number;
  what: string;
  why: string;
  acceptance: string | null;
  /** The states after the first one, each with the days since it was reached. */
  moves?: readonly { to: RequirementState; ago: number; release?: string }[];
}

export function scenarioHappenings(scene: Scene, stories: readonly ScenarioStory[]): Happening[] {
  return stories.flatMap((story) => {
    const at = (ago: number, time: string, run: (deps: Deps, day: BusinessDate) => Promise<void>) => {
      const day = workingDayAgo(scene.today, ago);
      return { day, time, run: (deps: Deps) => run(deps, day) };
    };
    return [
      at(story.ago, '14:30', (deps, day) => grow(deps, scene, story, day)),
      ...(story.joined ?? []).map(({ goal, by, ago }) =>
        at(ago, '14:40', async (deps, day) => {
          const ids = { scenarioId: scene.idOf('scenario', story.key), cardId: scene.idOf('goal', goal) };
          must(goal, await joinScenario(deps, scene.workspaceId, ids, press(scene, by, day)));
        }),
      ),
      ...story.prices.map((price) =>
        at(price[4], '13:20', (deps, day) => ask(deps, scene, story, price, day)),
      ),
      ...story.requirements.flatMap((requirement) => [
        at(requirement.ago, '15:00', (deps, day) => propose(deps, scene, story, requirement, day)),
        ...(requirement.moves ?? []).map((move) =>
          at(move.ago, '15:10', (deps, day) => moveOn(deps, scene, requirement, move.release ?? null, day)),
        ),
      ]),
    ];
  });
}

async function grow(deps: Deps, scene: Scene, story: ScenarioStory, day: BusinessDate): Promise<void> {
  const edit = {
    scenarioId: scene.idOf('scenario', story.key),
    cardId: scene.idOf('goal', story.goal),
    version: 0,
    name: story.name,
    document: {
      ...story.document,
      facilitators: story.document.facilitators.map((facilitator) => ({ ...facilitator, id: '' })),
    },
  };
  must(story.key, await saveScenario(deps, scene.workspaceId, edit, press(scene, story.by, day)));
}

async function ask(
  deps: Deps,
  scene: Scene,
  { key }: ScenarioStory,
  [account, person, amount, currency, , by]: PriceStory,
  day: BusinessDate,
): Promise<void> {
  const said = {
    scenarioId: scene.idOf('scenario', key),
    accountId: scene.accountId(account),
    person,
    amount,
    currency,
    askedOn: day,
  };
  must(person, await askPrice(deps, scene.workspaceId, said, press(scene, by, day)));
}

async function propose(
  deps: Deps,
  scene: Scene,
  scenario: ScenarioStory,
  { key, by, what, why, acceptance }: RequirementStory,
  day: BusinessDate,
): Promise<void> {
  const edit = {
    id: scene.idOf('requirement', key),
    scenarioId: scene.idOf('scenario', scenario.key),
    version: 0,
    what,
    why,
    acceptance,
  };
  must(key, await saveRequirement(deps, scene.workspaceId, edit, press(scene, by, day)));
}

async function moveOn(
  deps: Deps,
  scene: Scene,
  { key }: RequirementStory,
  release: string | null,
  day: BusinessDate,
): Promise<void> {
  const id = scene.idOf('requirement', key);
  const requirement = await findRequirement(deps.database.db, scene.workspaceId, id);
  if (requirement === null) throw new Error(`the requirement ${key} is not there yet`);
  const move = { from: requirement.state, direction: 'on' as const, release };
  // The head of CS speaks with those who build.
  must(key, await moveRequirement(deps, scene.workspaceId, id, move, press(scene, 'grace', day)));
}
