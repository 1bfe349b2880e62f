/** The list of scenarios, and what is said of names that are none and of prices that were kept. */
import type { KnownBlock } from '@slack/types';
import type { ListedScenario } from '#src/scenarios/figures.ts';
import { actions, say, section, type Answer } from './build.ts';
import { count, day, figure } from './format.ts';
import { join, mrkdwn, saidBack } from './text.ts';
import { turnButtons } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface ScenarioListPage {
  scenarios: readonly ListedScenario[];
  page: number;
  hasMore: boolean;
  canWork: boolean;
}

export function scenarioList({ scenarios, page, hasMore, canWork }: ScenarioListPage): Answer {
  const grow = canWork
    ? [verbButton('New scenario', { command: '/cs', verb: 'scenario', rest: 'new' }, { number: 2 })]
    : [];
  const turn = (label: string, to: number, number: number) =>
    verbButton(label, { command: '/cs', verb: 'scenario', rest: `page:${to}` }, { number, replace: true });
  const feet = [...turnButtons({ page, hasMore }, turn), ...grow];
  const foot: KnownBlock[] = feet.length === 0 ? [] : [actions(...feet)];
  if (scenarios.length === 0) {
    const text = mrkdwn`There is no scenario ${page > 1 ? 'on this page' : 'yet'}.`;
    const how = mrkdwn`A Goal Card grows into one: \`/cs scenario new\`, or the button on the card.`;
    return { text, blocks: [section(mrkdwn`${text} ${how}`), ...foot] };
  }
  const text = mrkdwn`Scenarios: ${join(
    scenarios.slice(0, 3).map(({ name }) => name),
    ', ',
  )}`;
  const rows = scenarios.map((scenario, index) => [scenarioRow(scenario, index)]);
  return { text, blocks: [section(mrkdwn`*Scenarios*`), ...rows.flat(), ...foot], share: true };
}

function scenarioRow({ name, state, cards, requirements }: ListedScenario, index: number): KnownBlock {
  const retired = state === 'retired' ? ' · retired' : '';
  const about = `${count(cards, 'card')} · ${count(requirements, 'requirement')}${retired}`;
  return section(
    mrkdwn`*${name}*\n${about}`,
    verbButton(
      'Open',
      { command: '/cs', verb: 'scenario', rest: name },
      { number: index, label: `Open ${name}` },
    ),
  );
}

/** No scenario has this name: close ones are offered. @param verb what was meant to be done with it, such as `price ` */
export function noScenario(typed: string, closest: readonly string[], verb: string): Answer {
  const known = mrkdwn`I know no scenario “${saidBack(typed)}”.`;
  const [first] = closest;
  if (first === undefined) {
    return say(mrkdwn`${known} \`/cs scenario\` lists those that there are; \`/cs scenario new\` makes one.`);
  }
  const named = join(
    closest.map((name) => mrkdwn`*${name}*`),
    ' or ',
  );
  const text = mrkdwn`${known} Did you mean ${named}?`;
  const choices = closest.map((name, number) =>
    verbButton(name, { command: '/cs', verb: 'scenario', rest: `${verb}${name}` }, { number, replace: true }),
  );
  return {
    text,
    blocks: [section(text), actions(...choices), section(mrkdwn`Try \`/cs scenario ${verb}${first}\``)],
  };
}

export function priceSaved(
  scenario: string,
  said: { person: string; amount: number; currency: string },
  before: { amount: number; currency: string; askedOn: string } | null,
  today: string,
): Answer {
  const sum = `${figure(said.amount)} ${said.currency}`;
  const was =
    before === null
      ? mrkdwn``
      : mrkdwn` It takes the place of ${figure(before.amount)} ${before.currency}, said ${day(before.askedOn, today)}.`;
  return say(mrkdwn`Kept: ${said.person} would pay ${sum} for “${scenario}”.${was}`);
}
