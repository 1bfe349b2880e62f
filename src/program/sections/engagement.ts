/**
 * `engagement`: who of us goes to which persona of a customer in which lifecycle stage, and how often we speak.
 *
 * ```yaml
 * engagement:
 *   - { stages: [Adoption, Maintenance], persona: decision_maker, who: lead, every_days: 60, play: reach-the-decision-maker }
 *   - { persona: decision_maker, who: leader, every_days: 30 }   # every stage that no line above names
 *   - { stages: [Implementation], persona: user, who: partner, every_days: 14 }
 * ```
 *
 * `persona` is `decision_maker`, `influencer` or `user`; `who` is `lead`, `partner` or `leader` (the first by name of those
 * with that role who is not away). More than `every_days` days without a word to that persona is a missed cadence, counted
 * from the last conversation, or from the account's start where there was none. A line without `stages` holds in every
 * stage that no other line for its persona names, and for accounts without a stage; a persona without a line has no
 * cadence. Two lines never hold for one persona in one stage.
 *
 * A missed cadence is scarce data: where the line names a `play`, the play starts on customers as those of metrics without
 * fresh data do, and counts among the `at_most_per_person_and_day` of `missing_data`.
 *
 * Without the section the preset holds (src/engagement/presets.ts); `engagement: []` asks for no cadence at all.
 */
import { z } from 'zod';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe, mustBeOneOf } from '../../base/yaml-words.ts';
import { ENGAGED, type Engagement } from '../../engagement/domain.ts';
import { presetEngagement } from '../../engagement/presets.ts';
import { SPOKEN_PERSONAS } from '../../touchpoints/domain.ts';
import { CUSTOMER_STAGES, STAGES } from '../domain.ts';
import { checkKnown, daysField, idField } from './fields.ts';

/** Nobody churned is kept in touch with. */
const ENGAGED_STAGES = STAGES.filter((stage) => stage !== 'Churned');
const STAGES_WORDS =
  'a list of at least one stage, such as [Adoption, Maintenance]; leave it out for every other stage';

const lineSchema = z.strictObject({
  stages: z
    .array(z.enum(ENGAGED_STAGES, mustBeOneOf(ENGAGED_STAGES)), mustBe(STAGES_WORDS))
    .min(1)
    .optional(),
  persona: z.enum(SPOKEN_PERSONAS, mustBeOneOf(SPOKEN_PERSONAS)),
  who: z.enum(ENGAGED, mustBeOneOf(ENGAGED)),
  every_days: daysField,
  play: idField.optional(),
});

export const engagementSchema = z.array(
  lineSchema,
  mustBe('a list of lines of stages, persona, who, every_days and play'),
);

/**
 * A persona in a stage is named by one line: two would be two people to go to.
 * @param plays the ids of those that a line may name
 */
export function checkEngagement(engagement: Part, plays: readonly string[], report: Report): void {
  for (const line of engagement.items()) checkPlay(line, plays, report);
  // By persona and stage, the number of the line that names it; an empty stage is that of a line without stages.
  const named = new Map<string, number>();
  for (const [index, line] of engagement.items().entries()) {
    const persona = line.get('persona').text();
    if (persona === undefined) continue;
    if (!line.has('stages')) {
      const before = named.get(persona);
      if (before !== undefined) report(line.path, overlap(persona, 'every other stage', before));
      else named.set(persona, index);
      continue;
    }
    for (const stage of line.get('stages').items()) {
      const text = stage.text();
      if (text === undefined) continue;
      const before = named.get(`${persona} ${text}`);
      if (before === index) report(stage.path, `stands twice: keep one "${text}"`);
      else if (before !== undefined) report(stage.path, overlap(persona, `"${text}"`, before));
      else named.set(`${persona} ${text}`, index);
    }
  }
}

function checkPlay(line: Part, plays: readonly string[], report: Report): void {
  checkKnown(line.get('play'), plays, 'a play of this file or a preset', report);
  const stages: readonly string[] = CUSTOMER_STAGES;
  const named = line
    .get('stages')
    .items()
    .flatMap((stage) => stage.text() ?? []);
  if (line.has('play') && named.length > 0 && !named.some((stage) => stages.includes(stage))) {
    report([...line.path, 'play'], `can not stand here: before the sale no play starts by itself`);
  }
}

/** @param before the place of the line that stands above, from 0 */
function overlap(persona: string, stage: string, before: number): string {
  return `must be the only line for ${persona} in ${stage}: line ${before + 1} of engagement names it already`;
}

export function readEngagement(lines: z.output<typeof engagementSchema> | undefined): Engagement[] {
  if (lines === undefined) return presetEngagement();
  return lines.map(({ stages, persona, who, every_days, play }) => ({
    stages: stages ?? [],
    persona,
    who,
    everyDays: every_days,
    play: play ?? null,
  }));
}
