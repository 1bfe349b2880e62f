import { channelLabel, filesOf } from './messages.ts';
import { plainBlocks, plainMrkdwn } from './plain.ts';
import type { State } from './state.ts';
import type { FileRecord, Json, MessageRecord, ViewRecord } from './types.ts';
import { asString } from './types.ts';

/** A message as it stood when it was read. */
export interface MessageView {
  channel: string;
  channelName: string;
  ts: string;
  user: string;
  text: string;
  blocks: Json[];
  attachments: Json[];
  files: Pick<FileRecord, 'id' | 'name' | 'title' | 'mimetype' | 'size'>[];
  thread_ts: string | undefined;
  metadata: MessageRecord['metadata'];
  edited: MessageRecord['edited'];
  reply_count: number;
  /** True when only one person sees it. */
  ephemeral: boolean;
  /** All the text that a person reads in the channel; the notification's text only where there are no blocks. */
  plain(): string;
}

/** A copy of a message for reading. */
export function viewMessage(state: State, message: MessageRecord): MessageView {
  const channel = state.channels.get(message.channel);
  const view = {
    channel: message.channel,
    channelName: channel ? channelLabel(channel) : '',
    ts: message.ts,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    attachments: message.attachments,
    files: filesOf(state, message).map(({ id, name, title, mimetype, size }) => ({
      id,
      name,
      title,
      mimetype,
      size,
    })),
    thread_ts: message.thread_ts,
    metadata: message.metadata,
    edited: message.edited,
    reply_count: message.reply_count,
    ephemeral: message.ephemeral_to !== undefined,
  };
  const plain = (): string => {
    const own = view.blocks.length > 0 ? plainBlocks(state, view.blocks) : plainMrkdwn(state, view.text);
    const attached = view.attachments.map(
      (attachment) =>
        plainBlocks(state, Array.isArray(attachment['blocks']) ? (attachment['blocks'] as Json[]) : []) ||
        plainMrkdwn(state, asString(attachment['text']) ?? asString(attachment['fallback']) ?? ''),
    );
    const files = view.files.map((file) => file.title);
    return [own, ...attached, ...files].filter((part) => part !== '').join('\n');
  };
  return { ...view, plain };
}

/** A modal or Home as it stood when it was read. */
export interface ViewHandle {
  id: string;
  type: 'modal' | 'home';
  user: string;
  callback_id: string;
  private_metadata: string;
  hash: string;
  title: string;
  submit: string | undefined;
  close: string | undefined;
  blocks: Json[];
  /** Field errors of the last submission, by block id. */
  errors: Record<string, string>;
  previous_view_id: string | null;
  root_view_id: string;
  /** Title, blocks, field errors and buttons: all that a person reads. */
  plain(): string;
}

/** A copy of a view for reading. */
export function viewView(state: State, record: ViewRecord): ViewHandle {
  const text = (value: Json | undefined): string | undefined => asString(value?.['text']);
  const handle = {
    id: record.id,
    type: record.type,
    user: record.user,
    callback_id: record.callback_id,
    private_metadata: record.private_metadata,
    hash: record.hash,
    title: text(record.title) ?? '',
    submit: text(record.submit),
    close: text(record.close),
    blocks: record.blocks,
    errors: { ...record.errors },
    previous_view_id: record.previous_view_id,
    root_view_id: record.root_view_id,
  };
  const plain = (): string =>
    [
      handle.title,
      plainBlocks(state, handle.blocks),
      ...Object.values(handle.errors),
      handle.submit,
      handle.close,
    ]
      .filter((part) => part !== undefined && part !== '')
      .join('\n');
  return { ...handle, plain };
}
