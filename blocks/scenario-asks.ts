/** The small forms around a scenario: what a person would pay, and a further card. */
import type { ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import { actions, button, modal, section } from './build.ts';
import { dateField, input, numberField, searchField, textField } from './form-fields.ts';
import { ids } from './ids.ts';
import { mrkdwn } from './text.ts';

export const priceFields = {
  account: 'account',
  person: 'person',
  amount: 'amount',
  currency: 'currency',
  askedOn: 'asked_on',
} as const;

export function priceForm(scenario: {
  id: string;
  name: string;
  currency: string | null;
  today: BusinessDate;
}): ModalView {
  return modal({
    callbackId: ids.scenarioPriceForm,
    title: 'What would they pay?',
    submit: 'Keep',
    metadata: { scenarioId: scenario.id },
    blocks: [
      section(
        mrkdwn`For “${scenario.name}”: what one person said they would pay. Asked again, their newer answer counts.`,
      ),
      input(
        priceFields.account,
        'Account',
        searchField(ids.accountSearch, { placeholder: 'Its name or domain' }),
      ),
      input(priceFields.person, 'Who was asked', textField({ max: 150 }), {
        hint: 'Their name, such as: Ada Acme',
      }),
      input(priceFields.amount, 'How much', numberField({ min: 0, decimals: true }), { hint: 'Such as 49' }),
      input(priceFields.currency, 'Currency', textField({ initial: scenario.currency, max: 10 }), {
        hint: 'Three letters, such as EUR',
      }),
      input(priceFields.askedOn, 'When', dateField({ initial: scenario.today })),
    ],
  });
}

export const joinFields = { card: 'card', scenario: 'scenario' } as const;

/** A further card for a scenario. */
export function joinForm(scenario: { id: string; name: string }): ModalView {
  return modal({
    callbackId: ids.scenarioJoinForm,
    title: 'Add a card',
    submit: 'Add',
    metadata: { scenarioId: scenario.id, cardId: '' },
    blocks: [
      section(
        mrkdwn`A further Goal Card for “${scenario.name}”. Its account’s outcome is that of its own card.`,
      ),
      input(
        joinFields.card,
        'Goal Card',
        searchField(ids.scenarioCard, { minLength: 0, placeholder: 'Its name or the account’s' }),
      ),
    ],
  });
}

/** A scenario for a card. */
export function chooseForm(card: { id: string; name: string }): ModalView {
  return modal({
    callbackId: ids.scenarioJoinForm,
    title: 'Join a scenario',
    submit: 'Join',
    metadata: { scenarioId: '', cardId: card.id },
    blocks: [
      section(mrkdwn`“${card.name}” joins a scenario that is there.`),
      input(
        joinFields.scenario,
        'Scenario',
        searchField(ids.scenarioSearch, { minLength: 0, placeholder: 'Its name' }),
      ),
    ],
  });
}

/** A card of which scenarios are there: a new one, or one that it joins. */
export function growChoice(
  card: { id: string; name: string; accountName: string },
  inThem: readonly string[],
): ModalView {
  const standing =
    inThem.length === 0
      ? mrkdwn``
      : mrkdwn` It is in ${inThem.map((name) => `“${name}”`).join(', ')} already.`;
  return modal({
    title: 'Grow into a scenario',
    blocks: [
      section(mrkdwn`*${card.name}* (${card.accountName}).${standing}`),
      actions(
        button('A new scenario', ids.scenarioGrow, { value: `new:${card.id}`, style: 'primary' }),
        button('Join one that is there', ids.scenarioChoose, { value: card.id }),
      ),
    ],
  });
}
