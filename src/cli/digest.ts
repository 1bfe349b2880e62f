/** `milepost digest leadership`: the weekly digest of any date. */
import type { Command } from 'commander';
import { plain } from '#blocks/text.ts';
import { SECTION_IDS, type Digest } from '../digest/domain.ts';
import { postDigest, rehearseDigest, type ShownDigest } from '../digest/service.ts';
import { SECTION_TITLES } from '../digest/words.ts';
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
    .option('--date <date>', 'a business date YYYY-MM-DD; default: today', readDateOption)
    .option('--dry-run', 'only say what would be posted')
    .action((options: DigestOptions) =>
      withProgram(context, options, (job) => digest(context, job, options.dryRun === true)),
    );
}

async function digest(context: CliContext, job: DatedJob, isDryRun: boolean): Promise<void> {
  refuseFuture(job);
  const { deps, workspaceId, applied, date } = job;
  const shown = isDryRun ? await rehearseDigest(deps, workspaceId, applied, date) : await post(job);
  const { digest: told, message, replies } = shown;
  if (context.json) {
    const [blocks, ...thread] = [message, ...replies].map((one) => one.blocks ?? []);
    const { since, actions } = told;
    const sections = sectionsJson(told);
    return context.out(JSON.stringify({ date, since, actions, sections, blocks, thread, posted: !isDryRun }));
  }
  for (const text of textsIn([message, ...replies].map(({ blocks }) => blocks))) context.out(text);
  context.out(isDryRun ? 'nothing was written or posted' : 'the digest is on its way');
}

/** @throws CliProblem when it can not be posted */
async function post({ deps, workspaceId, applied, date }: DatedJob): Promise<ShownDigest> {
  // The command line has no Slack: pictures are told in words, and nobody looks who reads along.
  const posting = { ...deps, upload: null, readersOf: null };
  const posted = await postDigest(posting, workspaceId, applied, date, 'cli');
  if (posted.ok) return posted;
  if (posted.problem === 'not-ours') throw new CliProblem(posted.because);
  throw new CliProblem(
    posted.problem === 'no-channel'
      ? 'the program has no posts.leadership, so there is no channel to post the digest in: look at it with --dry-run'
      : `the digest of ${posted.newest} is posted already, and one of ${date} would come late or twice: look at it with --dry-run`,
  );
}

function sectionsJson({ sections }: Digest) {
  return SECTION_IDS.map((id) => {
    const { owner, comment, facts } = sections[id];
    return { id, title: SECTION_TITLES[id], owner: owner?.name ?? null, comment, ...facts };
  });
}

/** The texts in blocks, in their order, as a terminal shows them. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'actions') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string'
      ? [inner.split('\n').map(readable).join('\n')]
      : textsIn(inner),
  );
}

/** A line of mrkdwn without its signs; an underscore within a name is none. */
function readable(line: string): string {
  return plain(
    line
      .replaceAll('*', '')
      .replace(/^_(.*)_$/, '$1')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );
}
