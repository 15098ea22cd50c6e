import { constantRules } from './evaluateConstant.ts'
import { supportedOps } from './supportedOps.ts'

const known = new Set([...supportedOps(), ...Object.keys(constantRules)])

/** Whether the importer has an operator at all, be it on constants only or in some of its uses. */
export const isKnownOp = (op: string): boolean => known.has(op)
