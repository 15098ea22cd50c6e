/** A model of the zoo that cannot be had, and what to do about it. */
export class ZooError extends Error {
  constructor(message: string, next: string) {
    super(`${message} ${next}`)
    this.name = 'ZooError'
  }
}
