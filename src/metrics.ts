/** Figures for Prometheus at `/metrics`. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countOutbox } from './jobs/outbox-store.ts';
import type { OpenDatabase } from './db/open.ts';

export interface Metrics {
  contentType: string;
  /** The text that Prometheus reads. */
  read(): Promise<string>;
  /** Notes an answered request. @param seconds from its arrival to its answer */
  observeRequest(route: string, status: number, seconds: number): void;
}

export function createMetrics(database: OpenDatabase): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'milepost_http_request_seconds',
    help: 'From the arrival of a request to its answer',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.25, 1, 3, 10],
    registers: [registry],
  });
  registry.registerMetric(
    new Gauge({
      name: 'milepost_outbox_messages',
      help: 'Messages that wait for Slack, or that Slack refused for good',
      labelNames: ['state'],
      registers: [],
      async collect() {
        for (const [state, count] of Object.entries(await countOutbox(database.db)))
          this.set({ state }, count);
      },
    }),
  );
  return {
    contentType: registry.contentType,
    read: () => registry.metrics(),
    observeRequest: (route, status, seconds) => requests.observe({ route, status }, seconds),
  };
}
