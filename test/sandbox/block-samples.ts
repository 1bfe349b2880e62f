type Json = Record<string, unknown>;

export const plain = (text = 'Text'): Json => ({ type: 'plain_text', text });
export const mrkdwn = (text = '*Text*'): Json => ({ type: 'mrkdwn', text });
const option = (value = 'v', text: Json = plain()): Json => ({ text, value });
const confirm = { title: plain(), text: mrkdwn(), confirm: plain('Yes'), deny: plain('No'), style: 'danger' };
const image = { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A chart' };
const richText = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'a', style: { bold: true } },
        { type: 'link', url: 'https://example.com', text: 'b' },
        { type: 'user', user_id: 'U1' },
        { type: 'channel', channel_id: 'C1' },
        { type: 'emoji', name: 'wave', skin_tone: 2 },
        { type: 'broadcast', range: 'here' },
        { type: 'date', timestamp: 1, format: '{date}', fallback: 'then' },
        { type: 'usergroup', usergroup_id: 'S1' },
        { type: 'team', team_id: 'T1' },
        { type: 'color', value: '#ffffff' },
      ],
    },
    {
      type: 'rich_text_list',
      style: 'bullet',
      indent: 1,
      border: 0,
      elements: [{ type: 'rich_text_section', elements: [] }],
    },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x' }], border: 1, language: 'sql' },
    { type: 'rich_text_quote', elements: [{ type: 'text', text: 'x' }] },
  ],
};
const button = {
  type: 'button',
  text: plain(),
  action_id: 'b',
  value: 'v',
  url: 'https://example.com',
  style: 'primary',
  confirm,
  accessibility_label: 'Go',
};
const picker = { action_id: 'p', placeholder: plain(), focus_on_load: true, confirm };

const selects: Json[] = [
  { type: 'static_select', ...picker, options: [option(), option('w')], initial_option: option() },
  { type: 'static_select', option_groups: [{ label: plain(), options: [option()] }] },
  { type: 'external_select', ...picker, min_query_length: 0, initial_option: option() },
  { type: 'users_select', ...picker, initial_user: 'U1' },
  {
    type: 'conversations_select',
    ...picker,
    default_to_current_conversation: true,
    filter: { include: ['im'], exclude_bot_users: true },
  },
  { type: 'channels_select', ...picker, initial_channel: 'C1' },
  {
    type: 'multi_static_select',
    ...picker,
    options: [option()],
    initial_options: [option()],
    max_selected_items: 2,
  },
  { type: 'multi_external_select', ...picker, min_query_length: 2, initial_options: [option()] },
  { type: 'multi_users_select', ...picker, initial_users: ['U1'], max_selected_items: 1 },
  { type: 'multi_conversations_select', ...picker, initial_conversations: ['C1'] },
  { type: 'multi_channels_select', ...picker, initial_channels: ['C1'] },
];
const choices: Json[] = [
  {
    type: 'checkboxes',
    action_id: 'c',
    options: [option('v', mrkdwn())],
    initial_options: [option('v', mrkdwn())],
    confirm,
  },
  { type: 'radio_buttons', options: [{ ...option(), description: mrkdwn() }], initial_option: option() },
  { type: 'datepicker', ...picker, initial_date: '2026-11-23' },
  { type: 'timepicker', ...picker, initial_time: '08:30', timezone: 'Europe/Berlin' },
];
const moment: Json = { type: 'datetimepicker', action_id: 'd', initial_date_time: 1_795_000_000 };
const pressed: Json[] = [
  button,
  { type: 'overflow', action_id: 'o', options: [{ ...option(), url: 'https://example.com' }, option('w')] },
  {
    type: 'workflow_button',
    action_id: 'w',
    text: plain(),
    workflow: {
      trigger: { url: 'https://example.com', customizable_input_parameters: [{ name: 'n', value: 1 }] },
    },
  },
];
const typed = {
  action_id: 't',
  placeholder: plain(),
  dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
};
const inputs: Json[] = [
  { type: 'plain_text_input', ...typed, initial_value: 'x', multiline: true, min_length: 0, max_length: 100 },
  { type: 'email_text_input', ...typed, initial_value: 'a@example.com' },
  { type: 'url_text_input', ...typed, initial_value: 'https://example.com' },
  {
    type: 'number_input',
    ...typed,
    is_decimal_allowed: true,
    initial_value: '1.5',
    min_value: '-1',
    max_value: '9',
  },
  { type: 'rich_text_input', ...typed, initial_value: richText },
  { type: 'file_input', action_id: 'f', filetypes: ['csv'], max_files: 2 },
];
const input = (element: Json): Json => ({
  type: 'input',
  block_id: 'i',
  label: plain(),
  element,
  hint: plain(),
  optional: true,
});

/** Good blocks of every type and with every element, for the validator to be measured with. */
export const goodBlocks: Json[] = [
  ...pressed
    .concat(choices, selects, [moment])
    .map((element) => ({ type: 'actions', block_id: 'a', elements: [element] })),
  ...pressed
    .concat(choices, selects, [image])
    .map((accessory) => ({ type: 'section', text: mrkdwn(), accessory })),
  ...inputs.concat(choices, selects, [moment]).map(input),
  { type: 'section', fields: [mrkdwn(), plain()], expand: true },
  { type: 'header', text: plain(), level: 1 },
  { type: 'divider', block_id: 'd' },
  { type: 'context', elements: [mrkdwn(), plain(), image] },
  { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A chart', title: plain() },
  { type: 'image', slack_file: { id: 'F1' }, alt_text: 'A chart' },
  { type: 'markdown', text: '# Title' },
  { ...richText, block_id: 'r' },
  {
    type: 'table',
    rows: [
      [
        { type: 'raw_text', text: '' },
        { type: 'rich_text', elements: richText.elements },
      ],
    ],
    column_settings: [null, { align: 'right', is_wrapped: true }],
  },
  {
    type: 'data_table',
    caption: 'Accounts',
    page_size: 10,
    row_header_column_index: 0,
    rows: [[{ type: 'raw_text', text: 'Name' }], [{ type: 'raw_number', value: 1, text: 'one' }]],
  },
  {
    type: 'video',
    alt_text: 'v',
    title: plain(),
    thumbnail_url: 'https://example.com/t.png',
    video_url: 'https://example.com/v',
    author_name: 'a',
    description: plain(),
  },
  { type: 'alert', text: mrkdwn(), level: 'warning' },
  {
    type: 'card',
    title: mrkdwn(),
    subtitle: plain(),
    body: mrkdwn(),
    actions: [button],
    hero_image: image,
    icon: image,
  },
  { type: 'carousel', elements: [{ type: 'card', title: plain() }] },
  {
    type: 'container',
    title: plain(),
    subtitle: mrkdwn(),
    width: 'wide',
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: [{ type: 'section', text: mrkdwn() }],
  },
  {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        positive_button: { text: plain(), value: 'y' },
        negative_button: { text: plain(), value: 'n' },
      },
      { type: 'icon_button', icon: 'trash', text: plain(), visible_to_user_ids: ['U1'] },
    ],
  },
  {
    type: 'data_visualization',
    title: 'Pace',
    chart: {
      type: 'bar',
      series: [{ name: 's', data: [{ label: 'a', value: -1 }] }],
      axis_config: { categories: ['a'], x_label: 'x' },
    },
  },
  { type: 'data_visualization', title: 'Pace', chart: { type: 'pie', segments: [{ label: 'a', value: 1 }] } },
  { type: 'plan', title: 'Plan', tasks: [{ task_id: '1', title: 't', status: 'pending' }] },
  {
    type: 'task_card',
    task_id: '1',
    title: 't',
    details: richText,
    sources: [{ type: 'url', url: 'https://example.com', text: 'x' }],
    status: 'complete',
  },
  { type: 'file', external_id: 'x', source: 'remote' },
];

export const goodModal: Json = {
  type: 'modal',
  title: plain('Book the EBR'),
  submit: plain('Book'),
  close: plain('Cancel'),
  callback_id: 'book',
  private_metadata: 'a1',
  external_id: 'x1',
  clear_on_close: true,
  notify_on_close: false,
  blocks: [
    { type: 'input', block_id: 'i', label: plain(), element: { type: 'plain_text_input', action_id: 't' } },
    { type: 'divider' },
  ],
};
export const goodHome: Json = {
  type: 'home',
  callback_id: 'home',
  private_metadata: '',
  blocks: [{ type: 'section', text: mrkdwn() }],
};
