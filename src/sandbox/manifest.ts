import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Manifest } from './types.ts';

/** Reads an app manifest from a YAML file. */
export async function readManifest(path: string | URL): Promise<Manifest> {
  return parse(await readFile(path, 'utf8')) as Manifest;
}
