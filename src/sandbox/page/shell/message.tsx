import type { Message as MessageShown, Shortcut } from '../contract.ts';
import { MessageBody } from '../kit/message-body.tsx';
import { copy } from '../base/copying.ts';
import { tellProblem } from '../base/problem.ts';
import { api, people, workspace } from '../store.ts';
import { timeOf } from '../timeline.ts';
import { Avatar } from './avatar.tsx';
import { dismiss } from './dismissed.ts';
import { Icon } from '../base/icons.tsx';
import { Menu } from '../base/menu.tsx';
import { ToolButton } from '../base/tool-button.tsx';
import type { MenuItem } from '../base/menu.tsx';
import { botName } from '../base/names.ts';
import { linkTo, openThread } from '../base/place.ts';
import { fullText, momentText, timeText } from './time.ts';

interface MessageProps {
  message: MessageShown;
  /** It stands under the name of the message before it. */
  together: boolean;
  /** A link led to it. */
  marked?: boolean;
  /** In a thread no thread is opened from it. */
  inThread?: boolean;
}

/** One message: who, when, what it says, and what can be done with it. */
export function Message({ message, together, marked = false, inThread = false }: MessageProps) {
  const author = people.value.get(message.user);
  const name = author?.realName ?? message.user;
  const at = timeOf(message.ts);
  const classes = [
    'message',
    together && 'is-together',
    marked && 'is-marked',
    message.ephemeral && 'is-private',
  ];
  return (
    <li class={classes.filter(Boolean).join(' ')} data-ts={message.ts}>
      <article aria-label={`${name}, ${momentText(at)}`}>
        {message.ephemeral && <OnlyYou message={message} />}
        <div class="message-side">
          {together ? <Time at={at} class="message-time-aside" /> : <Avatar person={author} size="big" />}
        </div>
        <div class="message-main">
          {!together && (
            <header class="message-head">
              <span class="message-author">{name}</span>
              {author?.isBot === true && <span class="app-badge">App</span>}
              <Time at={at} class="message-time" />
            </header>
          )}
          <div class="message-body">
            <MessageBody message={message} />
          </div>
          {message.edited && <span class="message-edited">(edited)</span>}
          {!inThread && message.replyCount > 0 && <ThreadSummary message={message} />}
        </div>
        <Actions message={message} inThread={inThread} />
      </article>
    </li>
  );
}

function Time({ at, class: className }: { at: number; class: string }) {
  return (
    <time class={className} dateTime={new Date(at).toISOString()} title={fullText(at)}>
      {timeText(at)}
    </time>
  );
}

function OnlyYou({ message }: { message: MessageShown }) {
  return (
    <p class="only-you">
      <Icon name="eye" />
      Only visible to you
      <span aria-hidden="true">·</span>
      <button type="button" class="link-button" onClick={() => dismiss(message)}>
        Dismiss
      </button>
    </p>
  );
}

function ThreadSummary({
  message: { channel, ts, replyCount, replyUsers, latestReply },
}: {
  message: MessageShown;
}) {
  return (
    <button type="button" class="thread-summary" onClick={() => openThread(channel, ts)}>
      <span class="thread-faces">
        {replyUsers.slice(0, 4).map((id) => (
          <Avatar key={id} person={people.value.get(id)} size="small" />
        ))}
      </span>
      <span class="thread-count">{replyCount === 1 ? '1 reply' : `${replyCount} replies`}</span>
      {latestReply !== null && (
        <span class="thread-latest">Last reply {momentText(timeOf(latestReply))}</span>
      )}
    </button>
  );
}

function Actions({ message, inThread }: { message: MessageShown; inThread: boolean }) {
  const { channel, ts, threadTs, ephemeral } = message;
  const shortcuts = workspace.value?.shortcuts.filter(({ type }) => type === 'message') ?? [];
  const items: MenuItem[] = [
    { key: 'text', label: 'Copy text', choose: () => void copy(message.text, 'The text is copied.') },
    ...(ephemeral
      ? []
      : [
          {
            key: 'link',
            label: 'Copy link',
            choose: () => void copy(linkTo(message), 'The link is copied.'),
          },
        ]),
    ...(ephemeral ? [] : shortcuts.map((shortcut) => shortcutItem(shortcut, message))),
  ];
  return (
    <div class="message-actions">
      {!inThread && !ephemeral && (
        <ToolButton
          icon="thread"
          name="Reply in thread"
          hint
          onClick={() => openThread(channel, threadTs ?? ts)}
        />
      )}
      <Menu name="More actions" title="More actions" class="icon-button" items={items}>
        <Icon name="more" />
      </Menu>
    </div>
  );
}

function shortcutItem({ callbackId, name }: Shortcut, { channel, ts }: MessageShown): MenuItem {
  return {
    key: callbackId,
    label: name,
    hint: botName(),
    choose: () => runShortcut(callbackId, { channel, ts }),
  };
}

/** Runs a shortcut of the bot; what comes of it arrives live. */
export function runShortcut(callbackId: string, message?: { channel: string; ts: string }): void {
  api.value.shortcut(callbackId, message).catch(tellProblem);
}
