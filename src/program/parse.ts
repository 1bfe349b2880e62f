/**
 * The program file: YAML text to a Program, or every problem of the file. A section of the file is a module of
 * `sections/` with its schema, its check and its reader; a further section is one more module and its lines here.
 */
import { z } from 'zod';
import { parseYamlFile, type Problem, type Report } from '../base/yaml-file.ts';
import type { Part } from '../base/yaml-part.ts';
import { mustBe } from '../base/yaml-words.ts';
import type { Condition } from '../rules/domain.ts';
import type { Program } from './domain.ts';
import { checkEngagement, engagementSchema, readEngagement } from './sections/engagement.ts';
import { checkCondition, conditionSchema, readCondition } from './sections/conditions.ts';
import { nameField, type Names } from './sections/fields.ts';
import { checkFit, fitSchema, readFit } from './sections/fit.ts';
import { checkJourneys, journeysSchema, readJourneys } from './sections/journeys.ts';
import {
  checkPlays,
  missingDataSchema,
  playIdsIn,
  playsSchema,
  readMissingData,
  readPlays,
} from './sections/plays.ts';
import { checkPosts, postsSchema, readPosts } from './sections/posts.ts';
import { checkRules, readRules, rulesSchema } from './sections/rules.ts';
import { checkScorecard } from './sections/scorecard-checks.ts';
import { readScorecard, scorecardSchema } from './sections/scorecard.ts';
import { checkSegments, readSegments, segmentsSchema } from './sections/segments.ts';
import { timezoneSchema } from './sections/timezone.ts';

const programSchema = z.strictObject({
  version: z.literal(1, mustBe('1, the version of this format')),
  name: nameField,
  timezone: timezoneSchema,
  segments: segmentsSchema,
  journeys: journeysSchema,
  rules: rulesSchema.optional(),
  fit: fitSchema.optional(),
  scorecard: scorecardSchema.optional(),
  plays: playsSchema.optional(),
  missing_data: missingDataSchema.optional(),
  engagement: engagementSchema.optional(),
  posts: postsSchema.optional(),
});

/**
 * Reads a program file.
 * @returns the program with the presets that the file does not mention, or all problems of the file in order of line
 */
export function parseProgram(
  text: string,
): { ok: true; program: Program } | { ok: false; problems: Problem[] } {
  const file = parseYamlFile(text, programSchema, check);
  if (!file.ok) return file;
  const { name, timezone, segments, journeys, rules, fit, scorecard, posts } = file.value;
  return {
    ok: true,
    program: {
      name,
      timezone,
      segments: readSegments(segments),
      journeys: readJourneys(journeys),
      rules: readRules(rules),
      fit: readFit(fit),
      scorecard: readScorecard(scorecard),
      plays: readPlays(file.value.plays),
      missingData: readMissingData(file.value.missing_data),
      engagement: readEngagement(file.value.engagement),
      posts: readPosts(posts),
    },
  };
}

/**
 * Reads a rule's condition alone, as it stands behind `when`.
 * @param program whose milestones and segments it may name
 */
export function parseCondition(
  text: string,
  { journeys, segments, plays }: Pick<Program, 'journeys' | 'segments' | 'plays'>,
): { ok: true; condition: Condition } | { ok: false; problems: Problem[] } {
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);
  const names: Names = {
    journeys: ids(journeys),
    milestones: ids(journeys.flatMap(({ phases }) => phases.map(({ milestone }) => milestone))),
    segments: ids(segments),
    plays: ids(plays),
  };
  const file = parseYamlFile(text, conditionSchema, (part, report) => checkCondition(part, names, report));
  return file.ok ? { ok: true, condition: readCondition(file.value) } : file;
}

function check(document: Part, report: Report): void {
  const names = namesIn(document);
  checkSegments(document.get('segments'), names, report);
  checkJourneys(document.get('journeys'), report);
  checkRules(document.get('rules'), names, report);
  checkFit(document.get('fit'), report);
  checkScorecard(document.get('scorecard'), names.plays, report);
  checkPlays(document.get('plays'), document.get('scorecard'), report);
  checkEngagement(document.get('engagement'), names.plays, report);
  checkPosts(document.get('posts'), report);
}

function namesIn(document: Part): Names {
  const journeys = document.get('journeys').items();
  const milestones = journeys.flatMap((journey) =>
    journey
      .get('phases')
      .items()
      .map((phase) => phase.get('milestone')),
  );
  return {
    journeys: idsOf(journeys),
    milestones: idsOf(milestones),
    segments: idsOf(document.get('segments').items()),
    plays: playIdsIn(document.get('plays')),
  };
}

function idsOf(parts: readonly Part[]): string[] {
  return parts.map((part) => part.get('id').text()).filter((id) => id !== undefined);
}
