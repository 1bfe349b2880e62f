/** Videos, files of elsewhere, and charts: shown as what is known of them. */
import type { Json } from '../contract.ts';
import { Picture } from './image.tsx';
import { Link } from './inline.tsx';
import { ScrollTable } from './table.tsx';
import { Text } from './text.tsx';
import { asJson, asJsons, asText } from './values.ts';

/** A video block: it is played where it comes from, never here. */
export function Video({ block }: { block: Json }) {
  const url = asText(block['title_url']) || asText(block['video_url']);
  const by = [asText(block['provider_name']), asText(block['author_name'])].filter((name) => name !== '');
  return (
    <figure class="card">
      {by.length > 0 && <div class="subtitle">{by.join(' · ')}</div>}
      <strong>
        <Link url={url}>
          <Text value={block['title']} />
        </Link>
      </strong>
      {block['description'] !== undefined && (
        <div>
          <Text value={block['description']} />
        </div>
      )}
      <Picture image={{ image_url: block['thumbnail_url'], alt_text: block['alt_text'] }} size="wide" />
    </figure>
  );
}

/** A file block: Slack's own sign of a file that is kept elsewhere. */
export function RemoteFile({ block }: { block: Json }) {
  return (
    <div class="file">
      <span aria-hidden="true">📄</span> File kept elsewhere:{' '}
      <code class="code">{asText(block['external_id'])}</code>
    </div>
  );
}

/** A data_visualization block, as the table of its values. */
export function Chart({ block }: { block: Json }) {
  const chart = asJson(block['chart']) ?? {};
  const type = asText(chart['type']);
  const title = asText(block['title']);
  const axis = asJson(chart['axis_config']);
  const isPie = type === 'pie';
  const series = isPie ? [{ name: 'Value', data: chart['segments'] }] : asJsons(chart['series']);
  const points = series.map((one) => asJsons(one['data']));
  const own = points.flat().map((point) => asText(point['label']));
  const categories = Array.isArray(axis?.['categories']) ? axis['categories'].map(asText) : [];
  const labels = [...new Set([...categories, ...own])];
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong> <span class="subtitle">({type} chart, shown as a table)</span>
      </figcaption>
      <ScrollTable name={title}>
        <thead>
          <tr>
            <th scope="col">{asText(axis?.['x_label']) || 'Label'}</th>
            {series.map((one, index) => (
              <th key={index} scope="col" class="align-right">
                {asText(one['name'])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {points.map((data, index) => (
                <td key={index} class="align-right">
                  {valueAt(data, label)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {asText(axis?.['y_label']) !== '' && <div class="subtitle">Values: {asText(axis?.['y_label'])}</div>}
    </figure>
  );
}

function valueAt(data: Json[], label: string): string {
  const value = data.find((point) => point['label'] === label)?.['value'];
  return typeof value === 'number' ? String(value) : '–';
}
