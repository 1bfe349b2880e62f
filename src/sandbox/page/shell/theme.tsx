/** Light, dark, or as the system has it; kept in the browser. */
import { effect, signal } from '@preact/signals';
import { Icon } from '../base/icons.tsx';
import { Menu } from '../base/menu.tsx';
import { keep, readKept } from '../base/storage.ts';

const THEMES = [
  { id: 'system', label: 'As the system', icon: 'screen' },
  { id: 'light', label: 'Light', icon: 'sun' },
  { id: 'dark', label: 'Dark', icon: 'moon' },
] as const;

const KEPT_AS = 'milepost.theme';
const theme = signal('system');

/** Applies the kept theme, and each change of it. */
export function startTheme(): void {
  theme.value = readKept(KEPT_AS) ?? 'system';
  effect(() => {
    const { dataset } = document.documentElement;
    if (theme.value === 'system') delete dataset['theme'];
    else dataset['theme'] = theme.value;
    keep(KEPT_AS, theme.value);
  });
}

export function ThemeMenu() {
  const chosen = THEMES.find(({ id }) => id === theme.value) ?? THEMES[0];
  return (
    <Menu
      name={`Theme: ${chosen.label}`}
      title="Theme"
      class="bar-button"
      items={THEMES.map(({ id, label }) => ({
        key: id,
        label,
        checked: theme.value === id,
        choose: () => (theme.value = id),
      }))}
    >
      <Icon name={chosen.icon} />
    </Menu>
  );
}
