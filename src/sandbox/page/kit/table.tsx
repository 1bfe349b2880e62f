/** Tables: the plain one, and the one of data that is shown page by page. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Json } from '../contract.ts';
import { RichText } from './rich-text.tsx';
import { Unknown } from './unknown.tsx';
import { asJson, asJsons, asText } from './values.ts';

/** A table that scrolls sideways by itself, with the keyboard too. */
export function ScrollTable({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="table-scroll" role="group" aria-label={name} tabIndex={0}>
      <table class="table">{children}</table>
    </div>
  );
}

/** A table block: its first row heads it. */
export function TableBlock({ block }: { block: Json }) {
  const [head = [], ...rows] = rowsOf(block);
  const settings = Array.isArray(block['column_settings']) ? block['column_settings'].map(asJson) : [];
  const lookOf = (column: number): string => {
    const align = asText(settings[column]?.['align']) || 'left';
    return `align-${align}${settings[column]?.['is_wrapped'] === true ? ' is-wrapped' : ''}`;
  };
  const titles = head.map((cell) => plainCell(cell)).filter((title) => title !== '');
  return (
    <ScrollTable name={titles.length === 0 ? 'Table' : `Table: ${titles.join(', ')}`}>
      <Head row={head} lookOf={lookOf} />
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column} class={lookOf(column)}>
                <Cell cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function Head({ row, lookOf }: { row: Json[]; lookOf: (column: number) => string }) {
  return (
    <thead>
      <tr>
        {row.map((cell, column) => (
          <th key={column} scope="col" class={lookOf(column)}>
            <Cell cell={cell} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

const PAGE_SIZE = 5;

/** A data_table block: a page of its rows at a time. */
export function DataTable({ block }: { block: Json }) {
  const [page, setPage] = useState(0);
  const [head = [], ...rows] = rowsOf(block);
  const size = typeof block['page_size'] === 'number' ? block['page_size'] : PAGE_SIZE;
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  const from = Math.min(page, last) * size;
  const shown = rows.slice(from, from + size);
  const caption = asText(block['caption']);
  const headerColumn =
    typeof block['row_header_column_index'] === 'number' ? block['row_header_column_index'] : 0;
  const lookOf = (column: number): string =>
    rows.every((row) => row[column]?.['type'] === 'raw_number') ? 'align-right' : 'align-left';
  return (
    <div class="data-table">
      <ScrollTable name={caption}>
        <caption>{caption}</caption>
        <Head row={head} lookOf={lookOf} />
        <tbody>
          {shown.map((row, index) => (
            <tr key={from + index}>
              {row.map((cell, column) => (
                <BodyCell key={column} isHeader={column === headerColumn} look={lookOf(column)} cell={cell} />
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {last > 0 && (
        <nav class="table-pages" aria-label={`Pages of ${caption}`}>
          <button type="button" class="button" disabled={from === 0} onClick={() => setPage(page - 1)}>
            Previous
          </button>
          <span role="status">
            {from + 1}–{from + shown.length} of {rows.length}
          </span>
          <button type="button" class="button" disabled={page >= last} onClick={() => setPage(page + 1)}>
            Next
          </button>
        </nav>
      )}
    </div>
  );
}

function BodyCell({ isHeader, look, cell }: { isHeader: boolean; look: string; cell: Json }) {
  const content = <Cell cell={cell} />;
  return isHeader ? (
    <th scope="row" class={look}>
      {content}
    </th>
  ) : (
    <td class={look}>{content}</td>
  );
}

function rowsOf(block: Json): Json[][] {
  const rows: unknown[] = Array.isArray(block['rows']) ? block['rows'] : [];
  return rows.map(asJsons);
}

function Cell({ cell }: { cell: Json }) {
  if (cell['type'] === 'rich_text') return <RichText value={cell} />;
  if (cell['type'] === 'raw_text' || cell['type'] === 'raw_number') return <>{plainCell(cell)}</>;
  return <Unknown what="cell" value={cell} />;
}

function plainCell(cell: Json): string {
  const text = asText(cell['text']);
  return text === '' && typeof cell['value'] === 'number' ? String(cell['value']) : text;
}
