import type { FetchStep, Step } from '@assay/proof'

export const isFetch = (step: Step): step is FetchStep =>
  step.kind === 'fetch-roots' || step.kind === 'fetch-leaves' || step.kind === 'fetch-chunk'
