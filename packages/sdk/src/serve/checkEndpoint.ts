import { EndpointNotAllowed } from '../errors.ts'

const MAX_BYTES = 256

/** An offer's endpoint, without a slash at its end. */
export function checkEndpoint(endpoint: string): string {
  if (Buffer.byteLength(endpoint) > MAX_BYTES)
    throw new EndpointNotAllowed(endpoint, `it is longer than ${MAX_BYTES} bytes`)
  if (!URL.canParse(endpoint)) throw new EndpointNotAllowed(endpoint, 'it is no URL')
  const { protocol, username, password, search, hash } = new URL(endpoint)
  if (protocol !== 'http:' && protocol !== 'https:') throw new EndpointNotAllowed(endpoint, 'it is not http or https')
  if (`${username}${password}${search}${hash}` !== '') {
    throw new EndpointNotAllowed(endpoint, 'it carries a user, a query or a fragment')
  }
  return endpoint.replace(/\/+$/, '')
}
