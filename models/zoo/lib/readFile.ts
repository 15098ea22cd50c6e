import { readFileSync } from 'node:fs'

/** A file of models/zoo/files. */
export const readFile = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../files/${name}`, import.meta.url)))
