import type { QualityReport } from '@assay/importer'
import { fetchFile, type Manifest } from '@assay/sdk'
import type { Store } from '@assay/store'

const MAX_REPORT_BYTES = 2 ** 24

/** The quality report that a manifest names, or undefined: a report that is gone or is none keeps nobody from using the model. */
export const readReport = async (store: Store, { report }: Manifest): Promise<QualityReport | undefined> => {
  if (report === undefined || report.bytes > MAX_REPORT_BYTES) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await fetchFile(store, 'report', report, report.bytes)))
    return isReport(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** As far as it is used: its author may have written anything. */
const isReport = (value: unknown): value is QualityReport =>
  typeof value === 'object' &&
  value !== null &&
  'nodes' in value &&
  Array.isArray(value.nodes) &&
  value.nodes.every((node) => typeof node?.name === 'string') &&
  'tensors' in value &&
  Array.isArray(value.tensors) &&
  value.tensors.every((tensor) => Number.isInteger(tensor?.node)) &&
  'evaluation' in value &&
  typeof value.evaluation === 'object' &&
  value.evaluation !== null
