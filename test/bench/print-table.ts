/** A measurement: name, value, note. */
export type Row = readonly [what: string, value: string, note: string];

export function printTable(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  for (const [what, value, note] of rows) console.log(`  ${what.padEnd(36)}${value.padStart(10)}   ${note}`);
}
