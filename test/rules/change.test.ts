/** Rules written, rehearsed, changed, muted and deleted in Slack, in the program's own text. */
import { afterAll, beforeAll, it } from 'vitest';
import { applyProgram, exportProgram } from '#src/program/service.ts';
import type { Person } from '#src/sandbox/people.ts';
import type { MessageView, ViewHandle } from '#src/sandbox/message-view.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('rules in Slack', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const textNow = async () => (await exportProgram(use().db, day.workspaceId))!.document;

  /** Presses a button of a rule's row in the list, or one of the list itself. */
  async function press(
    who: Person,
    list: MessageView | ViewHandle,
    actionId: string,
    value?: string,
  ): Promise<void> {
    const blocks = list.blocks as unknown as {
      block_id: string;
      elements?: { action_id?: string; value?: string }[];
      accessory?: { action_id?: string; value?: string };
    }[];
    for (const { block_id: blockId, elements, accessory } of blocks) {
      const all = [...(elements ?? []), ...(accessory === undefined ? [] : [accessory])];
      const found = all.find(
        (one) =>
          one.action_id?.replace(/:\d+$/, '') === actionId && (value === undefined || one.value === value),
      );
      if (found?.action_id !== undefined) {
        await who.press(list, found.action_id, { blockId, ...(value === undefined ? {} : { value }) });
        await day.settle();
        return;
      }
    }
    throw new Error(`no ${actionId} ${value ?? ''} in:\n${list.plain()}`);
  }

  const latest = (who: Person) => who.ephemerals().at(-1)!;
  const formOf = (who: Person) => who.waitForView((view) => view.submit !== undefined);

  /** Presses *Add a condition*, *Write it as YAML* or *Back to fields* in Priya's open form. */
  async function turn(value: 'add' | 'yaml' | 'rows'): Promise<void> {
    await press(day.priya, await formOf(day.priya), 'rule.turn', value);
  }

  async function choose(row: number, option: string): Promise<void> {
    await day.priya.press(await formOf(day.priya), 'rule.turn', { blockId: `kind_${row}`, option });
    await day.settle();
  }

  function yamlIn(form: ViewHandle): string | undefined {
    const blocks = form.blocks as unknown as { block_id: string; element?: { initial_value?: string } }[];
    return blocks.find(({ block_id: id }) => id === 'yaml')?.element?.initial_value;
  }

  it('are changed by leaders and admins alone', async () => {
    const list = await day.ask(day.lena, '/cs rules');
    expect(list.plain()).not.toContain('New rule');
    expect(list).toShow('Leaders and admins change rules.');
    expect(await day.ask(day.priya, '/cs rules')).toShow('New rule', 'Change', 'Mute', 'What it would do');
  });

  it('say what came of their CTAs', async () => {
    await day.press(day.priya, day.list(), 'Acme', 'cta.claim');
    expect(await day.ask(day.priya, '/cs rules')).toShow('In 90 days: 1 of 3 CTAs acted on; 2 not due yet.');
  });

  it('are muted in one word of the text, and back again by Undo', async () => {
    const before = await textNow();
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.switch', 'off:qbr-quarterly');
    expect(await textNow()).toBe(
      before.replace('{ id: qbr-quarterly, enabled: true }', '{ id: qbr-quarterly, enabled: false }'),
    );
    const list = latest(day.priya);
    expect(list).toShow('No review in the last 3 months is muted (version 2)', 'Undo');
    await press(day.priya, list, 'rule.undo');
    expect(await textNow()).toBe(before);
    expect(latest(day.priya)).toShow('Taken back: the program is as it was, as version 3.');
  });

  it('are written in a form whose errors stand at their fields', async () => {
    const before = await textNow();
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.new');
    const form = await formOf(day.priya);
    const refused = await day.priya.submit(form, { name: '  ', cta: 'plan_item' });
    expect(refused.errors).toEqual({
      kind_0: 'Choose what the rule asks for.',
      name: 'Give the rule a name that people understand.',
    });
    await day.priya.press(form, 'rule.turn', { blockId: 'kind_0', option: 'No signal for more than … days' });
    await day.settle();
    const withValue = await formOf(day.priya);
    const missing = await day.priya.submit(withValue, {
      name: 'Silent: for a month',
      value_0_days_since_signal: 2.5,
      cta: 'plan_item',
    });
    expect(missing.errors).toEqual({
      value_0_days_since_signal: expect.stringContaining('whole number of days') as string,
    });
    const kept = await day.priya.submit(await formOf(day.priya), {
      value_0_days_since_signal: 30,
      cta: 'plan_item',
    });
    expect(kept.errors).toEqual({
      cta: expect.stringContaining('kept for the plans of EBRs') as string,
    });
    const saved = await day.priya.submit(await formOf(day.priya), { cta: 'check_in', due: 3, repeat: 20 });
    expect(saved.action).toBe('close');
    await day.settle();
    expect(await textNow()).toBe(
      before.replace(
        'posts:',
        '  - id: silent-for-a-month\n    name: "Silent: for a month"\n    enabled: true\n    when: { days_since_signal: { more_than: 30 } }\n    then: { cta: check_in, priority: normal, due_in_business_days: 3, owner: lead, repeat_after_days: 20 }\nposts:',
      ),
    );
    expect(latest(day.priya)).toShow('Silent: for a month is saved (version 4 of the program)', 'Undo');
  });

  it('are rehearsed as the next morning lists them, with a look back', async () => {
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.rehearse', 'quiet');
    const view = await day.priya.waitForView((one) => one.plain().includes('The last 12 months'));
    expect(view).toShow(
      'Today it would list 4 accounts: adds 4.',
      'Adds 4: Acme Robotics (€48k), Bluebird GmbH (€21k), Evil',
      'Too few to tell whether it finds those who leave.',
      'Mon 2 Nov: 4 of 4 accounts listed; too early to tell who leaves',
    );
    await day.priya.close(view);
    const list = await day.ask(day.priya, '/cs rules');
    await press(day.priya, list, 'rule.switch', 'on:quiet');
    await day.morning(TODAY);
    const opened = await use()
      .db.selectFrom('cta')
      .select('account_id')
      .where('workspace_id', '=', day.workspaceId)
      .where('rule_id', '=', 'quiet')
      .execute();
    expect(opened).toHaveLength(4);
  });

  it('tell the second of two people what the first one saved, and lose nothing that was typed', async () => {
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.change', 'quiet');
    const form = await formOf(day.priya);
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.switch', 'off:quiet');
    const conflicted = await day.priya.submit(form, { name: 'Quiet, says Priya' });
    expect(conflicted.action).toBe('update');
    const both = await formOf(day.priya);
    expect(both).toShow(
      'changed this rule',
      'Theirs: Quiet for a month — off',
      'Not the same: name: Quiet for a month, yours Quiet, says Priya; state: off, yours on.',
      'Save mine',
    );
    const saved = await day.priya.submit(both, {});
    expect(saved.action).toBe('close');
    await day.settle();
    expect(await textNow()).toContain('name: "Quiet, says Priya"');
  });

  it('keep the text of their condition where only the name changes', async () => {
    const before = await textNow();
    const commented = before.replace(
      'posts:',
      '  - id: asked\n    name: Asked\n    when:\n      all:\n        # why we ask\n        - pace: [stuck, slow] # either\n    then: { cta: check_in, priority: low, due_in_business_days: 5, repeat_after_days: 30 }\nposts:',
    );
    expect(await applyProgram(day.deps, day.workspaceId, commented, 'cli')).toMatchObject({ ok: true });
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.change', 'asked');
    expect((await day.priya.submit(await formOf(day.priya), { name: 'Asked twice' })).action).toBe('close');
    await day.settle();
    expect(await textNow()).toBe(commented.replace('name: Asked\n', 'name: Asked twice\n'));

    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.change', 'asked');
    await turn('yaml');
    expect(yamlIn(await formOf(day.priya))).toBe('all:\n  - pace:\n      - stuck\n      - slow\n');
    expect((await day.priya.submit(await formOf(day.priya), { name: 'Asked' })).action).toBe('close');
    await day.settle();
    expect(await textNow()).toBe(commented);
    await applyProgram(day.deps, day.workspaceId, before, 'cli');
  });

  it('lose nothing that was typed on the way to YAML and back', async () => {
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.new');
    await choose(0, 'A reached milestone has slipped');
    await turn('add');
    await choose(1, 'ARR is at least …');
    const rows = (await formOf(day.priya)).plain();
    await turn('yaml');
    const told = await day.priya.waitForView((view) => view.plain().includes('cannot be written as YAML'));
    expect(told).toShow('Condition 2, “ARR is at least …”: Enter a number.');
    await day.priya.close(told);
    const still = await formOf(day.priya);
    expect(still.plain()).toBe(rows);

    await day.priya.fill(still, { value_1_arr_at_least: 5000, name: 'Rich and slipped' });
    await turn('yaml');
    expect(yamlIn(await formOf(day.priya))).toBe('all:\n  - slipped: true\n  - arr:\n      at_least: 5000\n');
    const nested = 'all:\n  - slipped: true\n  - not: { any: [ { pace: [stuck] } ] }\n';
    await day.priya.fill(await formOf(day.priya), { yaml: nested });
    await turn('rows');
    const nestedTold = await day.priya.waitForView((view) =>
      view.plain().includes('does not fit the fields'),
    );
    await day.priya.close(nestedTold);
    await day.priya.fill(await formOf(day.priya), { yaml: 'pace: [fast]' });
    await turn('rows');
    const unread = await day.priya.waitForView((view) => view.plain().includes('stays as YAML'));
    expect(unread).toShow('Line 1, pace[0]: must be');
    await day.priya.close(unread);
    expect((await formOf(day.priya)).plain()).toContain('Rich and slipped');
    await day.priya.close(await formOf(day.priya));
  });

  it('begin as empty YAML where nothing was chosen: no rule stands there that nobody asked for', async () => {
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.new');
    await turn('yaml');
    expect(yamlIn(await formOf(day.priya)) ?? '').toBe('');
    await turn('rows');
    expect((await formOf(day.priya)).plain()).toContain('Write it as YAML');
    await day.priya.close(await formOf(day.priya));
  });

  it('are taken out again, with their own lines alone', async () => {
    const before = await textNow();
    await press(day.priya, await day.ask(day.priya, '/cs rules'), 'rule.remove', 'silent-for-a-month');
    const after = await textNow();
    expect(after).not.toContain('silent-for-a-month');
    expect(before.startsWith(after.slice(0, after.indexOf('posts:')))).toBe(true);
    expect(latest(day.priya)).toShow('Silent: for a month is taken out of the program');
  });
});
