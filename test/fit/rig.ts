/** Accounts and people on a real database, and somebody who assesses. */
import pino from 'pino';
import type { Press } from '#src/ctas/service.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { keepEntry, openDraft } from '#src/fit/draft-service.ts';
import type { Answer, Extension, FitProgram, Potentials } from '#src/fit/domain.ts';
import { NO_POTENTIALS } from '#src/fit/domain.ts';
import { presetFit } from '#src/fit/presets.ts';
import { findNewest, saveFit } from '#src/fit/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { makeAccount, type MadeAccount } from '../accounts/make-account.ts';
import { emptyWorkspace, programOf } from '../support/signals.ts';

const makeId = createIdSource();

export const TODAY = '2026-11-23';
export const PRIYA = 'p-priya';
export const LENA = 'p-lena';
export const SAM = 'p-sam';

/** Two musts, two that should be there, and one question of readiness. */
const FIT: FitProgram = {
  ...presetFit(),
  checklist: (
    [
      ['sso', 'technical', 'must'],
      ['forms', 'functional', 'must'],
      ['time', 'resource', 'should'],
      ['open', 'cultural', 'should'],
    ] as const
  ).map(([id, kind, level]) => ({ key: id, id, name: `They have ${id}`, kind, level })),
  readiness: [{ key: 'readiness/budget', id: 'budget', name: 'There is a budget', part: 'able' }],
};

export const GOOD = { sso: 'yes', forms: 'yes', time: 'yes', 'readiness/budget': 'yes' } as const;
export const STRETCH = { ...GOOD, time: 'no' } as const;
export const BAD = { ...GOOD, sso: 'no' } as const;
export const UNTIL: Extension = { text: 'We train them', until: '2026-12-12', cost: 4000 };

export interface FitWorld {
  deps: Deps;
  workspaceId: string;
  applied: AppliedProgram;
  setNow(now: string): void;
  account(change?: Partial<MadeAccount>): Promise<string>;
  /** Fills in the form and saves it. */
  assess(
    accountId: string,
    answers: Record<string, Answer>,
    options?: { by?: string; on?: string; extension?: Extension; potentials?: Potentials; seenId?: string },
  ): ReturnType<typeof saveFit>;
  /** The direct messages so far: to whom, and their first lines. */
  messages(): Promise<{ to: string; text: string }[]>;
}

export async function createFitWorld(database: OpenDatabase): Promise<FitWorld> {
  let now = new Date('2026-11-23T08:00:00Z');
  const deps: Deps = { database, makeId, now: () => now, log: pino({ level: 'silent' }) };
  const { db } = database;
  const workspaceId = await emptyWorkspace(db, makeId);
  await db
    .insertInto('person')
    .values(
      [
        [PRIYA, 'U0PRIYA', 'Priya Nair'],
        [LENA, 'U0LENA', 'Lena Hoff'],
        [SAM, 'U0SAM', 'Sam Seller'],
      ].map(([id = '', slackUserId = '', name = '']) => ({
        workspace_id: workspaceId,
        id,
        slack_user_id: slackUserId,
        name,
        created_at: '',
      })),
    )
    .execute();
  const program = { ...programOf({ id: 'j', name: 'J', phases: [] }), fit: FIT };
  const applied = { version: 3, appliedAt: '', program };
  let made = 0;
  return {
    deps,
    workspaceId,
    applied,
    setNow(next) {
      now = new Date(next);
    },
    account(change = {}) {
      made += 1;
      const names = { key: `A-${made}`, name: `Account ${made}` };
      return makeAccount(database, workspaceId, { ...names, leadId: PRIYA, partnerId: LENA, ...change });
    },
    async assess(accountId, answers, options = {}) {
      const press: Press = { personId: options.by ?? PRIYA, today: options.on ?? TODAY };
      const filling = { personId: press.personId, accountId };
      const newest = await findNewest(db, workspaceId, accountId);
      const { draft } = await openDraft(deps, workspaceId, FIT, filling);
      const given = Object.entries(answers).map(
        ([key, answer]) => [key, { answer, evidence: `${answer} <!here>` }] as const,
      );
      const place = { ...filling, flow: draft.flow };
      const kept = await keepEntry(deps, workspaceId, place, { entry: { answers: new Map(given) } });
      const complete = {
        draft: kept!,
        potentials: options.potentials ?? NO_POTENTIALS,
        extension: options.extension ?? null,
        seenId: options.seenId ?? newest?.id ?? null,
      };
      return saveFit(deps, workspaceId, applied, complete, press, async () => {});
    },
    async messages() {
      const rows = await db
        .selectFrom('outbox')
        .select(['channel', 'payload'])
        .where('workspace_id', '=', workspaceId)
        .orderBy('id')
        .execute();
      return rows.map(({ channel, payload }) => ({
        to: channel,
        text: (JSON.parse(payload) as { text: string }).text,
      }));
    },
  };
}
