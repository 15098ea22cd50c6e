/** Depth of a binary tree over `leaves` >= 1 leaves, padded to a power of two. */
export const treeDepth = (leaves: number): number => {
  let depth = 0
  while (2 ** depth < leaves) depth++
  return depth
}
