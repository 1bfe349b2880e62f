/** The Goal Cards of the sample: written down, improved, activated, and what became of them. */
import { searchContacts } from '../../accounts/contact-service.ts';
import { addDays, type BusinessDate } from '../../base/business-date.ts';
import type { Deps } from '../../base/deps.ts';
import { documentOf, type GoalDocument, type NewContact } from '../../goals/domain.ts';
import { findCard, moveGoal, saveGoal } from '../../goals/service.ts';
import { workingDayAgo } from './dates.ts';
import { must, press, showNothing, type Happening, type Scene } from './happenings.ts';
import type { PersonKey } from './people.ts';

/** A card in the customer's words. Everything in time is said in days from the day on which the sample is loaded. */
export interface GoalStory {
  /** How other stories name it. */
  key: string;
  account: string;
  by: PersonKey;
  ago: number;
  name: string;
  outcome: string;
  /** Contacts that the account has already, by name. */
  people?: readonly string[];
  /** Somebody who becomes a contact with the card. */
  newPerson?: NewContact;
  background?: string;
  responsibilities?: string;
  period?: GoalDocument['period'];
  timing?: string;
  /** Days to the deadline, negative when it has passed. */
  deadlineIn?: number;
  place?: string;
  experience?: string;
  gains?: GoalDocument['gains'];
  measure?: { kpi: string; from: number | null; to: number; in: number };
  milestone?: string;
  events?: readonly string[];
  alternatives?: readonly (readonly [name: string, rating: number | null, note: string | null])[];
  activated?: number;
  /** Later versions, the first one first. */
  edits?: readonly { ago: number; by: PersonKey; change: Partial<GoalDocument> }[];
  closed?: { ago: number; as: 'achieve' | 'miss' };
}

export function goalHappenings(scene: Scene, stories: readonly GoalStory[]): Happening[] {
  return stories.flatMap((story) => {
    const at = (ago: number, time: string, run: (deps: Deps, day: BusinessDate) => Promise<void>) => {
      const day = workingDayAgo(scene.today, ago);
      return { day, time, run: (deps: Deps) => run(deps, day) };
    };
    const { activated, edits = [], closed } = story;
    return [
      at(story.ago, '09:50', (deps, day) => writeCard(deps, scene, story, day)),
      ...(activated === undefined
        ? []
        : [at(activated, '10:20', (deps, day) => moveCard(deps, scene, story, 'activate', day))]),
      ...edits.map((edit) => at(edit.ago, '11:30', (deps, day) => editCard(deps, scene, story, edit, day))),
      ...(closed === undefined
        ? []
        : [at(closed.ago, '17:10', (deps, day) => moveCard(deps, scene, story, closed.as, day))]),
    ];
  });
}

async function writeCard(deps: Deps, scene: Scene, story: GoalStory, day: BusinessDate): Promise<void> {
  const { workspaceId, applied } = scene;
  const accountId = scene.accountId(story.account);
  const { db } = deps.database;
  const contacts: string[] = [];
  for (const name of story.people ?? []) {
    const [contact] = await searchContacts(db, workspaceId, accountId, name, 1);
    if (contact === undefined) throw new Error(`${story.account} has no contact ${name}`);
    contacts.push(contact.id);
  }
  const edit = {
    cardId: scene.idOf('goal', story.key),
    accountId,
    version: 0,
    document: documentOfStory(scene, story, contacts),
    newContact: story.newPerson ?? null,
  };
  const saving = { program: applied.program, press: press(scene, story.by, day), after: showNothing };
  must(story.key, await saveGoal(deps, workspaceId, edit, saving));
}

function documentOfStory({ today }: Scene, story: GoalStory, contacts: string[]): GoalDocument {
  const { measure, deadlineIn } = story;
  return {
    name: story.name,
    contacts,
    background: story.background ?? null,
    responsibilities: story.responsibilities ?? null,
    period: story.period ?? null,
    timing: story.timing ?? null,
    deadline: deadlineIn === undefined ? null : addDays(today, deadlineIn),
    place: story.place ?? null,
    requiredOutcome: story.outcome,
    experience: story.experience ?? null,
    gains: [...(story.gains ?? [])],
    measure: {
      kpi: measure?.kpi ?? null,
      baseline: measure?.from ?? null,
      target: measure?.to ?? null,
      by: measure === undefined ? null : addDays(today, measure.in),
    },
    milestoneId: story.milestone ?? null,
    events: [...(story.events ?? [])],
    alternatives: (story.alternatives ?? []).map(([name, rating, note]) => ({ name, rating, note })),
  };
}

async function editCard(
  deps: Deps,
  scene: Scene,
  { key }: GoalStory,
  { by, change }: NonNullable<GoalStory['edits']>[number],
  day: BusinessDate,
): Promise<void> {
  const { workspaceId, applied } = scene;
  const card = await findCard(deps.database.db, workspaceId, scene.idOf('goal', key));
  if (card === null) throw new Error(`the card ${key} is not there yet`);
  const edit = {
    cardId: card.id,
    accountId: card.accountId,
    version: card.version,
    document: { ...documentOf(card), ...change },
    newContact: null,
  };
  const saving = { program: applied.program, press: press(scene, by, day), after: showNothing };
  must(key, await saveGoal(deps, workspaceId, edit, saving));
}

async function moveCard(
  deps: Deps,
  scene: Scene,
  { key, by }: GoalStory,
  move: 'activate' | 'achieve' | 'miss',
  day: BusinessDate,
): Promise<void> {
  const who = press(scene, by, day);
  must(key, await moveGoal(deps, scene.workspaceId, scene.idOf('goal', key), move, who, showNothing));
}
