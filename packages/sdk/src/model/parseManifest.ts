import { type Dtype, dtypes } from '@assay/program'
import type { Digest } from '@assay/store'
import { ManifestInvalid } from '../errors.ts'
import type { Manifest, StoredFile, TensorMeaning } from './Manifest.ts'

/** Checks every field of a manifest: it comes from strangers. Throws ManifestInvalid, which names the field. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const file = recordAt(parseJson(bytes), '(whole)')
  if (file.format !== 'assay.manifest.v1') throw new ManifestInvalid('format', file.format, '"assay.manifest.v1"')
  return {
    format: 'assay.manifest.v1',
    name: textAt(file.name, 'name'),
    description: textAt(file.description, 'description'),
    licence: textAt(file.licence, 'licence'),
    program: storedAt(file.program, 'program'),
    constants: listAt(file.constants, 'constants', storedAt),
    inputs: listAt(file.inputs, 'inputs', meaningAt),
    outputs: listAt(file.outputs, 'outputs', meaningAt),
    ...(file.preprocessing === undefined ? {} : { preprocessing: textAt(file.preprocessing, 'preprocessing') }),
    ...(file.onnx === undefined ? {} : { onnx: storedAt(file.onnx, 'onnx') }),
    ...(file.report === undefined ? {} : { report: storedAt(file.report, 'report') }),
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new ManifestInvalid('(whole)', cause instanceof Error ? cause.message : cause, 'JSON')
  }
}

function recordAt(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new ManifestInvalid(field, value, 'an object')
}

function listAt<T>(value: unknown, field: string, itemAt: (item: unknown, field: string) => T): T[] {
  if (!Array.isArray(value)) throw new ManifestInvalid(field, value, 'a list')
  return value.map((item, i) => itemAt(item, `${field}[${i}]`))
}

function textAt(value: unknown, field: string): string {
  if (typeof value === 'string') return value
  throw new ManifestInvalid(field, value, 'text')
}

function numberAt(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new ManifestInvalid(field, value, 'a number')
}

function countAt(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new ManifestInvalid(field, value, 'a whole number, not negative')
}

function digestAt(value: unknown, field: string): Digest {
  if (typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value)) return value as Digest
  throw new ManifestInvalid(field, value, 'a sha256 in lower-case hexadecimal with 0x in front')
}

function storedAt(value: unknown, field: string): StoredFile {
  const { bytes, parts } = recordAt(value, field)
  return { bytes: countAt(bytes, `${field}.bytes`), parts: listAt(parts, `${field}.parts`, digestAt) }
}

function meaningAt(value: unknown, field: string): TensorMeaning {
  const { name, shape, order, integer, dtype, scale, zero, labels } = recordAt(value, field)
  if (typeof dtype !== 'string' || !Object.hasOwn(dtypes, dtype)) {
    throw new ManifestInvalid(`${field}.dtype`, dtype, Object.keys(dtypes).join(', '))
  }
  if (order !== 'row-major' && order !== 'channels-last') {
    throw new ManifestInvalid(`${field}.order`, order, 'row-major or channels-last')
  }
  if (typeof integer !== 'boolean') throw new ManifestInvalid(`${field}.integer`, integer, 'true or false')
  return {
    name: textAt(name, `${field}.name`),
    shape: listAt(shape, `${field}.shape`, countAt),
    order,
    integer,
    dtype: dtype as Dtype,
    scale: numberAt(scale, `${field}.scale`),
    zero: numberAt(zero, `${field}.zero`),
    ...(labels === undefined ? {} : { labels: listAt(labels, `${field}.labels`, textAt) }),
  }
}
