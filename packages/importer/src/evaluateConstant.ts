import { arithmeticRules } from './evaluate/arithmetic.ts'
import type { Evaluate } from './evaluate/Evaluate.ts'
import { movementRules } from './evaluate/movement.ts'

/** What the importer computes once rather than at every inference, by ONNX operator. */
export const constantRules: Readonly<Record<string, Evaluate>> = { ...arithmeticRules, ...movementRules }
