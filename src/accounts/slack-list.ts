/** `/account list`: reads the filter and shows a page. */
import { accountList } from '#blocks/account-list.ts';
import { say, type Answer } from '#blocks/build.ts';
import { figure } from '#blocks/format.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import { VERDICTS, type Verdict } from '../fit/domain.ts';
import { nearestWord } from '../base/nearest.ts';
import { STAGES, type Program } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import type { ListCursor, ListedAccount, ListFilter } from './domain.ts';
import { listAccounts, listDueAccounts } from './service.ts';

const PER_PAGE = 8;

export async function showList(call: Call, rest: string): Promise<Answer> {
  const program = (await call.program())?.program ?? null;
  const read = readFilter(rest, call.person.id, program);
  if (!read.ok) return unknownFilter(read.word, program);
  const { cursor } = read;
  let { filter, title, typed } = read;
  if (filter.due) return showDue(call, filter, cursor, { title, typed, program });
  const load = (wanted: ListFilter) =>
    listAccounts(call.deps.database.db, call.workspaceId, wanted, { limit: PER_PAGE + 1, cursor });
  let found = await load(filter);
  if (typed === '' && found.length === 0) {
    // Who leads nothing means everybody's accounts.
    filter = { ...filter, personId: null };
    [title, typed] = ['All accounts', 'all'];
    found = await load(filter);
  }
  return accountList({
    title,
    typed: typed === '' ? 'mine' : typed,
    ...pageOf(found, cursor),
    program,
    today: await call.today(),
  });
}

/** The accounts that need an EBR, as many as the headline of the list says. */
async function showDue(
  call: Call,
  filter: ListFilter,
  cursor: ListCursor,
  { title, typed, program }: { title: string; typed: string; program: Program | null },
): Promise<Answer> {
  const today = await call.today();
  const { db } = call.deps.database;
  const page = { limit: PER_PAGE + 1, cursor, today };
  const { accounts, total } = await listDueAccounts(db, call.workspaceId, filter, page);
  const shown = total === 0 ? title : `${title} · ${figure(total)}`;
  return accountList({ title: shown, typed, ...pageOf(accounts, cursor), program, today });
}

/** One account more than a page holds was asked for: whether there is one says whether there is another page. */
function pageOf(found: readonly ListedAccount[], cursor: ListCursor) {
  const backwards = cursor !== null && 'before' in cursor;
  const extra = found.length > PER_PAGE;
  return {
    accounts: backwards ? found.slice(-PER_PAGE) : found.slice(0, PER_PAGE),
    hasEarlier: backwards ? extra : cursor !== null,
    hasLater: backwards ? true : extra,
  };
}

type Reading =
  | { ok: true; filter: ListFilter; cursor: ListCursor; title: string; typed: string }
  | { ok: false; word: string };

const EVERYBODYS: ListFilter = {
  personId: null,
  stage: null,
  segment: null,
  due: false,
  churned: false,
  unassessed: false,
  fit: null,
};

/** The lists by fit: how each is typed, and what it is called. */
const FIT_LISTS: Record<Verdict, { word: string; of: string }> = {
  bad_fit: { word: 'bad_fit', of: 'that are a bad fit' },
  stretch: { word: 'stretch', of: 'that are a stretch' },
  good_fit: { word: 'good_fit', of: 'that are a good fit' },
  unknown: { word: 'unknown_fit', of: 'of which the fit is not known' },
};

/** `bad fit` and `bad-fit` are the one word that the list is called by. */
function withFitWords(rest: string): string {
  return rest
    .replace(/\b(bad|good|unknown)[\s_-]+fits?\b/gi, '$1_fit')
    .replace(/\b(?:stretch[\s_-]+fits?|stretches)\b/gi, 'stretch');
}

/** Reads `mine due Adoption after:ID`: words in any order; nothing means one's own. */
function readFilter(rest: string, personId: string, program: Program | null): Reading {
  const filter = { ...EVERYBODYS };
  let cursor: ListCursor = null;
  const words: string[] = [];
  for (const word of withFitWords(rest)
    .split(' ')
    .filter((part) => part !== '')) {
    const turn = /^(after|before):([0-9A-Za-z]{1,40})$/.exec(word);
    if (turn !== null) {
      cursor = turn[1] === 'after' ? { after: turn[2] ?? '' } : { before: turn[2] ?? '' };
      continue;
    }
    if (!applyWord(filter, word, personId, program)) return { ok: false, word };
    words.push(word.toLowerCase());
  }
  if (words.length === 0) filter.personId = personId;
  return { ok: true, filter, cursor, title: titleOf(filter, program), typed: words.join(' ') };
}

function applyWord(filter: ListFilter, word: string, personId: string, program: Program | null): boolean {
  const lower = word.toLowerCase();
  const stage = STAGES.find((known) => known.toLowerCase() === lower);
  const segment = program?.segments.find(
    ({ id, name }) => id.toLowerCase() === lower || name.toLowerCase() === lower,
  );
  if (lower === 'all') return true;
  if (lower === 'mine') filter.personId = personId;
  else if (lower === 'due') filter.due = true;
  else if (lower === 'churned') filter.churned = true;
  else if (lower === 'unassessed') filter.unassessed = true;
  else if (stage !== undefined) filter.stage = stage;
  else if (segment !== undefined) filter.segment = segment.id;
  else {
    const fit = VERDICTS.find((verdict) => FIT_LISTS[verdict].word === lower);
    if (fit === undefined) return false;
    filter.fit = fit;
  }
  return true;
}

function titleOf(filter: ListFilter, program: Program | null): string {
  const segment = program?.segments.find(({ id }) => id === filter.segment);
  const about = [
    ...(filter.churned ? ['churned'] : []),
    ...(filter.unassessed ? ['that are not assessed'] : []),
    ...(filter.due ? ['that need an EBR'] : []),
    ...(filter.fit === null ? [] : [FIT_LISTS[filter.fit].of]),
    ...(filter.stage === null ? [] : [`in ${filter.stage}`]),
    ...(segment === undefined ? [] : [`of the segment ${segment.name}`]),
  ];
  return [filter.personId === null ? 'All accounts' : 'Your accounts', ...about].join(' ');
}

function unknownFilter(word: string, program: Program | null): Answer {
  const known = [
    'mine',
    'due',
    'all',
    'churned',
    'unassessed',
    ...VERDICTS.map((verdict) => FIT_LISTS[verdict].word),
    ...STAGES,
    ...(program?.segments ?? []).map(({ id }) => id),
  ];
  const near = nearestWord(word, known);
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  const lists = mrkdwn`Lists are mine, due, all, churned, unassessed, ${VERDICTS.map((verdict) => FIT_LISTS[verdict].word).join(', ')}, a stage or a segment.`;
  return say(
    mrkdwn`I do not know the list “${saidBack(word)}”.${hint} ${lists} Try \`/account list ${near ?? 'due'}\``,
  );
}
