import { useSignalEffect } from '@preact/signals';
import { KitContext } from '../kit/context.ts';
import { Modals } from '../kit/modal.tsx';
import { lost } from '../live.ts';
import { channels, inspecting, me } from '../store.ts';
import { Inspector } from '../tools/inspector.tsx';
import { ChannelPane } from './channel.tsx';
import { HomePane } from './home.tsx';
import { kit } from './kit.ts';
import { Icon } from './icons.tsx';
import { botName, channelTitle } from './names.ts';
import { Notices } from './notices.tsx';
import { HOME, spot } from './place.ts';
import { Sidebar } from './sidebar.tsx';
import { drawerOpen, narrow } from './state.ts';
import { Switcher } from './switcher.tsx';
import { ThreadPane } from './thread.tsx';
import { TopBar } from './top-bar.tsx';

/** The whole page. */
export function Shell() {
  useSignalEffect(() => {
    document.title = titleText();
  });
  return (
    <KitContext.Provider value={kit}>
      <div class="shell">
        <TopBar />
        <Connection />
        <div class="shell-body">
          <Sidebar />
          {drawerOpen.value && <div class="drawer-scrim" onClick={() => (drawerOpen.value = false)} />}
          <Center />
        </div>
      </div>
      <Switcher />
      <Modals />
      <Notices />
    </KitContext.Provider>
  );
}

/** The channel or Home tab, with the thread beside it and the inspector below. */
function Center() {
  const { channel, thread } = spot.value;
  const hasThread = thread !== null && channels.value.has(channel);
  return (
    <div
      class={inspecting.value ? 'center is-inspecting' : 'center'}
      inert={narrow.value && drawerOpen.value}
    >
      <main class={hasThread ? 'panes has-thread' : 'panes'}>
        {channel === HOME ? <HomePane /> : <ChannelPane id={channel} />}
        {hasThread && <ThreadPane key={`${me.value}/${thread}`} channel={channel} ts={thread} />}
      </main>
      {inspecting.value && <InspectorPanel />}
    </div>
  );
}

function InspectorPanel() {
  return (
    <aside class="inspector-panel" aria-label="Inspector" data-region="inspector" tabIndex={-1}>
      <header class="inspector-head">
        <h2>Inspector</h2>
        <p class="pane-about">What passes between Slack and {botName()}</p>
        <button
          type="button"
          class="icon-button pane-close"
          aria-label="Close the inspector"
          onClick={() => (inspecting.value = false)}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="inspector-box">
        <Inspector />
      </div>
    </aside>
  );
}

/** Said only when the sandbox does not answer. */
function Connection() {
  return (
    <p class="connection" role="status" hidden={!lost.value}>
      {lost.value && 'The sandbox does not answer. Trying again…'}
    </p>
  );
}

function titleText(): string {
  const { channel } = spot.value;
  const shown = channels.value.get(channel);
  const name = channel === HOME ? `${botName()} Home` : shown && channelTitle(shown);
  let unread = 0;
  for (const one of channels.value.values()) unread += one.unread;
  return `${unread > 0 ? `(${unread}) ` : ''}Milepost sandbox${name === undefined ? '' : ` · ${name}`}`;
}
