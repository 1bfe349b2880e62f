import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Channel } from '../contract.ts';
import { channels, people, workspace } from '../store.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from '../base/icons.tsx';
import { botName, channelName } from '../base/names.ts';
import { HOME, openChannel, spot } from '../base/place.ts';
import { focusComposer } from './regions.ts';
import { countText, drawerOpen, narrow } from './state.ts';

/** The channels, the conversation with the bot, and its Home tab. On a narrow screen it is a drawer. */
export function Sidebar() {
  const all = [...channels.value.values()];
  const named = all.filter(({ kind }) => kind === 'channel');
  const direct = all.filter(({ kind }) => kind !== 'channel');
  const bar = useRef<HTMLElement>(null);
  useSignalEffect(() => {
    if (drawerOpen.value && narrow.peek()) bar.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
  });
  return (
    <nav
      ref={bar}
      class={drawerOpen.value ? 'sidebar is-open' : 'sidebar'}
      aria-label="Channels"
      data-region="channels"
      inert={narrow.value && !drawerOpen.value}
    >
      <button
        type="button"
        class="bar-button only-narrow"
        aria-label="Close the channels"
        onClick={() => (drawerOpen.value = false)}
      >
        <Icon name="close" />
      </button>
      <Section title="Channels">
        {named.map((channel) => (
          <ChannelEntry key={channel.id} channel={channel} />
        ))}
      </Section>
      <Section title="Direct messages">
        {direct.map((channel) => (
          <ChannelEntry key={channel.id} channel={channel} />
        ))}
      </Section>
      {workspace.value?.hasHome === true && (
        <Section title="Apps">
          <Entry channel={HOME} icon={<Icon name="home" />}>
            {botName()} <span class="entry-hint">Home</span>
          </Entry>
        </Section>
      )}
    </nav>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  const id = `section-${title.replace(' ', '-').toLowerCase()}`;
  return (
    <section class="side-section">
      <h2 id={id} class="side-title">
        {title}
      </h2>
      <ul aria-labelledby={id}>{children}</ul>
    </section>
  );
}

function ChannelEntry({ channel }: { channel: Channel }) {
  const { id, unread, mentions, isPrivate, kind, members } = channel;
  const other = members.map((member) => people.value.get(member)).find((person) => person?.isBot === true);
  return (
    <Entry
      channel={id}
      unread={unread > 0}
      icon={
        kind === 'channel' ? (
          <Icon name={isPrivate ? 'lock' : 'hash'} />
        ) : (
          <Avatar person={other} size="small" />
        )
      }
    >
      {channelName(channel)}
      {isPrivate && kind === 'channel' && <span class="unseen"> (private)</span>}
      {unread > 0 && <Count unread={unread} mentions={mentions} />}
    </Entry>
  );
}

function Count({ unread, mentions }: { unread: number; mentions: number }) {
  return (
    <>
      <span class={mentions > 0 ? 'side-count has-mentions' : 'side-count'} aria-hidden="true">
        {countText(mentions > 0 ? mentions : unread)}
      </span>
      <span class="unseen">
        , {unread} unread{mentions > 0 && `, ${mentions} for you`}
      </span>
    </>
  );
}

interface EntryProps {
  channel: string;
  icon: ComponentChildren;
  unread?: boolean;
  children: ComponentChildren;
}

function Entry({ channel, icon, unread = false, children }: EntryProps) {
  const current = spot.value.channel === channel;
  return (
    <li>
      <button
        type="button"
        class={unread ? 'side-entry is-unread' : 'side-entry'}
        aria-current={current ? 'page' : undefined}
        onClick={({ detail }) => {
          openChannel(channel);
          drawerOpen.value = false;
          // By mouse one goes on to write; by key one may go through the channels, and by touch a keyboard would rise.
          if (detail > 0 && matchMedia('(pointer: fine)').matches) focusComposer();
        }}
      >
        {icon}
        <span class="side-label">{children}</span>
      </button>
    </li>
  );
}
