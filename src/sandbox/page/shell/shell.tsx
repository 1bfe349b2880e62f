import { useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { KitContext } from '../kit/context.ts';
import { Modals } from '../kit/modal.tsx';
import { KEPT_EXCHANGES, lost } from '../live.ts';
import { channels, inspecting, me } from '../store.ts';
import { ChannelPane } from './channel.tsx';
import { HomePane } from './home.tsx';
import { kit } from './kit.ts';
import { ToolButton } from '../base/tool-button.tsx';
import { botName, channelTitle } from '../base/names.ts';
import { said } from './keep-focus.ts';
import { Notices } from './notices.tsx';
import { HOME, spot } from '../base/place.ts';
import { skipToWriting } from './regions.ts';
import { Sidebar } from './sidebar.tsx';
import { countText, drawerOpen, narrow } from './state.ts';
import { Switcher } from './switcher.tsx';
import { ThreadPane } from './thread.tsx';
import { TopBar } from './top-bar.tsx';

/** The tools of the sandbox, which the shell gives a place and knows nothing of. */
interface Tools {
  Clock: ComponentType;
  Inspector: ComponentType;
}

/** The whole page. */
export function Shell({ Clock, Inspector }: Tools) {
  useSignalEffect(() => {
    document.title = titleText();
  });
  return (
    <KitContext.Provider value={kit}>
      <div class="shell">
        <button type="button" class="skip-button" onClick={skipToWriting}>
          Skip to the message box
        </button>
        <TopBar Clock={Clock} />
        <Connection />
        <div class="shell-body">
          <Sidebar />
          {drawerOpen.value && <div class="drawer-scrim" onClick={() => (drawerOpen.value = false)} />}
          <Center Inspector={Inspector} />
        </div>
      </div>
      <Switcher />
      <Modals />
      <Notices />
      <p class="unseen" role="status">
        {said.value}
      </p>
    </KitContext.Provider>
  );
}

/** The channel or Home tab, with the thread beside it and the inspector below. */
function Center({ Inspector }: Pick<Tools, 'Inspector'>) {
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
      {inspecting.value && <InspectorPanel Inspector={Inspector} />}
    </div>
  );
}

function InspectorPanel({ Inspector }: Pick<Tools, 'Inspector'>) {
  return (
    <aside class="inspector-panel" aria-label="Inspector" data-region="inspector" tabIndex={-1}>
      <header class="inspector-head">
        <h2>Inspector</h2>
        <p class="pane-about">
          What passes between Slack and {botName()}, of everybody: the last {KEPT_EXCHANGES}
        </p>
        <ToolButton
          icon="close"
          name="Close the inspector"
          class="icon-button pane-close"
          onClick={() => (inspecting.value = false)}
        />
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
  return `${unread > 0 ? `(${countText(unread)}) ` : ''}Milepost sandbox${name === undefined ? '' : ` · ${name}`}`;
}
