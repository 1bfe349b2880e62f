/** Block Kit: every block that the sandbox accepts, drawn. */
import type { ComponentType } from 'preact';
import { useContext } from 'preact/hooks';
import type { Place } from '../api.ts';
import type { Json } from '../contract.ts';
import { Alert, Card, Carousel, Plan, TaskCard, TitleLine } from './boxes.tsx';
import type { BlockProps } from './boxes.tsx';
import { FieldsContext, SubjectContext } from './context.ts';
import { Element } from './element.tsx';
import { fieldIds } from './ids.ts';
import { ImageBlock, Picture } from './image.tsx';
import { Markdown } from './markdown.tsx';
import { Chart, RemoteFile, Video } from './media.tsx';
import { RichText } from './rich-text.tsx';
import { subjectsOf } from './subjects.ts';
import { DataTable, TableBlock } from './table.tsx';
import { Text } from './text.tsx';
import { Unknown } from './unknown.tsx';
import { asJson, asJsons, asText } from './values.ts';
import type { Entered } from './values.ts';

interface BlocksProps {
  blocks: readonly Json[];
  place: Place;
  entered: Entered;
}

/** Blocks, one under the other. A block keeps what was typed in it for as long as its block_id stays. */
export function Blocks({ blocks, place, entered }: BlocksProps) {
  const subjects = subjectsOf(blocks);
  return (
    <div class="blocks">
      {blocks.map((block, index) => (
        <SubjectContext.Provider key={asText(block['block_id']) || index} value={subjects[index] ?? ''}>
          <Block block={block} place={place} entered={entered} />
        </SubjectContext.Provider>
      ))}
    </div>
  );
}

const drawn: Record<string, ComponentType<BlockProps>> = {
  actions: Actions,
  alert: Alert,
  card: Card,
  carousel: Carousel,
  container: Container,
  context: ContextBlock,
  context_actions: Actions,
  data_table: DataTable,
  data_visualization: Chart,
  divider: () => <hr class="divider" />,
  file: RemoteFile,
  header: Header,
  image: ImageBlock,
  input: Input,
  markdown: ({ block }) => <Markdown text={asText(block['text'])} />,
  plan: Plan,
  rich_text: ({ block }) => <RichText value={block} />,
  section: Section,
  table: TableBlock,
  task_card: TaskCard,
  video: Video,
};

function Block(props: BlockProps) {
  const type = asText(props.block['type']);
  const Known = Object.hasOwn(drawn, type) ? drawn[type] : undefined;
  return Known ? <Known {...props} /> : <Unknown what="block" value={props.block} />;
}

function Section({ block, place, entered }: BlockProps) {
  const accessory = asJson(block['accessory']);
  const fields = asJsons(block['fields']);
  const subject = useContext(SubjectContext);
  return (
    <div class={accessory ? 'section has-accessory' : 'section'} data-row={subject || undefined}>
      <div class="section-text">
        {block['text'] !== undefined && (
          <div>
            <Text value={block['text']} />
          </div>
        )}
        {fields.length > 0 && (
          <div class="section-fields">
            {fields.map((field, index) => (
              <div key={index}>
                <Text value={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div class="accessory">
          {accessory['type'] === 'image' ? (
            <Picture image={accessory} size="beside" />
          ) : (
            <Element element={accessory} {...{ block, place, entered }} />
          )}
        </div>
      )}
    </div>
  );
}

/** A box around other blocks, which may be one that opens and closes. */
function Container({ block, place, entered }: BlockProps) {
  const richTitle = asJson(block['rich_text_title']);
  const title = (
    <TitleLine icon={block['icon']} subtitle={block['subtitle']}>
      {richTitle ? <RichText value={richTitle} /> : <Text value={block['title']} />}
    </TitleLine>
  );
  const content = <Blocks blocks={asJsons(block['child_blocks'])} place={place} entered={entered} />;
  const look = `container is-${asText(block['width']) || 'standard'}`;
  if (block['is_collapsible'] === true) {
    return (
      <details class={look} open={block['default_collapsed'] !== true}>
        <summary>{title}</summary>
        {content}
      </details>
    );
  }
  return (
    <section class={look}>
      <div class={block['has_header_divider'] === true ? 'container-head has-line' : 'container-head'}>
        {title}
      </div>
      {content}
    </section>
  );
}

function Header({ block }: BlockProps) {
  const level = typeof block['level'] === 'number' ? block['level'] : 2;
  const Heading = level < 3 ? 'h3' : 'h4';
  return (
    <Heading class={`heading level-${level}`}>
      <Text value={block['text']} />
    </Heading>
  );
}

function ContextBlock({ block }: BlockProps) {
  return (
    <div class="context">
      {asJsons(block['elements']).map((element, index) => (
        <ContextElement key={index} element={element} />
      ))}
    </div>
  );
}

function ContextElement({ element }: { element: Json }) {
  if (element['type'] === 'image') return <Picture image={element} size="small" />;
  if (element['type'] !== 'mrkdwn' && element['type'] !== 'plain_text') {
    return <Unknown what="part of a context" value={element} />;
  }
  return (
    <span class="context-text">
      <Text value={element} />
    </span>
  );
}

function Actions({ block, place, entered }: BlockProps) {
  const subject = useContext(SubjectContext);
  return (
    <div class="elements" data-row={subject || undefined}>
      {asJsons(block['elements']).map((element, index) => (
        <Element key={asText(element['action_id']) || index} {...{ element, block, place, entered }} />
      ))}
    </div>
  );
}

/** What consists of several controls is named by the label; only one control is bound to it. */
const GROUPS = new Set(['checkboxes', 'radio_buttons']);

function Input({ block, place, entered }: BlockProps) {
  const fields = useContext(FieldsContext);
  const element = asJson(block['element']) ?? {};
  const blockId = asText(block['block_id']);
  const ids = fieldIds(place, blockId);
  const error = fields?.errors[blockId];
  const label = (
    <>
      <Text value={block['label']} />
      {block['optional'] === true && <span class="optional"> (optional)</span>}
    </>
  );
  return (
    <div class={error === undefined ? 'input' : 'input has-error'}>
      {GROUPS.has(asText(element['type'])) ? (
        <div class="input-label" id={ids.label}>
          {label}
        </div>
      ) : (
        <label class="input-label" id={ids.label} for={ids.field}>
          {label}
        </label>
      )}
      <Element {...{ element, block, place, entered }} />
      {error !== undefined && (
        <p class="input-error" id={ids.error}>
          <span aria-hidden="true">⚠ </span>
          {error}
        </p>
      )}
      {block['hint'] !== undefined && (
        <p class="input-hint" id={ids.hint}>
          <Text value={block['hint']} />
        </p>
      )}
    </div>
  );
}
