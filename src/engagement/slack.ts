/** `/account who`, `/cs cadence` and `/cs owners`: whom to go to, who was silent too long, and who sees to what. */
import { cadenceList } from '#blocks/cadence-list.ts';
import { say, type Answer } from '#blocks/build.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { ownerLoads, ownersList } from '#blocks/owner-list.ts';
import { personName, presenceName } from '#blocks/people.ts';
import { mrkdwn, saidBack, type Mrkdwn } from '#blocks/text.ts';
import { whoCard } from '#blocks/who-card.ts';
import type { Account } from '../accounts/domain.ts';
import { pageOf, pageRange, shownOf } from '../base/page.ts';
import type { WorkDeps } from '../morning/press.ts';
import { findPeople } from '../people/service.ts';
import { trialSegmentIds } from '../program/domain.ts';
import { accountVerb } from '../slack/account-verb.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readPage } from '../slack/typed-text.ts';
import { listHalfOwned, listMissedCadences, listOwnerLoads, readWho } from './service.ts';
import { registerAway } from './slack-away.ts';

const PER_PAGE = 10;
const PEOPLE_PER_PAGE = 20;

export function registerEngagement(edge: Edge, work: WorkDeps): void {
  accountVerb(edge, {
    verb: 'who',
    does: 'Whom to go to for it, of us and of them; when they were last spoken with',
    right: 'engagement.see',
    shareable: true,
    run: showWho,
  });
  edge.verb({
    command: '/cs',
    verb: 'cadence',
    usage: '',
    does: 'Whom we have not spoken with for too long, yours first',
    example: '',
    right: 'engagement.see',
    shareable: true,
    run: showCadence,
  });
  edge.verb({
    command: '/cs',
    verb: 'owners',
    usage: '[people]',
    does: 'Accounts without a lead or a partner, and what each of us sees to',
    example: 'people',
    right: 'engagement.see',
    shareable: true,
    run: showOwners,
  });
  registerAway(edge, work);
}

async function showWho(call: Call, account: Account): Promise<Answer> {
  const today = await call.today();
  const program = (await call.program())?.program ?? null;
  return whoCard({
    account,
    ...(await readWho(call.deps.database.db, call.workspaceId, account, program, today)),
    today,
    canLog: call.may('touchpoint.log'),
    canEdit: call.may('account.edit'),
    canPlay: call.may('play.work'),
  });
}

async function showCadence(call: Call, rest: string): Promise<Answer> {
  const { typed, page } = readPage(rest);
  if (typed !== '') return extra(typed, '/cs cadence');
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const today = await call.today();
  const lines = applied.program.engagement;
  const trials = trialSegmentIds(applied.program);
  const found = await listMissedCadences(call.deps.database, call.workspaceId, lines, today, {
    firstOf: call.person.id,
    trials,
    ...pageRange(page, PER_PAGE),
  });
  const { shown: missed, hasMore } = shownOf(found.missed, PER_PAGE);
  const ids = missed.map(({ personId }) => personId);
  return cadenceList({
    ...found,
    missed,
    people: await presentNames(call, ids),
    page,
    hasMore,
    isAsked: lines.length > 0,
    today,
  });
}

async function showOwners(call: Call, rest: string): Promise<Answer> {
  const { typed, page } = readPage(rest);
  if (typed.toLowerCase() === 'people') return showLoads(call, page);
  if (typed !== '') return extra(typed, '/cs owners people');
  const applied = await call.program();
  const trials = applied === null ? [] : trialSegmentIds(applied.program);
  const asked = { ...pageRange(page, PER_PAGE), trials };
  const found = await listHalfOwned(call.deps.database.db, call.workspaceId, asked);
  const { shown: accounts, hasMore } = shownOf(found.accounts, PER_PAGE);
  return ownersList({
    ...found,
    accounts,
    people: await presentNames(
      call,
      accounts.flatMap(({ leadId, partnerId }) => [leadId, partnerId]),
    ),
    page,
    hasMore,
    canEdit: call.may('account.edit'),
  });
}

async function showLoads(call: Call, page: number): Promise<Answer> {
  const all = await listOwnerLoads(call.deps.database.db, call.workspaceId);
  const { shown: loads, hasMore } = pageOf(all, page, PEOPLE_PER_PAGE);
  return ownerLoads({
    loads,
    total: all.length,
    people: await presentNames(
      call,
      loads.map(({ personId }) => personId),
    ),
    page,
    hasMore,
  });
}

/** How people are named, by their ids, with how long they are away; who has left is named as that. */
async function presentNames(call: Call, ids: readonly (string | null)[]): Promise<Map<string, Mrkdwn>> {
  const wanted = ids.filter((id) => id !== null);
  const people = await findPeople(call.deps.database.db, call.workspaceId, wanted);
  const today = await call.today();
  return new Map(
    people.map((person) => [
      person.id,
      person.isDeleted ? mrkdwn`${personName(person)} (not there any more)` : presenceName(person, today),
    ]),
  );
}

function extra(typed: string, line: string): Answer {
  return say(mrkdwn`I do not know what “${saidBack(typed)}” means here. Try \`${line}\``);
}
