/** Every kind of side effect that a worker awaits, in the order a task meets them. */
export const SIDE_EFFECTS = {
  stored: 'something is durable outside the chain: a job on the list, a cursor, a block in the store',
  send: 'a transaction has been handed to the node',
  mined: "a transaction's receipt has been read",
  acknowledged: 'the queue has been told that a job ended',
} as const

export type SideEffect = keyof typeof SIDE_EFFECTS
