/** What counts as a use of the product, and what as an outcome. */
import { describe, expect, it } from 'vitest';
import { askForOutcome, isTooShort, onlyNamesUse } from '#src/goals/words.ts';
import type { Program } from '#src/program/domain.ts';
import { parseProgram } from '#src/program/parse.ts';
import { PROGRAM } from '../slack/harness.ts';

const USES = [
  'Use the dashboard',
  'use the dashboard daily',
  'They want to use the reports',
  'Log in every week',
  'Logging in daily',
  'All users log in',
  'Adopt the platform',
  'Adoption of the tool by the whole team',
  'Install the app',
  'Set up the integration',
  'Setting up their account',
  'Have access to all features',
  'Try the new module',
  'Get the team on the platform',
  'Our team uses the tool more often',
  'To be able to use all the features of the product',
  'Everyone is onboarded onto the platform',
  'Make better use of the software',
  'Learn the tool',
  'Train everyone on the platform',
  'See the reports.',
  'Use it',
  'Have the dashboards',
  'sign up and try the features',
  'Enable the API',
  'Deploy the software to all employees',
  'Getting access to the customer’s portal',
  'use  the\nDASHBOARD!',
];

const OUTCOMES = [
  'Sales works leads that come from our own site',
  'Use the dashboard so that finance closes the month in two days',
  'Use 5 features',
  'Cut the time to answer a customer by half',
  'Have fewer support tickets',
  'Strangers raise their hand',
  'Close the books faster',
  'Get promoted',
  'See which campaign brings revenue',
  'Stop copying numbers between spreadsheets',
  'Nobody works at weekends any more',
  'Have time for our families',
  'Understand our customers',
  'Have customers',
  'Pass the audit',
  'Grow',
  'More leads',
  '50 leads a month',
  'Learn what customers want',
  'Reports to the board that are right',
  'Das Dashboard benutzen',
  'Train sales to sell',
  'Have a voice in the company',
  'Own the market',
  'Move to Berlin',
  'Save money',
  'Feel safe',
  'Get new customers',
  'Access to new markets',
  'Be recognised by the board',
  'Use less paper',
  'Use the tool, so we are home by six',
  '使用仪表板',
  'the',
  '',
];

describe('a Required Outcome', () => {
  it.each(USES)('“%s” only names a use', (text) => {
    expect(onlyNamesUse(text, null)).toBe(true);
  });

  it.each(OUTCOMES)('“%s” says more than a use', (text) => {
    expect(onlyNamesUse(text, null)).toBe(false);
  });

  it('that is a task of the program by its event is a use; one that is a milestone is not', () => {
    const program = programOf();
    expect(onlyNamesUse('Install the tracking code', program)).toBe(true);
    expect(onlyNamesUse('Have the tracking code', program)).toBe(true);
    expect(onlyNamesUse('Have the tracking code', null)).toBe(false);
    expect(onlyNamesUse('tracking installed', program)).toBe(true);
    expect(onlyNamesUse('First leads', program)).toBe(false);
    expect(onlyNamesUse('Qualified pipeline', program)).toBe(false);
    expect(onlyNamesUse('Strangers raised their hand', program)).toBe(false);
  });

  it('is asked for with our example, where the field has none of a like customer', () => {
    expect(askForOutcome(true)).toBe(
      'This names a use of the product. What will be different for them when they do it?',
    );
    expect(askForOutcome(false)).toContain('Such as: “Nobody types');
  });

  it('of fewer than three words is too short, in any language', () => {
    for (const short of ['x', 'asdf', 'More leads', '…', 'Mehr Anfragen'])
      expect(isTooShort(short)).toBe(true);
    for (const long of ['50 leads more', 'Sales works leads', '毎月もっと多くの見込み客を獲得する'])
      expect(isTooShort(long)).toBe(false);
  });
});

function programOf(): Program {
  const parsed = parseProgram(PROGRAM);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.program;
}
