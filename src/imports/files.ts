/** The files of a command line or of an upload, as an import reads them. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { REJECTED, type ImportFile } from './domain.ts';

const BYTES_AT_ONCE = 256 * 1024;

/**
 * The files at these paths; of a directory, the files right in it.
 * @returns the files, or the first path that can not be read
 */
export async function filesAt(
  paths: readonly string[],
): Promise<{ ok: true; files: ImportFile[] } | { ok: false; path: string }> {
  const files: ImportFile[] = [];
  for (const path of paths) {
    try {
      const found = await stat(path);
      if (!found.isDirectory()) {
        files.push(fileAt(path, found.size, false));
        continue;
      }
      const entries = await readdir(path, { withFileTypes: true });
      for (const name of entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)) {
        if (!name.endsWith(REJECTED)) files.push(fileAt(join(path, name), null, true));
      }
    } catch {
      return { ok: false, path };
    }
  }
  return { ok: true, files };
}

/** A file that was uploaded: its rejected rows come back with the result. */
export function uploadedFile(name: string, bytes: Uint8Array): ImportFile {
  return {
    name,
    path: null,
    bytes: bytes.length,
    found: false,
    async *open() {
      for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) yield bytes.subarray(at, at + BYTES_AT_ONCE);
    },
  };
}

function fileAt(path: string, bytes: number | null, found: boolean): ImportFile {
  return {
    name: basename(path),
    path,
    bytes,
    found,
    open: () => createReadStream(path, { highWaterMark: BYTES_AT_ONCE }),
  };
}
