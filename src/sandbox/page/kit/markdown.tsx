/** A `markdown` block, drawn. */
import { useMemo } from 'preact/hooks';
import { Inlines } from './inline.tsx';
import { parseMarkdown } from './markdown.ts';
import type { Markdown as Block } from './markdown.ts';
import { ScrollTable } from './table.tsx';

/** Standard Markdown. */
export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div class="markdown">
      <Blocks blocks={blocks} />
    </div>
  );
}

function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <>
      {blocks.map((block, index) => (
        <BlockShown key={index} block={block} />
      ))}
    </>
  );
}

function BlockShown({ block }: { block: Block }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Inlines parts={block.children} />
        </p>
      );
    case 'heading': {
      const Heading = block.level < 3 ? 'h3' : 'h4';
      return (
        <Heading class={`heading level-${block.level}`}>
          <Inlines parts={block.children} />
        </Heading>
      );
    }
    case 'code':
      return <pre class="preformatted">{block.text}</pre>;
    case 'quote':
      return (
        <blockquote class="quote">
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'list':
      return <List {...block} />;
    case 'table':
      return <Table {...block} />;
    case 'rule':
      return <hr class="divider" />;
  }
}

function List({ start, items }: Extract<Block, { kind: 'list' }>) {
  const shown = items.map((blocks, index) => (
    <li key={index}>
      <Blocks blocks={blocks} />
    </li>
  ));
  return start === null ? (
    <ul class="rich-list level-0">{shown}</ul>
  ) : (
    <ol class="rich-list level-0" start={start}>
      {shown}
    </ol>
  );
}

function Table({ head, rows, align }: Extract<Block, { kind: 'table' }>) {
  return (
    <ScrollTable name="Table">
      <thead>
        <tr>
          {head.map((cell, index) => (
            <th key={index} scope="col" class={`align-${align[index] ?? 'left'}`}>
              <Inlines parts={cell} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column} class={`align-${align[column] ?? 'left'}`}>
                <Inlines parts={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
