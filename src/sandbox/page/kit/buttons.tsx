/** Everything that one presses: buttons, links that are buttons, icons, and the two of feedback. */
import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { Press } from '../api.ts';
import type { Json } from '../contract.ts';
import { useConfirm } from './confirm.tsx';
import { KitContext } from './context.ts';
import { useBusy } from './entry.tsx';
import type { ElementProps } from './entry.tsx';
import { Icon } from '../base/icons.tsx';
import { isLink } from '../../mrkdwn.ts';
import { Text } from './text.tsx';
import { asJson, asText } from './values.ts';

/** Tells the bot about a press: asks first where the element wants it, and sends one for a double click. */
export function usePress({ element, block, place }: ElementProps) {
  const kit = useContext(KitContext);
  const confirm = useConfirm(element);
  const told = useBusy();
  const ids = { blockId: asText(block['block_id']), actionId: asText(element['action_id']) };
  return {
    busy: told.busy,
    dialog: confirm.dialog,
    press: (what: Omit<Press, 'blockId' | 'actionId'>, before: () => void = () => undefined): void =>
      confirm.ask(() => {
        before();
        told.run(() => kit.press(place, { ...ids, ...what }));
      }),
  };
}

/** A press with the mouse counts once, however fast one clicks; the keyboard counts no clicks. */
function isFirstClick(event: MouseEvent): boolean {
  return event.detail <= 1;
}

/** Which of several buttons with one action is meant. */
function valueOfButton(element: Json): { value?: string } {
  return typeof element['value'] === 'string' ? { value: element['value'] } : {};
}

interface PlainButtonProps {
  element: Json;
  class: string;
  busy: boolean;
  onPress(): void;
  children: ComponentChildren;
}

/** The button itself, named by its own label where what it shows is not enough. */
function PlainButton({ element, class: look, busy, onPress, children }: PlainButtonProps) {
  return (
    <button
      type="button"
      class={look}
      aria-busy={busy}
      {...labelOfButton(element)}
      onClick={(event) => {
        if (isFirstClick(event)) onPress();
      }}
    >
      {children}
    </button>
  );
}

function labelOfButton(element: Json): { 'aria-label'?: string } {
  const label = asText(element['accessibility_label']);
  return label === '' ? {} : { 'aria-label': label };
}

/** A button; with a URL it opens that too. */
export function ActionButton(props: ElementProps) {
  const { element } = props;
  const { busy, dialog, press } = usePress(props);
  const url = asText(element['url']);
  const style = asText(element['style']);
  const look = ['primary', 'danger'].includes(style) ? `button button-${style}` : 'button';
  const onPress = (before?: () => void): void => press(valueOfButton(element), before);
  return (
    <>
      {isLink(url) ? (
        <LinkButton element={element} url={url} class={look} busy={busy} onPress={onPress} />
      ) : (
        <PlainButton element={element} class={look} busy={busy} onPress={onPress}>
          <Text value={element['text']} />
        </PlainButton>
      )}
      {dialog}
    </>
  );
}

interface LinkButtonProps {
  element: Json;
  url: string;
  class: string;
  busy: boolean;
  onPress(before?: () => void): void;
}

/** The browser follows the link by itself, but for one that is confirmed first. */
function LinkButton({ element, url, class: look, busy, onPress }: LinkButtonProps) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      class={look}
      aria-busy={busy}
      {...labelOfButton(element)}
      onClick={(event) => {
        if (!isFirstClick(event)) return event.preventDefault();
        if (!asJson(element['confirm'])) return onPress();
        event.preventDefault();
        onPress(() => window.open(url, '_blank', 'noreferrer'));
      }}
    >
      <Text value={element['text']} />
    </a>
  );
}

/** A small button with a picture, which some may not see. */
export function IconButton(props: ElementProps) {
  const { element } = props;
  const { me } = useContext(KitContext);
  const { busy, dialog, press } = usePress(props);
  const seenBy = element['visible_to_user_ids'];
  if (Array.isArray(seenBy) && !seenBy.includes(me)) return null;
  const onPress = (): void => press(valueOfButton(element));
  return (
    <>
      <PlainButton element={element} class="button button-quiet" busy={busy} onPress={onPress}>
        {element['icon'] === 'trash' && <Icon name="trash" />}
        <Text value={element['text']} />
      </PlainButton>
      {dialog}
    </>
  );
}

/** The two buttons under what a bot made: good, or not. */
export function FeedbackButtons(props: ElementProps) {
  const { busy, press } = usePress(props);
  const shown = [
    { button: asJson(props.element['positive_button']), sign: '👍' },
    { button: asJson(props.element['negative_button']), sign: '👎' },
  ];
  return (
    <span class="feedback-buttons" role="group" aria-label="Feedback">
      {shown.map(
        ({ button, sign }) =>
          button && (
            <PlainButton
              key={sign}
              element={button}
              class="button button-quiet"
              busy={busy}
              onPress={() => press({ value: asText(button['value']) })}
            >
              <span aria-hidden="true">{sign}</span>
              <Text value={button['text']} />
            </PlainButton>
          ),
      )}
    </span>
  );
}
