import { expect, test } from 'vitest'
import { commonSettings } from './commonSettings.ts'
import { kind } from './kind.ts'
import { renderEnvExample } from './renderEnvExample.ts'

const own = {
  key: { name: 'X_KEY', kind: kind.privateKey(), unit: 'key', default: null, what: 'signs transactions' },
  rpcUrl: commonSettings.rpcUrl,
} as const

test('names every setting once, with limit, default and purpose', () => {
  const text = renderEnvExample({ common: commonSettings, own })
  for (const setting of Object.values({ ...commonSettings, ...own })) {
    expect(text.match(new RegExp(`^(# )?${setting.name}=`, 'gm')), setting.name).toHaveLength(1)
    expect(text).toContain(setting.what)
    expect(text).toContain(setting.kind.limit)
  }
})

test('leaves a required setting open and a default commented', () => {
  const text = renderEnvExample({ own })
  expect(text).toContain('\nX_KEY=\n')
  expect(text).toContain(`\n# ASSAY_RPC_URL=${commonSettings.rpcUrl.default}\n`)
})
