/** `/account show`. */
import { addDays } from '#src/base/business-date.ts';
import { openDatabase } from '#src/db/open.ts';
import { benchCommand, someKeys } from './command.ts';
import type { Figure } from './figures.ts';
import { DATE } from './fixture.ts';

export async function benchShow(url: string, accounts: number): Promise<Figure[]> {
  const database = openDatabase(url);
  const keys = await someKeys(database, '7');
  await database.close();
  return benchCommand(url, accounts, {
    name: '/account show',
    texts: keys.map((key) => `show ${key}`),
    channelId: 'C0BENCH',
    now: `${addDays(DATE, 10)}T23:30:00Z`,
    database: database.dialect,
    answer: 'the card',
  });
}
