/** `/cs requirements`: reads what is wanted, and shows a page or sends a file. */
import { say, type Answer } from '#blocks/build.ts';
import { count } from '#blocks/format.ts';
import { requirementList, requirementsText, type PressedRequirement } from '#blocks/requirement-view.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import { nearestWord } from '../base/nearest.ts';
import { findScenario } from '../scenarios/service.ts';
import type { Call } from '../slack/call.ts';
import { REQUIREMENT_STATES, type RequirementState } from './domain.ts';
import { requirementsMarkdown } from './markdown.ts';
import { countByState, listBacked, listBackers } from './service.ts';

const PER_PAGE = 8;
/** As many as a file for an issue tracker holds. */
const EXPORTED = 1000;
const BACKERS_NAMED = 10;
const UNSHIPPED = REQUIREMENT_STATES.filter((state) => state !== 'shipped');

/** What stands behind `/cs requirements`. */
interface Wanted {
  states: readonly RequirementState[];
  scenarioId: string | null;
  page: number;
  isExport: boolean;
  /** The words without the page. */
  typed: string;
}

/** Runs the verb. */
export async function showRequirements(call: Call, rest: string): Promise<Answer | void> {
  const wanted = readWanted(rest);
  if (typeof wanted === 'string') return unknownWord(wanted);
  return wanted.isExport ? exportList(call, wanted) : showList(call, wanted);
}

/** The list anew in which something was pressed. @param rest the list, as it is typed behind the verb */
export async function renewedList(
  call: Call,
  rest: string,
  pressed: PressedRequirement | null,
): Promise<Answer> {
  const wanted = readWanted(rest);
  return showList(call, typeof wanted === 'string' ? DEFAULT_LIST : wanted, pressed);
}

const DEFAULT_LIST: Wanted = { states: UNSHIPPED, scenarioId: null, page: 1, isExport: false, typed: '' };

/** @returns the word that is not understood, or what is wanted */
function readWanted(rest: string): Wanted | string {
  const wanted: Wanted = { ...DEFAULT_LIST };
  const words: string[] = [];
  for (const word of rest.split(' ').filter((part) => part !== '')) {
    const page = /^page:([1-9]\d{0,4})$/.exec(word)?.[1];
    const scenarioId = /^scenario:([0-9A-Za-z]{1,40})$/.exec(word)?.[1];
    const state = REQUIREMENT_STATES.find((known) => known === word.toLowerCase());
    if (page !== undefined) wanted.page = Number(page);
    else if (scenarioId !== undefined) {
      wanted.scenarioId = scenarioId;
      wanted.states = REQUIREMENT_STATES;
    } else if (state !== undefined) wanted.states = [state];
    else if (word.toLowerCase() === 'all') wanted.states = REQUIREMENT_STATES;
    else if (word.toLowerCase() === 'export') wanted.isExport = true;
    else return word;
    if (page === undefined) words.push(scenarioId === undefined ? word.toLowerCase() : word);
  }
  wanted.typed = words.join(' ');
  return wanted;
}

function unknownWord(word: string): Answer {
  const near = nearestWord(word, [...REQUIREMENT_STATES, 'all', 'export']);
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  const known = mrkdwn`Lists are ${REQUIREMENT_STATES.join(', ')} and all; \`export\` gives them as Markdown.`;
  return say(
    mrkdwn`I do not know the list “${saidBack(word)}”.${hint} ${known} Try \`/cs requirements ${near ?? 'proposed'}\``,
  );
}

async function showList(
  call: Call,
  { states, scenarioId, page, typed }: Wanted,
  pressed: PressedRequirement | null = null,
): Promise<Answer> {
  const { db } = call.deps.database;
  const at = { limit: PER_PAGE, offset: (page - 1) * PER_PAGE };
  const { requirements, total } = await listBacked(db, call.workspaceId, { states, scenarioId }, at);
  const scenario = scenarioId === null ? null : await findScenario(db, call.workspaceId, scenarioId);
  return requirementList({
    typed,
    scenarioName: scenario?.name ?? null,
    requirements,
    total,
    shipped: await shippedLeftOut(call, states),
    page,
    perPage: PER_PAGE,
    canWork: call.may('requirement.work'),
    pressed,
  });
}

/** How many a list of those that are open leaves out, since they are shipped; null: it is no such list. */
async function shippedLeftOut(call: Call, states: readonly RequirementState[]): Promise<number | null> {
  if (states !== UNSHIPPED) return null;
  return (await countByState(call.deps.database.db, call.workspaceId, null)).get('shipped') ?? 0;
}

/** Sends the requirements as a file that an issue tracker takes. */
async function exportList(call: Call, { states, scenarioId }: Wanted): Promise<Answer> {
  const { db } = call.deps.database;
  const { requirements, total } = await listBacked(
    db,
    call.workspaceId,
    { states, scenarioId },
    { limit: EXPORTED, offset: 0 },
  );
  if (requirements.length === 0) {
    return say(mrkdwn`There is no requirement to export. They are written from a scenario: \`/cs scenario\``);
  }
  const backers = await listBackers(
    db,
    call.workspaceId,
    requirements.map(({ id }) => id),
    BACKERS_NAMED,
  );
  const name = `requirements-${await call.today()}.md`;
  await sendFile(call, name, requirementsMarkdown(requirements, backers));
  const left = total - requirements.length;
  const more = left > 0 ? mrkdwn` ${count(left, 'more')} did not fit: export by state.` : mrkdwn``;
  const shipped = await shippedLeftOut(call, states);
  const all =
    (shipped ?? 0) > 0 ? mrkdwn` Those that are shipped too: \`/cs requirements all export\`` : mrkdwn``;
  const text = requirementsText(requirements.length, shipped);
  return say(mrkdwn`${text} in ${name}: it is in your direct messages with Milepost.${more}${all}`);
}

async function sendFile({ client, person }: Call, filename: string, content: string): Promise<void> {
  if (person.slackUserId === null) throw new Error('only a person of Slack can ask for a file');
  const { channel } = await client.conversations.open({ users: person.slackUserId });
  if (channel?.id === undefined) throw new Error('conversations.open answered without a channel');
  const text = 'Development requirements, with who stands behind them.';
  await client.filesUploadV2({ channel_id: channel.id, filename, content, initial_comment: text });
}
