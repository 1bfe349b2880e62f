/** Reads the cells of a row into the fields of its table, as the mapping says. */
import { nearestWord } from '../base/nearest.ts';
import { createMomentReader } from './dates.ts';
import type { Source, ValueSpec } from './domain.ts';
import { FIELDS, type Field } from './fields.ts';
import type { Cells, Columns } from './row-columns.ts';
import * as values from './values.ts';

/** A value as its column of the table takes it. */
export type Stored = string | number | null;

/** Why a row can not be taken, and the column at fault. */
export type Problem = { column: string; reason: string };

type ReadField = (cells: Cells, into: Record<string, Stored>) => Problem | null;

/** The readers of the source’s fields, those among them that are empty unless the mapping sets them. */
export function compileFields(
  source: Source,
  columns: Columns,
  context: { timezone: string; asOf: string },
): ReadField[] {
  const fields = FIELDS[source.as];
  const readers = [...source.set].flatMap(([name, spec]) => {
    const field = fields[name];
    return field === undefined ? [] : [compileField(name, field, spec, columns, context)];
  });
  for (const [name, field] of Object.entries(fields)) {
    const { column, empty } = field;
    if (source.set.has(name) || empty === undefined) continue;
    readers.push((_cells, into) => {
      into[column] = empty;
      return null;
    });
  }
  return readers;
}

function compileField(
  name: string,
  field: Field,
  spec: ValueSpec,
  columns: Columns,
  context: { timezone: string; asOf: string },
): ReadField {
  const column = spec.from?.columns[0] ?? name;
  const fixed = spec.asOf ? context.asOf : (spec.value ?? '');
  const cell = spec.from === null ? () => fixed : columns.cell(spec.from);
  const mapped = spec.map === null ? null : compileMap(spec.map, spec.otherwise);
  const store = compileStore(field, spec, context.timezone);
  return (cells, into) => {
    let text = cell(cells);
    if (mapped !== null) {
      const found = mapped(text);
      if (!found.ok) return { column, reason: found.reason };
      text = String(found.value);
    }
    if (text === '') {
      if (field.required) return { column, reason: 'is empty' };
      into[field.column] = field.empty ?? null;
      return null;
    }
    const reason = store(text, into);
    return reason === null ? null : { column, reason };
  };
}

/** The mapped value; an empty text that the map lacks stays empty. */
function compileMap(
  map: ReadonlyMap<string, string>,
  otherwise: string | null,
): (text: string) => values.Value {
  const folded = new Map([...map].map(([from, to]) => [from.trim().toLowerCase(), to]));
  return (text) => {
    const found = map.get(text) ?? folded.get(text.toLowerCase()) ?? (text === '' ? '' : otherwise);
    if (found !== null) return { ok: true, value: found };
    const near = nearestWord(text, [...map.keys()]);
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    return { ok: false, reason: `${values.quoted(text)} is not in the mapping's map${hint}` };
  };
}

/** Stores a text that is not empty, or answers why it can not be taken. */
function compileStore(
  field: Field,
  spec: ValueSpec,
  timezone: string,
): (text: string, into: Record<string, Stored>) => string | null {
  const { type, column } = field;
  if (type === 'date' || type === 'moment') {
    const read = createMomentReader(spec.date, timezone);
    const form =
      spec.date ?? 'YYYY-MM-DD, with or without a time; the mapping can name another form: date: DD.MM.YYYY';
    return (text, into) => {
      const moment = read(text);
      if (moment === null) return `${values.quoted(text)} is not a date of the form ${form}`;
      into[column] = moment.day;
      if (type === 'moment') into['at'] = moment.at;
      return null;
    };
  }
  const read = readerOf(type, spec);
  const longest = field.longest ?? Number.POSITIVE_INFINITY;
  return (text, into) => {
    if (text.length > longest) return `${values.quoted(text)} has more than ${longest} characters`;
    const found = read(text);
    if (!found.ok) return found.reason;
    into[column] = found.value;
    return null;
  };
}

function readerOf(
  type: Exclude<Field['type'], 'date' | 'moment'>,
  spec: ValueSpec,
): (text: string) => values.Value {
  switch (type) {
    case 'number':
      return (text) => values.readNumber(text, spec.number);
    case 'count':
      return (text) => values.readCount(text, spec.number);
    case 'version':
      return values.readVersion;
    case 'flag':
      return values.readFlag;
    case 'stage':
      return values.readStage;
    case 'persona':
      return values.readPersona;
    case 'answer_persona':
      return values.readAnswerPersona;
    case 'touchpoint_kind':
      return values.readTouchpointKind;
    case 'qualifiers':
      return values.readQualifiers;
    case 'currency':
      return values.readCurrency;
    case 'goal_state':
      return values.readGoalState;
    case 'period':
      return values.readPeriod;
    case 'gains':
      return values.readGains;
    case 'consent':
      return values.readConsent;
    case 'contacts':
      return values.readContacts;
    case 'names':
      return values.readNames;
    case 'alternatives':
      return values.readAlternatives;
    case 'email':
      return values.readEmail;
    case 'domain':
      return values.readDomain;
    case 'note':
      return (text) => ({ ok: true, value: text });
    case 'text':
    case 'person':
      return values.readText;
  }
}
