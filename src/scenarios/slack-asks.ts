/** The small forms around a scenario: what a person would pay, and a further card. */
import { say } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { chooseForm, joinFields, joinForm, priceFields, priceForm } from '#blocks/scenario-asks.ts';
import { priceSaved } from '#blocks/scenario-list.ts';
import { mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { isBusinessDate } from '../base/business-date.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import { CURRENCY, readCurrency } from './domain.ts';
import { askPrice, findScenario, findScenarioCard, joinScenario } from './service.ts';
import { GONE } from './slack-form.ts';

export function registerAsks(edge: Edge): void {
  const press = { right: 'scenario.work', value: idValue } as const;
  edge.action(ids.scenarioPrice, { ...press, run: openPrice });
  edge.action(ids.scenarioJoin, {
    ...press,
    run: (call, id) =>
      call.openModal('Add a card', async () => {
        const scenario = await findScenario(call.deps.database.db, call.workspaceId, id);
        return scenario === null ? answerView(say(GONE)) : joinForm(scenario);
      }),
  });
  edge.action(ids.scenarioChoose, {
    ...press,
    run: (call, cardId) =>
      call.openModal('Join a scenario', async () => {
        const card = await findScenarioCard(call.deps.database.db, call.workspaceId, cardId);
        return card === null ? answerView(say(GONE)) : chooseForm(card);
      }),
  });
  edge.submit(ids.scenarioJoinForm, {
    right: 'scenario.work',
    metadata: jsonOf(z.object({ scenarioId: z.string().max(64), cardId: z.string().max(64) })),
    parse: (values) => {
      const chosen = values[joinFields.card] ?? values[joinFields.scenario];
      if (typeof chosen === 'string' && idValue.safeParse(chosen).success) return { ok: true, value: chosen };
      const field = joinFields.card in values ? joinFields.card : joinFields.scenario;
      return { ok: false, errors: { [field]: 'Choose one from the list.' } };
    },
    run: join,
  });
  edge.submit(ids.scenarioPriceForm, {
    right: 'scenario.work',
    metadata: jsonOf(z.object({ scenarioId: idValue })),
    parse: (values) => parseForm(priceValues, values),
    run: keepPrice,
  });
}

/** Opens the form that asks what a person would pay. */
export function openPrice(call: Call, id: string): Promise<void> {
  return call.openModal('What would they pay?', async () => {
    const scenario = await findScenario(call.deps.database.db, call.workspaceId, id);
    if (scenario === null) return answerView(say(GONE));
    const { name, pricing } = scenario;
    return priceForm({ id, name, currency: pricing.currency, today: await call.today() });
  });
}

async function join(
  call: Call,
  chosen: string,
  metadata: { scenarioId: string; cardId: string },
): Promise<Submitted> {
  const [scenarioId, cardId] =
    metadata.scenarioId === '' ? [chosen, metadata.cardId] : [metadata.scenarioId, chosen];
  const field = metadata.scenarioId === '' ? joinFields.scenario : joinFields.card;
  const press = { personId: call.person.id, today: await call.today() };
  const result = await joinScenario(call.deps, call.workspaceId, { scenarioId, cardId }, press);
  if (result.ok) {
    return {
      kind: 'close',
      all: true,
      answer: say(mrkdwn`The card is in the scenario *${result.scenario.name}* now.`),
    };
  }
  if (result.problem === 'in-it-already') {
    return {
      kind: 'errors',
      errors: { [field]: 'The card is in this scenario already: choose another one.' },
    };
  }
  return { kind: 'unsaved', answer: say(GONE) };
}

const AMOUNT = 'Write a sum of 0 or more, such as 49.';
const WHEN = 'Choose the day on which they were asked.';
const MOST = 1e12;
const priceValues = z.object({
  [priceFields.account]: z.string({ error: 'Choose the account from the list.' }),
  [priceFields.person]: z
    .string({ error: 'Write who was asked.' })
    .trim()
    .min(1, 'Write who was asked.')
    .max(150),
  [priceFields.amount]: z
    .string({ error: AMOUNT })
    .transform(Number)
    .refine((amount) => amount >= 0 && amount <= MOST, AMOUNT),
  [priceFields.currency]: z
    .string({ error: CURRENCY })
    .refine((text) => readCurrency(text) !== null, CURRENCY)
    .transform((text) => readCurrency(text) ?? ''),
  [priceFields.askedOn]: z.string({ error: WHEN }).refine(isBusinessDate, WHEN),
});

async function keepPrice(
  call: Call,
  said: z.infer<typeof priceValues>,
  { scenarioId }: { scenarioId: string },
): Promise<Submitted> {
  const today = await call.today();
  const { account: accountId, asked_on: askedOn, ...rest } = said;
  if (askedOn > today)
    return { kind: 'errors', errors: { [priceFields.askedOn]: 'Choose today or an earlier day.' } };
  const press = { personId: call.person.id, today };
  const saved = await askPrice(
    call.deps,
    call.workspaceId,
    { ...rest, accountId, askedOn, scenarioId },
    press,
  );
  if (saved.ok) {
    const scenario = await findScenario(call.deps.database.db, call.workspaceId, scenarioId);
    return { kind: 'close', answer: priceSaved(scenario?.name ?? '', saved.price, saved.before, today) };
  }
  if (saved.problem === 'account-not-found') {
    return {
      kind: 'errors',
      errors: { [priceFields.account]: 'This account is no longer there: choose another one.' },
    };
  }
  return { kind: 'unsaved', answer: say(GONE) };
}
