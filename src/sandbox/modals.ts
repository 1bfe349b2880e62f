import { elementsIn, inputsIn, textOf } from './blocks.ts';
import type { Placed } from './blocks.ts';
import type { Context } from './context.ts';
import { isRefusal } from './context.ts';
import type { Courier } from './delivery.ts';
import { clientProblem, enter, setEntered, valueKey } from './entered.ts';
import type { FieldValue } from './entered.ts';
import { viewView } from './message-view.ts';
import type { ViewHandle } from './message-view.ts';
import { closedPayload, submissionPayload } from './payloads.ts';
import { openViews, topView } from './state.ts';
import type { State } from './state.ts';
import { SandboxError, asObject, asObjects, asString, show } from './types.ts';
import type { Json, UserRecord, ViewRecord } from './types.ts';
import { dropViews, externalIdTaken, judge, pushView, replaceView } from './view-records.ts';

/** What a submission led to. */
export interface SubmitResult {
  status: number;
  action: 'close' | 'clear' | 'errors' | 'update' | 'push';
  /** Field errors by block id; empty unless the action is `errors`. */
  errors: Record<string, string>;
  /** The modal that is on top now, if any. */
  view: ViewHandle | undefined;
}

/** What a person does with open modals. */
export interface Modals {
  submit(view: ViewHandle, values?: Record<string, FieldValue>): Promise<SubmitResult>;
  fill(view: ViewHandle, values: Record<string, FieldValue>): Promise<void>;
  close(view: ViewHandle, options?: { all?: boolean }): Promise<void>;
}

type QueryOptions = (view: ViewHandle, menu: Placed, text: string) => Promise<Json[]>;

/** The modals of one person; `query` asks the bot for the options of an external menu. */
export function createModals(ctx: Context, courier: Courier, user: UserRecord, query: QueryOptions): Modals {
  const { state } = ctx;
  const top = (handle: ViewHandle): ViewRecord => {
    const record = state.views.get(handle.id);
    if (!record) throw new SandboxError('view_not_found', `the modal "${handle.title}" is closed`);
    const shown = topView(state, user.id);
    if (shown !== record)
      throw new SandboxError('view_covered', `"${handle.title}" is under "${textOf(shown?.title)}"`);
    return record;
  };
  const fill: Modals['fill'] = async (handle, values) => {
    const record = top(handle);
    for (const [key, given] of Object.entries(values)) {
      const { element, block } = findField(record, key);
      const offered = await offeredFor(element, given, (text) => query(handle, { element, block }, text));
      setEntered(record.entered, block, element, enter(element, given, offered));
    }
  };
  const submit: Modals['submit'] = async (handle, values = {}) => {
    const record = top(handle);
    if (!record.submit) throw new SandboxError('no_submit', `"${handle.title}" has no submit button`);
    await fill(handle, values);
    checkAsClient(record);
    record.errors = {};
    noteSent(state, record);
    const ack = await courier.interaction(
      submissionPayload(ctx, user, record),
      `view_submission ${record.callback_id}`,
    );
    const action = follow(ctx, user, record, ack.text === '' ? undefined : ack.json, ack.text);
    const now = topView(state, user.id);
    return { status: ack.status, action, errors: { ...record.errors }, view: now && viewView(state, now) };
  };
  const close: Modals['close'] = async (handle, options = {}) => {
    const record = top(handle);
    const all = options.all === true || record.clear_on_close;
    const closed = all ? openViews(state, user.id).toReversed() : [record];
    dropViews(ctx, user.id, closed);
    for (const view of closed) {
      if (!view.notify_on_close) continue;
      await courier.interaction(closedPayload(ctx, user, view, all), `view_closed ${view.callback_id}`);
    }
  };
  return { submit, fill, close };
}

/** The field of a modal by the block_id of its block, or by its action_id. */
function findField(record: ViewRecord, key: string): { element: Json; block: Json } {
  const fields = elementsIn(record.blocks).filter(({ element }) => valueKey(element) !== undefined);
  const found =
    fields.find(({ block }) => block['block_id'] === key) ??
    fields.find(({ element }) => element['action_id'] === key);
  if (found) return found;
  const names = fields.map(
    ({ block, element }) => `${show(block['block_id'])}/${show(element['action_id'])}`,
  );
  throw new SandboxError('field_not_found', `no field ${key}; there are: ${names.join(', ') || 'none'}`);
}

async function offeredFor(
  element: Json,
  given: FieldValue,
  query: (text: string) => Promise<Json[]>,
): Promise<Json[]> {
  if (asString(element['type'])?.endsWith('external_select') !== true || given === null || given === '')
    return [];
  const items = Array.isArray(given) ? given : [given];
  const options: Json[] = [];
  for (const item of items) {
    const record = asObject(item);
    if (record) options.push(record);
    else options.push(...asObjects(element['initial_options']), ...(await query(show(item))));
  }
  const preset = asObject(element['initial_option']);
  return preset ? [...options, preset] : options;
}

/** The files of a form that is submitted are the bot's to read, also once its modal is closed. */
function noteSent(state: State, record: ViewRecord): void {
  for (const actions of record.entered.values()) {
    for (const { files } of actions.values()) {
      for (const { id } of asObjects(files)) {
        const file = state.files.get(asString(id) ?? '');
        if (file) file.sent = true;
      }
    }
  }
}

/** Refuses what Slack's own client would not send: missing, too long, out of range. */
function checkAsClient(record: ViewRecord): void {
  const errors: Record<string, string> = {};
  for (const block of inputsIn(record.blocks)) {
    const element = asObject(block['element']) ?? {};
    const blockId = asString(block['block_id']) ?? '';
    const value = record.entered.get(blockId)?.get(asString(element['action_id']) ?? '');
    const problem = clientProblem(block, element, value);
    if (problem !== undefined) errors[blockId] = problem;
  }
  if (Object.keys(errors).length === 0) return;
  record.errors = errors;
  const text = Object.entries(errors).map(([blockId, problem]) => `${blockId}: ${problem}`);
  throw new SandboxError('client_validation', text.join('; '), errors);
}

/** Does what the ack of a submission asks for. */
function follow(
  ctx: Context,
  user: UserRecord,
  record: ViewRecord,
  json: unknown,
  text: string,
): SubmitResult['action'] {
  if (text === '') {
    dropViews(ctx, user.id, [record]);
    return 'close';
  }
  const body = asObject(json);
  const bad = (why: string, details?: unknown): SandboxError =>
    new SandboxError('bad_ack', `the answer to "${record.callback_id}" was refused: ${why}`, details);
  switch (body?.['response_action']) {
    case 'clear':
      dropViews(ctx, user.id, openViews(ctx.state, user.id).toReversed());
      return 'clear';
    case 'errors':
      record.errors = readErrors(record, body, bad);
      ctx.state.change({ kind: 'view', op: 'updated', user: user.id, view: record });
      return 'errors';
    case 'update':
    case 'push':
      return followView(ctx, user, record, body, bad);
    default:
      throw bad(text.slice(0, 200));
  }
}

function readErrors(
  record: ViewRecord,
  body: Json,
  bad: (why: string) => SandboxError,
): Record<string, string> {
  const errors = Object.entries(asObject(body['errors']) ?? {});
  if (errors.length === 0) throw bad('no errors are named');
  const known = new Set(inputsIn(record.blocks).map((block) => block['block_id']));
  for (const [blockId, message] of errors) {
    if (!known.has(blockId)) throw bad(`an error stands on ${blockId}, which is no input block of the modal`);
    if (typeof message !== 'string' || message === '') throw bad(`the error on ${blockId} says nothing`);
  }
  return Object.fromEntries(errors) as Record<string, string>;
}

function followView(
  ctx: Context,
  user: UserRecord,
  record: ViewRecord,
  body: Json,
  bad: (why: string, details?: unknown) => SandboxError,
): 'update' | 'push' {
  const view = asObject(body['view']);
  if (!view) throw bad('it has no view');
  const refusal = judge(ctx, view, 'modal');
  if (refusal) throw bad(`${refusal.error} ${refusal.messages?.join('; ') ?? ''}`, refusal.messages);
  const updates = body['response_action'] === 'update';
  if (externalIdTaken(ctx.state, view, updates ? record : undefined)) throw bad('duplicate_external_id');
  if (updates) {
    replaceView(ctx, record, view);
    return 'update';
  }
  const pushed = pushView(ctx, user.id, view);
  if (isRefusal(pushed)) throw bad(pushed.error);
  return 'push';
}
