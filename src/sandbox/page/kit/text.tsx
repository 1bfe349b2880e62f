/** Texts of Block Kit: plain_text as it stands, mrkdwn formatted. */
import { useMemo } from 'preact/hooks';
import { Inlines, Plain } from './inline.tsx';
import { parseMrkdwn } from '../../mrkdwn.ts';
import type { Piece } from '../../mrkdwn.ts';
import { asJson, asText } from './values.ts';

/** A text object, or a text; nothing where there is none. */
export function Text({ value }: { value: unknown }) {
  const record = asJson(value);
  if (record === undefined) return <>{asText(value)}</>;
  const text = asText(record['text']);
  if (record['type'] === 'mrkdwn') return <Mrkdwn text={text} />;
  return <span class="plain-text">{record['emoji'] === false ? text : <Plain text={text} />}</span>;
}

/** Mrkdwn: of one run of lines it stays inline, so that it may stand in a label or a button. */
export function Mrkdwn({ text }: { text: string }) {
  const pieces = useMemo(() => parseMrkdwn(text), [text]);
  const [first] = pieces;
  if (first?.kind === 'lines' && pieces.length === 1) {
    return (
      <span class="mrkdwn">
        <Inlines parts={first.children} />
      </span>
    );
  }
  return (
    <div class="mrkdwn">
      {pieces.map((piece, index) => (
        <PieceShown key={index} piece={piece} />
      ))}
    </div>
  );
}

function PieceShown({ piece: { kind, children } }: { piece: Piece }) {
  const parts = <Inlines parts={children} />;
  if (kind === 'quote') return <blockquote class="quote">{parts}</blockquote>;
  if (kind === 'preformatted') return <pre class="preformatted">{parts}</pre>;
  return <div>{parts}</div>;
}
