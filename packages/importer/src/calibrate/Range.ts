/** Real numbers that a tensor takes; it holds 0, so that padding and relu are exact. */
export interface Range {
  readonly low: number
  readonly high: number
}
