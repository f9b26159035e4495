const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/**
 * Formats a size in bytes as Crafter's `FileUtils.readableFileSize` does: by Java's `DecimalFormat("#,##0.#")`, which
 * rounds halves to even. `22.6 KB`, `1,000 B`, `5 MB`; zero bytes are `0`, without a unit.
 * @see https://github.com/craftercms/commons/blob/develop/utilities/src/main/java/org/craftercms/commons/file/FileUtils.java
 */
export function readableSize(bytes: number): string {
  if (bytes === 0) return '0';
  const group = Math.min(Math.floor(Math.log10(bytes) / Math.log10(1024)), units.length - 1);
  const number = bytes / 1024 ** group;
  return `${number.toLocaleString('en-US', { maximumFractionDigits: 1, roundingMode: 'halfEven' })} ${units[group]}`;
}
