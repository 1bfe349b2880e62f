/** Blocks that stand apart in a box of their own: alert, card, carousel, plan, task. */
import type { ComponentChildren } from 'preact';
import type { Place } from '../api.ts';
import type { Json } from '../contract.ts';
import { Element } from './element.tsx';
import { Picture } from './image.tsx';
import { Link } from './inline.tsx';
import { RichText } from './rich-text.tsx';
import { Text } from './text.tsx';
import { asJson, asJsons, asText } from './values.ts';
import type { Entered } from './values.ts';

export interface BlockProps {
  block: Json;
  place: Place;
  entered: Entered;
}

const LEVELS: Record<string, { word: string; sign: string }> = {
  default: { word: 'Note', sign: 'i' },
  info: { word: 'Note', sign: 'i' },
  warning: { word: 'Warning', sign: '!' },
  error: { word: 'Error', sign: '×' },
  success: { word: 'Done', sign: '✓' },
};

export function Alert({ block }: BlockProps) {
  const level = asText(block['level']) || 'default';
  const { word, sign } = LEVELS[level] ?? { word: level, sign: 'i' };
  return (
    <div class={`alert is-${level}`} role="note">
      <span class="alert-sign" aria-hidden="true">
        {sign}
      </span>
      <div>
        <strong>{word}:</strong> <Text value={block['text']} />
      </div>
    </div>
  );
}

/** A picture where there is one. */
function Image({ image, size }: { image: unknown; size: 'small' | 'wide' }) {
  const found = asJson(image);
  return found === undefined ? null : <Picture image={found} size={size} />;
}

export function Card({ block, place, entered }: BlockProps) {
  const actions = asJsons(block['actions']);
  return (
    <article class="card">
      <Image image={block['hero_image']} size="wide" />
      <TitleLine icon={block['icon']} subtitle={block['subtitle']}>
        {block['title'] !== undefined && (
          <strong>
            <Text value={block['title']} />
          </strong>
        )}
      </TitleLine>
      {block['body'] !== undefined && (
        <div>
          <Text value={block['body']} />
        </div>
      )}
      {actions.length > 0 && (
        <div class="elements">
          {actions.map((element, index) => (
            <Element key={index} {...{ element, block, place, entered }} />
          ))}
        </div>
      )}
    </article>
  );
}

interface TitleLineProps {
  icon: unknown;
  subtitle: unknown;
  children: ComponentChildren;
}

/** A title with its picture and what stands under it. */
export function TitleLine({ icon, subtitle, children }: TitleLineProps) {
  return (
    <div class="title-line">
      <Image image={icon} size="small" />
      <div>
        <div>{children}</div>
        {subtitle !== undefined && (
          <div class="subtitle">
            <Text value={subtitle} />
          </div>
        )}
      </div>
    </div>
  );
}

export function Carousel({ block, place, entered }: BlockProps) {
  return (
    <ul class="carousel" role="list" aria-label="Cards" tabIndex={0}>
      {asJsons(block['elements']).map((card, index) => (
        <li key={index}>
          {/* What is pressed in a card is told with the card's own block id where it has one. */}
          <Card block={{ block_id: block['block_id'], ...card }} place={place} entered={entered} />
        </li>
      ))}
    </ul>
  );
}

const STATES: Record<string, { word: string; sign: string }> = {
  pending: { word: 'Pending', sign: '○' },
  in_progress: { word: 'In progress', sign: '◐' },
  complete: { word: 'Complete', sign: '✓' },
  error: { word: 'Error', sign: '×' },
};

export function TaskCard({ block }: { block: Json }) {
  const status = asText(block['status']);
  const state = STATES[status];
  const [details, output] = [asJson(block['details']), asJson(block['output'])];
  const sources = asJsons(block['sources']);
  return (
    <div class="task">
      <div class="task-head">
        {state && (
          <span class={`task-state is-${status}`}>
            <span aria-hidden="true">{state.sign}</span> {state.word}
          </span>
        )}
        <strong>{asText(block['title'])}</strong>
      </div>
      {details && <RichText value={details} />}
      {output && <RichText value={output} />}
      {sources.length > 0 && (
        <ul class="task-sources" role="list">
          {sources.map((source, index) => (
            <li key={index}>
              <Link url={asText(source['url'])}>{asText(source['text']) || asText(source['url'])}</Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function Plan({ block }: BlockProps) {
  return (
    <section class="container">
      <div class="container-head">
        <strong>
          <Text value={block['title']} />
        </strong>
      </div>
      {asJsons(block['tasks']).map((task, index) => (
        <TaskCard key={index} block={task} />
      ))}
    </section>
  );
}
