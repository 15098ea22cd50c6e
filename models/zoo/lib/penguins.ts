import { readFileSync } from 'node:fs'

export interface Penguin {
  /** Beak length and depth in mm, flipper length in mm, body mass in g, island 0..2, 1 for a male. */
  readonly features: readonly number[]
  /** 0 Adelie, 1 Chinstrap, 2 Gentoo. */
  readonly label: number
}

/** Palmer Archipelago penguins (Horst, Hill and Gorman 2020, CC0), those of which everything is known, shuffled. */
export const penguins = (): Penguin[] =>
  JSON.parse(readFileSync(new URL('../files/penguins.json', import.meta.url), 'utf8')) as Penguin[]

/** The first are for training and calibration, the rest for evaluation. */
export const TRAINING_PENGUINS = 233
