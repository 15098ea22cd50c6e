export type Way = 'alone' | 'shared'

/**
 * Turns of each way. The least of their times counts: whatever else the machine did made the others longer, and in its first half a dozen
 * turns a new thread has not compiled what it runs.
 */
const TURNS = 12
/** Finds out which of two ways is faster here by taking turns, and keeps to it. Who gave several threads has processors for them: a little faster will do. */
export class Trial {
  readonly #times: Readonly<Record<Way, number[]>> = { alone: [], shared: [] }

  get over(): boolean {
    return Object.values(this.#times).every(({ length }) => length >= TURNS)
  }

  next(): Way {
    const { alone, shared } = this.#times
    if (!this.over) return alone.length <= shared.length ? 'alone' : 'shared'
    return Math.min(...shared) < Math.min(...alone) ? 'shared' : 'alone'
  }

  note(way: Way, milliseconds: number): void {
    if (!this.over) this.#times[way].push(milliseconds)
  }
}
