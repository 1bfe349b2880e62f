import { expect, it } from 'vitest';
import { findLinks, may, roleOf, type Person } from '#src/people/domain.ts';
import { mayRole, RIGHTS, ROLES } from '#src/people/rights.ts';
import { readSlackUser } from '#src/slack/slack-profile.ts';

const person = (more: Partial<Person>): Person => ({
  id: 'x',
  slackUserId: 'U1',
  name: 'Priya Nair',
  email: null,
  role: null,
  timezone: null,
  isGuest: false,
  isDeleted: false,
  awayUntil: null,
  ...more,
});

it('gives a higher role every right of the lower ones, and an admin all', () => {
  for (const right of RIGHTS) {
    expect(mayRole('admin', right)).toBe(true);
    for (const [index, role] of ROLES.entries()) {
      const higher = ROLES[index + 1];
      if (higher !== undefined && mayRole(role, right)) expect(mayRole(higher, right)).toBe(true);
    }
  }
});

it('lets a member without a role read, and nothing else', () => {
  expect(RIGHTS.filter((right) => may(person({}), right))).toEqual(
    RIGHTS.filter((right) => mayRole('viewer', right)),
  );
  expect(may(person({}), 'account.see')).toBe(true);
  expect(may(person({}), 'cta.work')).toBe(false);
});

it('gives guests and people who left nothing, whatever their role', () => {
  for (const gone of [{ isGuest: true }, { isDeleted: true }]) {
    const somebody = person({ ...gone, role: 'admin' });
    expect(roleOf(somebody)).toBeNull();
    expect(RIGHTS.filter((right) => may(somebody, right))).toEqual([]);
  }
});

it('reads people as Slack describes them', () => {
  const user = {
    id: 'U1',
    team_id: 'T1',
    name: 'priya',
    profile: { real_name: 'Priya\n Nair', email: ' p@x.com ' },
  };
  expect(readSlackUser(user, 'T1')).toMatchObject({
    name: 'Priya Nair',
    email: 'p@x.com',
    isGuest: false,
    isStranger: false,
  });
  expect(readSlackUser({ ...user, is_restricted: true }, 'T1')).toMatchObject({ isGuest: true });
  expect(readSlackUser({ ...user, is_ultra_restricted: true }, 'T1')).toMatchObject({ isGuest: true });
  expect(readSlackUser(user, 'T2')).toMatchObject({ isStranger: true });
  expect(readSlackUser({ ...user, enterprise_user: { teams: ['T2'] } }, 'T2')).toMatchObject({
    isStranger: false,
  });
  expect(readSlackUser({ id: 'USLACKBOT' }, 'T1')).toMatchObject({ isBot: true, name: 'USLACKBOT' });
  expect(readSlackUser({}, 'T1')).toBeNull();
});

it('links imported people by e-mail, else by a name that is nobody else’s', () => {
  const priya = person({ id: 'm1', slackUserId: 'U1', name: 'Priya Nair', email: 'Priya@x.com' });
  const marco = person({ id: 'm2', slackUserId: 'U2', name: 'Marco Diaz' });
  const twins = [
    person({ id: 'm3', slackUserId: 'U3', name: 'Kim Lee' }),
    person({ id: 'm4', slackUserId: 'U4', name: 'Kim Lee' }),
  ];
  const guest = person({ id: 'm5', slackUserId: 'U5', name: 'Guest One', isGuest: true });
  const imported = (id: string, name: string, email: string | null = null) =>
    person({ id, slackUserId: null, name, email });
  const people = [
    priya,
    marco,
    ...twins,
    guest,
    imported('i1', 'P. Nair', 'priya@X.com'),
    imported('i2', ' marco   DIAZ '),
    imported('i3', 'Kim Lee'),
    imported('i4', 'Guest One'),
    imported('i5', 'Priya Nair', 'other@x.com'),
    imported('i6', 'Nobody'),
  ];
  const links = findLinks(people).map(({ member, imported: from }) => [from.id, member.id]);
  expect(links).toEqual([
    ['i1', 'm1'],
    ['i2', 'm2'],
  ]);
});
