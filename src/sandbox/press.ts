import { elementsIn, optionsOf, textOf } from './blocks.ts';
import type { Placed } from './blocks.ts';
import type { Context } from './context.ts';
import { knownChannel, readDeed } from './deeds.ts';
import type { DeedResult } from './deeds.ts';
import type { Courier } from './delivery.ts';
import { enter, enteredBy, findOption, setEntered, valueKey } from './entered.ts';
import type { FieldValue } from './entered.ts';
import type { MessageView, ViewHandle } from './message-view.ts';
import { allBlocks } from './messages.ts';
import { actionPayload, suggestionPayload } from './payloads.ts';
import type { Place } from './payloads.ts';
import { SandboxError, asObject, asObjects, asString, show } from './types.ts';
import type { Json, MessageRecord, UserRecord, ViewRecord } from './types.ts';

/** Of one external menu; a client forgets what was typed long ago, too. */
const MOST_KEPT = 500;

/** Narrows which element is meant, and what is chosen or entered in it. */
export interface PressOptions {
  /** A button's value; or what is typed into an input with dispatch_action, or picked as a date. */
  value?: FieldValue;
  blockId?: string;
  /** The option of an overflow or a menu, by its value or its label; a list for menus of many. */
  option?: string | string[];
}

/** Where an element is pressed: the message or view as it stands now, not as it was read. */
export function place(ctx: Context, user: UserRecord, on: MessageView | ViewHandle): Place {
  if ('callback_id' in on) {
    const view = ctx.state.views.get(on.id);
    if (!view) throw new SandboxError('view_not_found', `the view ${on.id} ("${on.title}") is closed`);
    return { kind: 'view', view };
  }
  const channel = knownChannel(ctx, on.channel);
  const message = on.ephemeral
    ? ctx.state.ephemerals.get(user.id)?.find((other) => other.ts === on.ts)
    : channel.byTs.get(on.ts);
  if (!message || !channel.members.has(user.id))
    throw new SandboxError('message_not_found', `the message ${on.ts} is gone, or not for ${user.name}`);
  return { kind: 'message', message, channel };
}

/** Finds the one element that is meant; a clear error says what else is there. */
function findElement(at: Place, actionId: string, how: PressOptions): Placed {
  const blocks = at.kind === 'view' ? at.view.blocks : allBlocks(at.message);
  const all = elementsIn(blocks);
  const found = all.filter(
    ({ element, block }) =>
      element['action_id'] === actionId &&
      (how.blockId === undefined || block['block_id'] === how.blockId) &&
      (how.value === undefined || element['value'] === undefined || element['value'] === how.value),
  );
  if (found.length === 1) return found[0]!;
  const there = all.map(
    ({ element, block }) =>
      `${show(element['action_id'])} (${textOf(element['text']) || show(element['type'])}, ` +
      `block ${show(block['block_id'])}${element['value'] === undefined ? '' : `, value ${show(element['value'])}`})`,
  );
  const problem =
    found.length === 0
      ? `no element ${actionId}`
      : `${found.length} elements ${actionId}: narrow by value or blockId`;
  throw new SandboxError(
    found.length === 0 ? 'element_not_found' : 'element_ambiguous',
    `${problem}; there are: ${there.join('; ') || 'none'}`,
  );
}

/** Presses, picks or types into one element, and tells the bot. */
export async function press(
  ctx: Context,
  courier: Courier,
  user: UserRecord,
  at: Place,
  actionId: string,
  how: PressOptions,
): Promise<DeedResult> {
  const { element, block } = findElement(at, actionId, how);
  const action = await describeAction(element, how, (wanted) =>
    offeredOptions(ctx, courier, user, at, { element, block }, wanted),
  );
  if (valueKey(element) !== undefined) {
    if (block['type'] === 'input' && block['dispatch_action'] !== true) {
      throw new SandboxError(
        'no_dispatch',
        `the input ${actionId} tells the bot nothing until the modal is submitted`,
      );
    }
    const entered = at.kind === 'view' ? at.view.entered : enteredBy(at.message, user.id);
    setEntered(entered, block, element, action);
    if (at.kind === 'message') at.message.entered.set(user.id, entered);
  }
  const sent = {
    ...action,
    action_id: element['action_id'],
    block_id: block['block_id'],
    ...(element['placeholder'] ? { placeholder: element['placeholder'] } : {}),
  };
  const { payload, target } = actionPayload(ctx, user, at, sent);
  return readDeed(ctx, await courier.interaction(payload, `block_actions ${actionId}`), target, false);
}

/** The part of an action that depends on the element: what was pressed, picked or typed. */
async function describeAction(
  element: Json,
  how: PressOptions,
  query: (text: string) => Promise<Json[]>,
): Promise<Json> {
  const type = asString(element['type']) ?? '';
  if (type === 'button' || type === 'icon_button' || type === 'workflow_button') {
    const value = element['value'] === undefined ? {} : { value: element['value'] };
    const style = element['style'] === undefined ? {} : { style: element['style'] };
    return { type, text: element['text'], ...value, ...style };
  }
  if (type === 'feedback_buttons') return { type, value: how.value };
  const given = how.option ?? how.value;
  if (given === undefined)
    throw new SandboxError('invalid_entry', `say which option or value of ${type} is meant`);
  if (type === 'overflow') return { type, selected_option: findOption(element, given) };
  if (given === null || !type.endsWith('external_select')) return enter(element, given);
  const wanted = Array.isArray(given) ? given.map(show) : [show(given)];
  return enter(element, given, (await Promise.all(wanted.map(query))).flat());
}

/**
 * The options from which a person may take `wanted` in an external menu: those that it has shown them before, else
 * what the bot answers when it is typed.
 */
export async function offeredOptions(
  ctx: Context,
  courier: Courier,
  user: UserRecord,
  at: Place,
  { element, block }: Placed,
  wanted: string,
): Promise<Json[]> {
  const shown = ctx.state.offered.get(recordOf(at))?.get(keyOf(user, { element, block })) ?? [];
  if (shown.some((option) => option['value'] === wanted || textOf(option['text']) === wanted)) return shown;
  const how = { blockId: asString(block['block_id']) ?? '' };
  return queryOptions(ctx, courier, user, at, asString(element['action_id']) ?? '', wanted, how);
}

/** Keeps what an external menu has answered, as a client does, so that what was picked is known by its value. */
function keepOffered(ctx: Context, user: UserRecord, at: Place, menu: Placed, options: Json[]): void {
  const key = keyOf(user, menu);
  const record = recordOf(at);
  const menus = ctx.state.offered.get(record) ?? new Map<string, Json[]>();
  const values = new Set(options.map((option) => option['value']));
  const before = (menus.get(key) ?? []).filter((option) => !values.has(option['value']));
  menus.set(key, [...before, ...options].slice(-MOST_KEPT));
  ctx.state.offered.set(record, menus);
}

function recordOf(at: Place): MessageRecord | ViewRecord {
  return at.kind === 'view' ? at.view : at.message;
}

function keyOf({ id }: UserRecord, { element, block }: Placed): string {
  return `${id}/${show(block['block_id'])}/${show(element['action_id'])}`;
}

/** The options of a menu for what was typed: an external one asks the bot. */
export async function queryOptions(
  ctx: Context,
  courier: Courier,
  user: UserRecord,
  at: Place,
  actionId: string,
  query: string,
  how: Pick<PressOptions, 'blockId'> = {},
): Promise<Json[]> {
  const { element, block } = findElement(at, actionId, how);
  if (asString(element['type'])?.endsWith('external_select') !== true) {
    return optionsOf(element).filter((option) =>
      textOf(option['text']).toLowerCase().includes(query.toLowerCase()),
    );
  }
  const hasUrl = ctx.state.manifest.settings?.interactivity?.message_menu_options_url !== undefined;
  if (!hasUrl && !courier.bySocket()) {
    throw new SandboxError(
      'no_options_url',
      'external menus need interactivity.message_menu_options_url in the manifest',
    );
  }
  const minimum = Number(element['min_query_length'] ?? 3);
  if (query.length < minimum) return [];
  const payload = suggestionPayload(ctx, user, at, {
    action_id: actionId,
    block_id: asString(block['block_id']) ?? '',
    value: query,
  });
  const ack = await courier.interaction(payload, `block_suggestion ${actionId}`);
  const answer = asObject(ack.json);
  const options = answer && optionsOf(answer);
  if (!options || (answer['options'] === undefined && answer['option_groups'] === undefined)) {
    throw new SandboxError(
      'bad_ack',
      `the options of ${actionId} were answered with ${ack.text || 'nothing'}`,
    );
  }
  if (asObjects(answer['options']).length > 100)
    throw new SandboxError('bad_ack', 'no more than 100 options allowed');
  keepOffered(ctx, user, at, { element, block }, options);
  return options;
}
