/** What happened in the sample, one after another: each is done by the services, with the clock of its time. */
import type { BusinessDate } from '../../base/business-date.ts';
import type { Deps } from '../../base/deps.ts';
import type { Press } from '../../ctas/service.ts';
import type { AppliedProgram } from '../../program/domain.ts';
import type { PersonKey } from './people.ts';

/** The workspace in which it happens. */
export interface Scene {
  workspaceId: string;
  /** The day on which the sample is looked at. */
  today: BusinessDate;
  applied: AppliedProgram;
  people: Readonly<Record<PersonKey, string>>;
  /** The id of the account with this name. */
  accountId: (name: string) => string;
  /** An id for everything that a story names, the same one wherever it is named. */
  idOf: (kind: NamedKind, key: string) => string;
}

type NamedKind =
  | 'goal'
  | 'gap'
  | 'scenario'
  | 'requirement'
  | 'feedback'
  | 'release'
  | 'initiative'
  | 'answer'
  | 'action';

export interface Happening {
  day: BusinessDate;
  /** Local, `HH:MM`. */
  time: string;
  run: (deps: Deps) => Promise<void>;
}

/** In the order in which they happened; those of one time stay in the order in which they are told. */
export function inOrderOfTime(happenings: readonly Happening[]): Happening[] {
  const when = ({ day, time }: Happening) => `${day} ${time}`;
  return happenings.toSorted((a, b) => (when(a) < when(b) ? -1 : Number(when(a) > when(b))));
}

export function press({ people }: Scene, person: PersonKey, today: BusinessDate): Press {
  return { personId: people[person], today };
}

/** What a service refuses here is a mistake in the sample. */
export function must(what: string, result: { ok: true } | { ok: false; problem: string }): void {
  if (!result.ok) throw new Error(`the sample does what is refused: ${what}: ${JSON.stringify(result)}`);
}

/** No message shows these CTAs yet. */
export async function showNothing(): Promise<void> {}
