export type ProgramName =
  | 'assay'
  | 'start'
  | 'inference'
  | 'watchtower'
  | 'settler'
  | 'canary'
  | 'lyingProvider'
  | 'sessionWorker'
  | 'hashWorker'
export const programs: Readonly<Record<ProgramName, string>>
