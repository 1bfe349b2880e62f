/** Calls per minute by method, after Slack's tiers. Methods that are not named are not limited. */
const perMinute: Record<string, number> = {
  'views.open': 100,
  'views.push': 100,
  'views.update': 100,
  'views.publish': 100,
  'users.info': 100,
  'chat.postEphemeral': 100,
  'chat.update': 50,
  'chat.delete': 50,
  'conversations.info': 50,
  'conversations.open': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.join': 50,
  'users.conversations': 50,
  'team.info': 50,
  'conversations.list': 20,
  'users.list': 20,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'files.info': 100,
};

/** Slack lets a short burst through before it holds a channel to one post a second. */
const postBurst = 2;

export interface RateLimiter {
  /** Seconds to wait, or 0 when the call may pass (and is counted). */
  check(method: string, channel: string | undefined): number;
}

/** Token buckets per method, and per channel for chat.postMessage. `now` is in real milliseconds. */
export function createRateLimiter(now: () => number): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const draw = (key: string, perSecond: number, burst: number): number => {
    const at = now();
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    bucket.at = at;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  };
  return {
    check(method, channel) {
      if (method === 'chat.postMessage') return draw(`${method} ${channel ?? ''}`, 1, postBurst);
      const limit = perMinute[method];
      return limit === undefined ? 0 : draw(method, limit / 60, limit);
    },
  };
}
