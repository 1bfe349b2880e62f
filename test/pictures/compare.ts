/** Pictures as people see them in Slack on a phone, in light and dark, and how far two of them are apart. */
import { createRequire } from 'node:module';
import { renderPng } from '#src/pictures/png.ts';

/** How wide a phone shows a picture of a message. */
const SHOWN = 360;
const GAP = 16;
/** Behind messages in Slack. */
const GROUNDS = ['#ffffff', '#1a1d21'];

/** The picture side by side on Slack's light and dark ground, as wide as a phone shows it. @param svg of 400 units */
export async function inSlack(svg: string): Promise<Uint8Array> {
  const png = Buffer.from(await renderPng(svg));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const shown = Math.ceil((height * SHOWN) / width);
  const side = SHOWN + 2 * GAP;
  const href = `data:image/png;base64,${png.toString('base64')}`;
  const sides = GROUNDS.map(
    (ground, index) =>
      `<rect x="${index * side}" width="${side}" height="${shown + 2 * GAP}" fill="${ground}"/><image x="${index * side + GAP}" y="${GAP}" width="${SHOWN}" height="${shown}" href="${href}"/>`,
  );
  return (await draw(svgOf(side * GROUNDS.length, shown + 2 * GAP, sides.join('')))).asPng();
}

interface Pixels {
  width: number;
  height: number;
  /** Red, green, blue and opacity of each pixel, 0 to 255. */
  pixels: Uint8Array;
}

/** The pixels of a PNG: the renderer reads one as the image of an SVG of its size. */
export async function readPixels(png: Uint8Array): Promise<Pixels> {
  const bytes = Buffer.from(png);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const href = `data:image/png;base64,${bytes.toString('base64')}`;
  const image = `<image width="${width}" height="${height}" href="${href}" image-rendering="optimizeSpeed"/>`;
  const { pixels } = await draw(svgOf(width, height, image));
  return { width, height, pixels };
}

/** A difference of one colour that nobody sees: the edges of letters vary between kinds of processors. */
const UNSEEN = 24;

/** The share of pixels that differ visibly; 1 when the sizes do. */
export function differingShare(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height) return 1;
  let differing = 0;
  for (let pixel = 0; pixel < a.pixels.length; pixel += 4) {
    const isApart = [0, 1, 2, 3].some(
      (part) => Math.abs(a.pixels[pixel + part]! - b.pixels[pixel + part]!) > UNSEEN,
    );
    if (isApart) differing += 1;
  }
  return differing / (a.width * a.height);
}

function svgOf(width: number, height: number, inner: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inner}</svg>`;
}

interface Renderer {
  renderAsync(svg: string, options: object): Promise<{ asPng(): Uint8Array; pixels: Uint8Array }>;
}

/** Pixel by pixel, unlike what is drawn for Slack. */
function draw(svg: string): ReturnType<Renderer['renderAsync']> {
  const { renderAsync } = createRequire(import.meta.url)('@resvg/resvg-js') as Renderer;
  return renderAsync(svg, { font: { loadSystemFonts: false } });
}
