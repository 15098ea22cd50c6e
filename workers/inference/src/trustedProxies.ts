import { BlockList, isIP } from 'node:net'
import { TrustedProxiesInvalid } from './errors.ts'

/**
 * Whether an address is one of the listed addresses and networks.
 * @throws TrustedProxiesInvalid
 */
export const trustedProxies = (list: string): ((address: string) => boolean) => {
  const networks = new BlockList()
  for (const item of list.split(',').map((part) => part.trim())) {
    const [address = '', bits, ...rest] = item.split('/')
    const version = isIP(address)
    const most = version === 6 ? 128 : 32
    const isNetwork = bits !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= most
    if (version === 0 || rest.length > 0 || (bits !== undefined && !isNetwork)) throw new TrustedProxiesInvalid(item)
    networks.addSubnet(address, bits === undefined ? most : Number(bits), version === 6 ? 'ipv6' : 'ipv4')
  }
  return (address) => {
    const version = isIP(address)
    return version !== 0 && networks.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
}
