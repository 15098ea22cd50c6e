import { readFile, rename, writeFile } from 'node:fs/promises'

/** The pinned CIDs, in a file that is replaced as a whole. */
export class Pins {
  readonly #file: string
  readonly #pins: Set<string>
  #saving: Promise<void> = Promise.resolve()

  private constructor(file: string, pins: readonly string[]) {
    this.#file = file
    this.#pins = new Set(pins)
  }

  static async open(file: string): Promise<Pins> {
    const text = await readFile(file, 'utf8').catch(() => '[]')
    return new Pins(file, JSON.parse(text) as string[])
  }

  list(): readonly string[] {
    return [...this.#pins]
  }

  has(cid: string): boolean {
    return this.#pins.has(cid)
  }

  async add(cid: string): Promise<void> {
    if (this.#pins.has(cid)) return
    this.#pins.add(cid)
    await this.#save()
  }

  async remove(cid: string): Promise<boolean> {
    const removed = this.#pins.delete(cid)
    if (removed) await this.#save()
    return removed
  }

  #save(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      await writeFile(`${this.#file}.new`, JSON.stringify([...this.#pins]))
      await rename(`${this.#file}.new`, this.#file)
    })
    return this.#saving
  }
}
