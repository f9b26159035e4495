const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/**
 * A size in bytes for people, as Crafter's `FileUtils.readableFileSize` writes it: Java's `DecimalFormat("#,##0.#")`, which
 * rounds halves to even digits, and no unit for nothing. `22.6 KB`, `1,000 B`, `5 MB`.
 * @see https://github.com/craftercms/commons/blob/develop/utilities/src/main/java/org/craftercms/commons/file/FileUtils.java
 */
export function readableSize(bytes: number): string {
  if (bytes === 0) return '0';
  const group = Math.min(Math.floor(Math.log10(bytes) / Math.log10(1024)), units.length - 1);
  const number = bytes / 1024 ** group;
  return `${number.toLocaleString('en-US', { maximumFractionDigits: 1, roundingMode: 'halfEven' })} ${units[group]}`;
}
