/** A message that somebody else saves as feedback while a form of it is open: nothing of the form is lost. */
import { afterAll, beforeAll, it } from 'vitest';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('feedback that somebody saved meanwhile', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const drafts = () => use().db.selectFrom('feedback_draft').selectAll().execute();

  it('shows both, keeps the second form as a draft of what is saved, and offers it again', async () => {
    const message = day.lena.say('cs-daily', 'Bluebird GmbH sees where customers come from');
    const open = async (who: Person) => {
      await who.shortcut('feedback.save', message);
      return who.waitForView((view) => view.submit === 'Save');
    };
    const [lenas, priyas] = [await open(day.lena), await open(day.priya)];
    await day.lena.submit(lenas, { author: 'Ada' });
    await day.settle();
    const both = (await day.priya.submit(priyas, { author: 'Bob', consent: 'refused' })).view!;
    expect(both).toShow('@lena has saved this', 'Theirs: who said it', 'Ada', 'Bob');
    await day.priya.press(both, 'feedback.field', { blockId: 'author', value: 'Bob Blue' });
    await day.settle();
    await day.priya.close(both);
    await day.settle();
    const [saved] = await use().db.selectFrom('feedback').select(['id', 'author', 'version']).execute();
    expect(saved).toMatchObject({ author: 'Ada', version: 1 });
    expect(await drafts()).toMatchObject([{ subject: saved!.id }]);
    const again = await open(day.priya);
    expect(again).toShow('You began this', 'Bob Blue');
    await day.priya.submit(again);
    await day.settle();
    const rows = await use().db.selectFrom('feedback').select(['author', 'consent', 'version']).execute();
    expect(rows).toEqual([{ author: 'Bob Blue', consent: 'refused', version: 2 }]);
    expect(await drafts()).toEqual([]);
  });

  it('leaves no draft where the other one forgets it', async () => {
    await day.ask(day.lena, '/account feedback bluebird');
    await day.ask(day.priya, '/account feedback bluebird');
    await day.priya.press(day.priya.ephemerals().at(-1)!, 'feedback.edit');
    const form = await day.priya.waitForView((view) => view.submit === 'Save');
    await day.lena.press(day.lena.ephemerals().at(-1)!, 'feedback.delete');
    await day.settle();
    await day.priya.press(form, 'feedback.field', { blockId: 'author', value: 'Carla' });
    await day.settle();
    await day.priya.close(form);
    await day.settle();
    expect(await drafts()).toEqual([]);
  });
});
