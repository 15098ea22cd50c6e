import { assuranceLevels, traceModes } from '@assay/protocol'
import { integerField, textField } from './jsonFields.ts'
import type { TaskTerms } from './TaskTerms.ts'

const U32 = 2n ** 32n - 1n
const U64 = 2n ** 64n - 1n
const U128 = 2n ** 128n - 1n
const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const HASH = /^0x[0-9a-fA-F]{64}$/

/** Terms from a stranger's JSON. Throws QuoteInvalid, which names the field. */
export function parseTerms(json: unknown): TaskTerms {
  const hash = (name: string) => textField(json, name, HASH, '0x and 64 hexadecimal digits') as `0x${string}`
  const address = (name: string) => textField(json, name, ADDRESS, '0x and 40 hexadecimal digits') as `0x${string}`
  const seconds = (name: string) => Number(integerField(json, name, U32))
  return {
    modelId: hash('modelId'),
    inputRoot: hash('inputRoot'),
    inputDigest: hash('inputDigest'),
    provider: address('provider'),
    acceptSec: seconds('acceptSec'),
    submitSec: seconds('submitSec'),
    windowSec: seconds('windowSec'),
    token: address('token'),
    level: Number(integerField(json, 'level', BigInt(assuranceLevels.length - 1))),
    traceMode: Number(integerField(json, 'traceMode', BigInt(traceModes.length - 1))),
    nonce: integerField(json, 'nonce', U64),
    price: integerField(json, 'price', U128),
    lock: integerField(json, 'lock', U128),
  }
}
