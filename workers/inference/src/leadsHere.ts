import { askStranger } from '@assay/sdk'

/** A report names a few checks. The address is this provider's own offer's, which may well be one of its own network. */
const QUESTION = { accept: 'application/json', maxBytes: 2 ** 16, timeoutMs: 3_000, allowPrivate: true } as const

/** Whether the health report at an endpoint is this provider's. Who answers there may be a stranger: the address may lead elsewhere by now. */
export const leadsHere = async (endpoint: string, self: string): Promise<boolean> => {
  try {
    const { bytes } = await askStranger(`${endpoint.replace(/\/+$/, '')}/health`, QUESTION)
    const report: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof report === 'object' && report !== null && 'account' in report && report.account === self
  } catch {
    return false
  }
}
