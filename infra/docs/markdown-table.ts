/** A Markdown table. The cells are Markdown; a `|` in them is escaped, and an empty one is a dash. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|') || '–').join(' | ')} |`;
}
