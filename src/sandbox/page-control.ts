/**
 * What the page asks for one person, GET /sandbox/page/…; nobody is shown what that person could not see in Slack.
 * The inspector alone has everybody's exchanges: it is for whoever looks at how the bot and Slack speak, not for a
 * person of the workspace, and one conversation in parts would mislead.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Context } from './context.ts';
import { sendJson } from './http.ts';
import { createLiveHub } from './live.ts';
import { knownUser, showExchange, showMessages, showWorkspace } from './page-view.ts';
import type { TimeTravel } from './time-travel.ts';
import { SandboxError } from './types.ts';
import type { FileRecord } from './types.ts';

/** The inspector begins with so many; each may carry a whole view. */
const MOST_EXCHANGES = 200;
/** Drawn in the page; an SVG, which may hold a script, is not among them. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export interface PageControl {
  /**
   * Answers what lies under page/:
   * `workspace` · `messages?channel=ID[&before=TS][&thread=TS]` · `files/ID`, each with `person=ID`, and `exchanges`.
   * Throws `not_found` and what those refuse.
   */
  serve(response: ServerResponse, parts: string[], query: URLSearchParams): Promise<void>;
  /** Answers the upgrade of `live?person=ID[&exchanges=1]` with the live events. */
  accept(request: IncomingMessage, socket: Duplex): void;
  /** Ends the live events. */
  stop(): void;
}

export function createPageControl(ctx: Context, clock: TimeTravel): PageControl {
  const live = createLiveHub({ ctx, onClock: clock.onMove, showClock: clock.showNow });
  return {
    async serve(response, [what, id = ''], query) {
      const person = query.get('person') ?? '';
      switch (what) {
        case 'workspace':
          return sendJson(response, 200, showWorkspace(ctx, person, await clock.show()));
        case 'messages':
          return sendJson(response, 200, readMessages(ctx, knownUser(ctx, person).id, query));
        case 'exchanges':
          return sendJson(response, 200, {
            exchanges: ctx.log.all().slice(-MOST_EXCHANGES).map(showExchange),
          });
        case 'files':
          return sendFile(response, visibleFile(ctx, knownUser(ctx, person).id, id));
        case 'live':
          throw new SandboxError('upgrade_required', 'the live events come over a WebSocket');
        default:
          throw new SandboxError('not_found', `the page asks for no ${what ?? 'such thing'}`);
      }
    },
    accept: live.accept,
    stop: live.stop,
  };
}

function readMessages(ctx: Context, userId: string, query: URLSearchParams) {
  return showMessages(ctx, userId, query.get('channel') ?? '', {
    before: query.get('before') ?? undefined,
    thread: query.get('thread') ?? undefined,
  });
}

/** A file that the person uploaded, or that was sent where they are. Throws `file_not_found`. */
function visibleFile(ctx: Context, userId: string, id: string): FileRecord {
  const file = ctx.state.files.get(id);
  const isVisible =
    file?.user === userId || file?.channels.some((at) => ctx.state.channels.get(at)?.members.has(userId));
  if (!file?.complete || !isVisible)
    throw new SandboxError('file_not_found', `this person sees no file ${id}`);
  return file;
}

/** Sends a file so that nothing in it can act on the page: pictures to be looked at, all else to be kept. */
function sendFile(response: ServerResponse, file: FileRecord): void {
  const isPicture = PICTURES.has(file.mimetype);
  const name = encodeURIComponent(file.name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  response.writeHead(200, {
    'content-type': isPicture ? file.mimetype : 'application/octet-stream',
    'content-length': file.content.length,
    'content-disposition': `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=3600',
  });
  response.end(file.content);
}
