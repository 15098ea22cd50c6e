import type { ImportOptions } from '@assay/importer'
import type { Tell } from '../terminal/progress.ts'

const STAGES = { calibrate: 'calibrating', evaluate: 'measuring' } as const

/** The importer's progress as `progress` shows it. */
export const tellProgress =
  (tell: Tell): NonNullable<ImportOptions['onProgress']> =>
  ({ stage, done, total }) =>
    tell(`${STAGES[stage]}, ${done} of ${total} samples`)
