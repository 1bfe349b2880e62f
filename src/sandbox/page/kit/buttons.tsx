/** Everything that one presses: buttons, links that are buttons, icons, and the two of feedback. */
import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { Press } from '../api.ts';
import type { Json } from '../contract.ts';
import { useConfirm } from './confirm.tsx';
import { KitContext } from './context.ts';
import { useBusy } from './entry.tsx';
import type { ElementProps } from './entry.tsx';
import { KitIcon } from './icons.tsx';
import { isLink } from './mrkdwn.ts';
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

/** A button; with a URL it opens that too. */
export function ActionButton(props: ElementProps) {
  const { element } = props;
  const { busy, dialog, press } = usePress(props);
  const url = asText(element['url']);
  const label = asText(element['accessibility_label']);
  const style = ['primary', 'danger'].includes(asText(element['style']))
    ? ` button-${asText(element['style'])}`
    : '';
  const look = {
    class: `button${style}`,
    'aria-busy': busy,
    ...(label === '' ? {} : { 'aria-label': label }),
  };
  if (!isLink(url)) {
    return (
      <>
        <button
          type="button"
          {...look}
          onClick={(event) => {
            if (isFirstClick(event)) press(valueOfButton(element));
          }}
        >
          <Text value={element['text']} />
        </button>
        {dialog}
      </>
    );
  }
  return (
    <>
      <a
        href={url}
        target="_blank"
        rel="noreferrer"
        {...look}
        onClick={(event) => {
          if (!isFirstClick(event)) return event.preventDefault();
          if (!asJson(element['confirm'])) return press(valueOfButton(element));
          event.preventDefault();
          press(valueOfButton(element), () => window.open(url, '_blank', 'noreferrer'));
        }}
      >
        <Text value={element['text']} />
      </a>
      {dialog}
    </>
  );
}

/** A small button with a picture, which some may not see. */
export function IconButton(props: ElementProps) {
  const { element } = props;
  const { me } = useContext(KitContext);
  const { busy, dialog, press } = usePress(props);
  const seenBy = element['visible_to_user_ids'];
  if (Array.isArray(seenBy) && !seenBy.includes(me)) return null;
  const label = asText(element['accessibility_label']);
  return (
    <>
      <button
        type="button"
        class="button button-quiet"
        aria-busy={busy}
        {...(label === '' ? {} : { 'aria-label': label })}
        onClick={(event) => {
          if (isFirstClick(event)) press(valueOfButton(element));
        }}
      >
        {element['icon'] === 'trash' && <KitIcon name="trash" />}
        <Text value={element['text']} />
      </button>
      {dialog}
    </>
  );
}

/** The two buttons under what a bot made: good, or not. */
export function FeedbackButtons(props: ElementProps) {
  const { busy, press } = usePress(props);
  return (
    <span class="feedback-buttons" role="group" aria-label="Feedback">
      <FeedbackButton button={asJson(props.element['positive_button'])} {...{ busy, press }}>
        👍
      </FeedbackButton>
      <FeedbackButton button={asJson(props.element['negative_button'])} {...{ busy, press }}>
        👎
      </FeedbackButton>
    </span>
  );
}

interface FeedbackButtonProps {
  button: Json | undefined;
  busy: boolean;
  press: (what: { value: string }) => void;
  children: ComponentChildren;
}

function FeedbackButton({ button, busy, press, children }: FeedbackButtonProps) {
  if (button === undefined) return null;
  const label = asText(button['accessibility_label']);
  return (
    <button
      type="button"
      class="button button-quiet"
      aria-busy={busy}
      {...(label === '' ? {} : { 'aria-label': label })}
      onClick={(event) => {
        if (isFirstClick(event)) press({ value: asText(button['value']) });
      }}
    >
      <span aria-hidden="true">{children}</span>
      <Text value={button['text']} />
    </button>
  );
}
