import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, it } from 'vitest';
import { detectSeparator, readCsv, type CsvRow } from '#src/imports/csv.ts';
import { decodeText } from '#src/imports/decode.ts';
import { inspectFile } from '#src/imports/read-file.ts';
import { uploadedFile } from '#src/imports/files.ts';
import { samplePath, withSampleData } from '../support/sample-data.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array | string, size = 1 << 16): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const batch of readCsv(decodeText(inChunks(Buffer.from(bytes), size)))) rows.push(...batch);
  return rows;
}

const cells = (rows: CsvRow[]) => rows.map((row) => row.cells);

describe('the CSV reader', () => {
  it('gives back what was written, however it is quoted, cut into chunks and encoded', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"', ',', ';', '\n', '\r\n', ' ') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('utf8', 'utf16le'),
        async (table, delimiter, record_delimiter, size, encoding) => {
          const rows = table.filter((row) => row.some((value) => value.trim() !== ''));
          const text = stringify([['first', 'second'], ...rows], {
            delimiter,
            record_delimiter,
            quoted_match: /[\r\n]/,
          });
          const bytes = Buffer.from(`\uFEFF${text}`, encoding === 'utf8' ? 'utf8' : 'utf16le');
          expect(cells(await read(bytes, size))).toEqual([['first', 'second'], ...rows]);
        },
      ),
    );
  });

  it('knows the line of each row, across fields with line breaks and blank lines', async () => {
    const rows = await read('a,b\n1,"x\ny"\n\n,\n3,4\r\n5,6');
    expect(rows.map((row) => row.line)).toEqual([1, 2, 6, 7]);
  });

  it('loses one line and no other to a quote that is wrong', async () => {
    const rows = await read('a,b\n1,2\n5" pipe,3\n4,5\n"x"y,6\n7,"8"\n"open,9\n10,11\n');
    expect(rows.filter((row) => row.problem !== null).map((row) => row.line)).toEqual([3, 5, 7]);
    expect(cells(rows.filter((row) => row.problem === null))).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['4', '5'],
      ['7', '8'],
      ['10', '11'],
    ]);
  });

  it('reads files of old Macs, and finds the separator outside of quotes', async () => {
    expect(cells(await read('a,b\r1,2\r3,4'))).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(detectSeparator('"a,b,c,d";e;f')).toBe(';');
    expect(detectSeparator('alone')).toBe(',');
  });
});

describe('decoding', () => {
  const refusal = async (bytes: Uint8Array) => {
    const inspected = await inspectFile(uploadedFile('x.csv', bytes));
    return inspected.ok ? null : inspected.problem;
  };

  it('refuses what is not UTF-8, with its line and what to do', async () => {
    const latin = Buffer.concat([Buffer.from('name\nok\nCaf'), Buffer.from([0xe9, 0x0a])]);
    expect(await refusal(latin)).toEqual({
      file: 'x.csv',
      line: 3,
      problem: 'is not UTF-8: save it as CSV in UTF-8 and try again',
    });
  });

  it.each([
    ['UTF-16 without a mark', Buffer.from('name\nAcme', 'utf16le'), 'holds zero characters'],
    ['half a character', Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x62]), 'is not the UTF-16'],
    ['a workbook', Buffer.from('PK\u0003\u0004rest'), 'Excel workbook'],
    ['nothing', Buffer.alloc(0), 'is empty'],
    ['a short mark of UTF-32', Buffer.from([0xff, 0xfe, 0, 0]), 'UTF-32'],
  ])('refuses %s', async (_what, bytes, words) => {
    expect((await refusal(bytes))?.problem).toContain(words);
  });
});

withSampleData('csv-spectrum', () => {
  describe('csv-spectrum', () => {
    const names = readdirSync(samplePath('csv-spectrum', 'csvs')).map((file) => file.replace('.csv', ''));
    it.each(names)('%s', async (name) => {
      const text = readFileSync(samplePath('csv-spectrum', 'csvs', `${name}.csv`), 'utf8');
      const json = readFileSync(samplePath('csv-spectrum', 'json', `${name}.json`), 'utf8');
      const [header = [], ...rows] = cells(await read(text));
      const found = rows.map((row) =>
        Object.fromEntries(header.map((column, index) => [column, row[index]])),
      );
      // In the copy at hand the CRLF files have lost their CR.
      expect(found).toEqual(
        JSON.parse(text.includes('\r') ? json : json.replaceAll(String.raw`\r\n`, String.raw`\n`)),
      );
    });
  });
});

withSampleData('csv-encodings', () => {
  describe('csv-encodings', () => {
    const file = (name: string) => readFileSync(samplePath('csv-encodings', name));
    it('reads UTF-8 and UTF-16 with a mark alike', async () => {
      const expected = cells(await read(file('csvtext_BOM_UTF8.csv')));
      expect(expected[0]).toEqual(['column1', 'column2', 'column3']);
      expect(cells(await read(file('csvtext_BOM_UTF16LE.csv')))).toEqual(expected);
      expect(cells(await read(file('csvtext_BOM_UTF16BE.csv')))).toEqual(expected);
    });

    it.each(['csvtext_BOM_UTF32LE.csv', 'csvtext_BOM_UTF32BE.csv'])('refuses %s', async (name) => {
      await expect(read(file(name))).rejects.toThrow('holds zero characters');
    });

    it('reads doubled quotes and leaves other separators alone', async () => {
      expect(cells(await read(file('csvEscapedQuotes.csv')))[1]).toEqual(['"The Best" Account', 'bla']);
      expect(cells(await read(file('csvSeparator.csv')))[0]).toEqual(['column1', 'column2!some', 'column3']);
    });
  });
});
