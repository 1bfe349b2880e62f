/** A file's bytes as text, or the reason why they are not text that can be trusted. Nothing is ever guessed. */

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** A file that is not text in UTF-8, or in UTF-16 with its byte order mark. */
export class UnreadableText extends Error {
  readonly line: number | null;

  constructor(problem: string, line: number | null = null) {
    super(problem);
    this.name = 'UnreadableText';
    this.line = line;
  }
}

const SAVE_AS_UTF8 = 'save it as CSV in UTF-8 and try again';

/** What other kinds of files begin with. The mark of UTF-32LE begins with that of UTF-16LE, so they come first. */
const REFUSED: readonly { bytes: readonly number[]; is: string }[] = [
  { bytes: [0xff, 0xfe, 0x00, 0x00], is: 'is UTF-32' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], is: 'is UTF-32' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], is: 'is an Excel workbook or another zip archive' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], is: 'is an old Excel workbook' },
  { bytes: [0x1f, 0x8b], is: 'is compressed (gzip)' },
];

const LONGEST_MARK = 4;

/**
 * Decodes UTF-8 with or without a byte order mark, and UTF-16 with one; the mark is not part of the text.
 * @throws UnreadableText for anything else, as soon as it is seen
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let encoding: Encoding | null = null;
  let decoder = new TextDecoder();
  let waiting = Buffer.alloc(0);
  let line = 1;
  const decode = (bytes: Uint8Array, more: boolean) => {
    const text = decodeOrExplain(decoder, bytes, more, line);
    if (text.includes('\0')) {
      throw new UnreadableText(
        `holds zero characters, as UTF-16 and UTF-32 do that are not marked as such: ${SAVE_AS_UTF8}`,
      );
    }
    line += countLines(text);
    return text;
  };
  for await (const chunk of chunks) {
    let bytes: Uint8Array = chunk;
    if (encoding === null) {
      waiting = Buffer.concat([waiting, chunk]);
      if (waiting.length < LONGEST_MARK) continue;
      encoding = encodingOf(waiting);
      decoder = new TextDecoder(encoding, { fatal: true });
      bytes = waiting;
    }
    yield decode(bytes, true);
  }
  if (encoding === null) decoder = new TextDecoder(encodingOf(waiting), { fatal: true });
  yield decode(encoding === null ? waiting : Buffer.alloc(0), false);
}

function encodingOf(start: Buffer): Encoding {
  const refused = REFUSED.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte));
  if (refused !== undefined) throw new UnreadableText(`${refused.is}: ${SAVE_AS_UTF8}`);
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function decodeOrExplain(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  more: boolean,
  line: number,
): string {
  try {
    return decoder.decode(bytes, { stream: more });
  } catch {
    const where = decoder.encoding === 'utf-8' ? line + linesBeforeBadUtf8(bytes) : null;
    const what =
      decoder.encoding === 'utf-8' ? 'is not UTF-8' : 'is not the UTF-16 that its first bytes promise';
    throw new UnreadableText(`${what}: ${SAVE_AS_UTF8}`, where);
  }
}

/** How many lines of a chunk end before its first line that is not UTF-8. */
function linesBeforeBadUtf8(bytes: Uint8Array): number {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let lines = 0;
  // A chunk may begin inside a character that the chunk before it started.
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  for (; start < bytes.length; lines += 1) {
    const end = bytes.indexOf(0x0a, start);
    try {
      strict.decode(bytes.subarray(start, end < 0 ? undefined : end));
    } catch {
      return lines;
    }
    if (end < 0) return lines;
    start = end + 1;
  }
  return lines;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
