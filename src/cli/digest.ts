/** `milepost digest leadership`: the weekly digest of any date. */
import type { Command } from 'commander';
import { plain } from '#blocks/text.ts';
import { SECTION_IDS, type Digest } from '../digest/domain.ts';
import { orderDigest } from '../digest/order-service.ts';
import { rehearseDigest, showDigest } from '../digest/service.ts';
import { SECTION_TITLES } from '../digest/words.ts';
import { findPeopleBySlackIds } from '../people/service.ts';
import { mentionedIn, plainMessage } from '../slack/plain-message.ts';
import type { CliContext } from './context.ts';
import { readDateOption } from './date-option.ts';
import { refuseFuture, withProgram, type DatedJob } from './morning.ts';
import { CliProblem } from './open.ts';

interface DigestOptions {
  date?: string;
  dryRun?: boolean;
}

export function registerDigestCommand(program: Command, context: CliContext): void {
  program
    .command('digest')
    .description('the weekly digest')
    .command('leadership')
    .description('for those who lead: customers first, then what each team has to say to it')
    .option('--date <date>', 'a business date YYYY-MM-DD; default: today', readDateOption(context))
    .option('--dry-run', 'only say what would be posted')
    .action((options: DigestOptions) =>
      withProgram(context, options, (job) => digest(context, job, options.dryRun === true)),
    );
}

async function digest(context: CliContext, job: DatedJob, isDryRun: boolean): Promise<void> {
  refuseFuture(job);
  const { deps, workspaceId, applied, date } = job;
  const channel = isDryRun ? null : await order(job);
  const read = isDryRun ? rehearseDigest : showDigest;
  const { digest: told, message, replies } = await read(deps, workspaceId, applied, date);
  if (context.json) {
    const [blocks, ...thread] = [message, ...replies].map((one) => one.blocks ?? []);
    const { since, actions } = told;
    const sections = sectionsJson(told);
    // It is left to the bot, so that nothing is posted yet.
    const state = { posted: false, waits: !isDryRun };
    return context.out(JSON.stringify({ date, since, actions, sections, blocks, thread, ...state }));
  }
  const texts = textsIn([message, ...replies].map(({ blocks }) => blocks));
  const names = await namesIn(job, texts);
  for (const text of texts) context.out(readable(text, names));
  context.out(
    channel === null
      ? 'nothing was written or posted'
      : `the bot posts it in #${channel} within a minute of running, where it sees that only your people read along`,
  );
}

/**
 * Leaves it to the bot: the command line has no Slack, so that it can not look who would read it.
 * @returns the channel
 * @throws CliProblem when it can not be posted
 */
async function order({ deps, workspaceId, applied, date }: DatedJob): Promise<string> {
  const ordered = await orderDigest(deps, workspaceId, applied, date);
  if (ordered.ok) return ordered.channel;
  if (ordered.problem === 'no-channel')
    throw new CliProblem(
      'the program has no posts.leadership, so there is no channel to post the digest in: look at it with --dry-run',
    );
  throw new CliProblem(
    `the digest of ${ordered.newest} ${REFUSED[ordered.problem]}, and one of ${date} would come late or twice: look at it with --dry-run`,
  );
}

/** Why no digest of an earlier date is posted, said of the one that stands in its way. */
const REFUSED = {
  'posted-already': 'is posted already',
  'ordered-already': 'waits for the bot already, which posts it once it runs and only your people read along',
  'later-due': 'is due, which the bot posts by itself once it runs and only your people read along',
};

function sectionsJson({ sections }: Digest) {
  return SECTION_IDS.map((id) => {
    const { owner, comment, facts } = sections[id];
    return { id, title: SECTION_TITLES[id], owner: owner?.name ?? null, comment, ...facts };
  });
}

/** The texts in blocks, in their order. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'actions') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsIn(inner),
  );
}

/** The names of the people whom texts mention, by their Slack ids. */
async function namesIn({ deps, workspaceId }: DatedJob, texts: readonly string[]) {
  const ids = mentionedIn(texts.join('\n'));
  const people = await findPeopleBySlackIds(deps.database.db, workspaceId, ids);
  return new Map(people.map(({ slackUserId, name }) => [slackUserId, name]));
}

/** Text of mrkdwn as a terminal shows it: without its signs; an underscore within a name is none. */
function readable(text: string, names: ReadonlyMap<string | null, string>): string {
  const nameOf = (slackUserId: string) => names.get(slackUserId) ?? null;
  return text
    .split('\n')
    .map((line) => plain(plainMessage(line.replaceAll('*', '').replace(/^_(.*)_$/, '$1'), nameOf)))
    .join('\n');
}
