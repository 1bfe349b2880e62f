import { isRefusal, refuse } from '../context.ts';
import type { Context } from '../context.ts';
import { formatFile } from '../entered.ts';
import { parseNested, post } from '../messages.ts';
import { asObjects, asString } from '../types.ts';
import type { ChannelRecord, FileRecord, Json, Refusal } from '../types.ts';
import { botMethod, missing } from './method.ts';
import type { Method } from './method.ts';

function info(ctx: Context, args: Json): Json | Refusal {
  const id = asString(args['file']);
  if (id === undefined) return missing('file');
  const file = ctx.state.files.get(id);
  if (!file?.complete) return refuse('file_not_found');
  const shown = formatFile(file, ctx.url(), ctx.state.team.id);
  // The first look comes too early; Slack is through with it by the next one.
  file.processing = false;
  return { file: shown, comments: [] };
}

function getUploadUrl(ctx: Context, args: Json): Json | Refusal {
  const name = asString(args['filename']);
  const length = Number(args['length']);
  if (name === undefined) return missing('filename');
  if (!Number.isInteger(length) || length <= 0) return missing('length');
  const file = addFile(ctx, { name, content: Buffer.alloc(0), mimetype: '', user: ctx.state.botUserId });
  file.complete = false;
  file.size = length;
  return { upload_url: `${ctx.url()}/upload/${file.id}`, file_id: file.id };
}

function completeUpload(ctx: Context, args: Json): Json | Refusal {
  const wanted = asObjects(parseNested(args['files']));
  if (wanted.length === 0) return missing('files');
  const found: FileRecord[] = [];
  for (const { id, title } of wanted) {
    const file = ctx.state.files.get(asString(id) ?? '');
    if (!file || file.content.length === 0) return refuse('file_not_found');
    file.title = asString(title) ?? file.title;
    found.push(file);
  }
  const channels = targets(ctx, args);
  if (isRefusal(channels)) return channels;
  for (const file of found) {
    file.complete = true;
    // What is shared at once is shown with its own message, which waits for it.
    file.processing = channels.length === 0;
    file.channels = channels.map((channel) => channel.id);
  }
  const files = found.map((file) => formatFile(file, ctx.url(), ctx.state.team.id));
  for (const channel of channels) {
    post(
      ctx,
      { channel, user: ctx.state.botUserId, thread_ts: asString(args['thread_ts']) || undefined },
      {
        text: asString(args['initial_comment']) ?? '',
        blocks: undefined,
        attachments: undefined,
        metadata: undefined,
        files: found,
      },
    );
  }
  return { files };
}

function targets(ctx: Context, args: Json): ChannelRecord[] | Refusal {
  const ids = (asString(args['channels']) ?? asString(args['channel_id']) ?? '')
    .split(',')
    .filter((id) => id !== '');
  const channels: ChannelRecord[] = [];
  for (const id of ids) {
    const channel = ctx.state.channels.get(id);
    if (!channel) return refuse('channel_not_found');
    if (!channel.members.has(ctx.state.botUserId)) return refuse('not_in_channel');
    channels.push(channel);
  }
  return channels;
}

/** Slack looks into a file for its type; the ending tells enough here. */
const types: Record<string, string> = {
  csv: 'text/csv',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
  webp: 'image/webp',
  yaml: 'text/yaml',
  yml: 'text/yaml',
};

/** Keeps a file in the workspace; its type is read from the name's ending. */
export function addFile(
  ctx: Context,
  file: { name: string; content: Buffer; mimetype: string; user: string },
): FileRecord {
  const ending = /\.([a-z0-9]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? 'binary';
  const record: FileRecord = {
    id: ctx.state.newId('F'),
    name: file.name,
    title: file.name,
    mimetype: file.mimetype || (types[ending] ?? 'application/octet-stream'),
    filetype: ending,
    size: file.content.length,
    user: file.user,
    created: Math.floor(ctx.state.now().getTime() / 1000),
    content: file.content,
    channels: [],
    complete: true,
    processing: false,
    sent: file.user === ctx.state.botUserId,
  };
  ctx.state.files.set(record.id, record);
  return record;
}

export const fileMethods: Record<string, Method> = {
  'files.info': botMethod(['files:read'], info),
  'files.getUploadURLExternal': botMethod(['files:write'], getUploadUrl),
  'files.completeUploadExternal': botMethod(['files:write'], completeUpload),
};
