import type { z } from 'zod'

/** What a value must be: parsed by `schema`, said in words by `limit`. */
export interface Kind<T> {
  readonly schema: z.ZodType<T, string>
  /** Completes "must be ...". */
  readonly limit: string
  /** Its value never appears in a message or log. */
  readonly secret?: boolean
}

/** One row of a process's table of settings. */
export interface Setting<T> {
  /** The environment variable. */
  readonly name: string
  readonly kind: Kind<T>
  /** Of the number, or of what the text names: "seconds", "URL". */
  readonly unit: string
  /** As it would be written in the environment; null: there is none and the setting is required. */
  readonly default: string | null
  /** What it is for, in one line. */
  readonly what: string
}

// biome-ignore lint/suspicious/noExplicitAny: a table's rows differ in type; each row's own type comes back in SettingsOf
export type SettingsTable = Readonly<Record<string, Setting<any>>>

export type SettingsOf<Table extends SettingsTable> = {
  readonly [Key in keyof Table]: Table[Key] extends Setting<infer T> ? T : never
}
