/** Rejected rows, kept as a CSV file beside the one they came from: to be corrected there and imported again. */
import { stringify } from 'csv-stringify/sync';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { REJECTED, type ImportFile, type Reject } from './domain.ts';

/** The rejected rows of the files of one import. */
export interface RejectSink {
  write(file: ImportFile, header: readonly string[], rejects: readonly Reject[]): Promise<void>;
  /** Where the file's rejected rows lie; null: nowhere, or not on a disk. */
  pathOf(file: ImportFile): string | null;
  /**
   * Ends the files. The one of an earlier import goes when its rows are all right now.
   * @returns the CSV text of files beside which nothing can be written, such as uploaded ones, by file name
   */
  close(files: readonly ImportFile[]): Promise<ReadonlyMap<string, string>>;
}

export function createRejectSink(): RejectSink {
  const handles = new Map<string, FileHandle>();
  const texts = new Map<string, string>();

  /** Null where the file lies on no disk, or in a folder in which nothing can be written. */
  async function handleOf(file: ImportFile): Promise<FileHandle | null> {
    if (file.path === null || texts.has(file.name)) return null;
    const path = `${file.path}${REJECTED}`;
    const known = handles.get(path);
    if (known !== undefined) return known;
    try {
      const handle = await open(path, 'w');
      handles.set(path, handle);
      return handle;
    } catch {
      return null;
    }
  }

  const pathOf = (file: ImportFile) => {
    const path = `${file.path}${REJECTED}`;
    return handles.has(path) ? path : null;
  };

  return {
    pathOf,
    async write(file, header, rejects) {
      if (rejects.length === 0) return;
      const isNew = pathOf(file) === null && !texts.has(file.name);
      const rows = rejects.map(({ line, column, reason, cells }) => [line, column, reason, ...cells]);
      const head = isNew ? [['line', 'column', 'reason', ...header]] : [];
      const text = stringify([...head, ...rows]);
      const handle = await handleOf(file);
      if (handle === null) texts.set(file.name, (texts.get(file.name) ?? '') + text);
      else await handle.appendFile(text);
    },
    async close(files) {
      for (const file of files) {
        if (file.path !== null && pathOf(file) === null) await rm(`${file.path}${REJECTED}`, { force: true });
      }
      for (const handle of handles.values()) await handle.close();
      return texts;
    },
  };
}
