/** What the installed font can write, and how much room it takes. */

/** Signs that stand for a feeling or a thing, and what joins and colours them: a name is read without them. */
const PICTOGRAPHS =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]|\u200D|\u20E3|\uFE0E|\uFE0F/gu;
/** Signs of the above that are letters of the font as well. */
const WRITTEN_SIGNS = new Set('©®™');
/** What the font has of letters, figures, punctuation and currencies: Latin, Greek and Cyrillic; a test compares it. */
const WRITABLE =
  /^[ -~\u00A0-\u0148\u014A-\u01C3\u01C5-\u0254\u0384-\u038A\u038C\u038E-\u03A1\u03A3-\u03D7\u0400-\u0479\u0480-\u049D\u04A0-\u04FF\u1E00-\u1E9B\u1E9D-\u1EFF\u2010-\u2027\u2030-\u2055\u20A0-\u20AF\u2122\u2190-\u2199\u2212\u2248\u2260\u2264\u2265]*$/;

/** Widths in ems of the letters, semibold ones included, rounded up. */
const WIDTHS = new Map(
  (
    [
      [0.28, 'IijlΙ'],
      [0.34, " !',.:;‘’·ι"],
      [0.4, '()/[\\]`frt|'],
      [0.46, '1{}г'],
      [0.52, '-^_–“”τзт'],
      [0.56, '"*?sεζξ'],
      [0.6, '7FJLacekvxyzΓγδκςχГавеклсухчьэя'],
      [0.63, '25Ebdghnopqu£ΕβηθμνοπρυЕбийнопр'],
      [0.66, '#$03689BPRSZΒΖΡσБВЗРЬЯдц'],
      [0.7, '&+4<=>T~−€ΞΣΤαλТУъ'],
      [0.74, 'ACDKVXYΑΔΚΛΥΧАКСХЧЭ'],
      [0.78, 'GHNOQUΗΘΝΟΠΩφИЙЛНОПЦф'],
      [0.84, 'wψωФЪмы'],
      [0.92, 'mΦΨДЫжшщю'],
      [1.08, '%@MW—…→←▲▼ΜЖМШЩЮ'],
    ] as const
  ).flatMap(([width, letters]) => Array.from(letters, (letter) => [letter, width] as const)),
);
/** Of what has no width above and is no letter of them with an accent. */
const WIDE = 0.9;

/**
 * A name as the font can write it, without emoji; what has a letter that the font lacks, such as a Chinese one, is
 * not written in part, which would be another name.
 * @returns null when it can not be written
 */
export function writable(name: string): string | null {
  const read = name
    .toWellFormed()
    .normalize('NFC')
    .replace(PICTOGRAPHS, (sign) => (WRITTEN_SIGNS.has(sign) ? sign : ''))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return read !== '' && WRITABLE.test(read) ? read : null;
}

/** Regular letters in terms of semibold ones, in the usual mixture. */
const REGULAR = 0.96;

/** The room that a line takes, in units of the picture: a little more than it does for the usual mixture of letters. */
export function widthOf(line: string, size: number, bold = false): number {
  let ems = 0;
  for (const letter of line) {
    ems += WIDTHS.get(letter) ?? WIDTHS.get(letter.normalize('NFD')[0] ?? '') ?? WIDE;
  }
  return ems * size * (bold ? 1 : REGULAR);
}

/** The line in semibold letters, or as much of its beginning as there is room for, with “…”. */
export function shortened(line: string, room: number, size: number): string {
  if (widthOf(line, size, true) <= room) return line;
  const letters = Array.from(line);
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size, true) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
