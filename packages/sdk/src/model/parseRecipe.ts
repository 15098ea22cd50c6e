import { ManifestInvalid } from '../errors.ts'
import { fields } from './fields.ts'
import type { Recipe } from './Recipe.ts'

const { count, dtype, flag, json, list, map, number, record, text } = fields

/** Checks every field of a recipe: it comes from strangers. Throws ManifestInvalid, which names the field. */
export function parseRecipe(bytes: Uint8Array): Recipe {
  const file = record(json(bytes), 'recipe')
  if (file.format !== 'assay.recipe.v1') throw new ManifestInvalid('recipe.format', file.format, '"assay.recipe.v1"')
  return {
    format: 'assay.recipe.v1',
    compiler: text(file.compiler, 'recipe.compiler'),
    constantChunkLog2: count(file.constantChunkLog2, 'recipe.constantChunkLog2'),
    activationChunkLog2: count(file.activationChunkLog2, 'recipe.activationChunkLog2'),
    inputShapes: map(file.inputShapes, 'recipe.inputShapes', (shape, at) => list(shape, at, count)),
    ...(file.output === undefined ? {} : { output: text(file.output, 'recipe.output') }),
    ...(file.scales === undefined ? {} : { scales: map(file.scales, 'recipe.scales', scaleAt) }),
    ...(file.fuse === undefined ? {} : { fuse: flag(file.fuse, 'recipe.fuse') }),
    ...(file.channels === undefined
      ? {}
      : { channels: map(file.channels, 'recipe.channels', (exponents, at) => list(exponents, at, number)) }),
    ...(file.finer === undefined ? {} : { finer: finerOf(file.finer) }),
    ...(file.biasCorrection === undefined
      ? {}
      : { biasCorrection: flag(file.biasCorrection, 'recipe.biasCorrection') }),
    ...(file.calibration === undefined ? {} : { calibration: calibrationOf(file.calibration) }),
  }
}

function scaleAt(value: unknown, field: string) {
  const scale = record(value, field)
  return {
    dtype: dtype(scale.dtype, `${field}.dtype`),
    scale: number(scale.scale, `${field}.scale`),
    zero: number(scale.zero, `${field}.zero`),
  }
}

function finerOf(value: unknown) {
  const finer = record(value, 'recipe.finer')
  return {
    tensors: list(finer.tensors, 'recipe.finer.tensors', text),
    planes: count(finer.planes, 'recipe.finer.planes'),
  }
}

function calibrationOf(value: unknown) {
  const calibration = record(value, 'recipe.calibration')
  return {
    samples: count(calibration.samples, 'recipe.calibration.samples'),
    elements: list(calibration.elements, 'recipe.calibration.elements', count),
  }
}
