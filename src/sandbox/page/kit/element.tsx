/** Every interactive element that Slack knows; what is not known is shown as such. */
import type { ComponentType } from 'preact';
import { ActionButton, FeedbackButtons, IconButton } from './buttons.tsx';
import { Checkboxes, RadioButtons } from './choices.tsx';
import type { ElementProps } from './entry.tsx';
import { FileField } from './file-field.tsx';
import { Overflow } from './overflow.tsx';
import { DatePicker, DateTimePicker, TimePicker } from './picker.tsx';
import { ChannelsSelect, ConversationsSelect, ExternalSelect, StaticSelect, UsersSelect } from './select.tsx';
import { TextField } from './text-field.tsx';
import { Unknown } from './unknown.tsx';
import { asText } from './values.ts';

const elements: Readonly<Record<string, ComponentType<ElementProps>>> = {
  button: ActionButton,
  workflow_button: ActionButton,
  icon_button: IconButton,
  feedback_buttons: FeedbackButtons,
  overflow: Overflow,
  checkboxes: Checkboxes,
  radio_buttons: RadioButtons,
  static_select: StaticSelect,
  multi_static_select: StaticSelect,
  external_select: ExternalSelect,
  multi_external_select: ExternalSelect,
  users_select: UsersSelect,
  multi_users_select: UsersSelect,
  conversations_select: ConversationsSelect,
  multi_conversations_select: ConversationsSelect,
  channels_select: ChannelsSelect,
  multi_channels_select: ChannelsSelect,
  datepicker: DatePicker,
  timepicker: TimePicker,
  datetimepicker: DateTimePicker,
  plain_text_input: TextField,
  email_text_input: TextField,
  url_text_input: TextField,
  number_input: TextField,
  rich_text_input: TextField,
  file_input: FileField,
};

/** One interactive element of a block, with what stands in it. */
export function Element(props: ElementProps) {
  const type = asText(props.element['type']);
  const Known = Object.hasOwn(elements, type) ? elements[type] : undefined;
  return Known ? <Known {...props} /> : <Unknown what="element" value={props.element} />;
}
