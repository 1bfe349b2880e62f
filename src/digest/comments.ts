/** What those who answer for the digest's sections are asked to say to it. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Digest, SectionFacts, SectionId } from './domain.ts';

/** A comment has at most so many characters. */
export const MAX_COMMENT = 500;

/** A section's figures as they were told on a day. */
export type ToldSection = {
  [Id in SectionId]: { id: Id; date: BusinessDate; facts: SectionFacts[Id] };
}[SectionId];

/** A section of a digest by itself. */
export function toldOf({ sections, date }: Pick<Digest, 'sections' | 'date'>, id: SectionId): ToldSection {
  // The id and its facts come from one entry.
  return { id, date, facts: sections[id].facts } as ToldSection;
}

/** A section of a digest whose comment was asked for. */
export interface AskedComment {
  /** The digest's. */
  day: BusinessDate;
  section: SectionId;
  /** Who was asked; once there is a comment, whose it is. */
  personId: string;
  /** The message that asked; null: there was nobody to ask. */
  outboxId: string | null;
  /** The section as the message told it. */
  told: ToldSection;
  comment: string | null;
  commentedAt: string | null;
  version: number;
}

/** Who was asked, who answers for the section, and leaders, who speak for whoever is not there. */
export function mayComment(
  { personId }: Pick<AskedComment, 'personId'>,
  ownerId: string | null,
  actor: { personId: string; isLeader: boolean },
): boolean {
  return actor.isLeader || actor.personId === personId || actor.personId === ownerId;
}
