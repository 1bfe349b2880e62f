import { Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';

interface ToolButtonProps {
  icon: IconName;
  /** What it does: its name. */
  name: string;
  class?: string;
  /** Shows the name to whoever points at it. */
  hint?: boolean;
  onClick(): void;
}

/** A button that shows nothing but an icon. */
export function ToolButton({
  icon,
  name,
  class: look = 'icon-button',
  hint = false,
  onClick,
}: ToolButtonProps) {
  return (
    <button
      type="button"
      class={look}
      aria-label={name}
      title={hint ? name : undefined}
      onClick={() => onClick()}
    >
      <Icon name={icon} />
    </button>
  );
}
