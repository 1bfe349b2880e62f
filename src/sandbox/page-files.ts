/** The page's files: its HTML, and its script and style, put together from `page/` when they are first asked for. */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { sendText } from './http.ts';

/** Nothing of the page comes from elsewhere, and nothing on it runs but its own script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Serves the page: '' is its HTML, `main.js` and `main.css` what it loads. */
export function createPageFiles(): (response: ServerResponse, name: string) => Promise<void> {
  let bundle: Promise<Map<string, string>> | undefined;
  /** What could not be put together is tried again when it is next asked for. */
  const forget = (error: unknown): never => {
    bundle = undefined;
    throw error;
  };
  return async (response, name) => {
    bundle ??= buildPage();
    const file = name === '' ? 'index.html' : name;
    const content = (await bundle.catch(forget)).get(file);
    if (content === undefined) return sendText(response, 404, 'the page has no such file\n');
    response.writeHead(200, {
      'content-type': TYPES[file.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
    response.end(content);
  };
}

/** Puts the page's modules together. The bundler is loaded here: a start that nobody looks at never waits for it. */
async function buildPage(): Promise<Map<string, string>> {
  const { build, stop } = await import('esbuild');
  const folder = fileURLToPath(new URL('page/', import.meta.url));
  try {
    const [html, { outputFiles }] = await Promise.all([
      readFile(`${folder}index.html`, 'utf8'),
      build({
        entryPoints: [`${folder}main.tsx`, `${folder}main.css`],
        outdir: folder,
        bundle: true,
        write: false,
        minify: true,
        format: 'esm',
        target: 'es2022',
        logLevel: 'silent',
      }),
    ]);
    const files = outputFiles.map(({ path, text }): [string, string] => [path.slice(folder.length), text]);
    return new Map([['index.html', html], ...files]);
  } finally {
    await stop();
  }
}
