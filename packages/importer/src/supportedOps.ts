import { expandedOps } from './expandNode.ts'
import { shapeRules } from './inferShape.ts'

/** Operators the importer knows, for messages; on constants it computes more. */
export const supportedOps = (): string[] =>
  [
    ...new Set([
      ...Object.keys(shapeRules),
      ...expandedOps,
      'Identity',
      'Dropout',
      'ai.onnx.ml.ZipMap',
      'Constant',
      'Shape',
      'Size',
    ]),
  ].sort()
