/** A scenario’s funnel with its figures, the list of scenarios, and what is said of names that are none. */
import type { KnownBlock, ModalView } from '@slack/types';
import type {
  Outcome,
  PriceFigure,
  ScenarioCard,
  ScenarioFigures,
  StepFigure,
  VariantFigure,
} from '#src/scenarios/figures.ts';
import { facilitatorField, type Scenario, type Step } from '#src/scenarios/domain.ts';
import { REQUIREMENT_STATES } from '#src/requirements/domain.ts';
import { exactMoney } from './acquisition-card.ts';
import { actions, button, context, divider, modal, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { MEASURE_WORDS } from './scenario-form.ts';
import { scenarioValues } from './scenario-values.ts';
import { join, mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** The word of a list that says how few answers there are. */
const TOO_FEW = 'too few to tell';

/** @param milestones the names of milestones by their ids; @param canWork whether the person may change it */
export function scenarioAnswer(
  figures: ScenarioFigures,
  milestones: ReadonlyMap<string, string>,
  canWork: boolean,
): Answer {
  const { scenario, steps } = figures;
  const text = mrkdwn`${scenario.name}: ${headline(steps)}`;
  const retired = scenario.state === 'retired' ? mrkdwn` · retired` : mrkdwn``;
  const head = section(mrkdwn`*${scenario.name}*${retired}\n${cardsLine(figures)}`);
  const foot: KnownBlock[] = [
    ...(steps.at(-1)?.step.kind === 'outcome' ? [] : [context(NO_OUTCOME)]),
    section(join(besides(figures), '\n')),
    context(HOW),
    buttons(scenario, canWork),
  ];
  const rows = steps.map((step, index) => [section(stepLine(figures, step, index, milestones))]);
  const more = (hidden: number) => [
    context(mrkdwn`${count(hidden, 'more step')} did not fit: “Read all” names them.`),
  ];
  const blocks = [head, ...rowsWithin(limits.message, rows, { reserve: [head, ...foot], more }), ...foot];
  return { text, blocks, share: true };
}

const HOW = mrkdwn`One row per account; a step counts on or after the day of the one before. Intervals of 95 %: Wilson, and Newcombe for a difference.`;
const NO_OUTCOME = mrkdwn`No outcome is counted: none of its Goal Cards has a KPI with a target, or a milestone.`;

function headline(steps: readonly StepFigure[]): string {
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return 'no steps';
  const start = `${count(first.count, 'account')} ${first.step.kind === 'triggered' ? 'triggered' : 'entered'}`;
  return first === last
    ? start
    : `${start}, ${figure(last.count)} ${last.step.kind === 'outcome' ? 'at the outcome' : 'at the last step'}`;
}

function cardsLine({ founding, cards, cardCount }: ScenarioFigures): Mrkdwn {
  const grew =
    founding === null
      ? mrkdwn`Its first card is gone`
      : mrkdwn`Grew from “${founding.name}” (${founding.accountName})`;
  const others = cards.filter(({ id }) => id !== founding?.id);
  const hidden = cardCount - cards.length;
  if (others.length === 0 && hidden <= 0) return grew;
  const named = others.map(
    ({ name, accountName }) => mrkdwn`“${truncate(name, 60)}” (${truncate(accountName, 60)})`,
  );
  const more = hidden > 0 ? [mrkdwn`${hidden} more`] : [];
  return mrkdwn`${grew} · with ${join([...named, ...more], ', ')}`;
}

function stepLine(
  figures: ScenarioFigures,
  { step, count: accounts, share }: StepFigure,
  index: number,
  milestones: ReadonlyMap<string, string>,
): Mrkdwn {
  const converted =
    share === null
      ? mrkdwn``
      : mrkdwn` · ${percent(share.estimate)} of those before (${percent(share.low)} to ${percent(share.high)})`;
  const { name, about } = stepName(figures, step, milestones);
  const line = mrkdwn`*${index + 1}. ${name}* (${about})   ${count(accounts, 'account')}${converted}`;
  if (step.kind !== 'facilitator') return line;
  const variant = figures.variants.find(({ facilitator }) => facilitator.id === step.facilitator.id);
  return variant === undefined ? line : join([line, variantLine(variant)], '\n');
}

function stepName(
  figures: ScenarioFigures,
  step: Step,
  milestones: ReadonlyMap<string, string>,
): { name: string; about: string } {
  if (step.kind === 'facilitator') {
    return { name: truncate(step.facilitator.name, 150), about: step.facilitator.kind };
  }
  if (step.kind === 'outcome') return { name: 'Outcome', about: outcomeText(figures.founding, milestones) };
  return {
    name: step.kind === 'triggered' ? 'Triggered' : 'Acted',
    about: truncate(step.events.join(', '), 300),
  };
}

/** What is measured, such as `leads_per_month at 50 or more`. */
function outcomeText(card: ScenarioCard | null, milestones: ReadonlyMap<string, string>): string {
  if (card === null) return 'the goals of its cards';
  const { kpi, baseline, target, milestoneId }: Outcome = card;
  if (kpi !== null && target !== null) {
    const bound = baseline !== null && baseline > target ? 'less' : 'more';
    return `${truncate(kpi, 150)} at ${figure(target)} or ${bound}`;
  }
  if (milestoneId !== null) return `“${milestones.get(milestoneId) ?? milestoneId}” reached`;
  return 'the goals of its cards';
}

function variantLine({ a, b, difference, needed, enough }: VariantFigure): Mrkdwn {
  const side = (name: string, { successes, trials }: VariantFigure['a']) => {
    const share = trials === 0 ? '' : ` (${percent(successes / trials)})`;
    return `${name} ${figure(successes)} of ${figure(trials)}${share}`;
  };
  const points =
    difference === null
      ? mrkdwn``
      : mrkdwn` · B − A: ${signed(difference.estimate)} points (${signed(difference.low)} to ${signed(difference.high)})`;
  const verdict = enough
    ? verdictOf(difference)
    : `${TOO_FEW}: ${figure(needed)} accounts in each are needed`;
  return mrkdwn`      ${side('A', a)} · ${side('B', b)}${points} · ${verdict}`;
}

function verdictOf(difference: VariantFigure['difference']): string {
  if (difference === null) return TOO_FEW;
  if (difference.low > 0) return 'B does better';
  if (difference.high < 0) return 'A does better';
  return 'no difference is seen';
}

function besides(figures: ScenarioFigures): Mrkdwn[] {
  const { scenario, prices, rewardsGiven, requirements } = figures;
  const { trigger, reward, pricing } = scenario;
  const { commitment } = trigger;
  const lines: Mrkdwn[] = [];
  if (commitment !== null) {
    const note = commitment.note === null ? mrkdwn`` : mrkdwn`: ${truncate(commitment.note, 300)}`;
    lines.push(mrkdwn`Commitment ${commitment.level} of 5, by ${MEASURE_WORDS[commitment.measure]}${note}`);
  }
  lines.push(
    prices.length === 0
      ? mrkdwn`What they would pay: nobody was asked yet`
      : mrkdwn`What they would pay: ${join(prices.map(priceText), ' · ')}`,
  );
  if (pricing.limits.length > 0)
    lines.push(mrkdwn`Limits that they bear: ${truncate(pricing.limits.join('; '), 500)}`);
  if (reward.stuckDays !== null) {
    lines.push(
      mrkdwn`Rewards: one of ${reward.catalogue.length} for who is stuck for more than ${count(reward.stuckDays, 'day')}; ${rewardsGiven} given in 90 days`,
    );
  }
  const written = REQUIREMENT_STATES.filter((state) => requirements.has(state)).map(
    (state) => `${figure(requirements.get(state) ?? 0)} ${state}`,
  );
  lines.push(mrkdwn`Requirements: ${written.length === 0 ? 'none written' : written.join(', ')}`);
  return lines;
}

function priceText({ currency, answers, quartiles }: PriceFigure): Mrkdwn {
  if (quartiles === null) return mrkdwn`${currency}: ${TOO_FEW} (${count(answers, 'answer')}, 5 are needed)`;
  const { low, median, high } = quartiles;
  const sum = (amount: number) => exactMoney(amount, currency);
  return mrkdwn`${currency}: median ${sum(median)}, half of them ${sum(low)} to ${sum(high)} (${count(answers, 'answer')})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}\u00A0%`;
}

function signed(difference: number): string {
  const points = Math.round(difference * 100);
  return points < 0 ? `−${-points}` : `+${points}`;
}

function buttons({ id, name, state }: Scenario, canWork: boolean) {
  const value = id;
  const requirements = verbButton('Requirements', {
    command: '/cs',
    verb: 'requirements',
    rest: `scenario:${id}`,
  });
  const read = button('Read all', ids.scenarioRead, { value });
  if (!canWork) return actions(read, requirements);
  if (state === 'retired')
    return actions(read, requirements, button('Take up again', ids.scenarioResume, { value }));
  return actions(
    button('Edit', ids.scenarioEdit, { value }),
    button('Ask a price', ids.scenarioPrice, { value }),
    button('Add a card', ids.scenarioJoin, { value }),
    button('Write a requirement', ids.requirementWrite, { value }),
    requirements,
    read,
    button('Retire', ids.scenarioRetire, {
      value,
      style: 'danger',
      confirm: {
        title: 'Retire the scenario?',
        text: `Nothing is watched or drawn for “${truncate(name, 100)}” any more, and its open CTAs are resolved. It can be taken up again.`,
        confirm: 'Retire it',
        deny: 'Keep it',
        danger: true,
      },
    }),
  );
}

/** All texts of a scenario, whole. */
export function scenarioInFull(scenario: Scenario, savedBy: Mrkdwn, savedAt: Mrkdwn): ModalView {
  const values = scenarioValues(scenario.name, scenario);
  const part = (title: string, name: string) => textBlocks(title, values[name]);
  const facilitators = scenario.facilitators.flatMap(({ kind, event, effect }, index) => {
    const test = effect === null ? mrkdwn`` : mrkdwn` · A/B test for ${figure(effect)} points`;
    return [
      ...textBlocks(`${index + 1}. ${kind}`, values[facilitatorField(index, 'name')]),
      context(mrkdwn`${event}${test}`),
    ];
  });
  const blocks = [
    section(mrkdwn`*${scenario.name}* · version ${scenario.version}, saved by ${savedBy} ${savedAt}`),
    ...part('TRIGGER', 'trigger_events'),
    ...part('What was found', 'note'),
    ...part('ACTION', 'action_events'),
    ...(facilitators.length === 0 ? [] : [divider(), ...facilitators, divider()]),
    ...part('RANDOM REWARD', 'rewards'),
    ...part('Limits that they bear', 'limits'),
  ];
  const more = (hidden: number) => [
    context(mrkdwn`${count(hidden, 'more part')} did not fit: the form holds all.`),
  ];
  const rows = blocks.map((block) => [block]);
  return modal({ title: 'Scenario', blocks: rowsWithin(limits.modal, rows, { more }) });
}

/** Quoting makes a text longer: it is shown in pieces that fit whatever is in them. */
const PIECE = 500;

/** A text whole, under its title. */
export function textBlocks(title: string, value: string | string[] | null | undefined): KnownBlock[] {
  if (typeof value !== 'string' || value.trim() === '') return [];
  const letters = Array.from(value);
  const pieces = Array.from({ length: Math.ceil(letters.length / PIECE) }, (_, index) =>
    letters.slice(index * PIECE, (index + 1) * PIECE).join(''),
  );
  return [section(mrkdwn`*${title}*`), ...pieces.map((piece) => section(quoted(piece)))];
}
