/** The menus of one and of many: of options, of options that the bot finds, of people and of conversations. */
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FieldValue } from '../api.ts';
import { Combobox } from './combobox.tsx';
import { FieldsContext, KitContext } from './context.ts';
import { useEntry } from './entry.tsx';
import type { ElementProps } from './entry.tsx';
import { choicesOf, chosenOf, conversationChoices, filterOf, peopleChoices } from './options.ts';
import type { Choice } from './options.ts';
import { asText, rawText } from './values.ts';

interface SelectProps extends ElementProps {
  choices: readonly Choice[];
  status?: string | null;
  onType?: (typed: string) => void;
}

function Select({ choices, status = null, onType, ...props }: SelectProps) {
  const { element, block } = props;
  const entry = useEntry(props);
  const many = asText(element['type']).startsWith('multi_');
  const isForm = block['type'] === 'input';
  const most = element['max_selected_items'];
  /** Of many, the bot is told once the menu is closed. */
  const untold = useRef<FieldValue | undefined>(undefined);
  const choose = (chosen: Choice[]): void => {
    const values = chosen.map(({ value }) => value);
    const next = many ? values : (values[0] ?? null);
    if (!many) return entry.commit(next);
    untold.current = next;
    entry.enter(next);
  };
  const tell = (): void => {
    const next = untold.current;
    untold.current = undefined;
    if (next !== undefined) entry.commit(next);
  };
  return (
    <div class={isForm ? 'select select-wide' : 'select'}>
      <Combobox
        names={entry.names}
        placeholder={rawText(element['placeholder']) || (many ? 'Select options' : 'Select an option')}
        required={entry.required}
        busy={entry.busy}
        choices={choices}
        status={status}
        chosen={chosenOf(entry.value, choices)}
        many={many}
        most={typeof most === 'number' ? most : Number.POSITIVE_INFINITY}
        clearable={isForm && !entry.required}
        {...(onType ? { onType } : {})}
        onChoose={choose}
        onDone={tell}
      />
      {entry.confirm}
    </div>
  );
}

export function StaticSelect(props: ElementProps) {
  const { options, option_groups: groups } = props.element;
  return <Select {...props} choices={useMemo(() => choicesOf(options ?? groups), [options, groups])} />;
}

/** How long one may pause while typing before the bot is asked. */
const PAUSE_MS = 250;

/** A menu whose options the bot finds by what is typed. */
export function ExternalSelect(props: ElementProps) {
  const { element, block, place } = props;
  const kit = useContext(KitContext);
  const [found, setFound] = useState<{ choices: Choice[]; status: string | null }>({
    choices: [],
    status: null,
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Answers to older questions come too late. */
  const asked = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const least = typeof element['min_query_length'] === 'number' ? element['min_query_length'] : 3;
  const ids = { blockId: asText(block['block_id']), actionId: asText(element['action_id']) };

  const search = async (typed: string, question: number): Promise<void> => {
    const answer = await kit.options(place, ids, typed).then(
      (options) => ({ choices: choicesOf(options), status: null }),
      () => ({ choices: [], status: 'The options could not be loaded. Type again to retry.' }),
    );
    if (question === asked.current) setFound(answer);
  };
  const onType = (typed: string): void => {
    clearTimeout(timer.current);
    asked.current += 1;
    const question = asked.current;
    if (typed.length < least) return setFound({ choices: [], status: `Type at least ${characters(least)}` });
    setFound({ choices: [], status: 'Searching…' });
    timer.current = setTimeout(() => void search(typed, question), PAUSE_MS);
  };
  return <Select {...props} choices={found.choices} status={found.status} onType={onType} />;
}

function characters(count: number): string {
  return count === 1 ? '1 character' : `${count} characters`;
}

export function UsersSelect(props: ElementProps) {
  const { people, me } = useContext(KitContext);
  return <Select {...props} choices={useMemo(() => peopleChoices(people.values(), me), [people, me])} />;
}

export function ChannelsSelect(props: ElementProps) {
  const { channels, people, me } = useContext(KitContext);
  const choices = useMemo(
    () => conversationChoices(channels.values(), people, me, { include: ['public'], excludeBots: false }),
    [channels, people, me],
  );
  return <Select {...props} choices={choices} />;
}

export function ConversationsSelect(props: ElementProps) {
  const { element, block } = props;
  const { channels, people, me, here } = useContext(KitContext);
  const form = useContext(FieldsContext);
  const choices = conversationChoices(channels.values(), people, me, filterOf(element));
  useEffect(() => {
    const blockId = asText(block['block_id']);
    const isSet =
      element['initial_conversation'] ?? element['initial_conversations'] ?? form?.values.get(blockId);
    const isWanted = element['default_to_current_conversation'] === true && isSet === undefined;
    if (!isWanted || block['type'] !== 'input' || !choices.some(({ key }) => key === here)) return;
    form?.set(blockId, element['type'] === 'conversations_select' ? here : [here]);
  }, []);
  return <Select {...props} choices={choices} />;
}
