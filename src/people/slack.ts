/** `/cs people`, `/cs role`, and the people of the workspace as Slack tells of them: daily, and when one changes. */
import { say, type Answer } from '#blocks/build.ts';
import { peopleList, personName, personRole, roleChanged } from '#blocks/people.ts';
import { join, mrkdwn, saidBack } from '#blocks/text.ts';
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { nearestWord } from '../base/nearest.ts';
import type { Deps } from '../base/deps.ts';
import type { Call } from '../slack/call.ts';
import { findCaller } from '../slack/caller.ts';
import type { Edge } from '../slack/edge.ts';
import type { Installation } from '../slack/installation.ts';
import { readSlackUser, slackUser } from '../slack/slack-profile.ts';
import { firstMention } from '../slack/typed-text.ts';
import { findNamed, sameKey, type Person, type SlackProfile } from './domain.ts';
import { isRole, ROLES } from './rights.ts';
import { changeRole, followProfile, listPeople, savePeople } from './service.ts';

const USERS_PER_PAGE = 200;
const MAX_WAITS = 20;

export function registerPeople(edge: Edge, deps: Deps): void {
  // Who is made a guest or deactivated loses their rights at once, not with the next day's look at all members.
  edge.event('user_change', async (trx, { workspaceId, slackTeamId, payload }) => {
    const user = slackUser.safeParse(payload['user']);
    const profile = user.success ? readSlackUser(user.data, slackTeamId) : null;
    if (profile !== null) await followProfile(deps, trx, workspaceId, profile);
  });
  edge.verb({
    command: '/cs',
    verb: 'people',
    usage: '',
    does: 'Who may do what',
    example: '',
    right: 'people.see',
    run: async (call) => peopleList(await listPeople(call.deps.database.db, call.workspaceId)),
  });
  edge.verb({
    command: '/cs',
    verb: 'role',
    usage: '@PERSON ROLE',
    does: `Give a person a role: ${ROLES.join(', ')}`,
    example: '@priya csm',
    right: 'people.change',
    needsRest: true,
    run: giveRole,
  });
}

async function giveRole(call: Call, rest: string): Promise<Answer> {
  const { people, word } = await readPersonAndRole(call, rest);
  const [person] = people;
  if (person === undefined) return unknownPerson(call, rest);
  if (people.length > 1) {
    const names = join(people.slice(0, MOST_NAMED).map(personName), ', ');
    return say(mrkdwn`Several members fit “${saidBack(rest)}”: ${names}. Say which by the whole name or @.`);
  }
  if (word === '') return personRole(person, true);
  if (!isRole(word)) {
    const near = nearestWord(word, ROLES);
    const known = mrkdwn`There is no role “${saidBack(word)}”; there are ${ROLES.join(', ')}.`;
    const meant = near === undefined ? known : mrkdwn`${known} Did you mean *${near}*?`;
    return say(mrkdwn`${meant} Try \`/cs role ${personName(person)} ${near ?? 'csm'}\``);
  }
  const changed = await changeRole(
    call.deps,
    call.workspaceId,
    call.person.id,
    person.slackUserId ?? '',
    word,
  );
  if (changed.ok) return roleChanged(changed.person, changed.before, word);
  if (changed.problem === 'last-admin') {
    return say(mrkdwn`This is the last admin. Make somebody else admin first: \`/cs role @person admin\``);
  }
  return say(mrkdwn`Only members of this workspace can have a role, not guests or people who left.`);
}

const MOST_NAMED = 5;

/** Nobody of that name is a member; the one whose name is spelt most alike is offered. */
async function unknownPerson(call: Call, rest: string): Promise<Answer> {
  const members = (await listPeople(call.deps.database.db, call.workspaceId)).filter(
    ({ slackUserId }) => slackUserId !== null,
  );
  const typed = sameKey(rest.replace(/<@[^|>]*\|?([^>]*)>/g, '$1')).replace(/^@\s*/, '');
  const name = nearestWord(
    rest.includes(' ') && isRole(typed.split(' ').at(-1) ?? '')
      ? typed.split(' ').slice(0, -1).join(' ')
      : typed,
    members.flatMap((member) => [member.name, member.name.split(' ')[0] ?? '']),
  );
  const near = name === undefined ? [] : findNamed(members, name);
  const unknown = mrkdwn`I found no member for “${saidBack(rest)}”.`;
  return near[0] === undefined
    ? say(
        mrkdwn`${unknown} Type @ and pick the person from Slack’s list, then the role: \`/cs role @person csm\``,
      )
    : say(
        mrkdwn`${unknown} Did you mean ${personName(near[0])}? Try \`/cs role ${personName(near[0])} csm\``,
      );
}

/** The people meant, and the role behind them: the last word, where something stands before it. */
async function readPersonAndRole(call: Call, rest: string): Promise<{ people: Person[]; word: string }> {
  const words = rest.split(' ');
  const last = (words.at(-1) ?? '').toLowerCase();
  const named = words.slice(0, -1).join(' ');
  if (named !== '' && isRole(last)) return { people: await findMembers(call, named), word: last };
  const alone = await findMembers(call, rest);
  if (alone.length > 0 || named === '') return { people: alone, word: '' };
  return { people: await findMembers(call, named), word: last };
}

/** The members whom a text names: by a mention, a display name, a handle or an e-mail address. */
export async function findMembers(call: Call, text: string): Promise<Person[]> {
  const mentioned = firstMention(text);
  const members = () => listPeople(call.deps.database.db, call.workspaceId);
  if (mentioned === null) return findNamed(await members(), text);
  const { workspaceId, slackTeamId, client } = call;
  const source = { workspaceId, slackTeamId, client, slackUserId: mentioned.slackUserId, firstAdmin: null };
  const person = await findCaller(call.deps, source);
  if (mentioned.rest === '') return person === null ? [] : [person];
  // Of a typed “@Priya Nair” Slack may take “@priya” for the mention, and leave the rest of the name behind it.
  const beginnings = [person?.name.split(/\s+/)[0] ?? '', mentioned.label ?? ''];
  const people = await members();
  const whole = beginnings.map((beginning) => findNamed(people, `${beginning} ${mentioned.rest}`));
  return whole.find((found) => found.length > 0) ?? [];
}

/**
 * Reads all members from Slack and brings the people of the workspace up to date: at the start and daily.
 * @param firstAdmin the Slack user id or e-mail of the admin to appoint where there is none; null: nobody
 */
export async function syncPeople(
  deps: Deps,
  installation: Pick<Installation, 'workspaceId' | 'slackTeamId'>,
  client: WebClient,
  firstAdmin: string | null,
): Promise<{ members: number; linked: number; hasAdmin: boolean }> {
  const profiles: SlackProfile[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(client, cursor);
    for (const member of page.members ?? []) {
      const profile = readSlackUser(member, installation.slackTeamId);
      if (profile !== null) profiles.push(profile);
    }
    cursor = page.response_metadata?.next_cursor;
  } while (cursor !== undefined && cursor !== '');
  const saved = await savePeople(deps, installation.workspaceId, profiles, firstAdmin);
  if (!saved.hasAdmin) {
    deps.log.warn('nobody is an admin: set MILEPOST_ADMIN to the Slack user id or e-mail of a member');
  }
  return saved;
}

/** One page; waits as long as Slack asks, where it asks for it. */
async function readPage(client: WebClient, cursor: string | undefined) {
  for (let waited = 0; ; waited += 1) {
    try {
      return await client.users.list({ limit: USERS_PER_PAGE, ...(cursor === undefined ? {} : { cursor }) });
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError) || waited >= MAX_WAITS) throw error;
      await sleep(error.retryAfter * 1000);
    }
  }
}
