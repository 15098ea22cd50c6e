import { ManifestInvalid } from '../errors.ts'
import { fields } from './fields.ts'
import type { Manifest, TensorMeaning } from './Manifest.ts'

const { count, dtype, flag, json, list, number, record, stored, text } = fields

/** Checks every field of a manifest: it comes from strangers. Throws ManifestInvalid, which names the field. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const file = record(json(bytes), '(whole)')
  if (file.format !== 'assay.manifest.v1') throw new ManifestInvalid('format', file.format, '"assay.manifest.v1"')
  return {
    format: 'assay.manifest.v1',
    name: text(file.name, 'name'),
    description: text(file.description, 'description'),
    licence: text(file.licence, 'licence'),
    program: stored(file.program, 'program'),
    constants: list(file.constants, 'constants', stored),
    inputs: list(file.inputs, 'inputs', meaningAt),
    outputs: list(file.outputs, 'outputs', meaningAt),
    ...(file.preprocessing === undefined ? {} : { preprocessing: text(file.preprocessing, 'preprocessing') }),
    ...(file.onnx === undefined ? {} : { onnx: stored(file.onnx, 'onnx') }),
    ...(file.report === undefined ? {} : { report: stored(file.report, 'report') }),
    ...(file.recipe === undefined ? {} : { recipe: stored(file.recipe, 'recipe') }),
    ...(file.calibration === undefined ? {} : { calibration: stored(file.calibration, 'calibration') }),
  }
}

function meaningAt(value: unknown, field: string): TensorMeaning {
  const meaning = record(value, field)
  const { order, labels } = meaning
  if (order !== 'row-major' && order !== 'channels-last') {
    throw new ManifestInvalid(`${field}.order`, order, 'row-major or channels-last')
  }
  return {
    name: text(meaning.name, `${field}.name`),
    shape: list(meaning.shape, `${field}.shape`, count),
    order,
    integer: flag(meaning.integer, `${field}.integer`),
    dtype: dtype(meaning.dtype, `${field}.dtype`),
    scale: number(meaning.scale, `${field}.scale`),
    zero: number(meaning.zero, `${field}.zero`),
    ...(labels === undefined ? {} : { labels: list(labels, `${field}.labels`, text) }),
  }
}
