import { inspecting, me, people, workspace } from '../store.ts';
import { TimeMachine } from '../tools/time-machine.tsx';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { Menu } from './menu.tsx';
import { actors, personTitle } from './names.ts';
import { actAs } from './place.ts';
import { drawerOpen, switching } from './state.ts';
import { ThemeMenu } from './theme.tsx';

const isMac = /^(Mac|iP)/.test(navigator.platform);

/** The bar over everything: the sandbox's clock, its tools, and as whom one acts. */
export function TopBar() {
  return (
    <header class="top-bar" data-region="top" aria-label="Sandbox">
      <button
        type="button"
        class="bar-button only-narrow"
        aria-label="Channels"
        aria-expanded={drawerOpen.value}
        onClick={() => (drawerOpen.value = !drawerOpen.value)}
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
        <TimeMachine />
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
