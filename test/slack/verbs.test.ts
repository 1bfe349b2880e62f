import { expect, it } from 'vitest';
import { firstMention, readTyped, unquoted } from '#src/slack/typed-text.ts';
import { readElement, readForm } from '#src/slack/forms.ts';
import { help, NO_ACCOUNT, understand, VerbTable, type Verb } from '#src/slack/verbs.ts';
import { createInFlight } from '#src/slack/in-flight.ts';

const table = new VerbTable();
for (const [command, verb] of [
  ['/account', 'show'],
  ['/account', 'new'],
  ['/account', 'history'],
  ['/cs', 'people'],
  ['/cs', 'today'],
] as const) {
  const made: Verb = {
    command,
    verb,
    usage: '',
    does: '',
    example: '',
    right: 'help.see',
    run: async () => {},
  };
  table.add(made);
}

it.for([
  ['/account', 'acme', 'show acme'],
  ['/account', 'Acme Robotics', 'show Acme Robotics'],
  ['/account', 'SHOW acme', 'show acme'],
  ['/account', 'Nova GmbH', 'show Nova GmbH'],
  ['/account', '  new   Acme  ', 'new Acme'],
  ['/cs', 'people', 'people '],
])('%s %s runs %s', ([command, text, expected]) => {
  const understood = understand(table, command!, text!);
  if (understood.kind !== 'verb') throw new Error(understood.kind);
  expect(`${understood.verb.verb} ${understood.rest}`).toBe(expected);
});

it.for([
  ['/account', 'histroy acme', 'history'],
  ['/account', 'shw', 'show'],
  ['/cs', 'peple', 'people'],
])('%s %s is taken for a slip of %s', ([command, text, nearest]) => {
  const understood = understand(table, command!, text!);
  expect(understood.kind === 'unknown' ? understood.nearest?.verb : understood.kind).toBe(nearest);
});

it('refuses a second verb of one name', () => {
  expect(() => table.add(table.of('/cs')[0]!)).toThrow('registered twice');
});

it('reads what was typed as it was meant', () => {
  expect(readTyped('show <http://acme.com|acme.com>  &amp; “Sons”')).toBe('show acme.com & "Sons"');
  expect(readTyped('<https://acme.com/a?b=1>')).toBe('https://acme.com/a?b=1');
  expect(readTyped('<mailto:a@acme.com|a@acme.com>')).toBe('a@acme.com');
  expect(readTyped('role <@U0PRIYA|priya> csm')).toBe('role <@U0PRIYA|priya> csm');
  expect(readTyped('&lt;!channel&gt;')).toBe('<!channel>');
  expect(firstMention('<@U0PRIYA|priya> csm')).toEqual({
    slackUserId: 'U0PRIYA',
    label: 'priya',
    rest: 'csm',
  });
  expect(firstMention('priya csm')).toBeNull();
  expect(unquoted('"Acme Robotics"')).toBe('Acme Robotics');
});

it('reads every kind of field', () => {
  const values = {
    name: { field: { type: 'plain_text_input', value: 'Acme' } },
    empty: { field: { type: 'plain_text_input', value: null } },
    stage: { field: { type: 'static_select', selected_option: { value: 'Renewal', text: {} } } },
    none: { field: { type: 'static_select', selected_option: null } },
    lead: { field: { type: 'users_select', selected_user: 'U1' } },
    on: { field: { type: 'datepicker', selected_date: '2026-11-23' } },
    many: { field: { type: 'checkboxes', selected_options: [{ value: 'a' }, { value: 'b' }] } },
    people: { field: { type: 'multi_users_select', selected_users: ['U1', 'U2'] } },
  };
  expect(readForm(values)).toEqual({
    name: 'Acme',
    empty: null,
    stage: 'Renewal',
    none: null,
    lead: 'U1',
    on: '2026-11-23',
    many: ['a', 'b'],
    people: ['U1', 'U2'],
  });
  expect(readForm('nonsense')).toEqual({});
  expect(readElement({ type: 'button', value: 'x' })).toBe('x');
});

it('waits for work that is under way, and for what that starts', async () => {
  const inFlight = createInFlight();
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  inFlight.add(first.promise.then(() => inFlight.add(second.promise)));
  inFlight.add(Promise.reject(new Error('its own business')));
  expect(await inFlight.drain(1)).toBe(false);
  first.resolve();
  setImmediate(() => second.resolve());
  expect(await inFlight.drain()).toBe(true);
  expect(inFlight.size()).toBe(0);
});

it('helps each person to what they may do alone, behind a verb too', () => {
  const some = new VerbTable();
  some.add({
    command: '/cs',
    verb: 'scenario',
    usage: '[NAME|new]',
    without: { right: 'scenario.work', usage: '[NAME]' },
    does: '',
    example: '',
    right: 'scenario.see',
    run: async () => {},
  });
  const shownTo = (role: 'viewer' | 'csm') => {
    const known = { id: 'P', slackUserId: 'U0X', name: 'X', email: null, timezone: null, awayUntil: null };
    const person = { ...known, role, isGuest: false, isDeleted: false };
    return JSON.stringify(help(some, person, NO_ACCOUNT).blocks);
  };
  expect(shownTo('viewer')).toContain('`/cs scenario [NAME]`');
  expect(shownTo('csm')).toContain('`/cs scenario [NAME|new]`');
});
