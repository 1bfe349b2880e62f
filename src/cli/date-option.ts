/** Reads a business date from the command line; anything else is wrong usage. */
import { InvalidArgumentError } from 'commander';
import { businessDateOf, isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import type { CliContext } from './context.ts';

/** Where a day begins last: today's date there lies ahead in no program's time zone. */
const LAST_ZONE = 'Etc/GMT+12';

/** @returns what reads the value of such an option, with today as the example */
export function readDateOption({ now }: Pick<CliContext, 'now'>): (text: string) => BusinessDate {
  return (text) => {
    if (!isBusinessDate(text))
      throw new InvalidArgumentError(
        `Write a date as YYYY-MM-DD, such as ${businessDateOf(now(), LAST_ZONE)}.`,
      );
    return text;
  };
}
