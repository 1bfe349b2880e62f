/**
 * `npm run pictures`: draws the reference images anew. Look at each one that git then shows as changed before it is
 * kept: on the left as in a light Slack, on the right as in a dark one, as wide as on a phone.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inSlack } from './compare.ts';
import { SAMPLES } from './samples.ts';

for (const [name, svg] of Object.entries(SAMPLES)) {
  const path = join(import.meta.dirname, `${name}.png`);
  const png = await inSlack(svg);
  await writeFile(path, png);
  console.log(`${path}: ${Math.round(png.byteLength / 1024)} kB`);
}
