import { useEffect, useRef } from 'preact/hooks';
import type { Channel as ChannelShown } from '../contract.ts';
import { tellProblem } from '../base/problem.ts';
import { loadOlder } from '../live.ts';
import { api, channels, hasOlder, me, messages, workspace } from '../store.ts';
import { compareTs, newestTs, rowsOf } from '../timeline.ts';
import type { Row } from '../timeline.ts';
import { Composer } from './composer.tsx';
import { isDismissed } from './dismissed.ts';
import { Icon } from '../base/icons.tsx';
import { Message } from './message.tsx';
import { botName, channelName, channelTitle } from '../base/names.ts';
import { spot } from '../base/place.ts';
import { looking, placeKey } from './state.ts';
import { dayOf, dayText } from './time.ts';
import { Scroller } from './timeline.tsx';

/** A channel, or the conversation with the bot: its head, its messages, and where one writes. */
export function ChannelPane({ id }: { id: string }) {
  const channel = channels.value.get(id);
  if (channel === undefined) return <section class="pane" aria-busy="true" aria-label="Channel" />;
  return (
    <section
      class="pane pane-channel"
      aria-label={channelTitle(channel)}
      data-region="messages"
      tabIndex={-1}
    >
      <Head channel={channel} />
      <Messages key={`${me.value}/${id}`} channel={channel} />
      {channel.isArchived ? (
        <p class="no-composer">This channel is archived: nobody can write here.</p>
      ) : (
        <Composer
          key={`${me.value}/${id} composer`}
          channel={id}
          thread={null}
          label={`Message ${channelTitle(channel)}`}
        />
      )}
    </section>
  );
}

function Head({ channel }: { channel: ChannelShown }) {
  const bot = workspace.value?.bot ?? '';
  const people = channel.members.filter((id) => id !== bot).length;
  const isChannel = channel.kind === 'channel';
  return (
    <header class="pane-head">
      <h1 class="pane-title">
        {isChannel && <Icon name={channel.isPrivate ? 'lock' : 'hash'} />}
        {channelName(channel)}
        {!isChannel && <span class="app-badge">App</span>}
      </h1>
      {isChannel && (
        <p class="pane-about">
          {people === 1 ? '1 person' : `${people} people`}
          {!channel.members.includes(bot) && ` · ${botName()} is not here`}
          {channel.isArchived && ' · archived'}
        </p>
      )}
    </header>
  );
}

function Messages({ channel }: { channel: ChannelShown }) {
  const { id } = channel;
  /** Is the end in view? */
  const end = useRef(true);
  const line = useNewLine(channel, end);
  const all = messages.value.get(id) ?? [];
  const older = hasOlder.value.get(id);
  const rows = rowsOf(
    all.filter((message) => !isDismissed(message)),
    { dayOf, lineAfter: line, me: me.value },
  );
  const onTop = useOlder(id);
  const { message: marked } = spot.value;
  const searching = marked !== null && older === true && all.every(({ ts }) => ts !== marked);
  useEffect(() => {
    if (searching) onTop();
  }, [searching, all]);
  if (older === undefined || searching) return <div class="scroller-frame" aria-busy="true" />;
  return (
    <Scroller
      place={placeKey(id, null)}
      first={rows.find(({ kind }) => kind === 'message')?.key ?? ''}
      last={rows.at(-1)?.key ?? ''}
      end={end}
      onSeen={() => seen(id)}
      mark={`${channel.unread}/${newestTs(all)}`}
      onTop={onTop}
      startAt={marked === null ? null : `[data-ts="${CSS.escape(marked)}"]`}
      label={`Messages of ${channelTitle(channel)}`}
    >
      {older ? (
        <p class="older">Older messages…</p>
      ) : (
        <Beginning channel={channel} empty={rows.length === 0} />
      )}
      <ul class="messages">
        {rows.map((row) => (
          <RowShown key={row.key} row={row} marked={marked} />
        ))}
      </ul>
    </Scroller>
  );
}

/** Loads the page before, one at a time. */
function useOlder(id: string): () => void {
  const loading = useRef(false);
  return () => {
    if (hasOlder.peek().get(id) !== true || loading.current) return;
    loading.current = true;
    loadOlder(id)
      .catch(tellProblem)
      .finally(() => (loading.current = false));
  };
}

function RowShown({ row, marked }: { row: Row; marked: string | null }) {
  if (row.kind === 'day') {
    return (
      <li class="day">
        <h2>{dayText(row.at)}</h2>
      </li>
    );
  }
  if (row.kind === 'new') {
    return (
      <li class="new-line">
        <span>New</span>
      </li>
    );
  }
  return <Message message={row.message} together={row.together} marked={row.key === marked} />;
}

function Beginning({ channel, empty }: { channel: ChannelShown; empty: boolean }) {
  const name = channelTitle(channel);
  return (
    <div class="beginning">
      <p class="beginning-title">{name}</p>
      <p>
        {channel.kind === 'channel'
          ? `This is the very beginning of ${name}.`
          : `This conversation is between you and ${name}.`}
        {empty && ' Nothing was said here yet.'}
      </p>
    </div>
  );
}

/**
 * Where the line of the new messages stands: after what was seen when the channel was opened. It stays while one reads,
 * and is drawn anew when messages arrive that one does not look at.
 */
function useNewLine(channel: ChannelShown, end: { current: boolean }): string | null {
  const line = useRef<{ after: string | null; unread: number }>({ after: null, unread: 0 });
  const fresh = useRef(true);
  const unseen = fresh.current || !end.current || !looking.peek();
  if (line.current.unread === 0 && channel.unread > 0 && unseen) line.current.after = channel.lastRead ?? '0';
  line.current.unread = channel.unread;
  fresh.current = false;
  return line.current.after;
}

/** All of the channel was seen. How it stands then is told live, in the order of all that happens to it. */
function seen(id: string): void {
  const channel = channels.peek().get(id);
  const newest = newestTs(messages.peek().get(id) ?? []);
  if (channel === undefined || channel.unread === 0 || newest === null) return;
  if (channel.lastRead !== null && compareTs(newest, channel.lastRead) <= 0) return;
  api
    .peek()
    .read(id, newest)
    .catch(() => undefined);
}
