/** `segments`: which accounts expect to be served alike, and the journey of each. */
import { z } from 'zod';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe } from '../../base/yaml-words.ts';
import type { Segment } from '../domain.ts';
import { checkKnown, checkUnique, idField, nameField, sentenceField, type Names } from './fields.ts';

const PAID_WORDS = `an event's name, such as subscription_started`;

const segmentSchema = z.strictObject({
  id: idField,
  name: nameField,
  experience: sentenceField.optional(),
  journey: z.string(mustBe('the id of a journey of this file')),
  trial: z
    .strictObject(
      { paid: z.string(mustBe(PAID_WORDS)).min(1).max(200) },
      mustBe('the event by which a trial becomes a customer, such as { paid: subscription_started }'),
    )
    .optional(),
});

export const segmentsSchema = z.array(segmentSchema, mustBe('a list of at least one segment')).min(1);

export function checkSegments(segments: Part, names: Names, report: Report): void {
  checkUnique(segments.items(), report);
  for (const segment of segments.items()) {
    checkKnown(segment.get('journey'), names.journeys, 'the id of a journey of this file', report);
  }
}

export function readSegments(segments: z.output<typeof segmentsSchema>): Segment[] {
  return segments.map(({ trial, experience = null, ...segment }) => ({
    ...segment,
    experience,
    ...(trial === undefined ? {} : { trial }),
  }));
}
