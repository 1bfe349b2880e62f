import { isRefusal, refuse } from '../context.ts';
import type { Context } from '../context.ts';
import { parseNested } from '../messages.ts';
import { asObject, asString } from '../types.ts';
import type { Json, Refusal, ViewRecord } from '../types.ts';
import {
  externalIdTaken,
  formatView,
  judge,
  openView,
  publishHome,
  pushView,
  replaceView,
  takeTrigger,
} from '../view-records.ts';
import { botMethod, missing } from './method.ts';
import type { Method } from './method.ts';

/** The view argument, judged; a taken external_id is refused too. */
function readView(ctx: Context, args: Json, kind: 'modal' | 'home', except?: ViewRecord): Json | Refusal {
  if (args['view'] === undefined) return missing('view');
  const view = asObject(parseNested(args['view']));
  if (!view) return refuse('invalid_arguments', ['[ERROR] must provide an object [json-pointer:/view]']);
  const refusal = judge(ctx, view, kind);
  if (refusal) return refusal;
  return externalIdTaken(ctx.state, view, except) ? refuse('duplicate_external_id') : view;
}

function openOrPush(act: (ctx: Context, user: string, view: Json) => ViewRecord | Refusal): Method['run'] {
  return (ctx, args) => {
    const id = asString(args['trigger_id']);
    if (id === undefined) return missing('trigger_id');
    const view = readView(ctx, args, 'modal');
    if (isRefusal(view)) return view;
    const trigger = takeTrigger(ctx, id);
    if (isRefusal(trigger)) return trigger;
    const opened = act(ctx, trigger.user, view);
    return isRefusal(opened) ? opened : { view: formatView(ctx.state, opened) };
  };
}

function update(ctx: Context, args: Json): Json | Refusal {
  const id = asString(args['view_id']);
  const externalId = asString(args['external_id']);
  if (id === undefined && externalId === undefined) return missing('view_id');
  const record = id === undefined ? byExternalId(ctx, externalId ?? '') : ctx.state.views.get(id);
  if (!record) return refuse('not_found');
  const view = readView(ctx, args, record.type, record);
  if (isRefusal(view)) return view;
  if (stale(args, record)) return refuse('hash_conflict');
  replaceView(ctx, record, view);
  return { view: formatView(ctx.state, record) };
}

function byExternalId(ctx: Context, externalId: string): ViewRecord | undefined {
  for (const view of ctx.state.views.values()) if (view.external_id === externalId) return view;
  return undefined;
}

/** True when the caller names a hash that is no longer the view's. */
function stale(args: Json, record: ViewRecord | undefined): boolean {
  const hash = asString(args['hash']) ?? '';
  return hash !== '' && record !== undefined && record.hash !== hash;
}

function publish(ctx: Context, args: Json): Json | Refusal {
  if (ctx.state.manifest.features?.app_home?.home_tab_enabled !== true) return refuse('not_enabled');
  const user = asString(args['user_id']);
  if (user === undefined) return missing('user_id');
  if (!ctx.state.users.has(user)) return refuse('user_not_found');
  const current = ctx.state.homes.get(user);
  const view = readView(ctx, args, 'home', current);
  if (isRefusal(view)) return view;
  if (stale(args, current)) return refuse('hash_conflict');
  return { view: formatView(ctx.state, publishHome(ctx, user, view)) };
}

export const viewMethods: Record<string, Method> = {
  'views.open': botMethod([], openOrPush(openView)),
  'views.push': botMethod([], openOrPush(pushView)),
  'views.update': botMethod([], update),
  'views.publish': botMethod([], publish),
};
