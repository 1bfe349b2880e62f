import { describe, expect, it } from 'vitest';
import type { Channel, Person } from '#src/sandbox/page/contract.ts';
import { complete, readUsage } from '#src/sandbox/page/shell/completion.ts';

const person = (name: string, realName: string, title = ''): Person => ({
  id: `U-${name}`,
  name,
  realName,
  title,
  tz: 'UTC',
  isBot: false,
  isDeleted: false,
});
const channel = (name: string, kind: Channel['kind'] = 'channel'): Channel => ({
  id: `C-${name}`,
  name,
  kind,
  isPrivate: false,
  isArchived: false,
  members: [],
  lastRead: null,
  unread: 0,
  mentions: 0,
});
const known = {
  commands: [
    { command: '/account', description: 'One account', usageHint: '[show|why|new] account' },
    { command: '/cs', description: 'The list', usageHint: '[today|rules]' },
  ],
  people: [
    person('grace', 'Grace Adeyemi', 'Head of CS'),
    person('tomas', 'Tomás Herrera'),
    { ...person('lena', 'Lena Left'), isDeleted: true },
  ],
  channels: [channel('all-hands'), channel('cs-daily'), channel('', 'im')],
};
const labels = (before: string): string[] | null =>
  complete(before, known)?.suggestions.map(({ label }) => label) ?? null;

describe('commands', () => {
  it('are offered from the slash on, with their usage', () => {
    expect(labels('/')).toEqual(['/account [show|why|new] account', '/cs [today|rules]']);
    expect(labels('/AC')).toEqual(['/account [show|why|new] account']);
    expect(labels('/nothing')).toBeNull();
  });

  it('are taken by Enter only while what was typed is none', () => {
    expect(complete('/acc', known)?.eager).toBe(true);
    expect(complete('/account', known)?.eager).toBe(false);
  });

  it('are offered at the beginning alone', () => {
    expect(labels(' /ac')).toBeNull();
    expect(labels('see /ac')).toBeNull();
  });
});

describe('verbs', () => {
  it('come from the usage hint, and leave Enter to send', () => {
    expect(labels('/account ')).toEqual(['show', 'why', 'new']);
    expect(complete('/account s', known)).toEqual({
      from: 9,
      eager: false,
      suggestions: [
        { key: 'show', kind: 'verb', insert: 'show ', label: 'show', hint: '/account show account' },
      ],
    });
  });

  it('are not offered once typed, nor after the first word', () => {
    expect(labels('/account show')).toBeNull();
    expect(labels('/account show ac')).toBeNull();
    expect(labels('/unknown ')).toBeNull();
  });

  it('are read out of brackets; other hints have none', () => {
    expect(readUsage('[a|b-c] rest of it')).toEqual({ verbs: ['a', 'b-c'], rest: 'rest of it' });
    expect(readUsage('[some text]')).toEqual({ verbs: [], rest: '' });
    expect(readUsage('anything')).toEqual({ verbs: [], rest: 'anything' });
    expect(readUsage('')).toEqual({ verbs: [], rest: '' });
  });
});

describe('names', () => {
  it('of people fit by handle and by each part of their name, in messages and commands', () => {
    expect(labels('hello @GR')).toEqual(['Grace Adeyemi']);
    expect(labels('@herr')).toEqual(['Tomás Herrera']);
    expect(labels('/account why @ad')).toEqual(['Grace Adeyemi']);
    expect(complete('(@gra', known)).toMatchObject({ from: 1, eager: true });
    expect(labels('/cs goals lead:@gra'), 'behind a filter').toEqual(['Grace Adeyemi']);
    expect(labels('grace@gr')).toBeNull();
    expect(labels('@nobody')).toBeNull();
    expect(labels('@lena'), 'who left').toBeNull();
  });

  it('of channels fit by any part, the beginning first; direct messages have none', () => {
    expect(labels('see #s')).toEqual(['#cs-daily', '#all-hands']);
    expect(labels('see #c')).toEqual(['#cs-daily']);
    expect(labels('#')).toEqual(['#all-hands', '#cs-daily']);
  });

  it('are inserted as they are typed, with a space behind', () => {
    expect(complete('@gra', known)?.suggestions[0]).toMatchObject({
      insert: '@grace ',
      hint: '@grace · Head of CS',
    });
    expect(complete('#cs', known)?.suggestions[0]).toMatchObject({ insert: '#cs-daily ' });
  });
});
