/** Submitted modals: Slack is answered exactly once, within its three seconds, however long the work takes. */
import type { Answer } from '#blocks/build.ts';
import { modal, ourText, section } from '#blocks/build.ts';
import { limits } from '#blocks/limits.ts';
import { join, mrkdwn, quoted } from '#blocks/text.ts';
import { withTyped, type TypedText } from '#blocks/typed-kept.ts';
import type { App, ViewSubmitAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { slackErrorOf } from '../base/describe-error.ts';
import { answerView, hasRoomOver, tell, updateView } from './answers.ts';
import type { Call } from './call.ts';
import type { Registry, Submitted } from './edge.ts';
import { openView, originOf, type Entrance, type Origin } from './entrance.ts';
import { failureOver, failureView, recordFailure } from './failure.ts';
import { readForm } from './forms.ts';

/** Slack waits three seconds; what takes longer shows that it goes on. */
const ANSWER_WITHIN_MS = 2200;

/** What is answered to Slack for a submission. */
type Response =
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'clear' }
  | { response_action: 'update' | 'push'; view: ModalView }
  | undefined;

/** What came in the place of a deed that was not even tried, or failed. */
type Untried = { kind: 'refused'; answer: Answer } | { kind: 'failed'; reference: string };

/** What becomes of a submitted modal. */
type Outcome = Exclude<Submitted, { kind: 'unsaved' }> | Untried;

export function mountSubmissions(app: App, registry: Registry, entrance: Entrance): void {
  const { deps, responds } = entrance;
  app.view(/[\s\S]*/, async ({ ack, body, context, client }) => {
    const view = openView((body as ViewSubmitAction).view);
    const origin = originOf(context, client, body.user.id, {
      view,
      triggerId: 'trigger_id' in body && typeof body.trigger_id === 'string' ? body.trigger_id : null,
      respond: responds.recall(view.id, view.rootId),
    });
    const work = submit(registry, entrance, origin);
    const finish = async () => {
      const inTime = await within(ANSWER_WITHIN_MS, work);
      if (inTime !== null) {
        await ack(responseTo(inTime, origin));
        await answerAfter(entrance, origin, inTime);
        return;
      }
      await ack({ response_action: 'update', view: waitingView() });
      await showLate(entrance, origin, view.id, await work);
    };
    const finishing = finish();
    deps.inFlight.add(finishing);
    await finishing;
  });
  app.view({ callback_id: /[\s\S]*/, type: 'view_closed' }, async ({ ack, body, context, client }) => {
    await ack();
    const view = openView(body.view);
    const listener = registry.closings.get(view.callbackId);
    if (listener === undefined) return;
    const respond = responds.recall(view.id, view.rootId);
    const origin = originOf(context, client, body.user.id, { view: null, respond });
    const close = async (call: Call): Promise<void> => {
      const metadata = listener.metadata.parse(view.metadata);
      await listener.run(call, readForm(view.values), metadata);
    };
    await entrance.serve(origin, listener.right, `closed ${view.callbackId}`, close, view.id);
  });
}

/** Checks and runs a submission. */
async function submit(registry: Registry, entrance: Entrance, origin: Origin): Promise<Outcome> {
  const { view } = origin;
  const callbackId = view?.callbackId ?? '';
  try {
    const listener = registry.submits.get(callbackId);
    if (view === null || listener === undefined) throw new Error(`no listener for the form "${callbackId}"`);
    const entry = await entrance.enter(origin, listener.right);
    if (!entry.ok) return { kind: 'refused', answer: entry.refusal };
    const metadata = listener.metadata.parse(view.metadata);
    const parsed = listener.parse(readForm(view.values), metadata);
    if (!parsed.ok) return { kind: 'errors', errors: parsed.errors };
    return keepTyped(await listener.run(entry.call, parsed.value, metadata), view.typed);
  } catch (error) {
    return { kind: 'failed', reference: recordFailure(entrance.deps, `form ${callbackId}`, error) };
  }
}

/** Where nothing can be saved any more, what was typed stays to be copied. */
function keepTyped(submitted: Submitted, typed: readonly TypedText[]): Outcome {
  if (submitted.kind !== 'unsaved') return submitted;
  if (typed.length === 0) return { ...submitted, kind: 'close' };
  return { kind: 'update', view: withTyped(answerView(submitted.answer), typed) };
}

function responseTo(submitted: Outcome, { view, respond }: Origin): Response {
  if (submitted.kind === 'failed' || submitted.kind === 'refused') {
    const over =
      submitted.kind === 'failed' ? failureOver(submitted.reference) : answerView(submitted.answer);
    // The form stays beneath, with all that was typed.
    if (view === null || hasRoomOver(view)) return { response_action: 'push', view: over };
    return { response_action: 'update', view: withTyped(inPlace(submitted), view.typed) };
  }
  if (submitted.kind === 'errors') return { response_action: 'errors', errors: submitted.errors };
  if (submitted.kind === 'update') return { response_action: 'update', view: submitted.view };
  // Where nobody knows any more from where the modal was opened, it says itself what became of it.
  if (submitted.answer !== undefined && respond === null) {
    return { response_action: 'update', view: answerView(submitted.answer) };
  }
  return submitted.all === true ? { response_action: 'clear' } : undefined;
}

/** What stands in the place of a form that was not even tried. */
function inPlace(outcome: Untried): ModalView {
  return outcome.kind === 'failed' ? failureView(outcome.reference) : answerView(outcome.answer);
}

async function answerAfter(entrance: Entrance, origin: Origin, submitted: Outcome): Promise<void> {
  if (submitted.kind !== 'close' || submitted.answer === undefined || origin.respond === null) return;
  await tellAnswer(entrance, origin, submitted.answer);
}

/** Shows the result in the modal that waits for it, or tells it to whoever has closed that modal. */
async function showLate(
  entrance: Entrance,
  origin: Origin,
  viewId: string,
  submitted: Outcome,
): Promise<void> {
  const { view, answer } = lateResult(submitted, origin.view?.typed ?? []);
  if (await updateView(entrance.deps, origin.client, { id: viewId }, view)) return;
  await tellAnswer(entrance, origin, answer);
}

async function tellAnswer(entrance: Entrance, origin: Origin, answer: Answer): Promise<void> {
  try {
    await tell(origin, origin.slackUserId, answer);
  } catch (error) {
    entrance.deps.log.warn({ slack: slackErrorOf(error) }, 'the answer to a form could not be shown');
  }
}

/** What a modal shows that was answered before the work ended, and what is told where the modal is gone. */
function lateResult(submitted: Outcome, typed: readonly TypedText[]): { view: ModalView; answer: Answer } {
  if (submitted.kind === 'update') return { view: submitted.view, answer: answerOfView(submitted.view) };
  if (submitted.kind === 'close') {
    const answer = submitted.answer ?? done();
    return { view: answerView(answer), answer };
  }
  // The form is gone: what was typed into it stands here.
  const told = (said: ModalView) => {
    const view = withTyped(said, typed);
    return { view, answer: answerOfView(view) };
  };
  if (submitted.kind !== 'errors') return told(inPlace(submitted));
  const messages = Object.values(submitted.errors).map((message) => mrkdwn`• ${message}`);
  const text = mrkdwn`Nothing was saved. Please open the form again:\n${join(messages, '\n')}`;
  return told(modal({ title: 'Not saved', blocks: [section(text)] }));
}

/** What a modal says, as a message, with the texts that stand in its fields: fields work only in a modal. */
function answerOfView(view: ModalView): Answer {
  const title = mrkdwn`*${view.title.text}*`;
  // Our builders make no other blocks.
  const blocks = view.blocks as KnownBlock[];
  const asks = blocks.some(({ type }) => type === 'input');
  const again = asks ? [section(mrkdwn`It asks for more: please open the form again.`)] : [];
  return { text: title, blocks: [section(title), ...again, ...blocks.flatMap(readable)] };
}

function readable(block: KnownBlock): KnownBlock[] {
  if (block.type === 'context') return [block];
  if (block.type === 'section' && block.text !== undefined) return [{ type: 'section', text: block.text }];
  if (block.type !== 'input' || block.element.type !== 'plain_text_input') return [];
  const entered = block.element.initial_value ?? '';
  return entered === '' ? [] : [section(mrkdwn`*${block.label.text}*\n${quoted(entered)}`)];
}

function done(): Answer {
  return { text: mrkdwn`Saved.` };
}

function waitingView(): ModalView {
  return modal({
    title: 'Milepost',
    blocks: [
      {
        type: 'section',
        text: ourText(
          '⏳ Saving… this takes a little longer than usual. You may close this; I will write to you.',
          limits.sectionText,
        ),
      },
    ],
  });
}

/** The result of `work` when it comes within `ms`, else null. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}
