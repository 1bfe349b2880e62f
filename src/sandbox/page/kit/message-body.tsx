/** What a message says: its blocks or its text, what is attached to it, and its files. */
import type { Place } from '../api.ts';
import { sizeText } from '../base/size.ts';
import type { FileShown, Message } from '../contract.ts';
import { Attachment } from './attachment.tsx';
import { Blocks } from './blocks.tsx';
import { Mrkdwn } from './text.tsx';

/** The text of a message is drawn only where it has no blocks: otherwise it is for notifications. */
export function MessageBody({ message }: { message: Message }) {
  const place: Place = { kind: 'message', channel: message.channel, ts: message.ts };
  return (
    <div class="message-content">
      {message.blocks.length > 0 ? (
        <Blocks blocks={message.blocks} place={place} entered={message.entered} />
      ) : (
        message.text !== '' && (
          <div class="message-text">
            <Mrkdwn text={message.text} />
          </div>
        )
      )}
      {message.attachments.map((attachment, index) => (
        <Attachment key={index} {...{ attachment, place, entered: message.entered }} />
      ))}
      {message.files.map((file) => (
        <File key={file.id} file={file} />
      ))}
    </div>
  );
}

/** Pictures that browsers show; of another file only its name is. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

function File({ file }: { file: FileShown }) {
  const title = file.title === '' ? file.name : file.title;
  return (
    <figure class="file">
      <figcaption>
        <a href={file.url} download={file.name}>
          {title}
        </a>{' '}
        <span class="file-size">{sizeText(file.size)}</span>
      </figcaption>
      {SHOWN.has(file.mimetype) && (
        <a class="picture-link" href={file.url} target="_blank" rel="noreferrer">
          <img
            class="picture is-wide"
            src={file.url}
            alt={file.altText === '' ? title : file.altText}
            loading="lazy"
          />
        </a>
      )}
    </figure>
  );
}
