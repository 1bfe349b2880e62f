/** People and their roles, as lists and answers. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Person } from '#src/people/domain.ts';
import { isAway, roleOf } from '#src/people/domain.ts';
import { ROLES, type Role } from '#src/people/rights.ts';
import { actions, context, say, section, type Answer } from './build.ts';
import { count, day } from './format.ts';
import { join, mention, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** Who did something that no person did, in the middle of a sentence; null: nobody known. @param actor of the audit trail */
export function actorWords(actor: string): Mrkdwn | null {
  if (actor === 'milepost') return mrkdwn`Milepost`;
  if (actor === 'cli') return mrkdwn`the command line`;
  if (actor === 'api') return mrkdwn`the API`;
  return actor.startsWith('api:') ? mrkdwn`the key “${actor.slice(4)}”` : null;
}

const NAMES_PER_ROLE = 60;

const ROLE_MEANS: Record<Role, string> = {
  admin: 'everything, and gives roles',
  leader: 'imports, changes the program, reads the digest',
  csm: 'works accounts, CTAs and EBRs',
  viewer: 'reads',
};

/** Who has which role, the most powerful first; then those whom an import named and nobody in Slack is. */
export function peopleList(people: readonly Person[]): Answer {
  const members = people.filter(({ slackUserId }) => slackUserId !== null);
  const unknown = people.filter(({ slackUserId }) => slackUserId === null);
  const text = mrkdwn`${count(members.filter((person) => roleOf(person) !== null).length, 'person', 'people')} can use Milepost`;
  const blocks: KnownBlock[] = [section(mrkdwn`*${text}*`)];
  for (const role of ROLES.toReversed()) {
    const holders = members.filter((person) => roleOf(person) === role);
    if (holders.length > 0) blocks.push(section(mrkdwn`*${role}* · ${ROLE_MEANS[role]}\n${names(holders)}`));
  }
  if (unknown.length > 0) {
    blocks.push(section(mrkdwn`*Named by an import, not found in Slack*\n${names(unknown)}`));
  }
  blocks.push(
    context(mrkdwn`An admin changes a role with \`/cs role @person csm\`. Guests cannot use Milepost.`),
  );
  return { text, blocks };
}

/** A person's role, with a button for each other one when it may be changed. */
export function personRole(person: Person, canChange: boolean): Answer {
  const role = roleOf(person);
  const text = mrkdwn`${personName(person)} has the role *${role ?? 'none'}*.`;
  if (!canChange || person.slackUserId === null || role === null) return say(text);
  const others = ROLES.filter((other) => other !== role);
  return {
    text,
    blocks: [
      section(text),
      actions(
        ...others.map((other, number) =>
          verbButton(
            `Make ${other}`,
            { command: '/cs', verb: 'role', rest: `<@${person.slackUserId}> ${other}` },
            { number, replace: true },
          ),
        ),
      ),
    ],
  };
}

export function roleChanged(person: Person, before: Role | null, role: Role): Answer {
  if (before === role) return say(mrkdwn`${personName(person)} already has the role *${role}*.`);
  return say(
    mrkdwn`${personName(person)} is *${role}* now (${ROLE_MEANS[role]}); before: ${before ?? 'none'}.`,
  );
}

/** A mention where the person is in Slack, else the name. */
export function personName(person: Pick<Person, 'slackUserId' | 'name'>): Mrkdwn {
  return person.slackUserId === null ? mrkdwn`${person.name}` : mention(person.slackUserId);
}

/** The same with how long they are away: `@priya (away until Fri 27 Nov)`. */
export function presenceName(
  person: Pick<Person, 'slackUserId' | 'name' | 'awayUntil'>,
  today: BusinessDate,
): Mrkdwn {
  const { awayUntil } = person;
  if (awayUntil === null || !isAway(person, today)) return personName(person);
  return mrkdwn`${personName(person)} (away until ${day(awayUntil, today)})`;
}

function names(people: readonly Person[]): Mrkdwn {
  const shown = people.slice(0, NAMES_PER_ROLE).map(personName);
  const hidden = people.length - shown.length;
  return hidden > 0 ? mrkdwn`${join(shown, ', ')} and ${hidden} more` : join(shown, ', ');
}
