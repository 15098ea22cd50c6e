/** How far a follower has read, and the block's hash by which it sees that the chain is another one. */
export interface Position {
  readonly block: bigint
  readonly hash: `0x${string}`
}

export interface Cursor {
  read(): Promise<Position | undefined>
  write(position: Position): Promise<void>
}
