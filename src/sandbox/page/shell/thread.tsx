import { useEffect, useState } from 'preact/hooks';
import { tellProblem } from '../base/problem.ts';
import { connection, loadThread } from '../live.ts';
import { channels, messages } from '../store.ts';
import { Composer } from './composer.tsx';
import { isDismissed } from './dismissed.ts';
import { ToolButton } from '../base/tool-button.tsx';
import { Message } from './message.tsx';
import { channelTitle } from '../base/names.ts';
import { closeThread } from '../base/place.ts';
import { placeKey } from './state.ts';
import { Scroller } from './timeline.tsx';

/** A thread beside its channel: the message that it began with, the answers, and its own composer. */
export function ThreadPane({ channel, ts }: { channel: string; ts: string }) {
  const shown = channels.value.get(channel);
  const loaded = useThread(channel, ts);
  const all = (messages.value.get(channel) ?? []).filter(
    (message) => (message.ts === ts || message.threadTs === ts) && !isDismissed(message),
  );
  const answers = all.filter((message) => message.ts !== ts);
  const title = shown === undefined ? '' : channelTitle(shown);
  return (
    <aside class="pane pane-thread" aria-label="Thread" data-region="thread" tabIndex={-1}>
      <header class="pane-head">
        <h2 class="pane-title">Thread</h2>
        <p class="pane-about">{title}</p>
        <ToolButton
          icon="close"
          name="Close the thread"
          class="icon-button pane-close"
          onClick={closeThread}
        />
      </header>
      {loaded || all.length > 0 ? (
        <Scroller
          key={ts}
          place={placeKey(channel, ts)}
          first={all[0]?.ts ?? ''}
          last={all.at(-1)?.ts ?? ''}
          label={`Thread in ${title}`}
        >
          {all[0]?.ts === ts ? null : loaded && <p class="older">The first message is gone.</p>}
          <ul class="messages">
            {all.slice(0, 1).map((message) => (
              <Message key={message.ts} message={message} together={false} inThread />
            ))}
            <li class="day">
              <h3>{answers.length === 1 ? '1 reply' : `${answers.length} replies`}</h3>
            </li>
            {answers.map((message) => (
              <Message key={message.ts} message={message} together={false} inThread />
            ))}
          </ul>
        </Scroller>
      ) : (
        <div class="scroller-frame" aria-busy="true" />
      )}
      <Composer key={`${channel}/${ts}`} channel={channel} thread={ts} label="Reply to the thread" />
    </aside>
  );
}

/** Loads the thread, and again at each new connection; true when all of it is there. */
function useThread(channel: string, ts: string): boolean {
  const [loaded, setLoaded] = useState(false);
  const times = connection.value;
  useEffect(() => {
    if (times === 0) return;
    loadThread(channel, ts).then(() => setLoaded(true), tellProblem);
  }, [channel, ts, times]);
  return loaded;
}
