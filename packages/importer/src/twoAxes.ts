/** Values of one or two spatial axes as of two: a single one is the width's, and `height` stands for the other. */
export const twoAxes = (values: readonly number[], height: number): [number, number] =>
  values.length === 2 ? [values[0]!, values[1]!] : [height, values[0]!]
