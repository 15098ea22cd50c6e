import { shapeRules } from './inferShape.ts'

/** Operators the importer knows, for messages. */
export const supportedOps = (): string[] => [...Object.keys(shapeRules), 'Identity', 'Dropout', 'Constant'].sort()
