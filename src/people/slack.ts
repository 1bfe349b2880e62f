/** `/cs people`, `/cs role`, and the people of the workspace brought up to date with Slack. */
import { say, type Answer } from '#blocks/build.ts';
import { peopleList, personRole, roleChanged } from '#blocks/people.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { nearestWord } from '../base/nearest.ts';
import type { Deps } from '../base/deps.ts';
import type { Call } from '../slack/call.ts';
import { findCaller } from '../slack/caller.ts';
import type { Edge } from '../slack/edge.ts';
import type { Installation } from '../slack/installation.ts';
import { readSlackUser } from '../slack/slack-profile.ts';
import { firstMention } from '../slack/typed-text.ts';
import { sameKey, type Person, type SlackProfile } from './domain.ts';
import { isRole, ROLES } from './rights.ts';
import { changeRole, listPeople, savePeople } from './service.ts';

const USERS_PER_PAGE = 200;
const MAX_WAITS = 20;

export function registerPeople(edge: Edge): void {
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
  const { person, word } = await readPersonAndRole(call, rest);
  if (person === null) {
    return say(
      mrkdwn`I found no member for “${saidBack(rest)}”. Pick the person from Slack’s list: \`/cs role @priya csm\``,
    );
  }
  if (word === '') return personRole(person, true);
  if (!isRole(word)) {
    const near = nearestWord(word, ROLES);
    const known = mrkdwn`There is no role “${saidBack(word)}”; there are ${ROLES.join(', ')}.`;
    const meant = near === undefined ? known : mrkdwn`${known} Did you mean *${near}*?`;
    return say(mrkdwn`${meant} Try \`/cs role @person ${near ?? 'csm'}\``);
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

/** The person by Slack's mention, or by a name typed without it, and the word behind. */
async function readPersonAndRole(call: Call, rest: string): Promise<{ person: Person | null; word: string }> {
  const mentioned = firstMention(rest);
  if (mentioned !== null) {
    const { workspaceId, slackTeamId, client } = call;
    const source = { workspaceId, slackTeamId, client, slackUserId: mentioned.slackUserId, firstAdmin: null };
    return { person: await findCaller(call.deps, source), word: mentioned.rest.trim().toLowerCase() };
  }
  const words = rest.replace(/^@/, '').split(' ');
  const people = await listPeople(call.deps.database.db, call.workspaceId);
  for (const taken of [words.length, words.length - 1]) {
    const name = sameKey(words.slice(0, taken).join(' '));
    const named = people.filter((person) => person.slackUserId !== null && sameKey(person.name) === name);
    const [person] = named;
    if (person !== undefined && named.length === 1) {
      return { person, word: words.slice(taken).join(' ').toLowerCase() };
    }
  }
  return { person: null, word: '' };
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
