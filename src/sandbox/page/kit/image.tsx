/** Pictures. Only those of the workspace are loaded: the page asks no other host for anything. */
import { useContext, useState } from 'preact/hooks';
import type { Json } from '../contract.ts';
import { KitContext } from './context.ts';
import { Link } from './inline.tsx';
import { Text } from './text.tsx';
import { asJson, asText } from './values.ts';

type Source = { kind: 'here'; url: string } | { kind: 'elsewhere'; url: string };

/** Where an image's picture is: `image_url`, or a file of the workspace. */
function sourceOf(image: Json, me: string): Source {
  const file = asJson(image['slack_file']);
  const id = asText(file?.['id']);
  if (id !== '') {
    const url = `/sandbox/page/files/${encodeURIComponent(id)}?${new URLSearchParams({ person: me }).toString()}`;
    return { kind: 'here', url };
  }
  const url = asText(image['image_url']) || asText(file?.['url']);
  return isHere(url) ? { kind: 'here', url } : { kind: 'elsewhere', url };
}

/** Does the page load pictures from there? */
export function isHere(url: string): boolean {
  if (/^(data:image\/|blob:)/i.test(url)) return true;
  return URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
}

interface PictureProps {
  image: Json;
  /** How big: in a line of context, beside a text, or over the whole width. */
  size: 'small' | 'beside' | 'wide';
}

/** A picture with its alternative text; one that is not loaded is shown as that text. */
export function Picture({ image, size }: PictureProps) {
  const { me } = useContext(KitContext);
  const [failed, setFailed] = useState('');
  const source = sourceOf(image, me);
  const alt = asText(image['alt_text']);
  if (source.kind === 'elsewhere') {
    return <NotLoaded alt={alt} url={source.url} why="not loaded here" size={size} />;
  }
  if (failed === source.url) return <NotLoaded alt={alt} url="" why="cannot be shown" size={size} />;
  return (
    <img
      class={`picture is-${size}`}
      src={source.url}
      alt={alt}
      loading="lazy"
      onError={() => setFailed(source.url)}
    />
  );
}

function NotLoaded({ alt, url, why, size }: { alt: string; url: string; why: string; size: string }) {
  const name = alt === '' ? 'Image' : alt;
  return (
    <span class={`picture-note is-${size}`}>
      <span aria-hidden="true">🖼</span> {url === '' ? name : <Link url={url}>{name}</Link>}{' '}
      <small>({why})</small>
    </span>
  );
}

/** An image block, with its title. A picture that is here opens in its full size. */
export function ImageBlock({ block }: { block: Json }) {
  const { me } = useContext(KitContext);
  const source = sourceOf(block, me);
  const picture = <Picture image={block} size="wide" />;
  return (
    <figure class="image-block">
      {block['title'] !== undefined && (
        <figcaption>
          <Text value={block['title']} />
        </figcaption>
      )}
      {source.kind === 'here' ? (
        <a class="picture-link" href={source.url} target="_blank" rel="noreferrer">
          {picture}
        </a>
      ) : (
        picture
      )}
    </figure>
  );
}
