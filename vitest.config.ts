import { defineConfig } from 'vitest/config';

const json = process.env['VITEST_JSON'];
/** Random tests that try more cases (FUZZ) need the time. */
const FUZZ = Number(process.env['FUZZ'] ?? 1);
const patience = { testTimeout: 30_000 * FUZZ, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    reporters: json === undefined ? ['default'] : ['default', 'json'],
    ...(json === undefined ? {} : { outputFile: { json } }),
    projects: [
      {
        test: {
          ...patience,
          name: 'milepost',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/fuzz.ts'],
          // By default a core is left free, which on two cores is half of them.
          maxWorkers: 2,
        },
      },
      {
        // A browser and the bot keep two cores busy: one file at a time, after all others.
        test: {
          ...patience,
          testTimeout: 60_000,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/global-setup.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
