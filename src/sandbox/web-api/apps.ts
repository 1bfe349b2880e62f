import { refuse } from '../context.ts';
import type { Context } from '../context.ts';
import { botScopes } from '../state.ts';
import { asString } from '../types.ts';
import type { Json, Refusal } from '../types.ts';
import type { Method } from './method.ts';

/** Opens a Socket Mode address: a ticket that is good for one connection. */
function connectionsOpen(ctx: Context): Json {
  const ticket = ctx.state.newId('W');
  ctx.state.socketTickets.add(ticket);
  return { url: `${ctx.url().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${ctx.state.appId}` };
}

function oauthAccess(ctx: Context, args: Json): Json | Refusal {
  const { state } = ctx;
  if (args['client_id'] !== state.clientId) return refuse('invalid_client_id');
  if (args['client_secret'] !== state.clientSecret) return refuse('bad_client_secret');
  const code = asString(args['code']) ?? '';
  const grant = state.oauthCodes.get(code);
  if (!grant) return refuse('invalid_code');
  state.oauthCodes.delete(code);
  const redirect = asString(args['redirect_uri']);
  if (grant.redirectUri !== undefined && redirect !== undefined && redirect !== grant.redirectUri) {
    return refuse('bad_redirect_uri');
  }
  state.revoked = '';
  return {
    app_id: state.appId,
    authed_user: { id: grant.user },
    scope: botScopes(state).join(','),
    token_type: 'bot',
    access_token: state.botToken,
    bot_user_id: state.botUserId,
    team: { id: state.team.id, name: state.team.name },
    enterprise: null,
    is_enterprise_install: false,
  };
}

export const appMethods: Record<string, Method> = {
  'apps.connections.open': { token: 'app', run: connectionsOpen },
  'oauth.v2.access': { token: 'none', run: oauthAccess },
};
