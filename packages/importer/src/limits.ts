/** What `read` accepts before it allocates anything: far above every model whose steps fit the chain's budget. */
export const limits = {
  fileBytes: 512 * 2 ** 20,
  nodes: 4_096,
  /** Of the file's messages and strings together, of their numbers outside raw data, and how deep graphs may nest. */
  messages: 2 ** 20,
  numbers: 2 ** 26,
  depth: 32,
  rank: 8,
  tensorElements: 2 ** 28,
  /** Of a constant that folding computes: masks, positions, permuted weights. */
  foldedElements: 2 ** 26,
  /** Elements that folding reads in all. */
  foldedReads: 2 ** 30,
  /** Of all activations together: what importing may hold in memory. */
  activationElements: 2 ** 28,
} as const
