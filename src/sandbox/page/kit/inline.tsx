/** The parts of a line: styled text, links, mentions, dates, emoji. */
import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { KitContext } from './context.ts';
import { formatDate, wholeDate } from './dates.ts';
import { emojiNamed } from './emoji.ts';
import { isLink } from '../../mrkdwn.ts';
import type { Inline, TextStyle } from '../../mrkdwn.ts';

/** Parts of a line, one after another. */
export function Inlines({ parts }: { parts: readonly Inline[] }) {
  return (
    <>
      {parts.map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </>
  );
}

function Part({ part }: { part: Inline }) {
  switch (part.kind) {
    case 'text':
      return <Signs text={part.text} />;
    case 'styled':
      return (
        <Styled style={part.style}>
          <Inlines parts={part.children} />
        </Styled>
      );
    case 'emoji':
      return <Emoji {...part} />;
    case 'link':
      return (
        <Link url={part.url}>{part.label === '' ? shownUrl(part.url) : <Plain text={part.label} />}</Link>
      );
    case 'user':
    case 'group':
      return <UserMention {...part} />;
    case 'channel':
      return <ChannelMention {...part} />;
    case 'broadcast':
      return <span class="mention is-me">@{part.range}</span>;
    case 'date':
      return <DateText {...part} />;
  }
}

/** Emoji that are almost white: on white they need an edge. */
const PALE = /([▫◽◻⬜⚪🤍]\uFE0F?)/u;

/** A text, in which pale emoji are marked as such. */
function Signs({ text }: { text: string }) {
  const parts = text.split(PALE);
  if (parts.length === 1) return <>{text}</>;
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <span key={index} class="is-pale">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}

/** Text in one of the styles that Slack has. */
export function Styled({ style, children }: { style: TextStyle; children: ComponentChildren }) {
  switch (style) {
    case 'bold':
      return <strong>{children}</strong>;
    case 'italic':
      return <em>{children}</em>;
    case 'strike':
      return <s>{children}</s>;
    case 'underline':
      return <u>{children}</u>;
    case 'highlight':
      return <mark>{children}</mark>;
    case 'code':
      return <code class="code">{children}</code>;
  }
}

/** A link to elsewhere; an address that the browser should not go to is shown and is none. */
export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  if (!isLink(url)) return <span title={url}>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

function shownUrl(url: string): string {
  return url.replace(/^(mailto|tel):/i, '');
}

/** Text in which nothing but `:emoji:` means something. */
export function Plain({ text }: { text: string }) {
  const parts = text.split(/(:[\w+'-]+:(?::skin-tone-[2-6]:)?)/);
  if (parts.length === 1) return <>{text}</>;
  return (
    <>
      {parts.map((part, index) => {
        const [, name = '', tone] =
          index % 2 === 1 ? (/^:(.+?):(?::skin-tone-(\d):)?$/.exec(part) ?? []) : [];
        if (name === '') return part;
        return (
          <Emoji key={index} name={name} tone={tone === undefined ? null : Number(tone)} source={part} />
        );
      })}
    </>
  );
}

interface EmojiProps {
  name: string;
  tone: number | null;
  source: string;
}

/** An emoji; a name that only one workspace knows is shown as it was typed. */
export function Emoji({ name, tone, source }: EmojiProps) {
  const emoji = emojiNamed(name, tone);
  if (emoji === undefined) return <>{source}</>;
  return (
    <span class="emoji" title={`:${name}:`}>
      {emoji}
    </span>
  );
}

/** A person or a group of people, by the handle. */
function UserMention({ kind, id, label }: { kind: 'user' | 'group'; id: string; label: string }) {
  const { me, people } = useContext(KitContext);
  const person = people.get(id);
  const name = person?.name ?? (label.replace(/^@/, '') || id);
  const classes = id === me || kind === 'group' ? 'mention is-me' : 'mention';
  return (
    <span class={classes} {...(person ? { title: person.realName } : {})}>
      @{name}
    </span>
  );
}

function ChannelMention({ id, label }: { id: string; label: string }) {
  const { channels, openChannel } = useContext(KitContext);
  const channel = channels.get(id);
  if (channel === undefined) return <span class="mention">#{label || id}</span>;
  return (
    <button type="button" class="mention" onClick={() => openChannel(id)}>
      #{channel.name}
    </button>
  );
}

interface DateProps {
  /** Seconds since 1970. */
  timestamp: number;
  format: string;
  url: string;
  fallback: string;
}

/** A moment as the person would say it, in their zone. */
export function DateText({ timestamp, format, url, fallback }: DateProps) {
  const { me, people, now } = useContext(KitContext);
  const reader = { zone: people.get(me)?.tz ?? 'UTC', now: now() };
  const text = formatDate(format, timestamp, reader);
  if (text === null) return <>{fallback}</>;
  const time = (
    <time dateTime={new Date(timestamp * 1000).toISOString()} title={wholeDate(timestamp, reader)}>
      {text}
    </time>
  );
  return url === '' ? time : <Link url={url}>{time}</Link>;
}
