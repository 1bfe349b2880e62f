/** Attachments, Slack's older way to set a part of a message apart. */
import type { Place } from '../api.ts';
import type { Json } from '../contract.ts';
import { Blocks } from './blocks.tsx';
import { Picture } from './image.tsx';
import { DateText, Link, Plain } from './inline.tsx';
import { Mrkdwn } from './text.tsx';
import { Unknown } from './unknown.tsx';
import { asJsons, asText } from './values.ts';
import type { Entered } from './values.ts';

interface AttachmentProps {
  attachment: Json;
  place: Place;
  entered: Entered;
}

/** One attachment: blocks, or the older fields; its colour is a bar at its side. */
export function Attachment({ attachment, place, entered }: AttachmentProps) {
  const blocks = asJsons(attachment['blocks']);
  return (
    <div class="attachment">
      <Lines text={attachment['pretext']} />
      <div class={`attachment-body${namedColor(attachment)}`} {...ownColor(attachment)}>
        {blocks.length > 0 ? (
          <Blocks blocks={blocks} place={place} entered={entered} />
        ) : (
          <OlderFields attachment={attachment} />
        )}
        {attachment['actions'] !== undefined && (
          <Unknown what="list of actions" value={{ type: 'attachment', actions: attachment['actions'] }} />
        )}
      </div>
    </div>
  );
}

function namedColor(attachment: Json): string {
  const color = asText(attachment['color']);
  return ['good', 'warning', 'danger'].includes(color) ? ` is-${color}` : '';
}

function ownColor(attachment: Json): { style?: { borderInlineStartColor: string } } {
  const [, hex] = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(asText(attachment['color'])) ?? [];
  return hex === undefined ? {} : { style: { borderInlineStartColor: `#${hex}` } };
}

function Lines({ text }: { text: unknown }) {
  if (asText(text) === '') return null;
  return (
    <div>
      <Mrkdwn text={asText(text)} />
    </div>
  );
}

function OlderFields({ attachment }: { attachment: Json }) {
  const read = (key: string): string => asText(attachment[key]);
  const fields = asJsons(attachment['fields']);
  const says = ['author_name', 'title', 'text', 'image_url', 'thumb_url', 'footer'].some(
    (key) => read(key) !== '',
  );
  if (!says && fields.length === 0) return <Lines text={read('fallback')} />;
  return (
    <>
      <Titled class="subtitle" text={read('author_name')} url={read('author_link')} />
      <Titled class="attachment-title" text={read('title')} url={read('title_link')} />
      <Lines text={read('text')} />
      {fields.length > 0 && <Fields fields={fields} />}
      {['image_url', 'thumb_url'].map(
        (key) =>
          read(key) !== '' && (
            <Picture key={key} image={{ image_url: read(key), alt_text: read('fallback') }} size="wide" />
          ),
      )}
      <Footer attachment={attachment} />
    </>
  );
}

function Titled({ class: className, text, url }: { class: string; text: string; url: string }) {
  if (text === '') return null;
  return <div class={className}>{url === '' ? <Plain text={text} /> : <Link url={url}>{text}</Link>}</div>;
}

function Fields({ fields }: { fields: Json[] }) {
  return (
    <dl class="attachment-fields">
      {fields.map((field, index) => (
        <div key={index} class={field['short'] === true ? '' : 'is-long'}>
          <dt>{asText(field['title'])}</dt>
          <dd>
            <Mrkdwn text={asText(field['value'])} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Footer({ attachment }: { attachment: Json }) {
  const footer = asText(attachment['footer']);
  const at = Number(attachment['ts']);
  if (footer === '' && !(at > 0)) return null;
  return (
    <div class="subtitle">
      {footer}
      {footer !== '' && at > 0 && ' · '}
      {at > 0 && (
        <DateText timestamp={at} format="{date_short_pretty} at {time}" url="" fallback={String(at)} />
      )}
    </div>
  );
}
