/** Something that one of several nodes did, by which it is told from the others. */
export interface NodeEvent {
  /** Its address, without what may be a key. */
  readonly node: string
  readonly what: 'failed' | 'recovered' | 'wrong-chain' | 'behind' | 'ahead' | 'level' | 'logs-differ'
  /** What was seen, and what is done about it. */
  readonly detail: string
}
