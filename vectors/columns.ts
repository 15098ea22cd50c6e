/** Parallel arrays from rows, one per field, as `vm.parseJson...Array` reads them in one go. */
export function columns<Row extends Readonly<Record<string, unknown>>>(
  rows: readonly Row[],
): Record<string, unknown[]> {
  const names = Object.keys(rows[0]!)
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]))
}
