/** Touchpoints in words. Plain text, to be escaped where it is shown. */
import { personaOf, type SpokenPersona, type TouchpointKind, type With } from './domain.ts';

export const PERSONA_NAMES: Record<SpokenPersona | 'account', string> = {
  decision_maker: 'decision maker',
  influencer: 'influencer',
  user: 'user',
  account: 'account',
};

export const KIND_NAMES: Record<TouchpointKind, string> = {
  call: 'Call',
  meeting: 'Meeting',
  message: 'Message',
  event: 'Event',
};

const SOMEBODY: Record<SpokenPersona, string> = {
  decision_maker: 'a decision maker',
  influencer: 'an influencer',
  user: 'a user',
};

/** `Ada Acme (decision maker), a user` */
export function withWords(met: readonly Pick<With, 'name' | 'persona'>[]): string {
  return met
    .map(({ name, persona }) => (name === null ? SOMEBODY[persona] : `${name} (${PERSONA_NAMES[persona]})`))
    .join(', ');
}

/** A contact as a choice of a menu, with the persona, which tells whom one speaks with. */
export function contactChoice({
  id,
  name,
  persona,
  title,
}: {
  id: string;
  name: string;
  persona: string | null;
  title: string | null;
}): { text: string; value: string; description: string } {
  const own = personaOf(persona);
  const known = own === null ? 'no persona yet' : PERSONA_NAMES[own];
  return { text: name, value: id, description: title === null ? known : `${known}, ${title}` };
}
