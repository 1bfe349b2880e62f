/** How drawn blocks reach the bot. Names are read when a block is drawn, so that it follows their changes. */
import type { Kit } from '../kit/context.ts';
import { readProblem } from '../live.ts';
import { api, channels, me, notify, people } from '../store.ts';
import { openChannel } from './place.ts';

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
  async press(place, press) {
    try {
      await api.peek().press(place, press);
    } catch (error) {
      notify(readProblem(error), 'problem');
    }
  },
  options: (place, element, query) => api.peek().options(place, element, query),
  upload: (file) => api.peek().upload(file),
  openChannel,
};
