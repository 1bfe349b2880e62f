/**
 * Pictures in blocks that are files of the workspace (`slack_file`). Slack shows one only after it has looked into it,
 * which takes a moment after the upload; of a file that the bot does not see it says the same as of one that is none.
 * Messages for one person alone are refused with one: files cannot be shared there.
 */
import { refuse } from './context.ts';
import type { Context } from './context.ts';
import { asObject, asString } from './types.ts';
import type { FileRecord, Json, Refusal } from './types.ts';

const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif']);

/** Refuses with `invalid_blocks` where a block names a file that cannot be shown. @param isPrivate one person alone reads it */
export function judgeSlackFiles(
  ctx: Context,
  blocks: readonly Json[],
  isPrivate: boolean,
): Refusal | undefined {
  const wrong = slackFilesIn(blocks, '/blocks').filter(({ file }) => isPrivate || !isShowable(ctx, file));
  if (wrong.length === 0) return undefined;
  const messages = wrong.map(({ pointer }) => `invalid slack file [json-pointer:${pointer}]`);
  return refuse(
    'invalid_blocks',
    messages.map((message) => `[ERROR] ${message}`),
    { errors: messages },
  );
}

/** Whoever reads the channel sees the pictures of its messages. */
export function shareSlackFiles(ctx: Context, channel: string, blocks: readonly Json[]): void {
  for (const { file } of slackFilesIn(blocks, '')) {
    const found = findFile(ctx, file);
    if (found !== undefined && !found.channels.includes(channel)) found.channels.push(channel);
  }
}

interface Named {
  file: Json;
  pointer: string;
}

function slackFilesIn(value: unknown, pointer: string): Named[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => slackFilesIn(item, `${pointer}/${index}`));
  return Object.entries(asObject(value) ?? {}).flatMap(([key, inner]): Named[] => {
    const at = `${pointer}/${key}`;
    const file = key === 'slack_file' ? asObject(inner) : undefined;
    return file === undefined ? slackFilesIn(inner, at) : [{ file, pointer: at }];
  });
}

function isShowable(ctx: Context, named: Json): boolean {
  const file = findFile(ctx, named);
  if (file === undefined || !file.complete || file.processing) return false;
  const isOurs =
    file.user === ctx.state.botUserId ||
    file.channels.some((id) => ctx.state.channels.get(id)?.members.has(ctx.state.botUserId));
  return isOurs && SHOWN.has(file.mimetype);
}

/** By its id, or by the id in its `url_private` or `permalink`. */
function findFile(ctx: Context, { id, url }: Json): FileRecord | undefined {
  const named = asString(id) ?? /(?:-|\/)(F[A-Z0-9]+)(?:\/|$)/.exec(asString(url) ?? '')?.[1];
  return named === undefined ? undefined : ctx.state.files.get(named);
}
