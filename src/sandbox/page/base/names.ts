/** What people and channels are called on the page. */
import type { Channel, Person } from '../contract.ts';
import { me, people, workspace } from '../store.ts';

/** A direct conversation is called by those on its other side. */
export function channelName(channel: Channel): string {
  if (channel.kind === 'channel') return channel.name;
  const others = channel.members.filter((id) => id !== me.value);
  return others.map((id) => people.value.get(id)?.realName ?? id).join(', ');
}

/** With the # of a channel. */
export const channelTitle = (channel: Channel): string =>
  channel.kind === 'channel' ? `#${channelName(channel)}` : channelName(channel);

export const botName = (): string => people.value.get(workspace.value?.bot ?? '')?.realName ?? 'The app';

/** "Priya Nair, CSM" */
export const personTitle = ({ realName, title }: Person): string =>
  title === '' ? realName : `${realName}, ${title}`;

/** Those as whom one can act. */
export const actors = (): Person[] =>
  [...people.value.values()].filter(({ isBot, isDeleted }) => !isBot && !isDeleted);
