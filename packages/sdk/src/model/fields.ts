import { type Dtype, dtypes } from '@assay/program'
import type { Digest } from '@assay/store'
import { ManifestInvalid } from '../errors.ts'
import type { StoredFile } from './Manifest.ts'

/** Reads fields of JSON that strangers wrote. Each throws ManifestInvalid, which names the field. */
export const fields = {
  json(bytes: Uint8Array): unknown {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    } catch (cause) {
      throw new ManifestInvalid('(whole)', cause instanceof Error ? cause.message : cause, 'JSON')
    }
  },

  record(value: unknown, field: string): Record<string, unknown> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    throw new ManifestInvalid(field, value, 'an object')
  },

  list<T>(value: unknown, field: string, itemAt: (item: unknown, field: string) => T): T[] {
    if (!Array.isArray(value)) throw new ManifestInvalid(field, value, 'a list')
    return value.map((item, i) => itemAt(item, `${field}[${i}]`))
  },

  /** An object whose keys are the author's. */
  map<T>(value: unknown, field: string, itemAt: (item: unknown, field: string) => T): Record<string, T> {
    const entries = Object.entries(fields.record(value, field))
    return Object.fromEntries(entries.map(([key, item]) => [key, itemAt(item, `${field}["${key}"]`)]))
  },

  text(value: unknown, field: string): string {
    if (typeof value === 'string') return value
    throw new ManifestInvalid(field, value, 'text')
  },

  number(value: unknown, field: string): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw new ManifestInvalid(field, value, 'a number')
  },

  count(value: unknown, field: string): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    throw new ManifestInvalid(field, value, 'a whole number, not negative')
  },

  flag(value: unknown, field: string): boolean {
    if (typeof value === 'boolean') return value
    throw new ManifestInvalid(field, value, 'true or false')
  },

  digest(value: unknown, field: string): Digest {
    if (typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value)) return value as Digest
    throw new ManifestInvalid(field, value, 'a sha256 in lower-case hexadecimal with 0x in front')
  },

  dtype(value: unknown, field: string): Dtype {
    if (typeof value === 'string' && Object.hasOwn(dtypes, value)) return value as Dtype
    throw new ManifestInvalid(field, value, Object.keys(dtypes).join(', '))
  },

  stored(value: unknown, field: string): StoredFile {
    const { bytes, parts } = fields.record(value, field)
    return { bytes: fields.count(bytes, `${field}.bytes`), parts: fields.list(parts, `${field}.parts`, fields.digest) }
  },
}
