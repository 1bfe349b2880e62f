/** Reads a business date from the command line; anything else is wrong usage. */
import { InvalidArgumentError } from 'commander';
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';

export function readDateOption(text: string): BusinessDate {
  if (!isBusinessDate(text))
    throw new InvalidArgumentError('Write a date as YYYY-MM-DD, such as 2026-11-23.');
  return text;
}
