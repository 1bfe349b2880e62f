/** `/cs import`: a form that takes files, and what came of them. */
import { ids } from '#blocks/ids.ts';
import { importForm, importFields, importRefused, importResult, unreadColumns } from '#blocks/import-form.ts';
import { mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import type { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { ImportDeps } from '../base/imported-rows.ts';
import { isBusinessDate } from '../base/business-date.ts';
import { refreshMessages } from '../morning/service.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { recordFailure } from '../slack/failure.ts';
import type { FormValues, Parsed } from '../slack/forms.ts';
import type { ImportFile, ImportResult, Mapping } from './domain.ts';
import { KINDS, type Kind } from './fields.ts';
import { uploadedFile } from './files.ts';
import { parseMapping } from './mapping.ts';
import { mapByNames } from './plain-mapping.ts';
import { inspectFile } from './read-file.ts';
import { importFiles } from './service.ts';

/** What one upload may hold; more is the command line's business. */
const MAX_BYTES = 20 * 1024 * 1024;
const FETCH_WITHIN_MS = 30_000;

interface ImportOrder {
  kind: Kind;
  fileIds: string[];
  asOf: string | null;
  strict: boolean;
  fullSnapshot: boolean;
}

export function registerImports(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'import',
    usage: '',
    does: 'Read accounts, signals and more from CSV files',
    example: '',
    right: 'import.run',
    run: (call) => call.openModal('Import', async () => importForm()),
  });
  edge.submit(ids.importForm, {
    right: 'import.run',
    metadata: z.string(),
    parse: parseOrder,
    run: runImport,
  });
}

function parseOrder(values: FormValues): Parsed<ImportOrder> {
  const { what, files, as_of: asOf, options } = values;
  const kind = KINDS.find((known) => known === what);
  const errors: Record<string, string> = {};
  if (kind === undefined) errors[importFields.what] = 'Choose what the rows are.';
  if (!Array.isArray(files) || files.length === 0) errors[importFields.files] = 'Add a CSV file.';
  if (typeof asOf === 'string' && !isBusinessDate(asOf)) errors[importFields.asOf] = 'Choose a date.';
  if (kind === undefined || !Array.isArray(files) || Object.keys(errors).length > 0)
    return { ok: false, errors };
  const chosen = Array.isArray(options) ? options : [];
  return {
    ok: true,
    value: {
      kind,
      fileIds: files,
      asOf: typeof asOf === 'string' ? asOf : null,
      strict: chosen.includes('strict'),
      fullSnapshot: chosen.includes('full_snapshot'),
    },
  };
}

async function runImport(call: Call, order: ImportOrder): Promise<Submitted> {
  const fetched = await fetchFiles(call.client, order.fileIds);
  if (!fetched.ok) return { kind: 'errors', errors: { [importFields.files]: fetched.problem } };
  const mapped = await findMapping(order.kind, fetched.files);
  if (!mapped.ok) return { kind: 'errors', errors: { [importFields.files]: mapped.problem } };
  const applied = await call.program();
  const showCtas: ImportDeps['showCtas'] = async (trx, ids) => {
    if (applied !== null) await refreshMessages(call.deps, trx, call.workspaceId, applied, ids);
  };
  const result = await importFiles({ ...call.deps, showCtas }, call.workspaceId, {
    mapping: mapped.mapping,
    files: mapped.files,
    ...(order.asOf === null ? {} : { asOf: order.asOf }),
    strict: order.strict,
    fullSnapshot: order.fullSnapshot,
    timezone: applied?.program.timezone ?? 'UTC',
    actor: call.person.id,
  });
  if (!result.ok && result.files.length === 0) {
    const first = result.problems
      .slice(0, 3)
      .map(({ file, line, problem }) => `${file}${line === null ? '' : ` line ${line}`} ${problem}`);
    return { kind: 'errors', errors: { [importFields.files]: first.join('; ') } };
  }
  if (!result.ok) {
    await giveBackRejects(call, result);
    return { kind: 'close', answer: importRefused(result.files, mapped.notices) };
  }
  const notices = [...mapped.notices, ...result.notices.map((notice) => mrkdwn`${notice}`)];
  try {
    await giveBackRejects(call, result);
  } catch (error) {
    // The other rows are in: an error answer would say that nothing was done.
    recordFailure(call.deps, 'rejected rows of an import', error);
    notices.push(
      mrkdwn`The file with the rejected rows could not be sent: import the same files again to get it.`,
    );
  }
  return { kind: 'close', answer: importResult(result.files, notices) };
}

/** The rows that could not be taken go to the person, as files that can be mended and imported again. */
async function giveBackRejects(call: Call, { rejects }: ImportResult): Promise<void> {
  if (rejects.size === 0 || call.person.slackUserId === null) return;
  const { channel } = await call.client.conversations.open({ users: call.person.slackUserId });
  if (channel?.id === undefined) return;
  for (const [name, content] of rejects) {
    await call.client.filesUploadV2({
      channel_id: channel.id,
      filename: `${name}.rejected.csv`,
      content,
      initial_comment:
        'The rows that could not be taken, each with its reason. Mend them here and import this file again.',
    });
  }
}

async function findMapping(
  kind: Kind,
  files: readonly ImportFile[],
): Promise<
  { ok: true; mapping: Mapping; files: ImportFile[]; notices: Mrkdwn[] } | { ok: false; problem: string }
> {
  const [mappingFile, ...others] = files.filter(({ name }) => /\.ya?ml$/i.test(name));
  const data = files.filter(({ name }) => !/\.ya?ml$/i.test(name));
  if (data.length === 0) return { ok: false, problem: 'Add a CSV file beside the mapping.' };
  if (others.length > 0) return { ok: false, problem: 'Add one mapping file at most.' };
  if (mappingFile !== undefined) {
    const parsed = parseMapping(await readText(mappingFile));
    if (parsed.ok) return { ok: true, mapping: parsed.mapping, files: data, notices: [] };
    const [first] = parsed.problems;
    return {
      ok: false,
      problem: `${mappingFile.name} line ${first?.line}: ${first?.path} ${first?.problem}`,
    };
  }
  const mapping: Mapping = { sources: [] };
  const notices: Mrkdwn[] = [];
  for (const file of data) {
    const inspected = await inspectFile(file);
    if (!inspected.ok) return { ok: false, problem: `${file.name} ${inspected.problem.problem}` };
    const mapped = mapByNames(file.name, kind, inspected.header);
    if (!mapped.ok)
      return {
        ok: false,
        problem: `${file.name} ${mapped.problem}; or add a mapping file (YAML) that says which column is what`,
      };
    mapping.sources.push(...mapped.mapping.sources);
    notices.push(...unreadColumns(file.name, mapped.unread));
  }
  return { ok: true, mapping, files: data, notices };
}

async function fetchFiles(
  client: WebClient,
  fileIds: readonly string[],
): Promise<{ ok: true; files: ImportFile[] } | { ok: false; problem: string }> {
  const files: ImportFile[] = [];
  for (const id of fileIds) {
    const { file } = await client.files.info({ file: id });
    const url = file?.url_private_download ?? file?.url_private;
    if (file?.name === undefined || file.name === null || url === undefined || !isSlacks(url, client)) {
      return { ok: false, problem: 'Slack does not show me this file: add it again.' };
    }
    if ((file.size ?? 0) > MAX_BYTES) {
      return {
        ok: false,
        problem: `${file.name} has more than 20 MB: use \`milepost import\` on the command line.`,
      };
    }
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${client.token}` },
      signal: AbortSignal.timeout(FETCH_WITHIN_MS),
    });
    if (!response.ok)
      return { ok: false, problem: `${file.name} could not be fetched from Slack: try again.` };
    files.push(uploadedFile(file.name, new Uint8Array(await response.arrayBuffer())));
  }
  return { ok: true, files };
}

/** Whether an address is Slack's own: a file that only links elsewhere must not be given the bot's token. */
function isSlacks(url: string, client: WebClient): boolean {
  const { protocol, hostname, origin } = new URL(url);
  if (origin === new URL(client.slackApiUrl).origin) return true;
  return protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'));
}

async function readText(file: ImportFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
