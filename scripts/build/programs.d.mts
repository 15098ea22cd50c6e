export type ProgramName =
  | 'assay'
  | 'start'
  | 'inference'
  | 'watchtower'
  | 'settler'
  | 'canary'
  | 'lyingProvider'
  | 'memoryChild'
  | 'sessionWorker'
  | 'hashWorker'
export const programs: Readonly<Record<ProgramName, string>>
