const UNITS = ['bytes', 'kB', 'MB', 'GB'];

/** A size in bytes as one reads it: "1.4 MB". */
export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const size = bytes / 1000 ** power;
  return `${power === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${UNITS[power]}`;
}
