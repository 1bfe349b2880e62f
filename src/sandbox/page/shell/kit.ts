/** How drawn blocks reach the bot. What they show is read when they are drawn, so that they follow its changes. */
import { RefusedError, type FieldValue, type Place } from '../api.ts';
import { botName } from '../base/names.ts';
import { openChannel, spot } from '../base/place.ts';
import { tellProblem } from '../base/problem.ts';
import type { View } from '../contract.ts';
import type { Kit, Submission } from '../kit/context.ts';
import { formOf } from '../kit/forms.ts';
import { api, channels, home, me, people, sandboxNow, views } from '../store.ts';

/** What stands in the fields of a modal and is not sent yet; undefined: nothing, or it is no modal. */
function enteredAt(place: Place): Record<string, FieldValue> | undefined {
  if (place.kind !== 'view' || !views.peek().some(({ id }) => id === place.viewId)) return undefined;
  const { values } = formOf(place.viewId);
  return values.size === 0 ? undefined : Object.fromEntries(values);
}

export const kit: Kit = {
  get me() {
    return me.value;
  },
  get people() {
    return people.value;
  },
  get channels() {
    return channels.value;
  },
  get bot() {
    return botName();
  },
  get here() {
    return spot.value.channel;
  },
  get views() {
    return views.value;
  },
  get home() {
    return home.value;
  },
  now: sandboxNow,
  async press(place, press) {
    try {
      await api.peek().press(place, press, enteredAt(place));
    } catch (error) {
      // What is told of a modal that was closed meanwhile is of no matter any more.
      const isClosed = place.kind === 'view' && !views.peek().some(({ id }) => id === place.viewId);
      if (!(isClosed && error instanceof RefusedError && error.code === 'view_not_found')) tellProblem(error);
    }
  },
  options: (place, element, query) => api.peek().options(place, element, query),
  upload: (file) => api.peek().upload(file),
  async submit(viewId, values) {
    try {
      const { action, errors } = await api.peek().submit(viewId, values);
      if (action === 'errors') return { kind: 'errors', errors };
      if (action === 'close') takeOff((view) => view.id === viewId);
      if (action === 'clear') takeOff(() => true);
      return { kind: 'taken' };
    } catch (error) {
      return whyNot(error);
    }
  },
  async close(viewId, all) {
    // A modal that cannot be closed is closed already, or comes back with the connection.
    await api
      .peek()
      .close(viewId, all)
      .catch(() => undefined);
    takeOff((view) => all || view.id === viewId);
  },
  async openHome() {
    await api.peek().openHome().catch(tellProblem);
  },
  openChannel,
};

function whyNot(error: unknown): Submission {
  if (!(error instanceof RefusedError)) return { kind: 'failed', problem: 'The sandbox does not answer.' };
  if (Object.keys(error.fields).length > 0) return { kind: 'errors', errors: error.fields };
  return { kind: 'failed', problem: `${botName()} did not take this (${error.code}).` };
}

/** The change is told live as well; this is for the moment until then. */
function takeOff(isGone: (view: View) => boolean): void {
  const left = views.peek().filter((view) => !isGone(view));
  if (left.length < views.peek().length) views.value = left;
}
