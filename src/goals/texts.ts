/** The texts of a Goal Card, as a search looks through them. */
import type { GoalDocument } from './domain.ts';

/** All that is written on the card but its name; the alternatives too. */
export function cardTexts(document: GoalDocument): string[] {
  const texts = [
    document.requiredOutcome,
    document.background,
    document.responsibilities,
    document.timing,
    document.place,
    document.experience,
    document.measure.kpi,
    ...document.alternatives.flatMap(({ name, note }) => [name, note]),
    ...document.events,
  ];
  return texts.filter((text) => text !== null);
}
