import { CID } from 'multiformats/cid'
import { RequestRefused } from './errors.ts'

export function parseCid(text: string | null): CID {
  try {
    return CID.parse((text ?? '').replace(/^\/?ipfs\//, ''))
  } catch {
    throw new RequestRefused(400, `"${text ?? ''}" is no CID`)
  }
}
