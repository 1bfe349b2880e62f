import { isRefusal, refuse } from '../context.ts';
import type { Context } from '../context.ts';
import { botScopes } from '../state.ts';
import { asString } from '../types.ts';
import type { Json, Refusal, UserRecord } from '../types.ts';
import { botMethod, missing, page } from './method.ts';
import type { Method } from './method.ts';

function formatUser(ctx: Context, user: UserRecord): Json {
  const withEmail = botScopes(ctx.state).includes('users:read.email') && user.email !== undefined;
  return {
    id: user.id,
    team_id: user.team_id ?? ctx.state.team.id,
    name: user.name,
    deleted: user.deleted,
    real_name: user.real_name,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: zoneOffset(user.tz, ctx.state.now()),
    profile: {
      real_name: user.real_name,
      real_name_normalized: user.real_name,
      display_name: user.name,
      display_name_normalized: user.name,
      ...(withEmail ? { email: user.email } : {}),
      team: user.team_id ?? ctx.state.team.id,
    },
    is_admin: user.is_admin,
    is_owner: user.is_owner,
    is_primary_owner: user.is_owner,
    is_restricted: user.is_restricted,
    is_ultra_restricted: false,
    is_bot: user.is_bot,
    is_app_user: false,
    updated: 0,
  };
}

/** Seconds east of UTC in a zone at an instant. */
function zoneOffset(zone: string, at: Date): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  if (!match) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === '-' ? -seconds : seconds;
}

function usersInfo(ctx: Context, args: Json): Json | Refusal {
  const id = asString(args['user']);
  if (id === undefined) return missing('user');
  const user = ctx.state.users.get(id);
  return user ? { user: formatUser(ctx, user) } : refuse('user_not_found');
}

function usersList(ctx: Context, args: Json): Json | Refusal {
  const cut = page([...ctx.state.users.values()], args, { fallback: 200, max: 1000 });
  if (isRefusal(cut)) return cut;
  return {
    members: cut.items.map((user) => formatUser(ctx, user)),
    cache_ts: Math.floor(ctx.state.now().getTime() / 1000),
    response_metadata: { next_cursor: cut.next },
  };
}

function teamInfo(ctx: Context): Json {
  const { team } = ctx.state;
  return {
    team: {
      id: team.id,
      name: team.name,
      domain: team.domain,
      email_domain: '',
      icon: {},
      url: `${ctx.url()}/`,
    },
  };
}

function authTest(ctx: Context): Json {
  const { state } = ctx;
  return {
    url: `${ctx.url()}/`,
    team: state.team.name,
    user: state.users.get(state.botUserId)?.name,
    team_id: state.team.id,
    user_id: state.botUserId,
    bot_id: state.botId,
    is_enterprise_install: false,
  };
}

export const peopleMethods: Record<string, Method> = {
  'auth.test': botMethod([], authTest),
  'users.info': botMethod(['users:read'], usersInfo),
  'users.list': botMethod(['users:read'], usersList),
  'team.info': botMethod(['team:read'], teamInfo),
};
