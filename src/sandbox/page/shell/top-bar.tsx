import type { ComponentType } from 'preact';
import { inspecting, me, people, workspace } from '../store.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from '../base/icons.tsx';
import { Menu } from '../base/menu.tsx';
import { actors, personTitle } from '../base/names.ts';
import { actAs } from '../base/place.ts';
import { drawerOpen, switching } from './state.ts';
import { ThemeMenu } from './theme.tsx';

const isMac = /^(Mac|iP)/.test(navigator.platform);

/** The bar over everything: the sandbox's clock, its tools, and as whom one acts. */
export function TopBar({ Clock }: { Clock: ComponentType }) {
  return (
    <header class="top-bar" data-region="top" aria-label="Sandbox">
      <button
        type="button"
        class="bar-button only-narrow"
        aria-label="Channels"
        aria-expanded={drawerOpen.value}
        onClick={() => {
          // The inspector would lie over the channel that one goes to.
          inspecting.value &&= drawerOpen.value;
          drawerOpen.value = !drawerOpen.value;
        }}
      >
        <Icon name="menu" />
      </button>
      <p class="team-name">{workspace.value?.team ?? 'Milepost sandbox'}</p>
      <button
        type="button"
        class="bar-button bar-search"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => (switching.value = true)}
      >
        <Icon name="search" />
        <span class="bar-search-text">Go to…</span>
        <kbd aria-hidden="true">{isMac ? '⌘ K' : 'Ctrl K'}</kbd>
      </button>
      <div class="bar-tools">
        <Clock />
        <button
          type="button"
          class="bar-button"
          aria-label="Inspector"
          title="Inspector: what passes between Slack and the bot"
          aria-pressed={inspecting.value}
          onClick={() => (inspecting.value = !inspecting.value)}
        >
          <Icon name="inspect" />
        </button>
        <ThemeMenu />
        <PersonMenu />
      </div>
    </header>
  );
}

function PersonMenu() {
  const person = people.value.get(me.value);
  const title = person === undefined ? '' : personTitle(person);
  return (
    <Menu
      title="Act as"
      class="bar-button bar-person"
      items={actors().map((one) => ({
        key: one.id,
        label: one.realName,
        hint: one.title,
        checked: one.id === me.value,
        choose: () => actAs(one.id),
      }))}
    >
      <Avatar person={person} size="small" />
      <span class="bar-person-name">
        <span class="bar-person-as">Acting as</span> {title}
      </span>
      <Icon name="chevron" />
    </Menu>
  );
}
