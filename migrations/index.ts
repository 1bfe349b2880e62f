/** All migrations by name, oldest first. A migration is never changed once it has been released. */
import type { Migration } from 'kysely/migration';
import { createFoundation } from './0001-foundation.ts';
import { createSignals } from './0002-signals.ts';
import { createWork } from './0003-work.ts';
import { createMorning } from './0004-morning.ts';
import { createGoals } from './0005-goals.ts';
import { createScenarios } from './0006-scenarios.ts';
import { createFit } from './0007-fit.ts';
import { createGaps } from './0008-gaps.ts';
import { createHealth } from './0009-health.ts';
import { createLeadership } from './0010-leadership.ts';
import type { MigrationDialect } from './columns.ts';

export function createMigrations(dialect: MigrationDialect): Record<string, Migration> {
  return {
    '0001-foundation': createFoundation(dialect),
    '0002-signals': createSignals(dialect),
    '0003-work': createWork(dialect),
    '0004-morning': createMorning(dialect),
    '0005-goals': createGoals(dialect),
    '0006-scenarios': createScenarios(dialect),
    '0007-fit': createFit(dialect),
    '0008-gaps': createGaps(dialect),
    '0009-health': createHealth(dialect),
    '0010-leadership': createLeadership(dialect),
  };
}
