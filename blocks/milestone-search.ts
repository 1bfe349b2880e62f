/** A field of a form in which a milestone of the program is searched for. */
import type { KnownBlock } from '@slack/types';
import type { ProgramMilestone } from '#src/program/domain.ts';
import type { Choice } from './build.ts';
import { input, searchField, type InputOptions } from './form-fields.ts';
import { count, listed } from './format.ts';
import { ids } from './ids.ts';

/** The milestone in a menu, with its journeys and usual days. */
export function milestoneOption({ id, name, journeys, usualDays }: ProgramMilestone): Choice {
  const description = `${listed(journeys, 2)}, usually ${count(usualDays, 'day')}`;
  return { text: name, value: id, description };
}

/** @param known the milestone that was chosen before; one that the program lost stands there by its id */
export function milestoneField(
  name: string,
  label: string,
  chosen: string | null,
  known: ProgramMilestone | null,
  options: InputOptions,
): KnownBlock {
  const initial =
    chosen === null ? null : known === null ? { text: chosen, value: chosen } : milestoneOption(known);
  const field = searchField(ids.milestoneSearch, {
    initial,
    minLength: 0,
    placeholder: 'Type a part of its name',
  });
  return input(name, label, field, options);
}
