import { type LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { EndpointNotAllowed } from '../errors.ts'
import { isPrivateAddress } from './isPrivateAddress.ts'

/** Resolves a name for one connection and refuses private addresses: the address that is checked is the one connected to. */
export const checkedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, '')
    const inside = addresses.find(({ address }) => isPrivateAddress(address))
    if (inside !== undefined) {
      return callback(new EndpointNotAllowed(hostname, `it is at the private address ${inside.address}`), '')
    }
    const [first] = addresses
    if (options.all === true) callback(null, addresses)
    else callback(null, first?.address ?? '', first?.family)
  })
}
