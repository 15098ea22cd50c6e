import { FileInvalid } from '../errors.ts'

/** Labels that are too few or too many for an output are most often those of another model, or begin one place too late. */
export const checkLabels = (
  labels: readonly string[],
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
  from: string,
): void => {
  const elements = shape.reduce((a, b) => a * b, 1)
  if (labels.length !== elements)
    throw new FileInvalid(
      `${from} has ${labels.length} labels; output "${name}" [${shape.join(', ')}] has ${elements} elements. Give as many, in their order.`,
    )
}
