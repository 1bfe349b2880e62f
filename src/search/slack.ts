/** `/cs goals`: reads the words and the filters, and shows a page of what was found. */
import { accountRest } from '#blocks/account-choice.ts';
import { say, type Answer } from '#blocks/build.ts';
import { goalSearch } from '#blocks/goal-search.ts';
import { personName } from '#blocks/people.ts';
import { join, mrkdwn, saidBack, type Mrkdwn } from '#blocks/text.ts';
import type { Account } from '../accounts/domain.ts';
import { findAccount, findExampleAccount } from '../accounts/find-service.ts';
import { nearestWord } from '../base/nearest.ts';
import { GOAL_STATES } from '../goals/domain.ts';
import { findNamed, type Person } from '../people/domain.ts';
import { findPersonBySlackId, listPeople } from '../people/service.ts';
import type { Program } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { firstMention } from '../slack/typed-text.ts';
import { NO_FILTER, readPhrases, type SearchFilter } from './domain.ts';
import { PER_PAGE, search, type SearchRequest } from './service.ts';
import { FILTERS, readTypedSearch, type FilterName, type TypedFilter, type TypedSearch } from './typed.ts';

/** A longer search is cut by nobody: it is refused, with what would be taken. */
const LONGEST = 300;
const MOST_WORDS = 20;

export function registerSearch(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'goals',
    usage: '[WORDS] [state:… segment:… account:… kind:… lead:@… milestone:…]',
    does: 'Find Goal Cards, alternatives and customer feedback by their words',
    example: 'leads state:active',
    right: 'goal.see',
    run: showFound,
  });
}

async function showFound(call: Call, rest: string): Promise<Answer> {
  if (rest.length > LONGEST) {
    return say(
      mrkdwn`This is too long to look for: up to ${LONGEST} characters are. Try \`/cs goals leads\``,
    );
  }
  const typed = readTypedSearch(rest);
  if (!typed.ok) return unknownFilter(call, typed);
  const phrases = readPhrases(typed.words);
  if (typed.words !== '' && phrases.length === 0) {
    return say(
      mrkdwn`“${saidBack(typed.words)}” has no letter and no digit to look for. Try \`/cs goals leads\``,
    );
  }
  if (phrases.length > MOST_WORDS)
    return say(mrkdwn`Up to ${MOST_WORDS} words are looked for at once. Try \`/cs goals leads\``);
  const read = await readFilters(call, typed.filters);
  if (!read.ok) return say(read.problem);
  const { filter, condition } = read;
  const result = await search(call.deps, call.workspaceId, { phrases, filter, condition, page: typed.page });
  return goalSearch({
    typed: typed.typed,
    words: typed.words,
    hasFilter: typed.filters.length > 0,
    page: typed.page,
    perPage: PER_PAGE,
    result,
    example: result.found > 0 || typed.typed !== '' ? null : await exampleAccount(call),
    canEdit: call.may('goal.edit'),
  });
}

async function unknownFilter(
  call: Call,
  { name, piece, nearest }: Extract<TypedSearch, { ok: false }>,
): Promise<Answer> {
  if (nearest === null) {
    const all = join(
      FILTERS.map((filter) => mrkdwn`*${filter}:*`),
      ', ',
    );
    const quotes = mrkdwn`To look for words with a colon, quote them: \`/cs goals "${saidBack(piece)}"\``;
    return say(mrkdwn`I know no filter “${saidBack(name)}:”; there are ${all}. ${quotes}`);
  }
  const example = await exampleOf(call, nearest);
  return say(
    mrkdwn`I do not know the filter “${saidBack(name)}:”. Did you mean *${nearest}*? Try \`/cs goals leads ${example}\``,
  );
}

async function exampleAccount(call: Call): Promise<Account | null> {
  return (await findExampleAccount(call.deps.database, call.workspaceId))?.account ?? null;
}

/** A use of the filter that works in this workspace. */
async function exampleOf(call: Call, filter: FilterName): Promise<string> {
  switch (filter) {
    case 'kind':
      return 'kind:feedback';
    case 'lead':
      return 'lead:me';
    case 'account': {
      const account = await exampleAccount(call);
      return account === null ? 'state:active' : `account:${accountRest(account)}`;
    }
    case 'segment':
    case 'milestone': {
      const program = (await call.program())?.program;
      const milestone = program?.journeys[0]?.phases[0]?.milestone;
      const id = filter === 'segment' ? program?.segments[0]?.id : milestone?.id;
      return id === undefined ? 'state:active' : `${filter}:${id}`;
    }
    case 'state':
      return 'state:active';
  }
}

type Reading =
  | { ok: true; filter: SearchFilter; condition: SearchRequest['condition'] }
  | { ok: false; problem: Mrkdwn };
type Part = Partial<SearchFilter> & { segment?: string; leadId?: string };

async function readFilters(call: Call, filters: readonly TypedFilter[]): Promise<Reading> {
  const program = (await call.program())?.program ?? null;
  const filter = { ...NO_FILTER };
  let segmentId: string | null = null;
  let lead: string | null = null;
  for (const typed of filters) {
    const read = await readFilter(call, program, typed);
    if ('value' in read) return { ok: false, problem: read };
    const { segment, leadId, ...scope } = read;
    Object.assign(filter, scope);
    segmentId = segment ?? segmentId;
    lead = leadId ?? lead;
  }
  const condition = segmentId === null && lead === null ? null : { segment: segmentId, leadId: lead };
  return { ok: true, filter, condition };
}

/** What a filter means; or, as text, why it means nothing and what would. */
function readFilter(
  call: Call,
  program: Program | null,
  { name, value }: TypedFilter,
): Part | Mrkdwn | Promise<Part | Mrkdwn> {
  switch (name) {
    case 'state':
      return readStates(value);
    case 'kind':
      return readKind(value);
    case 'segment':
      return readSegment(program, value);
    case 'milestone':
      return readMilestone(program, value);
    case 'account':
      return readAccount(call, value);
    case 'lead':
      return readLead(call, value);
  }
}

function readStates(value: string): Part | Mrkdwn {
  const states: string[] = [];
  for (const word of value.split(',').filter((part) => part !== '')) {
    const state = GOAL_STATES.find((known) => known === word.toLowerCase());
    if (state === undefined) return noSuch('state', word, GOAL_STATES);
    states.push(state);
  }
  return states.length === 0 ? noSuch('state', value, GOAL_STATES) : { states };
}

function readKind(value: string): Part | Mrkdwn {
  const word = value.toLowerCase().replace(/s$/, '');
  return word === 'goal' || word === 'feedback'
    ? { kind: word }
    : noSuch('kind', value, ['goal', 'feedback']);
}

function readSegment(program: Program | null, value: string): Part | Mrkdwn {
  const segments = program?.segments ?? [];
  const found = segments.find(({ id, name }) => isSame(value, id) || isSame(value, name));
  if (found !== undefined) return { segment: found.id };
  return noSuch(
    'segment',
    value,
    segments.map(({ id }) => id),
  );
}

function readMilestone(program: Program | null, value: string): Part | Mrkdwn {
  const milestones = (program?.journeys ?? []).flatMap(({ phases }) =>
    phases.map(({ milestone }) => milestone),
  );
  // Milestones of two journeys may bear one name.
  const found = milestones.filter(({ id, name }) => isSame(value, id) || isSame(value, name));
  if (found.length > 0) return { milestoneIds: [...new Set(found.map(({ id }) => id))] };
  return noSuch(
    'milestone',
    value,
    milestones.map(({ id }) => id),
  );
}

async function readAccount(call: Call, value: string): Promise<Part | Mrkdwn> {
  const found = await findAccount(call.deps.database, call.workspaceId, value);
  if (found.kind === 'one') return { accountIds: [found.account.id] };
  const near = found.kind === 'several' ? found.accounts : found.closest;
  const [first] = near;
  if (first === undefined)
    return mrkdwn`I know no account “${saidBack(value)}”. \`/account list\` shows those that there are.`;
  const names = join(
    near.map((account) => mrkdwn`*${account.name}*`),
    ' or ',
  );
  const said =
    found.kind === 'several'
      ? mrkdwn`Several accounts fit “${saidBack(value)}”: ${names}.`
      : mrkdwn`I know no account “${saidBack(value)}”. Did you mean ${names}?`;
  return mrkdwn`${said} Try \`/cs goals account:"${first.key}"\``;
}

async function readLead(call: Call, value: string): Promise<Part | Mrkdwn> {
  if (value.toLowerCase() === 'me') return { leadId: call.person.id };
  const { db } = call.deps.database;
  const mentioned = firstMention(value);
  if (mentioned !== null) {
    const person = await findPersonBySlackId(db, call.workspaceId, mentioned.slackUserId);
    return person === null ? unknownLead(value, []) : { leadId: person.id };
  }
  const people = await listPeople(db, call.workspaceId);
  const found = findNamed(people, value);
  const [first] = found;
  if (first === undefined) return unknownLead(value, people);
  if (found.length === 1) return { leadId: first.id };
  const names = join(found.slice(0, MOST_NAMED).map(personName), ', ');
  return mrkdwn`Several members fit “${saidBack(value)}”: ${names}. Try \`/cs goals lead:"${first.name}"\``;
}

const MOST_NAMED = 5;

function unknownLead(value: string, people: readonly Person[]): Mrkdwn {
  const words = people
    .filter(({ slackUserId }) => slackUserId !== null)
    .flatMap(({ name }) => [name, name.split(' ')[0] ?? '']);
  const near = nearestWord(value.replace(/^@/, ''), words);
  const [meant] = near === undefined ? [] : findNamed(people, near);
  return meant === undefined
    ? mrkdwn`“${saidBack(value)}” is nobody whom I know. Try \`/cs goals lead:me\`; \`/cs people\` shows who there is.`
    : mrkdwn`“${saidBack(value)}” is nobody whom I know. Did you mean *${meant.name}*? Try \`/cs goals lead:"${meant.name}"\``;
}

function noSuch(filter: string, value: string, known: readonly string[]): Mrkdwn {
  const near = nearestWord(value, known);
  const [first] = known;
  if (first === undefined) return mrkdwn`There is no ${filter} yet. \`/cs rules\` shows the program.`;
  const guess = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  const all = join(
    known.map((word) => mrkdwn`*${word}*`),
    ', ',
  );
  return mrkdwn`I know no ${filter} “${saidBack(value)}”.${guess} There are ${all}. Try \`/cs goals ${filter}:${near ?? first}\``;
}

function isSame(typed: string, known: string): boolean {
  return typed.trim().toLowerCase() === known.toLowerCase();
}
