/** The day of the last signal costs two scans per account: it is kept only where a rule asks for it. */
import { expect, it } from 'vitest';
import pino from 'pino';
import { createIdSource } from '#src/base/ids.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { explainAccount, listedAccounts } from '#src/rules/service.ts';
import { EXAMPLE, exampleWith } from '../program/example.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace, insertAccounts, insertSignals } from '../support/signals.ts';

const makeId = createIdSource();
const TODAY = '2024-06-01';
const SILENT_RULE = `rules:
  - id: silent
    name: Silent for 30 days
    enabled: true
    when: { days_since_signal: { more_than: 30 } }
    then: { cta: check_in, priority: normal, due_in_business_days: 5, owner: lead, repeat_after_days: 30 }
`;

onEachDatabase('the day of the last signal', (use) => {
  async function start() {
    const database = use();
    const { db } = database;
    const now = () => new Date('2024-06-01T09:00:00Z');
    const deps = { database, makeId, now, log: pino({ level: 'silent' }) };
    const workspaceId = await emptyWorkspace(db, makeId);
    const account = {
      id: makeId(),
      startedOn: '2024-01-01',
      events: [{ name: 'login', day: '2024-03-01', count: 1 }],
      kpis: [{ kpi: 'leads', day: '2024-03-20', value: 3 }],
    };
    await insertAccounts(db, workspaceId, [account]);
    await insertSignals(database, workspaceId, [account]);
    const apply = async (text: string) => {
      const result = await applyProgram(deps, workspaceId, text, 'cli');
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      const applied = (await createProgramSource().load(db, workspaceId))!;
      await assessWorkspace(deps, workspaceId, applied.program, TODAY);
      return applied;
    };
    const kept = () =>
      db.selectFrom('assessment').select('last_signal_on').where('workspace_id', '=', workspaceId).execute();
    return { database, workspaceId, account, apply, kept };
  }

  it('is looked up anew as soon as a rule asks for it', async () => {
    const { database, workspaceId, account, apply, kept } = await start();
    await apply(EXAMPLE);
    expect(await kept()).toEqual([{ last_signal_on: null }]);
    const { program } = await apply(exampleWith(['rules:\n', SILENT_RULE]));
    expect(await kept()).toEqual([{ last_signal_on: '2024-03-20' }]);
    const { rows } = await listedAccounts(workspaceId, program.rules[0]!, program, TODAY).execute(
      database.db,
    );
    expect(rows).toEqual([{ account_id: account.id }]);
  });

  it('is known of one account also where the rule is off', async () => {
    const { database, workspaceId, account, apply } = await start();
    const applied = await apply(
      exampleWith(['rules:\n', SILENT_RULE.replace('enabled: true', 'enabled: false')]),
    );
    const explained = await explainAccount(database, workspaceId, applied, account.id, TODAY);
    const [clause] = explained?.find(({ rule }) => rule === 'silent')?.clauses ?? [];
    expect(clause).toMatchObject({ holds: true, actual: 'no signal since 20 Mar (73 days)' });
  });
});
