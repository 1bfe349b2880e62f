/**
 * Draws pictures: SVG in, PNG out. The letters come from the font that is installed with Milepost, never from the
 * machine, so that a picture looks alike wherever it is drawn.
 */
import { createRequire } from 'node:module';

/** The family that an SVG names in `font-family`. */
export const FONT = 'Inter';

/** Pixels for each unit of an SVG: sharp on screens of double density. */
const ZOOM = 2;

/** The part of the renderer that is used; it is a native module, which may be missing for a machine's kind. */
interface Renderer {
  renderAsync(svg: string, options: object): Promise<{ asPng(): Uint8Array }>;
}

const require = createRequire(import.meta.url);

/**
 * Draws an SVG that names no file and no address.
 * @throws Error when the SVG is none, or the renderer does not exist for this kind of machine
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { renderAsync } = require('@resvg/resvg-js') as Renderer;
  const font = require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf');
  const bold = require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf');
  const drawn = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { fontFiles: [font, bold], loadSystemFonts: false, defaultFontFamily: FONT },
  });
  return drawn.asPng();
}
