import type { Context } from './context.ts';
import { enteredBy } from './entered.ts';
import { channelLabel, formatMessage } from './messages.ts';
import { issueResponse, issueTrigger } from './tickets.ts';
import type { ResponseTarget } from './tickets.ts';
import type { ChannelRecord, Json, MessageRecord, UserRecord, ViewRecord } from './types.ts';
import { formatEntered, formatView } from './view-records.ts';

/** Where a person did something: in a message, or in a view. */
export type Place =
  | { kind: 'message'; message: MessageRecord; channel: ChannelRecord }
  | { kind: 'view'; view: ViewRecord };

function person(ctx: Context, user: UserRecord): Json {
  return { id: user.id, username: user.name, name: user.name, team_id: ctx.state.team.id };
}

function team(ctx: Context): Json {
  return { id: ctx.state.team.id, domain: ctx.state.team.domain };
}

function common(ctx: Context, user: UserRecord, type: string): Json {
  return {
    type,
    user: person(ctx, user),
    api_app_id: ctx.state.appId,
    token: ctx.state.verificationToken,
    team: team(ctx),
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** When something was done, in the form of a message's ts. */
function actionTs(ctx: Context): string {
  return ctx.state.nextTs();
}

/** The address of a response_url. */
function responseUrl(ctx: Context, target: ResponseTarget): string {
  return `${ctx.url()}/response/${target.token}`;
}

/** A slash command, as Slack's form has it. */
export function commandPayload(
  ctx: Context,
  user: UserRecord,
  channel: ChannelRecord,
  command: { command: string; text: string },
): { payload: Record<string, string>; target: ResponseTarget } {
  const target = issueResponse(ctx.state, user.id, channel.id);
  const payload = {
    token: ctx.state.verificationToken,
    team_id: ctx.state.team.id,
    team_domain: ctx.state.team.domain,
    channel_id: channel.id,
    channel_name: channelLabel(channel),
    user_id: user.id,
    user_name: user.name,
    command: command.command,
    text: command.text,
    api_app_id: ctx.state.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl(ctx, target),
    trigger_id: issueTrigger(ctx.state, user.id).id,
  };
  return { payload, target };
}

/** A press, a choice or an entry in a message or a view. */
export function actionPayload(
  ctx: Context,
  user: UserRecord,
  place: Place,
  action: Json,
): { payload: Json; target: ResponseTarget | undefined } {
  const base = {
    ...common(ctx, user, 'block_actions'),
    trigger_id: issueTrigger(ctx.state, user.id, place.kind === 'view' ? place.view.id : undefined).id,
    actions: [{ ...action, action_ts: actionTs(ctx) }],
  };
  if (place.kind === 'view') {
    const container = { type: 'view', view_id: place.view.id };
    return { payload: { ...base, container, view: formatView(ctx.state, place.view) }, target: undefined };
  }
  const { message, channel } = place;
  const ephemeral = message.ephemeral_to !== undefined;
  const target = issueResponse(ctx.state, user.id, channel.id, {
    ts: message.ts,
    ephemeral,
    thread_ts: message.thread_ts,
  });
  const container = {
    type: 'message',
    message_ts: message.ts,
    channel_id: channel.id,
    is_ephemeral: ephemeral,
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
  };
  const payload = {
    ...base,
    container,
    channel: { id: channel.id, name: channelLabel(channel) },
    // Slack sends no message with an action in an ephemeral one: an app must not count on it.
    ...(ephemeral ? {} : { message: formatMessage(ctx, message, true) }),
    state: { values: formatEntered(enteredBy(message, user.id)) },
    response_url: responseUrl(ctx, target),
  };
  return { payload, target };
}

/** A person typing into an external menu. */
export function suggestionPayload(
  ctx: Context,
  user: UserRecord,
  place: Place,
  query: { action_id: string; block_id: string; value: string },
): Json {
  const base = { ...common(ctx, user, 'block_suggestion'), ...query };
  if (place.kind === 'view') {
    const container = { type: 'view', view_id: place.view.id };
    return { ...base, container, view: formatView(ctx.state, place.view) };
  }
  const { message, channel } = place;
  const ephemeral = message.ephemeral_to !== undefined;
  return {
    ...base,
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: ephemeral },
    channel: { id: channel.id, name: channelLabel(channel) },
    ...(ephemeral ? {} : { message: formatMessage(ctx, message) }),
  };
}

/** A submitted modal. */
export function submissionPayload(ctx: Context, user: UserRecord, view: ViewRecord): Json {
  return {
    ...common(ctx, user, 'view_submission'),
    trigger_id: issueTrigger(ctx.state, user.id, view.id).id,
    view: formatView(ctx.state, view),
    response_urls: [],
  };
}

/** A closed modal; `cleared` when its whole stack went. */
export function closedPayload(ctx: Context, user: UserRecord, view: ViewRecord, cleared: boolean): Json {
  return {
    ...common(ctx, user, 'view_closed'),
    view: formatView(ctx.state, view),
    is_cleared: cleared,
    response_urls: [],
  };
}

/** A global shortcut, or one on a message. */
export function shortcutPayload(
  ctx: Context,
  user: UserRecord,
  callbackId: string,
  on?: { message: MessageRecord; channel: ChannelRecord },
): { payload: Json; target: ResponseTarget | undefined } {
  const { api_app_id: _app, user: who, ...rest } = common(ctx, user, on ? 'message_action' : 'shortcut');
  const { name, ...caller } = who as Json;
  const base = {
    ...rest,
    user: on ? { id: caller['id'], name } : caller,
    action_ts: actionTs(ctx),
    callback_id: callbackId,
    trigger_id: issueTrigger(ctx.state, user.id).id,
  };
  if (!on) return { payload: base, target: undefined };
  const target = issueResponse(ctx.state, user.id, on.channel.id, {
    ts: on.message.ts,
    ephemeral: false,
    thread_ts: on.message.thread_ts,
  });
  const payload = {
    ...base,
    channel: { id: on.channel.id, name: channelLabel(on.channel) },
    message_ts: on.message.ts,
    message: formatMessage(ctx, on.message),
    response_url: responseUrl(ctx, target),
  };
  return { payload, target };
}

/** An event of the Events API around what happened. */
export function eventPayload(ctx: Context, event: Json): Json {
  const { state } = ctx;
  const ts = actionTs(ctx);
  return {
    token: state.verificationToken,
    team_id: state.team.id,
    api_app_id: state.appId,
    event: { event_ts: ts, ...event },
    type: 'event_callback',
    event_id: state.newId('Ev'),
    event_time: Math.floor(Number(ts)),
    authorizations: [
      {
        enterprise_id: null,
        team_id: state.team.id,
        user_id: state.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${state.newId('Ec')}`,
  };
}
