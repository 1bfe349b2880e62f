/** `timezone`: the zone in which business dates are dates. */
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { nearestWord } from '../../base/nearest.ts';
import { mustBeWords } from '../../base/yaml-words.ts';

const WORDS = 'a time zone of the IANA list, such as America/Sao_Paulo';

export const timezoneSchema = z
  .string({ error: ({ input }) => `${mustBeWords(WORDS, input)}${suggestion(input)}` })
  .refine(isZone, { error: ({ input }) => `${mustBeWords(WORDS, input)}${suggestion(input)}` });

/** Intl also takes offsets such as +03:00; they know no summer time, and are seldom what is meant. */
function isZone(zone: string): boolean {
  return /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);
}

function suggestion(zone: unknown): string {
  if (typeof zone !== 'string') return '';
  const zones = Intl.supportedValuesOf('timeZone');
  const near = nearestWord(zone, zones) ?? zoneOfCity(zone, zones);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

/** People write the city alone, or with a space in it. */
function zoneOfCity(zone: string, zones: readonly string[]): string | undefined {
  const city = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  const near = nearestWord(city(zone.trim().replaceAll(' ', '_')), zones.map(city));
  return zones.find((candidate) => city(candidate) === near);
}
