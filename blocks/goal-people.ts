/** The people in a Goal Card's form: contacts of the account, and somebody new. */
import type { KnownBlock } from '@slack/types';
import { CONTACT_PERSONAS, CONTACT_QUALIFIERS } from '#src/accounts/domain.ts';
import { MAX, type GoalContact } from '#src/goals/domain.ts';
import { actions, button, header, option, type Choice } from './build.ts';
import { checkboxes, field, long, menu, named, NOT_KNOWN, text } from './goal-fields.ts';
import type { GoalValues } from './goal-values.ts';
import { ids } from './ids.ts';

export interface IdentityForm {
  values: GoalValues;
  /** The contacts that `values` names. */
  contacts: readonly GoalContact[];
  /** Whether there are fields for somebody new; else the value of the button that brings them. */
  somebody: true | string;
}

/** IDENTITY: who they are. Somebody new takes four fields, which are there when they are asked for. */
export function identity(form: IdentityForm): KnownBlock[] {
  const { values, contacts } = form;
  const chosen = contacts.map(contactOption);
  return [
    header('IDENTITY'),
    field('contacts', 'Who are they', {
      type: 'multi_external_select',
      action_id: ids.goalContacts,
      min_query_length: 0,
      max_selected_items: MAX.contacts,
      ...(chosen.length === 0 ? {} : { initial_options: chosen.slice(0, MAX.contacts).map(option) }),
    }),
    ...(form.somebody === true ? somebodyNew(values) : [actions(somebodyButton(form.somebody))]),
    field('background', 'Background', long(values, 'background', MAX.long), {
      hint: 'Such as: came from retail two years ago, measured by the board on pipeline',
    }),
    field('responsibilities', 'Responsibilities', long(values, 'responsibilities', MAX.long), {
      hint: 'What they answer for at work',
    }),
  ];
}

function somebodyButton(value: string) {
  return button('Add somebody new', ids.goalAddPerson, { value });
}

function somebodyNew(values: GoalValues): KnownBlock[] {
  return [
    field('newName', 'Somebody new: name', text(values, 'newName', MAX.name), {
      hint: 'They become a contact of the account.',
    }),
    field(
      'newPersona',
      'Somebody new: persona',
      menu(values, 'newPersona', [NOT_KNOWN, ...CONTACT_PERSONAS.map(named)]),
    ),
    field('newTitle', 'Somebody new: job title', text(values, 'newTitle', MAX.name)),
    field(
      'newQualifiers',
      'Somebody new: they are',
      checkboxes(values, 'newQualifiers', CONTACT_QUALIFIERS.map(named)),
    ),
  ];
}

/** A contact as a choice, the title or the persona behind the name. */
export function contactOption({ id, name, title, persona }: GoalContact): Choice {
  const about = title ?? persona?.replaceAll('_', ' ') ?? null;
  return { text: name, value: id, ...(about === null ? {} : { description: about }) };
}
