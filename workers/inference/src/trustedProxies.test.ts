import { expect, test } from 'vitest'
import { TrustedProxiesInvalid } from './errors.ts'
import { trustedProxies } from './trustedProxies.ts'

test('knows the addresses and networks of a list, of both versions, and nobody else', () => {
  const isProxy = trustedProxies('203.0.113.7, 10.0.0.0/8,fd00::/8,2001:db8::1')
  const asked = ['203.0.113.7', '::ffff:203.0.113.7', '10.255.0.1', 'fd12::3', '2001:db8::1']
  expect(asked.map(isProxy)).toEqual(asked.map(() => true))
  const strangers = ['203.0.113.8', '11.0.0.1', '::ffff:11.0.0.1', 'fe80::1', '2001:db8::2', '', 'localhost']
  expect(strangers.map(isProxy)).toEqual(strangers.map(() => false))
})

test.each(['', 'proxy.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', '10.0.0.1,', '10.0.0.0/-1'])(
  '%j is refused, and the setting named',
  (list) => {
    expect(() => trustedProxies(list)).toThrow(TrustedProxiesInvalid)
    expect(() => trustedProxies(list)).toThrow('ASSAY_PROVIDER_TRUSTED_PROXIES')
  },
)
