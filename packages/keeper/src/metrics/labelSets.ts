/** Every combination of the labels' values; one empty set where there are no labels. */
export const labelSets = (
  labels: readonly (readonly [name: string, values: readonly string[]])[],
): Readonly<Record<string, string>>[] =>
  labels.reduce<Readonly<Record<string, string>>[]>(
    (sets, [name, values]) => sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))),
    [{}],
  )
