import { randomBytes } from 'node:crypto';
import { elementsIn, withIds } from './blocks.ts';
import { refuse } from './context.ts';
import type { Context } from './context.ts';
import { initialState } from './entered.ts';
import type { State } from './state.ts';
import type { Trigger } from './tickets.ts';
import { asObject, asObjects, asString } from './types.ts';
import type { EnteredState, Json, Refusal, ViewRecord } from './types.ts';
import { judgeView } from './validate/surfaces.ts';

/** Slack lets an app open one modal and push two more onto it. */
const stackLimit = 3;
/** A trigger is good for three seconds. */
const triggerLife = 3000;

/** Judges a view as views.* takes it; a refusal names the fields, undefined means good. */
export function judge(
  ctx: Context,
  view: unknown,
  kind: 'modal' | 'home',
  pointer = '/view',
): Refusal | undefined {
  const verdict = judgeView(view, kind, pointer);
  const say = (messages: string[]): string[] => messages.map((message) => `[ERROR] ${message}`);
  if (verdict.error !== undefined) return refuse(verdict.error, say(verdict.messages));
  const objections = ctx.judge(kind, view);
  return objections.length > 0 ? refuse('invalid_arguments', say(objections)) : undefined;
}

/** Takes a trigger; refuses with invalid_, expired_ or exchanged_trigger_id. */
export function takeTrigger(ctx: Context, id: string): Trigger | Refusal {
  const trigger = ctx.state.triggers.get(id);
  if (!trigger) {
    return id.split('.').length === 3
      ? refuse('invalid_trigger_id')
      : refuse('invalid_arguments', ['[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]']);
  }
  if (trigger.used) return refuse('exchanged_trigger_id');
  const age = Math.max(ctx.state.steadyNow().getTime() - trigger.at, performance.now() - trigger.realAt);
  if (age > triggerLife) return refuse('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

/** Opens a view for a person. A modal that was open before gives way to it. */
export function openView(ctx: Context, user: string, view: Json): ViewRecord {
  const record = buildView(ctx.state, user, view, undefined);
  for (const id of ctx.state.stacks.get(user) ?? []) ctx.state.views.delete(id);
  ctx.state.views.set(record.id, record);
  ctx.state.stacks.set(user, [record.id]);
  ctx.state.change({ kind: 'view', op: 'opened', user, view: record });
  return record;
}

/** Puts a view on top of the person's open ones; refuses over three, and where none is open. */
export function pushView(ctx: Context, user: string, view: Json): ViewRecord | Refusal {
  const stack = ctx.state.stacks.get(user) ?? [];
  if (stack.length === 0) return refuse('not_found');
  if (stack.length >= stackLimit) return refuse('push_limit_reached');
  const record = buildView(ctx.state, user, view, ctx.state.views.get(stack.at(-1) ?? ''));
  ctx.state.views.set(record.id, record);
  ctx.state.stacks.set(user, [...stack, record.id]);
  ctx.state.change({ kind: 'view', op: 'pushed', user, view: record });
  return record;
}

/** Replaces what a view shows. What a person typed stays where block_id and action_id stay. */
export function replaceView(ctx: Context, record: ViewRecord, view: Json): void {
  const before = record.entered;
  Object.assign(record, viewFields(ctx.state, view), { errors: {} });
  for (const { element, block } of elementsIn(record.blocks)) {
    const [blockId, actionId] = [asString(block['block_id']) ?? '', asString(element['action_id']) ?? ''];
    const kept = before.get(blockId)?.get(actionId);
    if (kept && kept['type'] === element['type']) record.entered.get(blockId)?.set(actionId, kept);
  }
  if (record.type === 'home') ctx.state.change({ kind: 'home', user: record.user, view: record });
  else ctx.state.change({ kind: 'view', op: 'updated', user: record.user, view: record });
}

/** Publishes a person's Home tab. */
export function publishHome(ctx: Context, user: string, view: Json): ViewRecord {
  const current = ctx.state.homes.get(user);
  if (current) {
    replaceView(ctx, current, view);
    return current;
  }
  const record = { ...buildView(ctx.state, user, view, undefined), type: 'home' as const };
  ctx.state.homes.set(user, record);
  ctx.state.views.set(record.id, record);
  ctx.state.change({ kind: 'home', user, view: record });
  return record;
}

/** Takes a view, or the whole stack, off a person's screen. */
export function dropViews(ctx: Context, user: string, views: readonly ViewRecord[]): void {
  const { state } = ctx;
  const dropped = new Set(views.map(({ id }) => id));
  const left = (state.stacks.get(user) ?? []).filter((id) => !dropped.has(id));
  state.stacks.set(user, left);
  for (const id of dropped) state.views.delete(id);
  if (left.length === 0) dropUnsent(state, user);
  for (const view of views) state.change({ kind: 'view', op: 'closed', user, view });
}

/** Forgets the files that a person chose for a form and never submitted: nobody can ask for them any more. */
function dropUnsent(state: State, user: string): void {
  for (const file of state.files.values()) if (file.user === user && !file.sent) state.files.delete(file.id);
}

/** True when another open view has this external_id. */
export function externalIdTaken(state: State, view: Json, except?: ViewRecord): boolean {
  const externalId = asString(view['external_id']) ?? '';
  if (externalId === '') return false;
  for (const other of state.views.values())
    if (other !== except && other.external_id === externalId) return true;
  return false;
}

function buildView(state: State, user: string, view: Json, previous: ViewRecord | undefined): ViewRecord {
  const id = state.newId('V');
  return {
    id,
    type: 'modal',
    user,
    root_view_id: previous?.root_view_id ?? id,
    previous_view_id: previous?.id ?? null,
    errors: {},
    ...viewFields(state, view),
  };
}

type ViewFields = Omit<ViewRecord, 'id' | 'type' | 'user' | 'root_view_id' | 'previous_view_id' | 'errors'>;

function viewFields(state: State, view: Json): ViewFields {
  const blocks = withIds(asObjects(view['blocks']));
  return {
    hash: `${Math.floor(state.now().getTime() / 1000)}.${randomBytes(6).toString('base64url')}`,
    callback_id: asString(view['callback_id']) ?? '',
    external_id: asString(view['external_id']) ?? '',
    private_metadata: asString(view['private_metadata']) ?? '',
    title: asObject(view['title']),
    submit: asObject(view['submit']),
    close: asObject(view['close']),
    blocks,
    clear_on_close: view['clear_on_close'] === true,
    notify_on_close: view['notify_on_close'] === true,
    entered: initialState(blocks),
  };
}

/** A view as Slack writes it into answers and payloads. */
export function formatView(state: State, view: ViewRecord): Json {
  return {
    id: view.id,
    team_id: state.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    callback_id: view.callback_id,
    state: { values: formatEntered(view.entered) },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clear_on_close,
    notify_on_close: view.notify_on_close,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previous_view_id,
    root_view_id: view.root_view_id,
    app_id: state.appId,
    external_id: view.external_id,
    app_installed_team_id: state.team.id,
    bot_id: state.botId,
  };
}

/** What was entered, as `state.values`. */
export function formatEntered(entered: EnteredState): Record<string, Record<string, Json>> {
  return Object.fromEntries([...entered].map(([blockId, actions]) => [blockId, Object.fromEntries(actions)]));
}
