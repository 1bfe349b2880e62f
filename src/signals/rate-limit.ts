/** How many signals a write key may send: a bucket that fills at a steady rate. */

export interface RateLimit {
  perSecond: number;
  /** So many at once, after a pause. */
  burst: number;
}

export interface RateLimiter {
  /** Takes `count` from the key's bucket. @returns 0, or the seconds to wait until it would hold them */
  take(key: string, count: number): number;
}

/** @param nowMs a clock that never goes back */
export function createRateLimiter({ perSecond, burst }: RateLimit, nowMs: () => number): RateLimiter {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(key, count) {
      const now = nowMs();
      const bucket = buckets.get(key) ?? { left: burst, at: now };
      bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
      buckets.set(key, bucket);
      // A request that is larger than the bucket goes through when the bucket is full.
      const needed = Math.min(count, burst);
      if (bucket.left < needed) return Math.ceil((needed - bucket.left) / perSecond);
      bucket.left -= count;
      return 0;
    },
  };
}
