/**
 * `fit`: who has success potential.
 *
 * ```yaml
 * fit:
 *   bar: 60                     # per cent of the known `should` that must be yes for a good fit
 *   checklist:                  # technical, functional, resource, competence, experience, cultural
 *     technical:
 *       - { id: sso, name: Their identity provider speaks SAML, level: must }    # must or should
 *   readiness:                  # ready, willing, able
 *     able: [ { id: budget, name: There is a budget for it } ]
 *   profile:                    # the ideal customer
 *     situation: They grow by content and have nobody who measures it
 *     goal: …
 *     capabilities: …
 *     ready: …
 *     willing: …
 *     able: …
 *     efficiency: { at_least: 1.5, cost_at_most: 9000 }    # first-year gross margin for each 1 spent; spend
 *     questions: { know: …, comfortable: …, designed: … }
 * ```
 *
 * Without a level, technical and functional characteristics are `must`, the others `should`. What is missing of `bar`,
 * `checklist`, `readiness` and `profile` is the preset's (src/fit/presets.ts); of a checklist or readiness that is
 * there, a kind that it does not name asks nothing.
 */
import { z } from 'zod';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe, mustBeOneOf } from '../../base/yaml-words.ts';
import { FIT_KINDS, READINESS_PARTS, type FitProgram, type IdealProfile } from '../../fit/domain.ts';
import { presetFit, QUESTIONS, readinessKey, usualLevel } from '../../fit/presets.ts';
import { checkUnique, idField, nameField, sentenceField } from './fields.ts';

const LEVELS = ['must', 'should'] as const;
const MOST_ASKED = 200;

const questionSchema = z.strictObject({ id: idField, name: nameField });
const characteristicSchema = questionSchema.extend({ level: z.enum(LEVELS, mustBeOneOf(LEVELS)).optional() });
const characteristics = z.array(characteristicSchema, mustBe('a list of characteristics')).optional();
const questions = z.array(questionSchema, mustBe('a list of questions')).optional();
const amount = z.number(mustBe('a number of 0 or more, such as 1.5')).min(0).optional();
const sentence = sentenceField.optional();

export const fitSchema = z.strictObject({
  bar: z.int(mustBe('a whole number of per cent from 0 to 100, such as 60')).min(0).max(100).optional(),
  checklist: z
    .strictObject({
      technical: characteristics,
      functional: characteristics,
      resource: characteristics,
      competence: characteristics,
      experience: characteristics,
      cultural: characteristics,
    })
    .optional(),
  readiness: z.strictObject({ ready: questions, willing: questions, able: questions }).optional(),
  profile: z
    .strictObject({
      situation: sentence,
      goal: sentence,
      capabilities: sentence,
      ready: sentence,
      willing: sentence,
      able: sentence,
      efficiency: z.strictObject({ at_least: amount, cost_at_most: amount }).optional(),
      questions: z.strictObject({ know: sentence, comfortable: sentence, designed: sentence }).optional(),
    })
    .optional(),
});

type FitDocument = z.output<typeof fitSchema>;

/** An id stands once in the checklist and once in the readiness, whatever the kind: answers are kept by it. */
export function checkFit(fit: Part, report: Report): void {
  const sections = { checklist: FIT_KINDS, readiness: READINESS_PARTS };
  for (const [name, kinds] of Object.entries(sections)) {
    const asked = kinds.flatMap((kind) => fit.get(name).get(kind).items());
    checkUnique(asked, report);
    if (asked.length > MOST_ASKED) {
      report(fit.get(name).path, `must ask at most ${MOST_ASKED} things; it asks ${asked.length}`);
    }
  }
  const checklist = fit.get('checklist');
  const isGroup = typeof checklist.value === 'object' && checklist.value !== null;
  if (isGroup && FIT_KINDS.every((kind) => checklist.get(kind).items().length === 0)) {
    report(
      checklist.path,
      `must ask something: leave it out for the preset, or name ${FIT_KINDS.join(', ')}`,
    );
  }
}

export function readFit(fit: FitDocument | undefined): FitProgram {
  const preset = presetFit();
  return {
    bar: fit?.bar ?? preset.bar,
    checklist: fit?.checklist === undefined ? preset.checklist : readChecklist(fit.checklist),
    readiness: fit?.readiness === undefined ? preset.readiness : readReadiness(fit.readiness),
    profile: fit?.profile === undefined ? preset.profile : readProfile(fit.profile),
  };
}

function readChecklist(checklist: NonNullable<FitDocument['checklist']>): FitProgram['checklist'] {
  return FIT_KINDS.flatMap((kind) =>
    (checklist[kind] ?? []).map(({ id, name, level }) => ({
      key: id,
      id,
      name,
      kind,
      level: level ?? usualLevel(kind),
    })),
  );
}

function readReadiness(readiness: NonNullable<FitDocument['readiness']>): FitProgram['readiness'] {
  return READINESS_PARTS.flatMap((part) =>
    (readiness[part] ?? []).map(({ id, name }) => ({ key: readinessKey(id), id, name, part })),
  );
}

function readProfile(profile: NonNullable<FitDocument['profile']>): IdealProfile {
  const { efficiency, questions } = profile;
  return {
    situation: profile.situation ?? null,
    goal: profile.goal ?? null,
    capabilities: profile.capabilities ?? null,
    ready: profile.ready ?? null,
    willing: profile.willing ?? null,
    able: profile.able ?? null,
    efficiency: { atLeast: efficiency?.at_least ?? null, costAtMost: efficiency?.cost_at_most ?? null },
    questions: {
      know: questions?.know ?? QUESTIONS.know,
      comfortable: questions?.comfortable ?? QUESTIONS.comfortable,
      designed: questions?.designed ?? QUESTIONS.designed,
    },
  };
}
