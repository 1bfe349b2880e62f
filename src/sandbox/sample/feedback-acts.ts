/** What customers of the sample said, as somebody of the team kept it. */
import { searchContacts } from '../../accounts/contact-service.ts';
import { addDays } from '../../base/business-date.ts';
import type { Deps } from '../../base/deps.ts';
import type { EvidenceRef } from '../../feedback/domain.ts';
import { saveFeedback } from '../../feedback/service.ts';
import { workingDayAgo } from './dates.ts';
import { must, type Happening, type Scene } from './happenings.ts';
import type { PersonKey } from './people.ts';

export interface FeedbackStory {
  account: string;
  by: PersonKey;
  ago: number;
  /** The name of a contact, or of somebody who is none. */
  author: string;
  text: string;
  /** `granted` for so many days from the day on which the sample is loaded, negative when it has run out. */
  consent: 'not_asked' | 'refused' | { grantedFor: number };
  /** The cards and gaps for which it is evidence, by their keys. */
  goals?: readonly string[];
  gaps?: readonly string[];
}

const TIME = '16:40';

export function feedbackHappenings(scene: Scene, stories: readonly FeedbackStory[]): Happening[] {
  return stories.map((story) => ({
    day: workingDayAgo(scene.today, story.ago),
    time: TIME,
    run: (deps) => keep(deps, scene, story),
  }));
}

async function keep(deps: Deps, scene: Scene, story: FeedbackStory): Promise<void> {
  const { workspaceId, people, today } = scene;
  const { author, consent } = story;
  const accountId = scene.accountId(story.account);
  const [contact] = await searchContacts(deps.database.db, workspaceId, accountId, author, 1);
  const refs = (subject: EvidenceRef['subject'], keys: readonly string[] = []) =>
    keys.map((key) => ({ subject, id: scene.idOf(subject, key) }));
  const granted = typeof consent === 'object';
  const edit = {
    id: scene.idOf('feedback', story.text),
    version: 0,
    message: null,
    fields: {
      accountId,
      text: story.text,
      author,
      contactId: contact?.id ?? null,
      saidAt: deps.now().toISOString(),
      consent: granted ? ('granted' as const) : consent,
      consentUntil: granted ? addDays(today, consent.grantedFor) : null,
    },
    evidence: [...refs('goal', story.goals), ...refs('gap', story.gaps)],
  };
  const saver = {
    personId: people[story.by],
    today: workingDayAgo(scene.today, story.ago),
    draftSubject: null,
  };
  must(story.text, await saveFeedback(deps, workspaceId, edit, saver));
}
